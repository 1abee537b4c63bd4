/** Brings the window's requests to their handlers: checks who asks, then what. */
import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import { REQUEST_NAMES, requestChannel } from '../../preload/contract.ts';
import { failure } from '../../preload/outcome.ts';
import { type Answering, answer } from './dispatch.ts';

export interface RequestOptions extends Answering {
  /** False for anything but the window's own page. */
  readonly isOwnSender: (event: IpcMainInvokeEvent) => boolean;
}

export function answerRequests(options: RequestOptions): void {
  for (const name of REQUEST_NAMES) {
    ipcMain.handle(requestChannel(name), (event, payload: unknown) => {
      if (!options.isOwnSender(event)) {
        return failure('sender-refused', 'Only the window of RtMixer may ask that.');
      }
      return answer(options, name, payload);
    });
  }
}

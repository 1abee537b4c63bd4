/** Registers the dispatch of every request with Electron's IPC; checks the sender first. */
import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import { REQUEST_NAMES, requestChannel } from '../../preload/contract.ts';
import { failure } from '../../preload/outcome.ts';
import { type DispatchOptions, dispatch } from './dispatch.ts';

export interface RequestOptions extends DispatchOptions {
  /** False for anything but the window's own page. */
  readonly isOwnSender: (event: IpcMainInvokeEvent) => boolean;
}

export function handleRequests(options: RequestOptions): void {
  for (const name of REQUEST_NAMES) {
    ipcMain.handle(requestChannel(name), (event, payload: unknown) => {
      if (!options.isOwnSender(event)) {
        return failure('sender-refused', 'Only the window of RtMixer may ask that.');
      }
      return dispatch(options, name, payload);
    });
  }
}

/** Brings the window's requests to their handlers: checks who asks and what, and catches what nobody foresaw. */
import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import {
  type Handlers,
  REQUEST_NAMES,
  type RequestName,
  requestChannel,
} from '../preload/contract.ts';
import { failure, type Outcome } from '../preload/outcome.ts';
import { failureOf } from './failure-of.ts';
import { readPayload } from './schemas.ts';

export interface RequestOptions {
  readonly handlers: Handlers;
  /** False for anything but the window's own page. */
  readonly isOwnSender: (event: IpcMainInvokeEvent) => boolean;
  /** A fault of the program; goes to the log file. */
  readonly onFault: (what: string, error: unknown) => void;
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

/** Never rejects. */
export async function answer<Name extends RequestName>(
  { handlers, onFault }: Pick<RequestOptions, 'handlers' | 'onFault'>,
  name: Name,
  payload: unknown,
): Promise<Outcome<unknown>> {
  const read = readPayload(name, payload);
  if ('complaint' in read) {
    return failure('invalid-message', `The request ${name} was not understood. ${read.complaint}`);
  }
  try {
    return await handlers[name](read.payload);
  } catch (error) {
    onFault(`request ${name}`, error);
    const { code, message } = failureOf(error);
    return failure(code, message);
  }
}

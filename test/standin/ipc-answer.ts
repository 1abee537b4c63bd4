import type Electron from 'electron';
import { type IpcMain, ipcMain } from './ipc-main.ts';
import type { ToMain, ToPreload } from './page/wire.ts';

/** Where a message comes from, as handlers see it. */
export interface Sender {
  readonly contents: object;
  readonly ipc: IpcMain;
  readonly mainFrame: { readonly processId: number; readonly routingId: number };
  reply(message: ToPreload): void;
}

/** Brings a preload's message to the app's listener or handler, and the handler's answer back. */
export async function answerIpc(
  message: Extract<ToMain, { channel: string }>,
  sender: Sender,
): Promise<void> {
  const { channel, args } = message;
  const event = {
    type: 'frame',
    sender: sender.contents,
    senderFrame: sender.mainFrame,
    processId: sender.mainFrame.processId,
    frameId: sender.mainFrame.routingId,
    ports: [],
    defaultPrevented: false,
    preventDefault: () => {},
    reply: (to: string, ...values: unknown[]) =>
      sender.reply({ kind: 'send', channel: to, args: values }),
  };
  if (message.kind === 'send') {
    sender.ipc.emit(channel, event, ...args);
    ipcMain.emit(channel, event, ...args);
    return;
  }
  const { id } = message;
  try {
    const handler = sender.ipc.handlerOf(channel) ?? ipcMain.handlerOf(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    const value = await handler(event as unknown as Electron.IpcMainInvokeEvent, ...args);
    sender.reply({ kind: 'reply', id, value });
  } catch (error) {
    const text = `Error invoking remote method '${channel}': ${error}`;
    sender.reply({ kind: 'reply', id, error: text });
  }
}

import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import { modelled } from './modelled.ts';

type Handler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown;

/** `ipcMain`, and `webContents.ipc`, which is the same for one window. */
export class IpcMain extends EventEmitter {
  private readonly handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (typeof handler !== 'function') {
      throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`);
    }
    if (this.handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return handler(event, ...args);
    });
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }

  /** The handler of a channel; not part of Electron's interface. */
  handlerOf(channel: string): Handler | undefined {
    return this.handlers.get(channel);
  }
}

/** electron.ipcMain. */
export const ipcMain = modelled('ipcMain', new IpcMain().setMaxListeners(0));

import type { PageWire } from './wire.ts';

type IpcListener = ((event: object, ...args: unknown[]) => void) & { wraps?: IpcListener };

interface PendingReply {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** `ipcRenderer`, as far as the stand-in goes. */
export class IpcRenderer {
  // Truly private, so that a bridge that is given this object carries nothing across.
  readonly #wire: PageWire;
  readonly #listeners = new Map<string, IpcListener[]>();
  readonly #waiting = new Map<number, PendingReply>();
  #lastId = 0;

  constructor(wire: PageWire) {
    this.#wire = wire;
    wire.receive((message) => {
      if (message.kind === 'send') this.#deliver(message.channel, message.args);
      else this.#settle(message.id, message.error, message.value);
    });
  }

  on(channel: string, listener: IpcListener): this {
    this.#listeners.set(channel, [...(this.#listeners.get(channel) ?? []), listener]);
    return this;
  }

  addListener(channel: string, listener: IpcListener): this {
    return this.on(channel, listener);
  }

  once(channel: string, listener: IpcListener): this {
    const wrapper: IpcListener = (event, ...args) => {
      this.off(channel, wrapper);
      listener(event, ...args);
    };
    wrapper.wraps = listener;
    return this.on(channel, wrapper);
  }

  off(channel: string, listener: IpcListener): this {
    const known = this.#listeners.get(channel) ?? [];
    const at = known.findLastIndex((one) => one === listener || one.wraps === listener);
    const others = known.filter((_one, index) => index !== at);
    this.#listeners.set(channel, others);
    return this;
  }

  removeListener(channel: string, listener: IpcListener): this {
    return this.off(channel, listener);
  }

  removeAllListeners(channel?: string): this {
    if (channel === undefined) this.#listeners.clear();
    else this.#listeners.delete(channel);
    return this;
  }

  listenerCount(channel: string): number {
    return this.#listeners.get(channel)?.length ?? 0;
  }

  send(channel: string, ...args: unknown[]): void {
    this.#wire.send({ kind: 'send', channel, args });
  }

  invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      this.#wire.send({ kind: 'invoke', id: this.#lastId, channel, args });
      this.#waiting.set(this.#lastId, { resolve, reject });
    });
  }

  #deliver(channel: string, args: readonly unknown[]): void {
    const event = { sender: this, ports: [] };
    for (const listener of this.#listeners.get(channel) ?? []) listener(event, ...args);
  }

  #settle(id: number, error: string | undefined, value: unknown): void {
    const asked = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error !== undefined) asked?.reject(new Error(error));
    else asked?.resolve(value);
  }
}

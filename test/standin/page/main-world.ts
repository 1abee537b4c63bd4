import {
  FunctionTable,
  hearWorld,
  Reviver,
  tellWorld,
  type WorldMessage,
} from './world-message.ts';

interface Settle {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * The page's side of contextBridge: builds what the preload exposes out of messages. Runs in the
 * page before the page's own scripts.
 * @param secret marks this stand-in's events and proxied functions
 */
export function startMainWorld(secret: string): void {
  const callbacks = new FunctionTable(secret);
  const promises = new Map<number, Settle>();
  const toPreload = `${secret}-to-preload`;
  let lastTurn = 0;
  let answer: WorldMessage | undefined;

  const takeAnswer = () => {
    const taken = answer;
    answer = undefined;
    return taken;
  };
  const callPreload = (id: number, args: readonly unknown[]): WorldMessage => {
    lastTurn += 1;
    const turn = lastTurn;
    takeAnswer();
    tellWorld(toPreload, { call: id, args: args.map((arg) => callbacks.mark(arg)), turn });
    const mine = takeAnswer();
    if (mine?.turn !== turn) throw new Error('An object could not be cloned.');
    return mine;
  };
  const reviver = new Reviver(secret, (id) => (...args) => {
    const { error, promise, value } = callPreload(id, args);
    if (error !== undefined) throw new Error(error);
    if (promise === undefined) return reviver.revive(value);
    return new Promise((resolve, reject) => promises.set(promise, { resolve, reject }));
  });
  const settle = (id: number, { error, value }: WorldMessage) => {
    const waiting = promises.get(id);
    promises.delete(id);
    if (error !== undefined) waiting?.reject(new Error(error));
    else waiting?.resolve(reviver.revive(value));
  };
  const expose = (name: string, api: unknown) => {
    if (name in window) {
      tellWorld(toPreload, {
        error: 'Cannot bind an API on top of an existing property on the window object',
      });
      return;
    }
    Object.defineProperty(window, name, { value: reviver.revive(api, true), enumerable: true });
  };

  hearWorld(`${secret}-to-page`, (message) => {
    if (message.expose !== undefined) expose(message.expose, message.value);
    else if (message.callback !== undefined) {
      callbacks.call(
        message.callback,
        (message.args ?? []).map((arg) => reviver.revive(arg)),
      );
    } else if (message.settle !== undefined) settle(message.settle, message);
    else answer = message;
  });
}

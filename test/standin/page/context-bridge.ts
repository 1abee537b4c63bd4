import { FunctionTable, hearWorld, Reviver, tellWorld } from './world-message.ts';

/**
 * Makes `contextBridge` for a preload script: functions become numbers, the page's calls come
 * back as messages.
 * @param secret marks this stand-in's events and proxied functions
 */
export function createContextBridge(secret: string): {
  exposeInMainWorld(name: string, api: unknown): void;
} {
  const exposed = new FunctionTable(secret);
  const toPage = `${secret}-to-page`;
  let lastPromise = 0;
  let exposeError: string | undefined;

  const reviver = new Reviver(secret, (id) => (...args) => {
    tellWorld(toPage, { callback: id, args: args.map((arg) => exposed.mark(arg)) });
  });
  const answer = (call: number, turn: number, args: readonly unknown[]) => {
    const result = exposed.call(
      call,
      args.map((arg) => reviver.revive(arg)),
    );
    if (!(result instanceof Promise)) {
      tellWorld(toPage, { turn, value: exposed.mark(result) });
      return;
    }
    lastPromise += 1;
    const promise = lastPromise;
    tellWorld(toPage, { turn, promise });
    result.then(
      (value) => tellWorld(toPage, { settle: promise, value: exposed.mark(value) }),
      (error) => tellWorld(toPage, { settle: promise, error: messageOf(error) }),
    );
  };

  hearWorld(`${secret}-to-preload`, ({ call, turn = 0, args = [], error }) => {
    if (call === undefined) {
      exposeError = error;
      return;
    }
    try {
      answer(call, turn, args);
    } catch (thrown) {
      tellWorld(toPage, { turn, error: messageOf(thrown) });
    }
  });

  return {
    exposeInMainWorld(name, api) {
      exposeError = undefined;
      tellWorld(toPage, { expose: name, value: exposed.mark(api) });
      if (exposeError !== undefined) throw new Error(exposeError);
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

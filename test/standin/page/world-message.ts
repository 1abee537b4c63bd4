/** A message between the page's own world and the preload's, in the detail of a DOM event. */
export interface WorldMessage {
  /** The name under which a preload exposes the value. */
  readonly expose?: string;
  /** The id of an exposed function that the page calls, as turn number `turn`. */
  readonly call?: number;
  readonly turn?: number;
  /** The id of a page's function that the preload calls. */
  readonly callback?: number;
  readonly args?: readonly unknown[];
  /** The id of a promise: of the one returned, or of the one that settles. */
  readonly promise?: number;
  readonly settle?: number;
  readonly value?: unknown;
  readonly error?: string;
}

type Callable = (...args: unknown[]) => unknown;

/** Whether a value is a plain object, the only kind whose functions cross the worlds. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

/** The functions of one world that the other may call, each under a number. */
export class FunctionTable {
  private readonly secret: string;
  private readonly functions = new Map<number, Callable>();
  private readonly ids = new Map<unknown, number>();

  constructor(secret: string) {
    this.secret = secret;
  }

  call(id: number, args: readonly unknown[]): unknown {
    return this.functions.get(id)?.(...args);
  }

  /** Copies a value; its functions become numbers and its errors messages. */
  mark(value: unknown, depth = 0): unknown {
    if (depth > 1000) throw new Error('Electron contextBridge recursion depth exceeded.');
    if (typeof value === 'function') return { [this.secret]: 'function', id: this.add(value) };
    if (value instanceof Error) return { [this.secret]: 'error', message: value.message };
    if (Array.isArray(value)) return value.map((part) => this.mark(part, depth + 1));
    if (!isPlainObject(value)) return value;
    const marked = Object.entries(value).map(([key, part]) => [key, this.mark(part, depth + 1)]);
    return Object.fromEntries(marked);
  }

  private add(callable: unknown): number {
    const known = this.ids.get(callable);
    if (known !== undefined) return known;
    const id = this.ids.size + 1;
    this.ids.set(callable, id);
    this.functions.set(id, callable as Callable);
    return id;
  }
}

/** Turns marked values of the other world into values of this one. */
export class Reviver {
  private readonly secret: string;
  private readonly proxyOf: (id: number) => Callable;
  private readonly proxies = new Map<number, Callable>();

  /** @param proxyOf makes the function that calls the other world's function of that number */
  constructor(secret: string, proxyOf: (id: number) => Callable) {
    this.secret = secret;
    this.proxyOf = proxyOf;
  }

  /** @param frozen whether the result may not be changed, as what a preload exposes */
  revive(value: unknown, frozen = false): unknown {
    if (Array.isArray(value)) {
      const parts = value.map((part) => this.revive(part, frozen));
      return frozen ? Object.freeze(parts) : parts;
    }
    if (!isPlainObject(value)) return value;
    if (value[this.secret] === 'function') return this.proxy(Number(value.id));
    if (value[this.secret] === 'error') return new Error(String(value.message));
    const entries = Object.entries(value).map(([key, part]) => [key, this.revive(part, frozen)]);
    const made: object = Object.fromEntries(entries);
    return frozen ? Object.freeze(made) : made;
  }

  private proxy(id: number): Callable {
    const known = this.proxies.get(id) ?? this.proxyOf(id);
    this.proxies.set(id, known);
    return known;
  }
}

/** Sends to the other world; it has the message when this returns. */
export function tellWorld(eventName: string, detail: WorldMessage): void {
  document.dispatchEvent(new CustomEvent(eventName, { detail }));
}

/** Receives from the other world. A message that could not be copied does not arrive. */
export function hearWorld(eventName: string, listener: (message: WorldMessage) => void): void {
  document.addEventListener(eventName, (event) => {
    event.stopImmediatePropagation();
    const message = (event as CustomEvent<WorldMessage | null>).detail;
    if (message) listener(message);
  });
}

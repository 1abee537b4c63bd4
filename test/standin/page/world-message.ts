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

/** Whether a value crosses as an object of its own fields, and not as what it is. */
function hasOnlyFields(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
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
  mark(value: unknown, copies = new Map<unknown, object>(), depth = 0): unknown {
    if (depth > 1000) throw new Error('Electron contextBridge recursion depth exceeded.');
    if (typeof value === 'function') return { [this.secret]: 'function', id: this.add(value) };
    if (value instanceof Error) return { [this.secret]: 'error', message: value.message };
    const inner = (part: unknown) => this.mark(part, copies, depth + 1);
    return copyContainer(value, copies, inner) ?? value;
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
  revive(value: unknown, frozen = false, copies = new Map<unknown, object>()): unknown {
    if (hasOnlyFields(value)) {
      if (value[this.secret] === 'function') return this.proxy(Number(value.id));
      if (value[this.secret] === 'error') return new Error(String(value.message));
    }
    const inner = (part: unknown) => this.revive(part, frozen, copies);
    const copy = copyContainer(value, copies, inner);
    if (copy && frozen) Object.freeze(copy);
    return copy ?? value;
  }

  private proxy(id: number): Callable {
    const known = this.proxies.get(id) ?? this.proxyOf(id);
    this.proxies.set(id, known);
    return known;
  }
}

/** Copies an array or an object of fields, once each, so that cycles stay cycles. */
function copyContainer(
  value: unknown,
  copies: Map<unknown, object>,
  inner: (part: unknown) => unknown,
): object | undefined {
  const known = copies.get(value);
  if (known) return known;
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    copies.set(value, list);
    for (const part of value) list.push(inner(part));
    return list;
  }
  if (!hasOnlyFields(value)) return undefined;
  const fields: Record<string, unknown> = {};
  copies.set(value, fields);
  for (const key of Object.keys(value)) fields[key] = inner(value[key]);
  return fields;
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

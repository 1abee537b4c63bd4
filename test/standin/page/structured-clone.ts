/**
 * Turns values into text and back with the semantics of a structured clone. Both ends of an IPC
 * message use it: Node, and the page, into which this file is injected as text.
 *
 * Primitives that JSON keeps exactly stand for themselves; everything else is an array that
 * begins with a tag. Objects are numbered in order of first appearance, so that shared and
 * cyclic references survive. A typed array carries its whole buffer, as in Electron.
 */
type Encoded = string | number | boolean | null | Encoded[];
type Constructors = Record<string, new (...args: unknown[]) => unknown>;

const nodeBuffer = (globalThis as { Buffer?: typeof Buffer }).Buffer;
const constructors = globalThis as unknown as Constructors;
const errorNames = [
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
];

/** @throws Error 'An object could not be cloned.' for what Electron cannot send either. */
export function pack(value: unknown): string {
  return JSON.stringify(encode(value, new Map()));
}

/** Gives the value back that pack() was given, as a copy. */
export function unpack(text: string): unknown {
  return decode(JSON.parse(text) as Encoded, new Map());
}

function refuseToClone(): never {
  throw new Error('An object could not be cloned.');
}

function toBase64(buffer: ArrayBuffer): string {
  if (nodeBuffer) return nodeBuffer.from(buffer).toString('base64');
  return (new Uint8Array(buffer) as Uint8Array & { toBase64(): string }).toBase64();
}

function fromBase64(text: string): ArrayBuffer {
  if (!nodeBuffer) {
    const decoder = Uint8Array as unknown as { fromBase64(text: string): Uint8Array<ArrayBuffer> };
    return decoder.fromBase64(text).buffer;
  }
  const bytes = new Uint8Array(nodeBuffer.byteLength(text, 'base64'));
  nodeBuffer.from(bytes.buffer).write(text, 'base64');
  return bytes.buffer;
}

function encode(value: unknown, seen: Map<object, number>): Encoded {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value === undefined) return ['u'];
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'bigint') return ['i', String(value)];
  if (typeof value !== 'object') return refuseToClone();
  const known = seen.get(value);
  if (known !== undefined) return ['=', known];
  const id = seen.size;
  seen.set(value, id);
  const [tag, ...contents] = encodeContents(value, seen);
  return [tag!, id, ...contents];
}

function encodeNumber(value: number): Encoded {
  if (Object.is(value, -0)) return ['n', '-0'];
  return Number.isFinite(value) ? value : ['n', String(value)];
}

function encodeContents(value: object, seen: Map<object, number>): Encoded[] {
  const inner = (part: unknown) => encode(part, seen);
  if (ArrayBuffer.isView(value)) return encodeView(value, inner);
  if (value instanceof ArrayBuffer) return ['b', toBase64(value)];
  if (value instanceof Date) return ['d', encodeNumber(value.getTime())];
  if (value instanceof RegExp) return ['r', value.source, value.flags];
  if (value instanceof Error) {
    const name = errorNames.includes(value.name) ? value.name : 'Error';
    return ['e', name, value.message, inner(value.stack), inner(value.cause)];
  }
  if (Array.isArray(value)) return ['a', ...value.map(inner)];
  if (value instanceof Map) return ['m', ...[...value].flat().map(inner)];
  if (value instanceof Set) return ['s', ...[...value].map(inner)];
  // Promises, weak and shared memory, blobs, elements: whatever calls itself something special.
  if (Object.prototype.toString.call(value) !== '[object Object]') return refuseToClone();
  const record = value as Record<string, unknown>;
  return ['o', ...Object.keys(record).flatMap((key) => [key, inner(record[key])])];
}

function encodeView(view: ArrayBufferView, inner: (part: unknown) => Encoded): Encoded[] {
  const kind = Object.prototype.toString.call(view).slice(8, -1);
  const length = (view as { readonly length?: number }).length ?? view.byteLength;
  return ['v', kind, inner(view.buffer), view.byteOffset, length];
}

function decode(encoded: Encoded, seen: Map<number, unknown>): unknown {
  if (!Array.isArray(encoded)) return encoded;
  const [tag, first, ...contents] = encoded;
  if (tag === 'u') return undefined;
  if (tag === 'n') return Number(first);
  if (tag === 'i') return BigInt(String(first));
  if (tag === '=') return seen.get(Number(first));
  const inner = (part: Encoded | undefined) => decode(part ?? null, seen);
  const leaf = decodeLeaf(String(tag), contents, inner);
  const made = leaf ?? emptyContainer(String(tag));
  seen.set(Number(first), made);
  if (!leaf) fillContainer(made, contents, inner);
  return made;
}

/** What holds no references to what holds it. */
function decodeLeaf(
  tag: string,
  contents: Encoded[],
  inner: (part: Encoded | undefined) => unknown,
): object | undefined {
  const [first, second, third, fourth] = contents;
  switch (tag) {
    case 'v':
      return new constructors[String(first)]!(inner(second), third, fourth) as object;
    case 'b':
      return fromBase64(String(first));
    case 'd':
      return new Date(inner(first) as number);
    case 'r':
      return new RegExp(String(first), String(second));
    case 'e': {
      const error = new constructors[String(first)]!(second) as Error;
      error.stack = inner(third) as string;
      const cause = inner(fourth);
      if (cause !== undefined) error.cause = cause;
      return error;
    }
    default:
      return undefined;
  }
}

function emptyContainer(tag: string): object {
  if (tag === 'a') return [];
  if (tag === 'm') return new Map();
  return tag === 's' ? new Set() : {};
}

function fillContainer(
  made: object,
  contents: Encoded[],
  inner: (part: Encoded | undefined) => unknown,
): void {
  if (Array.isArray(made)) for (const part of contents) made.push(inner(part));
  else if (made instanceof Set) for (const part of contents) made.add(inner(part));
  else {
    for (let at = 0; at < contents.length; at += 2) {
      const key = inner(contents[at]);
      const value = inner(contents[at + 1]);
      if (made instanceof Map) made.set(key, value);
      else setOwnField(made, String(key), value);
    }
  }
}

function setOwnField(made: object, key: string, value: unknown): void {
  Object.defineProperty(made, key, { value, writable: true, enumerable: true, configurable: true });
}

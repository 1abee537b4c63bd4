/** Values of all kinds for calls that expect others; the same ones for the same seed. */

/** The caller's own error, thrown by a getter; a call may throw it on. */
export class CallersOwnError extends Error {}

export interface Dice {
  /** 0 to below `limit`. */
  below(limit: number): number;
  pick<T>(values: readonly T[]): T;
  /** True once in `often` times. */
  once(often: number): boolean;
}

export function diceOf(random: () => number): Dice {
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    below,
    pick: <T>(values: readonly T[]) => values[below(values.length)] as T,
    once: (often) => below(often) === 0,
  };
}

/** No number that would allocate between a megabyte and more than any machine has. */
const oddNumbers = [
  ...[0, -0, 1, -1, 2, 3, 7, 64, 300, 0.5, 1.5, -0.5, 1e-9, 5e-324, Number.NaN, Infinity],
  ...[-Infinity, 2 ** 53, -(2 ** 53), 2 ** 63, 1e300, -1e300, 2 ** 46, 1e12, -1e12],
];
const oddTexts = [
  '',
  'a',
  '1',
  'a\0b',
  'playBuffer',
  'endless',
  'trim',
  '\u{d800}',
  'x'.repeat(1000),
];
/** Keys that all objects inherit. */
const inheritedKeys = ['constructor', '__proto__', 'toString'];

function thrower(): never {
  throw new CallersOwnError('thrown on purpose');
}

/** Throws whatever is read of it. */
function hostileProxy(target: object): object {
  const traps = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'] as const;
  return new Proxy(target, Object.fromEntries(traps.map((trap) => [trap, thrower])));
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function detachedSamples(): Float32Array {
  const samples = new Float32Array(100);
  structuredClone(samples, { transfer: [samples.buffer] });
  return samples;
}

function shrinkingSamples(): Float32Array {
  const samples = new Float32Array(new ArrayBuffer(400, { maxByteLength: 800 }));
  (samples.buffer as ArrayBuffer).resize(40);
  return samples;
}

function samplesOutOfBounds(): Float32Array {
  const buffer = new ArrayBuffer(400, { maxByteLength: 800 });
  const samples = new Float32Array(buffer, 200, 10);
  buffer.resize(100);
  return samples;
}

function oddData(dice: Dice): unknown {
  return dice.pick([
    () => new Float32Array(dice.below(300)),
    () => new Float32Array([1, Number.NaN]),
    () => new Float64Array(4),
    () => new Uint8Array(dice.below(64)),
    () => new DataView(new ArrayBuffer(8)),
    () => new ArrayBuffer(16),
    () => new SharedArrayBuffer(dice.pick([0, 3, 64, 256])),
    () => new SharedArrayBuffer(64, { maxByteLength: 128 }),
    () => new Float32Array(new SharedArrayBuffer(400)),
    detachedSamples,
    shrinkingSamples,
    samplesOutOfBounds,
  ])();
}

function oddObject(dice: Dice): unknown {
  return dice.pick([
    () => ({}),
    () => Object.create(null),
    () => [],
    () => Object.assign(new Array(3), [1]),
    () => new Array(2 ** 32 - 1),
    () => [oddValue(dice), oddValue(dice)],
    () => new Date(Number.NaN),
    () => new Map(),
    () => hostileProxy({}),
    () => hostileProxy(() => {}),
    revokedProxy,
    () => ({ valueOf: thrower, toString: thrower, [Symbol.toPrimitive]: thrower }),
    () => ({ frame: oddValue(dice) }),
    () => ({ frames: oddValue(dice), curve: oddValue(dice) }),
    () => ({ constructor: null }),
    () => ({
      get constructor() {
        return thrower();
      },
    }),
    () => Promise.resolve(1),
    () => class {},
    () => () => thrower(),
    () => new Proxy(new Float32Array(4), {}),
  ])();
}

/** Any value. */
export function oddValue(dice: Dice): unknown {
  return dice.pick([
    () => dice.pick(oddNumbers),
    () => dice.pick(oddNumbers),
    () => dice.pick(oddTexts),
    () => dice.pick(inheritedKeys),
    () => dice.pick([undefined, null, true, false, 1n, Symbol('odd')]),
    () => oddData(dice),
    () => oddObject(dice),
  ])();
}

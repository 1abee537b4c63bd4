/** Checks of arguments; each throws an RtMixerError that says what is expected. */
import { invalidArgument, RtMixerError } from './failure.ts';

/** The largest channel count anywhere in RtMixer. */
export const maxChannels = 256;

/** The name of an object's class; reading it may throw. */
function className(value: object): string {
  try {
    const { name } = value.constructor;
    return typeof name === 'string' && name.length <= 40 ? name : 'Object';
  } catch {
    return 'Object';
  }
}

/** A short description of a value for an error message; never throws. */
export function described(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  }
  if (typeof value === 'function') {
    return 'a function';
  }
  if (typeof value === 'object' && value !== null) {
    return `an object of type ${className(value)}`;
  }
  return String(value);
}

/** A count with its noun: `1 channel`, `2 channels`. */
export function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

export function requireObject(value: unknown, what: string): asserts value is object {
  if (typeof value !== 'object' || value === null) {
    throw invalidArgument(`${what} must be an object, not ${described(value)}.`);
  }
}

export function requireFunction(value: unknown, what: string): void {
  if (typeof value !== 'function') {
    throw invalidArgument(`${what} must be a function, not ${described(value)}.`);
  }
}

export function finiteNumber(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw invalidArgument(`${what} must be a finite number, not ${described(value)}.`);
  }
  return value;
}

export function booleanOf(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') {
    throw invalidArgument(`${what} must be true or false, not ${described(value)}.`);
  }
  return value;
}

/** A number from `least` to `most`. */
export function numberBetween(value: unknown, least: number, most: number, what: string): number {
  const number = finiteNumber(value, what);
  if (number < least || number > most) {
    throw invalidArgument(`${what} must be from ${least} to ${most}, not ${number}.`);
  }
  return number;
}

/** A whole number from `least` to `most` (2^53 - 1 where not given). */
export function wholeNumber(
  value: unknown,
  least: number,
  what: string,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
    const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
    throw invalidArgument(`${what} must be a whole number, ${range}, not ${described(value)}.`);
  }
  return value;
}

/** Whether an array lies outside of its memory, which was transferred or shrunk. Such an array looks
 * empty. */
function isOutOfBounds(array: ArrayBufferView): boolean {
  const { buffer } = array;
  if (array.byteLength > 0 || !(buffer instanceof ArrayBuffer)) {
    return false;
  }
  // A view that begins after the end of its memory has no byteOffset any more.
  return buffer.detached || (buffer.resizable && buffer.maxByteLength > 0);
}

/** Throws `invalid-argument` for an array whose memory is gone: transferred, or shrunk so that nothing
 * of the array is left. */
export function requireMemoryOf(array: ArrayBufferView, what: string): void {
  if (isOutOfBounds(array)) {
    throw invalidArgument(
      `The memory of ${what} was transferred or shrunk, so that nothing is left of it; ` +
        'keep it until the call returns, or pass a copy.',
    );
  }
}

/** A number of channels, 1 to 256. */
export function channelCount(value: unknown, what = 'The number of channels'): number {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > maxChannels) {
    throw new RtMixerError(
      'invalid-channel',
      `${what} must be a whole number, 1 to ${maxChannels}, not ${described(value)}.`,
    );
  }
  return value as number;
}

/** A path: not empty, no zero character. */
export function filePath(value: unknown): string {
  if (typeof value !== 'string' || value.length === 0 || value.includes('\0')) {
    throw invalidArgument(`A path must be a string that is not empty, not ${described(value)}.`);
  }
  return value;
}

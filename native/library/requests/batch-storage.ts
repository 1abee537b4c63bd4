/** The memory that carries a batch to the addon: rows, channel numbers, and what the rows refer to.
 * Making typed arrays costs more than filling them, so small batches use the same ones again. */
import { channelCount, described, maxChannels } from '../argument.ts';
import { RtMixerError } from '../failure.ts';
import { requestFields } from '../names.ts';
import type { Channels } from './request.ts';

const firstChannels: (readonly number[])[] = [];

/** Channels 1 to `count`, the same array each time. */
function firstNumbers(count: number): readonly number[] {
  const known = firstChannels[count];
  if (known !== undefined) {
    return known;
  }
  const numbers = Object.freeze(Array.from({ length: channelCount(count) }, (_, k) => k + 1));
  firstChannels[count] = numbers;
  return numbers;
}

/** The last list that was checked: most calls use the same channels again. */
let lastNumbers: readonly number[] = [];

function areLastNumbers(channels: readonly number[]): boolean {
  const count = lastNumbers.length;
  if (count === 0 || channels.length !== count) {
    return false;
  }
  // Array methods are slow on frozen arrays.
  for (let k = 0; k < count; k++) {
    if (channels[k] !== lastNumbers[k]) {
      return false;
    }
  }
  return true;
}

function checkedNumbers(channels: readonly number[]): readonly number[] {
  if (areLastNumbers(channels)) {
    return lastNumbers;
  }
  // A list may return other numbers, or be longer, each time it is read.
  const { length } = channels;
  const numbers = length > maxChannels ? [] : [...channels];
  if (numbers.length < 1 || numbers.length > maxChannels) {
    throw new RtMixerError(
      'invalid-channel',
      `A list of channels must have 1 to ${maxChannels} numbers, not ${Math.max(length, numbers.length)}.`,
    );
  }
  for (const number of numbers) {
    if (!Number.isInteger(number) || number < 1) {
      throw new RtMixerError(
        'invalid-channel',
        `Channel numbers must be whole numbers from 1, not ${described(number)}.`,
      );
    }
  }
  lastNumbers = Object.freeze(numbers);
  return lastNumbers;
}

const noTables = new Float64Array(0);
/** Of a pool that is used again. */
const mostKeptNumbers = 4096;

/** The channel numbers of a batch, one after the other in one array. */
export class ChannelPool {
  #pool = new Uint32Array(maxChannels);
  #length = 0;
  #lastNumbers: readonly number[] | null = null;
  #lastOffset = 0;

  /** The channel numbers meant by a count or a list; the list is copied. Throws
   * `invalid-channel`. */
  numbers(channels: Channels): readonly number[] {
    if (Array.isArray(channels)) {
      return checkedNumbers(channels);
    }
    if (channels === 0) {
      throw new RtMixerError(
        'invalid-channel',
        'This stream has no channels of that direction; open it with some.',
      );
    }
    if (typeof channels !== 'number') {
      throw new RtMixerError(
        'invalid-channel',
        `channels must be a count or a list of numbers from 1, not ${described(channels)}.`,
      );
    }
    return firstNumbers(channels);
  }

  /** Appends the numbers; returns where they begin. */
  add(numbers: readonly number[]): number {
    if (numbers === this.#lastNumbers) {
      return this.#lastOffset;
    }
    if (this.#length + numbers.length > this.#pool.length) {
      const larger = new Uint32Array(2 * this.#pool.length + numbers.length);
      larger.set(this.#pool);
      this.#pool = larger;
    }
    const pool = this.#pool;
    const offset = this.#length;
    for (let k = 0; k < numbers.length; k++) {
      pool[offset + k] = numbers[k] as number;
    }
    this.#lastNumbers = numbers;
    this.#lastOffset = offset;
    this.#length += numbers.length;
    return offset;
  }

  /** All numbers so far; the rest of the array is unused. */
  get pool(): Uint32Array {
    return this.#pool;
  }

  /** Forgets the numbers and keeps the room. */
  clear(): void {
    this.#length = 0;
    this.#lastNumbers = null;
  }
}

/** Points of gain lines and entries of channel matrices of a batch, one after the other in one array. */
export class TablePool {
  #pool: Float64Array = noTables;
  #length = 0;
  #last: readonly number[] | null = null;
  #lastOffset = 0;

  /** Appends the numbers; returns where they begin. The same list as the last one is kept once. */
  add(numbers: readonly number[]): number {
    if (numbers === this.#last) {
      return this.#lastOffset;
    }
    if (this.#length + numbers.length > this.#pool.length) {
      const larger = new Float64Array(2 * this.#pool.length + numbers.length);
      larger.set(this.#pool);
      this.#pool = larger;
    }
    this.#pool.set(numbers, this.#length);
    this.#last = numbers;
    this.#lastOffset = this.#length;
    this.#length += numbers.length;
    return this.#lastOffset;
  }

  /** All numbers so far; the rest of the array is unused. */
  get pool(): Float64Array {
    return this.#pool;
  }

  /** Forgets the numbers, and room that most batches do not need. */
  clear(): void {
    this.#length = 0;
    this.#last = null;
    if (this.#pool.length > mostKeptNumbers) {
      this.#pool = noTables;
    }
  }
}

/** Native objects in the order in which a batch first refers to them, each once. */
export class DistinctList<Native> {
  readonly natives: Native[] = [];
  #last: object | null = null;
  #lastIndex = 0;
  /** Made when there is a second object: most batches refer to one. */
  #indices: Map<object, number> | null = null;

  /** The place of the native half of `wrapped`, which is added if it is new. */
  indexOf<Wrapped extends object>(wrapped: Wrapped, native: (wrapped: Wrapped) => Native): number {
    if (wrapped !== this.#last) {
      this.#lastIndex = this.#find(wrapped) ?? this.natives.push(native(wrapped)) - 1;
      this.#indices?.set(wrapped, this.#lastIndex);
      this.#last = wrapped;
    }
    return this.#lastIndex;
  }

  #find(wrapped: object): number | undefined {
    if (this.#last === null) {
      return undefined;
    }
    this.#indices ??= new Map([[this.#last, this.#lastIndex]]);
    return this.#indices.get(wrapped);
  }
}

/** Numbers per request. */
export const rowLength = requestFields.length;

export interface RowStorage {
  /** Zeros when taken; may have more rows than asked for. */
  readonly rows: Float64Array;
  readonly channels: ChannelPool;
  readonly tables: TablePool;
  readonly ids: Float64Array;
  /** Grouped (1 or 0), kind of start, start. */
  readonly origin: Float64Array;
}

const smallBatch = 64;

function makeStorage(requests: number): RowStorage {
  return {
    rows: new Float64Array(requests * rowLength),
    channels: new ChannelPool(),
    tables: new TablePool(),
    ids: new Float64Array(requests),
    origin: new Float64Array(3),
  };
}

let spare: RowStorage | null = null;

/** Storage for a batch; in a group the origin has these numbers. Give it back when the addon has read
 * it. */
export function takeStorage(
  requests: number,
  isGroup: boolean,
  [originKind, origin]: readonly [number, number],
): RowStorage {
  const storage = requests > smallBatch ? makeStorage(requests) : takeSpare(requests);
  storage.origin[0] = isGroup ? 1 : 0;
  storage.origin[1] = originKind;
  storage.origin[2] = origin;
  return storage;
}

function takeSpare(requests: number): RowStorage {
  // A getter of a request may schedule, too, while this batch is being packed.
  const storage = spare ?? makeStorage(smallBatch);
  spare = null;
  const { rows } = storage;
  const end = requests * rowLength;
  // A call of fill() would cost more than the few dozen numbers of one request.
  for (let k = 0; k < end; k++) {
    rows[k] = 0;
  }
  storage.channels.clear();
  storage.tables.clear();
  return storage;
}

export function giveBackStorage(storage: RowStorage): void {
  if (storage.ids.length === smallBatch) {
    spare = storage;
  }
}

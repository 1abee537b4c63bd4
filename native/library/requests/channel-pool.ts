/** The channel numbers of a batch of requests, one after the other in one array. */
import { channelCount, described, maxChannels } from '../argument.ts';
import { RtMixerError } from '../failure.ts';
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

/** The list that was asked for last: most calls ask for the same channels again. */
let lastNumbers: readonly number[] = [];

function areLastNumbers(channels: readonly number[]): boolean {
  const count = lastNumbers.length;
  if (count === 0 || channels.length !== count) {
    return false;
  }
  // Array methods take a slow way through frozen lists.
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
  // A list may give other numbers each time that it is asked.
  const numbers = channels.length > maxChannels ? channels : [...channels];
  if (numbers.length < 1 || numbers.length > maxChannels) {
    throw new RtMixerError(
      'invalid-channel',
      `A list of channels has 1 to ${maxChannels} numbers, not ${numbers.length}.`,
    );
  }
  for (const number of numbers) {
    if (!Number.isInteger(number) || number < 1) {
      throw new RtMixerError(
        'invalid-channel',
        `Channel numbers start with 1 and are whole, not ${described(number)}.`,
      );
    }
  }
  lastNumbers = Object.freeze(numbers);
  return lastNumbers;
}

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

  /** All numbers so far, and room behind them. */
  get pool(): Uint32Array {
    return this.#pool;
  }

  /** Forgets the numbers and keeps the room. */
  clear(): void {
    this.#length = 0;
    this.#lastNumbers = null;
  }
}

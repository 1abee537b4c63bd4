/** How much memory the sounds of a session may take: one budget for all of them. What does not fit plays from
 * the disk. */
import { BYTES_PER_MEGABYTE, BYTES_PER_SAMPLE } from '../../preload/sound-memory.ts';
import type { Frames, SampleRate, Seconds } from '../../preload/units.ts';

/** Longer sounds play from the disk however much room there is. */
const RESIDENT_LIMIT_SECONDS: Seconds = 300;
/** Short sounds are many, and a reader for each costs more than its samples: a quarter is theirs alone. */
const SHORT_SECONDS: Seconds = 10;
const SHARED_PART = 0.75;

export interface SoundSize {
  readonly frames: Frames;
  readonly channels: number;
}

/** Room for one sound that is being opened. */
export interface SoundRoom {
  /** Sounds that are longer play from the disk, in frames at the session's rate. */
  readonly residentLimitFrames: Frames;
  /** Gives the room back. May be called again. */
  readonly release: () => void;
}

export class SoundMemory {
  readonly #budgetMegabytes: () => number;
  #usedBytes = 0;

  /** @param budgetMegabytes now; a smaller one is for the sounds that are opened from then on */
  constructor(budgetMegabytes: () => number) {
    this.#budgetMegabytes = budgetMegabytes;
  }

  /** Samples of all sounds that are held, or are about to be. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** @param size of the sound at that rate */
  reserve({ frames, channels }: SoundSize, rate: SampleRate): SoundRoom {
    const isShort = frames <= SHORT_SECONDS * rate;
    const bytes = frames * channels * BYTES_PER_SAMPLE;
    const budget = this.#budgetMegabytes() * BYTES_PER_MEGABYTE;
    const limit = isShort ? budget : budget * SHARED_PART;
    const isTooLong = frames > RESIDENT_LIMIT_SECONDS * rate;
    if (isTooLong || this.#usedBytes + bytes > limit) {
      return { residentLimitFrames: 0, release: () => {} };
    }
    this.#usedBytes += bytes;
    let isHeld = true;
    const release = () => {
      if (isHeld) this.#usedBytes -= bytes;
      isHeld = false;
    };
    return { residentLimitFrames: RESIDENT_LIMIT_SECONDS * rate, release };
  }
}

/**
 * The position of a seek that main has not confirmed yet. Keys that follow a click on the ruler at
 * once (marker, split, another step) mean that position, not the one before.
 */
import type { Frames } from '../../preload/units.ts';

export class PendingSeek {
  #frame: Frames | null = null;
  #number = 0;
  #isAnswered = false;

  /** Of the newest seek; null when main's position is the newest. */
  get frame(): Frames | null {
    return this.#frame;
  }

  /** Notes a seek; gives its number. */
  ask(frame: Frames): number {
    this.#frame = frame;
    this.#isAnswered = false;
    this.#number += 1;
    return this.#number;
  }

  /** Main has answered: every later update is newer than the seek. */
  answer(number: number, isGranted: boolean): void {
    if (number !== this.#number) return;
    if (isGranted) this.#isAnswered = true;
    else this.#frame = null;
  }

  /** An update came. @param positionFrame of the transport; null = unchanged */
  observe(positionFrame: Frames | null): void {
    if (this.#isAnswered || positionFrame === this.#frame) this.#frame = null;
  }

  /** No update came for long after the answer: none will. */
  settle(number: number): void {
    if (number === this.#number) this.#frame = null;
  }
}

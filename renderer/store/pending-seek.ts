/**
 * Where a seek asks for while it is on its way to main. The keys that follow a click on the ruler
 * within a millisecond (a marker, a split, another step) mean that place, not the one before.
 */
import type { Frames } from '../../preload/units.ts';

export class PendingSeek {
  #frame: Frames | null = null;
  #number = 0;
  #isAnswered = false;

  /** The place of the newest seek; null when main's own word counts. */
  get frame(): Frames | null {
    return this.#frame;
  }

  /** Notes a seek; gives its number, for the answer. */
  ask(frame: Frames): number {
    this.#frame = frame;
    this.#isAnswered = false;
    this.#number += 1;
    return this.#number;
  }

  /** Main has answered. Whatever it tells from now on was told after it had heard of the seek. */
  answer(number: number, isGranted: boolean): void {
    if (number !== this.#number) return;
    if (isGranted) this.#isAnswered = true;
    else this.#frame = null;
  }

  /** Main's word came. @param positionFrame of the transport; null when that did not change */
  observe(positionFrame: Frames | null): void {
    if (this.#isAnswered || positionFrame === this.#frame) this.#frame = null;
  }

  /** No word has come for long after the answer: there is nothing to wait for. */
  settle(number: number): void {
    if (number === this.#number) this.#frame = null;
  }
}

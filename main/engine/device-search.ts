/**
 * Looks for a device again and again, with growing pauses, until it is there or nobody waits for it.
 * Each look enumerates on the device thread, so the pauses also bound what that thread is held up.
 */
const FIRST_PAUSE_MILLISECONDS = 250;
const LONGEST_PAUSE_MILLISECONDS = 5_000;
const GROWTH = 1.5;

export class DeviceSearch {
  readonly #look: () => Promise<boolean>;
  #pause = FIRST_PAUSE_MILLISECONDS;
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;

  /** @param look true = it is over; never rejects, never called while a look is under way */
  constructor(look: () => Promise<boolean>) {
    this.#look = look;
    this.#wait();
  }

  end(): void {
    this.#isOver = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Looks without waiting; pauses are short again. */
  hurry(): void {
    if (this.#isOver) return;
    this.#pause = FIRST_PAUSE_MILLISECONDS;
    // null = a look is under way.
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    void this.#lookNow();
  }

  #wait(): void {
    this.#timer = setTimeout(() => void this.#lookNow(), this.#pause);
    this.#pause = Math.min(LONGEST_PAUSE_MILLISECONDS, this.#pause * GROWTH);
  }

  async #lookNow(): Promise<void> {
    this.#timer = null;
    if (await this.#look()) this.end();
    else if (!this.#isOver) this.#wait();
  }
}

/**
 * Plays, Seeks and Records that are being prepared. One that takes longer than people take for at once is
 * shown until it has begun or is not wanted any more.
 */

const SHOWN_AFTER_MILLISECONDS = 400;

interface Entry {
  isShown: boolean;
  readonly timer: NodeJS.Timeout;
}

export class Preparing {
  readonly #onShown: () => void;
  readonly #entries = new Set<Entry>();

  /** @param onShown called when one is to be shown from now on */
  constructor(onShown: () => void) {
    this.#onShown = onShown;
  }

  get isGoingOn(): boolean {
    return this.#entries.size > 0;
  }

  get isShown(): boolean {
    for (const { isShown } of this.#entries) if (isShown) return true;
    return false;
  }

  /** Gives what leaves it, to be called once; true = it was the last one. */
  enter(): () => boolean {
    const timer = setTimeout(() => {
      entry.isShown = true;
      this.#onShown();
    }, SHOWN_AFTER_MILLISECONDS);
    const entry: Entry = { isShown: false, timer };
    this.#entries.add(entry);
    return () => {
      clearTimeout(timer);
      this.#entries.delete(entry);
      return this.#entries.size === 0;
    };
  }

  /** What is being prepared is not wanted any more. */
  hide(): void {
    for (const entry of this.#entries) {
      clearTimeout(entry.timer);
      entry.isShown = false;
    }
  }
}

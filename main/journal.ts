/**
 * Writes one file after changes of its content in memory: atomically, never twice at once, and a
 * while after a change, so that a burst of changes costs one write.
 */
import { writeFileAtomically } from './atomic-file.ts';
import { Serial } from './serial.ts';

/** From the first change to the write. */
const GATHER_MILLISECONDS = 100;
/** After a failed write. */
const RETRY_MILLISECONDS = 5_000;

export interface JournalOptions {
  readonly file: string;
  /** The content; called when it is written. */
  readonly text: () => string;
  /** Milliseconds of wall-clock time. */
  readonly onSaved?: (wallTime: number) => void;
  readonly onFailure: (error: unknown) => void;
}

export class Journal {
  readonly #options: JournalOptions;
  readonly #serial = new Serial();
  #timer: NodeJS.Timeout | null = null;
  #changed = false;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** The content has changed: it is written within about 100 ms. */
  touch(): void {
    this.#changed = true;
    this.#arm(GATHER_MILLISECONDS);
  }

  /** Resolves when everything up to now is on the disk; false = it could not be written. */
  async flush(): Promise<boolean> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#serial.run(() => this.#write());
    return !this.#changed;
  }

  #arm(milliseconds: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.flush();
    }, milliseconds);
  }

  /** Never rejects. */
  async #write(): Promise<void> {
    if (!this.#changed) return;
    this.#changed = false;
    try {
      await writeFileAtomically(this.#options.file, this.#options.text());
      this.#options.onSaved?.(Date.now());
    } catch (error) {
      this.#changed = true;
      this.#options.onFailure(error);
      this.#arm(RETRY_MILLISECONDS);
    }
  }
}

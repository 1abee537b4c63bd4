/**
 * Keeps one file in step with what is in memory: changes are gathered for a moment, written
 * atomically one after the other, and flushed before quitting.
 */
import { writeFileAtomically } from './atomic-file.ts';

/** How long changes are gathered. */
const GATHER_MILLISECONDS = 100;
/** After a failed write. */
const RETRY_MILLISECONDS = 5_000;

export interface JournalOptions {
  readonly file: string;
  /** What to write, asked at the moment of writing. */
  readonly text: () => string;
  /** Milliseconds of wall-clock time. */
  readonly onSaved?: (wallTime: number) => void;
  readonly onFailure: (error: unknown) => void;
}

export class Journal {
  readonly #options: JournalOptions;
  #timer: NodeJS.Timeout | null = null;
  #changed = false;
  #writing: Promise<void> | null = null;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** Something changed: it will be written within about 100 ms. */
  touch(): void {
    this.#changed = true;
    this.#arm(GATHER_MILLISECONDS);
  }

  /** Resolves when everything up to now is on the disk, or could not be written. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#writing;
    if (this.#changed) await this.#write();
  }

  #arm(milliseconds: number): void {
    if (this.#timer !== null || this.#writing !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#write();
    }, milliseconds);
  }

  async #write(): Promise<void> {
    this.#changed = false;
    this.#writing = writeFileAtomically(this.#options.file, this.#options.text()).then(
      () => {
        this.#writing = null;
        this.#options.onSaved?.(Date.now());
        if (this.#changed) this.#arm(GATHER_MILLISECONDS);
      },
      (error: unknown) => {
        this.#writing = null;
        this.#changed = true;
        this.#options.onFailure(error);
        this.#arm(RETRY_MILLISECONDS);
      },
    );
    await this.#writing;
  }
}

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
  /** Removes the cause of a failure if it can; true = try once more at once. */
  readonly mend?: (error: unknown) => Promise<boolean>;
}

export class Journal {
  readonly #options: JournalOptions;
  readonly #serial = new Serial();
  #timer: NodeJS.Timeout | null = null;
  /** Counts the changes; those up to `#saved` are on the disk. */
  #changes = 0;
  #saved = 0;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** The content has changed: it is written within about 100 ms. */
  touch(): void {
    this.#changes += 1;
    this.#arm(GATHER_MILLISECONDS);
  }

  /** True while something is not on the disk. */
  get isUnsaved(): boolean {
    return this.#saved < this.#changes;
  }

  /** Resolves when everything up to now is on the disk, whatever changes meanwhile; false = it could
   * not be written. */
  async flush(): Promise<boolean> {
    const wanted = this.#changes;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#serial.run(() => this.#write());
    return this.#saved >= wanted;
  }

  #arm(milliseconds: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.flush();
    }, milliseconds);
  }

  /** Never rejects. */
  async #write(): Promise<void> {
    if (!this.isUnsaved) return;
    let number = this.#changes;
    const write = () => {
      number = this.#changes;
      return writeFileAtomically(this.#options.file, this.#options.text());
    };
    try {
      await write().catch(async (error: unknown) => {
        if ((await this.#options.mend?.(error)) !== true) throw error;
        await write();
      });
    } catch (error) {
      this.#options.onFailure(error);
      this.#arm(RETRY_MILLISECONDS);
      return;
    }
    this.#saved = number;
    this.#options.onSaved?.(Date.now());
  }
}

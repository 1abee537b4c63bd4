/** Files that the system asks to open, kept until the studio can take them. */
export class OpenedFiles {
  #waiting: string[];
  #open: ((files: readonly string[]) => Promise<void>) | null = null;

  constructor(files: readonly string[]) {
    this.#waiting = [...files];
  }

  /** Absolute paths. */
  add(files: readonly string[]): void {
    this.#waiting.push(...files);
    void this.#give();
  }

  /** From now on files are given at once. Resolves when those that waited were taken. */
  follow(open: (files: readonly string[]) => Promise<void>): Promise<void> {
    this.#open = open;
    return this.#give();
  }

  async #give(): Promise<void> {
    if (this.#open === null || this.#waiting.length === 0) return;
    const files = this.#waiting;
    this.#waiting = [];
    await this.#open(files);
  }
}

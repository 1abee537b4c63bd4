/** Conversions wait for each other: large files run one at a time, smaller ones beside them. */

/** A file from this size on is large: ten minutes of a film, an hour of speech. */
const LARGE_BYTES = 2 ** 24;
/** Each takes a processor. */
const AT_ONCE = 2;

interface WaitingStep {
  readonly isLarge: boolean;
  readonly begin: () => Promise<unknown>;
}

export class ConversionQueue {
  #waiting: readonly WaitingStep[] = [];
  #running = 0;
  #isLargeRunning = false;

  /** Settles as `step` does. @param bytes of the file */
  run<Value>(bytes: number, step: () => Promise<Value>): Promise<Value> {
    const { promise, resolve } = Promise.withResolvers<Value>();
    const begin = () => {
      const run = step();
      resolve(run);
      return run;
    };
    this.#waiting = [...this.#waiting, { isLarge: bytes >= LARGE_BYTES, begin }];
    this.#next();
    return promise;
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const next = this.#waiting.find(({ isLarge }) => !isLarge || !this.#isLargeRunning);
      if (next === undefined) return;
      this.#waiting = this.#waiting.filter((each) => each !== next);
      this.#begin(next);
    }
  }

  #begin({ isLarge, begin }: WaitingStep): void {
    this.#running += 1;
    this.#isLargeRunning ||= isLarge;
    const end = () => {
      this.#running -= 1;
      if (isLarge) this.#isLargeRunning = false;
      this.#next();
    };
    begin().then(end, end);
  }
}

/** Asynchronous steps that must not overlap run one after the other. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `step` when all earlier ones have settled; settles as it does. */
  run<Value>(step: () => Promise<Value>): Promise<Value> {
    const next = this.#last.then(step, step);
    this.#last = next.catch(() => undefined);
    return next;
  }
}

/** Native objects in the order in which a batch first refers to them, each once. */
export class DistinctList<Native> {
  readonly natives: Native[] = [];
  #last: object | null = null;
  #lastIndex = 0;
  /** Made when there is a second one: most batches refer to one object all the time. */
  #indices: Map<object, number> | null = null;

  /** The place of the native half of `wrapped`, which is added if it is new. */
  indexOf<Wrapped extends object>(wrapped: Wrapped, native: (wrapped: Wrapped) => Native): number {
    if (wrapped !== this.#last) {
      this.#lastIndex = this.#find(wrapped) ?? this.natives.push(native(wrapped)) - 1;
      this.#indices?.set(wrapped, this.#lastIndex);
      this.#last = wrapped;
    }
    return this.#lastIndex;
  }

  #find(wrapped: object): number | undefined {
    if (this.#last === null) {
      return undefined;
    }
    this.#indices ??= new Map([[this.#last, this.#lastIndex]]);
    return this.#indices.get(wrapped);
  }
}

/** A promise that tells when somebody waits for it. */
export class AwaitedPromise<Value> extends Promise<Value> {
  readonly #onAwaited: () => void;

  /** Promises that follow from it are plain ones. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(executor: (resolve: (value: Value) => void) => void, onAwaited: () => void) {
    super(executor);
    this.#onAwaited = onAwaited;
  }

  /** `await` calls it, too, because the class is not Promise itself. */
  // biome-ignore lint/suspicious/noThenProperty: a promise has one
  override then<Result1 = Value, Result2 = never>(
    onFulfilled?: ((value: Value) => Result1 | PromiseLike<Result1>) | null,
    onRejected?: ((reason: unknown) => Result2 | PromiseLike<Result2>) | null,
  ): Promise<Result1 | Result2> {
    this.#onAwaited();
    return super.then(onFulfilled, onRejected);
  }
}

/** All requests in seconds of one JavaScript turn share one clock map, which the first of them pins to
 * the nominal rate, so that they keep their distances to the frame. */
import type { AddonMixer } from '../addon-interface.ts';
import { clockMapFields, numbersOf } from '../names.ts';

const field = numbersOf(clockMapFields);
const states = { valid: 1, unread: -1 };

const settled = Promise.resolve();

export class TurnMap {
  readonly #packed = new Float64Array(clockMapFields.length);
  readonly #forget = () => this.forget();

  constructor() {
    this.forget();
  }

  /** The map of this turn; null = there is none yet. */
  read(native: AddonMixer): Float64Array | null {
    if (this.#packed[field.valid] === states.unread) {
      native.clockMap(this.#packed);
      // As queueMicrotask(), but much cheaper.
      settled.then(this.#forget);
    }
    return this.#packed[field.valid] === states.valid ? this.#packed : null;
  }

  /** A new stream has another clock. */
  forget(): void {
    this.#packed[field.valid] = states.unread;
  }
}

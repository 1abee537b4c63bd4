/** All requests in seconds of one JavaScript turn share one clock map, which the first of them pins to
 * the nominal rate, so that they keep their distances to the frame. */
import type { AddonMixer } from '../addon-interface.ts';
import { clockMapFields, numbersOf } from '../names.ts';

const field = numbersOf(clockMapFields);
const states = { valid: 1, unread: -1 };

const settled = Promise.resolve();

export class TurnMap {
  /** The bound call of a mixer reads the map by itself where it is unread, and writes it back. */
  readonly packed = new Float64Array(clockMapFields.length);
  readonly #forget = () => this.forget();

  constructor() {
    this.forget();
  }

  /** Before anything uses the map: it lasts as long as this turn. Whether it is still to be read. */
  begin(): boolean {
    const isUnread = this.packed[field.valid] === states.unread;
    if (isUnread) {
      // The same queue as queueMicrotask() has, at a fraction of its price.
      settled.then(this.#forget);
    }
    return isUnread;
  }

  /** The map of this turn; null = there is none yet. */
  read(native: AddonMixer): Float64Array | null {
    if (this.begin()) {
      native.clockMap(this.packed);
    }
    return this.packed[field.valid] === states.valid ? this.packed : null;
  }

  /** A new run has another clock. */
  forget(): void {
    this.packed[field.valid] = states.unread;
  }
}

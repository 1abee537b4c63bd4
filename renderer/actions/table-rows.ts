/**
 * The lines of the Actions table in their order. Live rows are on top: takes that are being recorded, then
 * what sounds, then what waits; below them what has ended, newest first or by a column. Told of a change it
 * looks at the rows that came and went, not at all that have ended.
 */
import type { ActionRow } from '../../preload/actions.ts';
import {
  addFolded,
  entryKey,
  foldOfWaiting,
  isFold,
  removeOldest,
  type TableEntry,
  WAITS_KEY,
} from './folds.ts';
import { changeOf, type RowChange } from './table-change.ts';
import {
  comparison,
  countsOf,
  group,
  isChosen,
  type Keyed,
  keyOf,
  NO_ROWS,
  placeFor,
  type RowCounts,
  sumOf,
  TAKES,
  type TableState,
  WAITS,
} from './table-order.ts';

/** More rows at once are sorted in one go. */
const FEW_ROWS = 32;

export class TableRows {
  #state: TableState | null = null;
  #live: readonly TableEntry[] = [];
  #takes = 0;
  /** Ended rows that the chip chooses, in the order of their ends. */
  #ended: TableEntry[] = [];
  /** The same by the column; null = newest first. */
  #sorted: Keyed[] | null = null;
  /** Keys of the folds that are opened. */
  readonly #open = new Set<string>();
  /** Ended lines with those of opened folds, newest first; null = none is opened. */
  #opened: readonly TableEntry[] | null = null;
  #liveCounts: RowCounts = NO_ROWS;
  #endedCounts: RowCounts = NO_ROWS;

  /** How many rows each chip has. */
  get counts(): RowCounts {
    return sumOf(this.#liveCounts, this.#endedCounts, 1);
  }

  /** Of lines. */
  get count(): number {
    return this.#live.length + (this.#opened ?? this.#ended).length;
  }

  /** Takes that are being recorded: the first rows. */
  get takes(): number {
    return this.#takes;
  }

  at(index: number): TableEntry | undefined {
    if (index < this.#live.length) return this.#live[index];
    const place = index - this.#live.length;
    if (this.#sorted !== null) return this.#sorted[place]?.row;
    if (this.#opened !== null) return this.#opened[place];
    return this.#ended[this.#ended.length - 1 - place];
  }

  /** By `entryKey`; -1 = it is not there. */
  indexOf(key: string): number {
    const isIt = (entry: TableEntry) => entryKey(entry) === key;
    const live = this.#live.findIndex(isIt);
    if (live >= 0) return live;
    const ended = this.#endedIndex(isIt);
    return ended < 0 ? -1 : this.#live.length + ended;
  }

  isOpen(key: string): boolean {
    return this.#open.has(key);
  }

  toggle(key: string): void {
    if (!this.#open.delete(key)) this.#open.add(key);
    if (key === WAITS_KEY) this.sortLive();
    else this.#openFolds();
  }

  /** Opens the fold that has the row; false = it has no line. */
  reveal(key: string): boolean {
    if (this.indexOf(key) >= 0) return true;
    const fold = [...this.#live, ...this.#ended]
      .filter(isFold)
      .find(({ rows }) => rows.some((row) => entryKey(row) === key));
    if (fold === undefined) return false;
    this.toggle(fold.key);
    return true;
  }

  update(state: TableState): void {
    const before = this.#state;
    this.#state = state;
    const change = before === null ? null : changeOf(before, state);
    if (before === null || change === null) this.#begin(state);
    else this.#follow(state, change);
    this.#openFolds();
    // The other clip's rows are counted, even where the chip does not choose them.
    if (change !== null && before?.clipIds !== state.clipIds) {
      this.#endedCounts = countsOf(state.finished, state);
    }
    const isSameLive =
      before?.active === state.active &&
      before.clipIds === state.clipIds &&
      before.pendingCount === state.pendingCount;
    if (change === null || !isSameLive) this.sortLive();
  }

  /** Again, where the column shows what changes all the time. */
  sortLive(): void {
    const state = this.#state;
    if (state === null) return;
    const chosen = state.active.filter((row) => isChosen(row, state));
    const compare = comparison(state);
    const keyed = chosen.map((row) => ({ key: keyOf(row, state), row }));
    keyed.sort((a, b) => group(a.row) - group(b.row) || compare(a, b));
    const rows = keyed.map(({ row }) => row);
    const ofGroup = (wanted: number) => {
      const first = rows.findIndex((row) => group(row) >= wanted);
      return first < 0 ? rows.length : first;
    };
    this.#takes = ofGroup(TAKES + 1);
    const waiting = rows.splice(ofGroup(WAITS));
    const known = state.active.reduce((sum, { state: now }) => sum + Number(now === 'pending'), 0);
    const unknown = Math.max(0, state.pendingCount - known);
    const isAll = state.filter === 'all';
    const fold = foldOfWaiting(waiting, waiting.length + (isAll ? unknown : 0));
    const isShown = fold === null || this.#open.has(WAITS_KEY);
    this.#live = [...rows, ...(fold === null ? [] : [fold]), ...(isShown ? waiting : [])];
    const counts = countsOf(state.active, state);
    this.#liveCounts = { ...counts, all: counts.all + unknown };
  }

  #begin(state: TableState): void {
    const chosen = state.finished.filter((row) => isChosen(row, state));
    this.#endedCounts = countsOf(state.finished, state);
    this.#sorted = null;
    if (state.order.column !== null) {
      this.#ended = chosen;
      this.#sorted = keyedRows(chosen, state).sort(comparison(state));
      return;
    }
    this.#ended = [];
    for (const row of chosen) addFolded(this.#ended, row);
  }

  #follow(state: TableState, { older, newer, gone }: RowChange): void {
    for (const rows of [older, newer]) {
      this.#endedCounts = sumOf(this.#endedCounts, countsOf(rows, state), 1);
    }
    this.#endedCounts = sumOf(this.#endedCounts, countsOf(gone, state), -1);
    const chosen = (rows: readonly ActionRow[]) => rows.filter((row) => isChosen(row, state));
    const [front, back, removed] = [chosen(older), chosen(newer), chosen(gone)];
    if (removed.length > 0) removeOldest(this.#ended, removed);
    const isSorted = this.#sorted !== null;
    if (front.length > 0) {
      const entries: TableEntry[] = [];
      for (const row of front) add(entries, row, isSorted);
      this.#ended = entries.concat(this.#ended);
    }
    for (const row of back) add(this.#ended, row, isSorted);
    if (this.#sorted !== null) {
      this.#sorted = sortedWith(this.#sorted, front.concat(back), removed, state);
    }
  }

  #openFolds(): void {
    const isAnyOpen = this.#sorted === null && [...this.#open].some((key) => key !== WAITS_KEY);
    if (!isAnyOpen) {
      this.#opened = null;
      return;
    }
    this.#opened = this.#ended
      .toReversed()
      .flatMap((entry) =>
        isFold(entry) && this.#open.has(entry.key) ? [entry, ...entry.rows.toReversed()] : [entry],
      );
  }

  #endedIndex(isIt: (entry: TableEntry) => boolean): number {
    if (this.#sorted !== null) return this.#sorted.findIndex(({ row }) => isIt(row));
    if (this.#opened !== null) return this.#opened.findIndex(isIt);
    const index = this.#ended.findLastIndex(isIt);
    return index < 0 ? -1 : this.#ended.length - 1 - index;
  }
}

/** Sorted rows are not folded: each has its own place. */
function add(entries: TableEntry[], row: ActionRow, isSorted: boolean): void {
  if (isSorted) entries.push(row);
  else addFolded(entries, row);
}

function keyedRows(rows: readonly ActionRow[], state: TableState): Keyed[] {
  return rows.map((row) => ({ key: keyOf(row, state), row }));
}

function sortedWith(
  before: Keyed[],
  added: readonly ActionRow[],
  removed: readonly ActionRow[],
  state: TableState,
): Keyed[] {
  const compare = comparison(state);
  const gone = new Set(removed);
  const sorted = gone.size === 0 ? before : before.filter(({ row }) => !gone.has(row));
  const keyed = keyedRows(added, state);
  if (keyed.length > FEW_ROWS) {
    for (const entry of keyed) sorted.push(entry);
    return sorted.sort(compare);
  }
  for (const entry of keyed) sorted.splice(placeFor(sorted, entry, compare), 0, entry);
  return sorted;
}

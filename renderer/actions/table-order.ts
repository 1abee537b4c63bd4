/** By what the rows of the Actions table are chosen, counted and compared. Pure. */
import { ACTION_KINDS, type ActionRow } from '../../preload/actions.ts';
import type { SortKey } from '../../preload/run-rows.ts';
import { isTrouble } from '../../preload/verdict.ts';
import { COLUMNS, type TableColumn, type TableContext } from './columns.tsx';
import { rowVerdict } from './row-verdict.ts';

export interface TableOrder {
  /** A column's name; null = newest first. */
  readonly column: string | null;
  readonly isDescending: boolean;
}

export const NEWEST_FIRST: TableOrder = { column: null, isDescending: false };

/** The rows that a chip chooses. */
export const ROW_FILTERS = ['all', 'trouble', 'clip'] as const;
export type RowFilter = (typeof ROW_FILTERS)[number];

export type RowCounts = Readonly<Record<RowFilter, number>>;

export const NO_ROWS: RowCounts = { all: 0, trouble: 0, clip: 0 };

export interface TableState {
  readonly active: readonly ActionRow[];
  /** How many wait; of so many `active` has the nearest only. */
  readonly pendingCount: number;
  /** Newest last. */
  readonly finished: readonly ActionRow[];
  readonly order: TableOrder;
  readonly filter: RowFilter;
  /** Whose rows `clip` chooses. */
  readonly clipIds: ReadonlySet<string>;
  readonly context: TableContext;
}

export interface Keyed {
  readonly key: SortKey;
  readonly row: ActionRow;
}

export function countsOf(rows: readonly ActionRow[], state: TableState): RowCounts {
  let [trouble, clip] = [0, 0];
  for (const row of rows) {
    if (isIn('trouble', row, state)) trouble += 1;
    if (isIn('clip', row, state)) clip += 1;
  }
  return { all: rows.length, trouble, clip };
}

export function sumOf(one: RowCounts, other: RowCounts, sign: 1 | -1): RowCounts {
  return {
    all: one.all + sign * other.all,
    trouble: one.trouble + sign * other.trouble,
    clip: one.clip + sign * other.clip,
  };
}

function isIn(filter: RowFilter, row: ActionRow, { clipIds }: TableState): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'trouble':
      return isTrouble(rowVerdict(row));
    case 'clip':
      return row.clipId !== null && clipIds.has(row.clipId);
  }
}

export function isChosen(row: ActionRow, state: TableState): boolean {
  return isIn(state.filter, row, state);
}

export const TAKES = 0;
export const WAITS = 2;

/** Live rows: takes first, then what sounds, then what waits. */
export function group({ type, state }: ActionRow): number {
  if (state === 'pending') return WAITS;
  return ACTION_KINDS[type] === 'recorder' ? TAKES : 1;
}

function columnOf({ order }: TableState): TableColumn | undefined {
  return COLUMNS.find(({ name }) => name === order.column);
}

export function keyOf(row: ActionRow, state: TableState): SortKey {
  const column = columnOf(state);
  return column === undefined ? row.requestedFrame : column.key(row, state.context);
}

export type RowComparison = (a: Keyed, b: Keyed) => number;

/** Rows with nothing to compare come last; equal ones newest first. Live rows without a column: by when
 * they were to begin. */
export function comparison({ order }: TableState): RowComparison {
  const direction = order.isDescending ? -1 : 1;
  const tie = order.column === null ? -1 : 1;
  return (a, b) => {
    if (a.key === b.key) return tie * (b.row.requestNumber - a.row.requestNumber);
    if (a.key === null || b.key === null) return a.key === null ? 1 : -1;
    return a.key < b.key ? -direction : direction;
  };
}

/** The first place whose entry comes after it. */
export function placeFor(sorted: readonly Keyed[], entry: Keyed, compare: RowComparison): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(sorted[middle] as Keyed, entry) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

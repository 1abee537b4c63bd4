/**
 * The live lines of the Actions table: takes that are being recorded, then what sounds, then what waits,
 * which is one line where it is much.
 */
import { ACTION_KINDS, type ActionRow } from '../../preload/actions.ts';
import {
  type RunRowCounts,
  type RunRowFilter,
  rowKey,
  type SortKey,
} from '../../preload/run-rows.ts';
import { isTrouble } from '../../preload/verdict.ts';
import { COLUMNS, liveKey, type TableContext } from './columns.tsx';
import { rowVerdict } from './row-verdict.ts';
import type { TableOrder } from './table-choices.ts';

export interface WaitingLine {
  readonly kind: 'waits';
  readonly key: string;
  /** The nearest first. */
  readonly rows: readonly ActionRow[];
  /** Also those that only main knows. */
  readonly count: number;
}

export type LiveLine = ActionRow | WaitingLine;

export interface LiveState {
  readonly active: readonly ActionRow[];
  /** How many wait; of so many `active` has the nearest only. */
  readonly pendingCount: number;
  readonly order: TableOrder;
  readonly filter: RunRowFilter;
  /** Whose rows `clip` chooses. */
  readonly clipIds: ReadonlySet<string>;
  readonly context: TableContext;
}

export interface LiveLines {
  readonly lines: readonly LiveLine[];
  /** Takes that are being recorded: the first lines. */
  readonly takes: number;
  readonly counts: RunRowCounts;
}

export const WAITS_KEY = 'waits';
/** So many rows that wait are not folded. */
const MOST_WAITING = 8;
const TAKES = 0;
const WAITS = 2;

export function isWaitingLine(line: LiveLine): line is WaitingLine {
  return 'kind' in line;
}

export function liveLineKey(line: LiveLine): string {
  return isWaitingLine(line) ? line.key : rowKey(line);
}

/** @param isOpen what waits has lines of its own */
export function liveLines(state: LiveState, isOpen: boolean): LiveLines {
  const { active, filter, pendingCount } = state;
  const rows = sorted(
    active.filter((row) => isIn(row, filter, state)),
    state,
  );
  const ofGroup = (wanted: number) => {
    const first = rows.findIndex((row) => group(row) >= wanted);
    return first < 0 ? rows.length : first;
  };
  const takes = ofGroup(TAKES + 1);
  const waiting = rows.splice(ofGroup(WAITS));
  const known = active.reduce((sum, { state: now }) => sum + Number(now === 'pending'), 0);
  const unknown = Math.max(0, pendingCount - known);
  const counts = countsOf(state, unknown);
  if (waiting.length <= MOST_WAITING) return { lines: [...rows, ...waiting], takes, counts };
  const count = waiting.length + (filter === 'all' ? unknown : 0);
  const fold: WaitingLine = { kind: 'waits', key: WAITS_KEY, rows: waiting, count };
  return { lines: [...rows, fold, ...(isOpen ? waiting : [])], takes, counts };
}

function countsOf(state: LiveState, unknown: number): RunRowCounts {
  const count = (filter: RunRowFilter) =>
    state.active.reduce((sum, row) => sum + Number(isIn(row, filter, state)), 0);
  return { all: count('all') + unknown, trouble: count('trouble'), clip: count('clip') };
}

function isIn(row: ActionRow, filter: RunRowFilter, { clipIds }: LiveState): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'trouble':
      return isTrouble(rowVerdict(row));
    case 'clip':
      return row.clipId !== null && clipIds.has(row.clipId);
  }
}

function group({ type, state }: ActionRow): number {
  if (state === 'pending') return WAITS;
  return ACTION_KINDS[type] === 'recorder' ? TAKES : 1;
}

/** Rows with nothing to compare come last; equal ones newest first. Without a column: by when they were to
 * begin. */
function sorted(rows: readonly ActionRow[], { order, context }: LiveState): ActionRow[] {
  const column = COLUMNS.find(({ name }) => name === order.column);
  const direction = order.isDescending && column !== undefined ? -1 : 1;
  const keyOf = (row: ActionRow): SortKey =>
    column === undefined ? row.requestedFrame : liveKey(column, row, context);
  const keyed = rows.map((row) => ({ key: keyOf(row), row }));
  const compare = (a: SortKey, b: SortKey) => {
    if (a === b) return 0;
    if (a === null || b === null) return a === null ? 1 : -1;
    return a < b ? -direction : direction;
  };
  const tie = column === undefined ? -1 : 1;
  keyed.sort(
    (a, b) =>
      group(a.row) - group(b.row) ||
      compare(a.key, b.key) ||
      tie * (b.row.requestNumber - a.row.requestNumber),
  );
  return keyed.map(({ row }) => row);
}

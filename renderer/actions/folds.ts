/** Rows of the Actions table that are one line until it is opened: what waits, and what Stop ended before it
 * had begun. */
import type { ActionRow } from '../../preload/actions.ts';
import { rowVerdict } from './row-verdict.ts';

export interface Fold {
  readonly fold: 'waits' | 'notBegun';
  /** Unlike those of all rows and other folds. */
  readonly key: string;
  /** Newest last; of what waits the nearest first. */
  readonly rows: readonly ActionRow[];
  /** Also those that only main knows. */
  readonly count: number;
}

/** A line of the table. */
export type TableEntry = ActionRow | Fold;

export const WAITS_KEY = 'waits';
/** So many rows that wait are not folded. */
const MOST_WAITING = 8;
/** How far back from the newest line the rows of one Stop lie: its own commands are between them. */
const LOOK_BACK = 8;

export function isFold(entry: TableEntry | undefined): entry is Fold {
  return entry !== undefined && 'fold' in entry;
}

export function entryKey(entry: TableEntry): string {
  return isFold(entry) ? entry.key : `${entry.requestNumber}`;
}

/** null = few enough to show them all. */
export function foldOfWaiting(rows: readonly ActionRow[], count: number): Fold | null {
  if (rows.length <= MOST_WAITING) return null;
  return { fold: 'waits', key: WAITS_KEY, rows, count: Math.max(count, rows.length) };
}

function isNotBegun(row: ActionRow): boolean {
  return rowVerdict(row).kind === 'notBegun';
}

function isOfSameStop(entry: TableEntry | undefined, row: ActionRow): boolean {
  const other = isFold(entry) ? entry.rows[0] : entry;
  return other !== undefined && other.playNumber === row.playNumber && isNotBegun(other);
}

/** Adds a row after all others: to the line of its Stop, if there is one. */
export function addFolded(entries: TableEntry[], row: ActionRow): void {
  if (isNotBegun(row)) {
    const first = Math.max(0, entries.length - LOOK_BACK);
    for (let at = entries.length - 1; at >= first; at -= 1) {
      const entry = entries[at];
      if (entry === undefined || !isOfSameStop(entry, row)) continue;
      entries[at] = withRow(entry, row);
      return;
    }
  }
  entries.push(row);
}

function withRow(entry: TableEntry, row: ActionRow): Fold {
  if (!isFold(entry)) {
    const key = `not begun ${entry.requestNumber}`;
    return { fold: 'notBegun', key, rows: [entry, row], count: 2 };
  }
  // One array for all: a Stop ends thousands at once.
  (entry.rows as ActionRow[]).push(row);
  return { ...entry, count: entry.rows.length };
}

/** Without the oldest rows, which are not kept any more. */
export function removeOldest(entries: TableEntry[], gone: readonly ActionRow[]): void {
  const left = new Set(gone);
  const kept: TableEntry[] = [];
  let at = 0;
  for (; at < entries.length && left.size > 0; at += 1) {
    const entry = entries[at] as TableEntry;
    const rows = isFold(entry) ? entry.rows : [entry];
    const rest = rows.filter((row) => !left.delete(row));
    const [only] = rest;
    if (only === undefined) continue;
    if (!isFold(entry) || rest.length === 1) kept.push(only);
    else kept.push({ ...entry, rows: rest, count: rest.length });
  }
  entries.splice(0, at, ...kept);
}

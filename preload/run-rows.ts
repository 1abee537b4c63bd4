/**
 * Pages of a run's actions that have ended, sorted, chosen and folded by main: the window holds what it
 * shows and no more, however many there are.
 */
import type { ActionRow } from './actions.ts';
import type { VerdictKind } from './verdict.ts';

/** What rows are sorted by. `ended`: in the order in which they ended. */
export const RUN_SORTS = [
  'ended',
  'timeline',
  'verdict',
  'type',
  'name',
  'track',
  'requested',
  'started',
  'error',
  'done',
  'blocks',
  'blockSize',
  'inputUnderflows',
  'inputOverflows',
  'outputUnderflows',
  'outputOverflows',
  'dropouts',
  'outcome',
  'requestedStreamFrame',
  'startedStreamFrame',
  'stream',
  'id',
] as const;
export type RunSort = (typeof RUN_SORTS)[number];

export const RUN_ROW_FILTERS = ['all', 'trouble', 'clip'] as const;
export type RunRowFilter = (typeof RUN_ROW_FILTERS)[number];

export interface RunRowsQuery {
  /** null = the newest run: the one that goes on, if one does. */
  readonly runId: string | null;
  readonly sort: RunSort;
  readonly isDescending: boolean;
  readonly filter: RunRowFilter;
  /** Whose rows the filter `clip` chooses and the counts count. */
  readonly clipIds: readonly string[];
  /** Keys of folds whose rows are lines, too. */
  readonly openFolds: readonly string[];
  /** The line of this request is in the page, its fold opened; null = `from` counts. */
  readonly aroundRequest: number | null;
  /** Lines. */
  readonly from: number;
  readonly count: number;
}

/** Why rows are one line until it is opened. `notBegun`: what Stop ended before it began, of one Play.
 * `loopPasses`: those of a clip in one Play. `onTime`: neighbours of the same track. */
export type RunFoldReason = 'notBegun' | 'loopPasses' | 'onTime';

export type RunLine =
  | {
      readonly kind: 'row';
      readonly row: ActionRow;
      /** Of the open fold that it is in; null = in none. */
      readonly foldKey: string | null;
    }
  | {
      readonly kind: 'fold';
      readonly key: string;
      readonly reason: RunFoldReason;
      readonly isOpen: boolean;
      readonly count: number;
      /** Of its rows, by number. */
      readonly verdicts: Partial<Record<VerdictKind, number>>;
      /** The row with the worst verdict; of equal ones the first. */
      readonly row: ActionRow;
    };

export interface RunRowsPage {
  /** null = there is no run. */
  readonly runId: string | null;
  /** Counts up with every action that ends in the run. */
  readonly revision: number;
  /** Of all that the filter chooses, folds counted as they are. */
  readonly lineCount: number;
  /** Actions, folded or not. */
  readonly counts: Readonly<Record<RunRowFilter, number>>;
  /** Of the first line in `lines`. */
  readonly from: number;
  readonly lines: readonly RunLine[];
}

/**
 * Pages of a run's actions that have ended, sorted, chosen and folded by main: the window holds what it
 * shows and no more, however many there are.
 */
import {
  ACTION_KINDS,
  type ActionRow,
  type ActionType,
  errorFrames,
  timelineFrame,
} from './actions.ts';
import type { RunDevice, RunListEntry, RunTrack } from './run.ts';
import { type Frames, type Seconds, secondsFromFrames } from './units.ts';
import {
  type Audible,
  VERDICT_KINDS,
  type Verdict,
  type VerdictKind,
  verdictKindOf,
} from './verdict.ts';

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
export type RunRowCounts = Readonly<Record<RunRowFilter, number>>;

export const MOST_LINES_A_PAGE = 500;

export interface RunRowsQuery {
  /** null = what has ended since the last Play: its run, if it goes on or not, and later ones. */
  readonly runId: string | null;
  /** Only rows in the order of their ends, newest first, are folded. */
  readonly sort: RunSort;
  readonly isDescending: boolean;
  readonly filter: RunRowFilter;
  /** Whose rows the filter `clip` chooses and the counts count; null = the same as in the query before:
   * thousands may be selected. */
  readonly clipIds: readonly string[] | null;
  /** Keys of folds whose rows are lines, too. */
  readonly openFolds: readonly string[];
  /** Lines. */
  readonly from: number;
  readonly count: number;
  /** Keys of lines whose places are asked, by `lineKey`. */
  readonly places: readonly string[];
}

/**
 * Why rows are one line until it is opened.
 * - `notBegun`: what Stop, a jump or the stream's end ended before it began, of one Play.
 * - `loopPasses`: those of a clip in one Play.
 * - `onTime`: a long stretch without anything else.
 */
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
      /** The row with the worst verdict; of equal ones the farthest from what was requested. */
      readonly row: ActionRow;
      /** Of the one that comes first on the timeline; null = none is on it. */
      readonly timelineFrame: Frames | null;
      /** The largest distance from what was requested: by the driver's clock where it tells, else by
       * frames; null = nothing to compare. */
      readonly maxErrorSeconds: Seconds | null;
      readonly dropouts: number;
    };
export type RunFold = Extract<RunLine, { kind: 'fold' }>;

/** Unlike those of all other lines. */
export function lineKey(line: RunLine): string {
  return line.kind === 'fold' ? line.key : rowKey(line.row);
}

export function rowKey({ requestNumber }: Pick<ActionRow, 'requestNumber'>): string {
  return `${requestNumber}`;
}

/** What a row does not say itself, of a run that was played before the program began. */
export interface RunRowsContext {
  readonly streams: readonly (Pick<RunDevice, 'inputChannels' | 'outputChannels' | 'reports'> & {
    readonly streamNumber: number;
  })[];
  readonly tracks: readonly Pick<RunTrack, 'trackId' | 'name'>[];
}

export interface RunRowsPage {
  /** null = there is no run. */
  readonly runId: string | null;
  readonly audible: Audible;
  /** null = of streams and tracks that the window knows. */
  readonly context: RunRowsContext | null;
  /** Counts up with every action that ends in the run. */
  readonly revision: number;
  /** Of all that the filter chooses, folds counted as they are. */
  readonly lineCount: number;
  /** Actions, folded or not. */
  readonly counts: RunRowCounts;
  /** Of the first line in `lines`. */
  readonly from: number;
  readonly lines: readonly RunLine[];
  /** In the order of the query: the line's place, the key of the closed fold that has its row, or null. */
  readonly places: readonly (number | string | null)[];
}

/** What a run says of a clip. */
export interface ClipInRun {
  readonly run: Pick<RunListEntry, 'runId' | 'number' | 'name' | 'wallTime'>;
  readonly verdict: Verdict;
  /** `late in 1 of 14`; empty = one loop pass, or all alike. */
  readonly passes: string;
}

export interface ClipHistory {
  /** Newest first, without the run that goes on or was the last. */
  readonly runs: readonly ClipInRun[];
  /** There are older runs that were not looked at. */
  readonly hasOlder: boolean;
}

/** Where the samples are is no matter of the table. */
export const TYPE_TEXTS: Record<ActionType, string> = {
  playBuffer: 'play',
  playRingBuffer: 'play',
  recordBuffer: 'record',
  recordRingBuffer: 'record',
  cancel: 'cancel',
  setGain: 'set gain',
  setLoop: 'set loop',
  setBus: 'set bus',
  fetchAndResetStats: 'fetch, reset',
};

/** null = nothing to compare: such rows come last, up and down. */
export type SortKey = number | string | null;

/** Moves frames, and has begun to: without that there are no blocks and no dropouts. */
export function hasBlocks(row: ActionRow): boolean {
  return ACTION_KINDS[row.type] !== 'command' && row.actualFrame !== null;
}

/** Text in the order of its numbers: `Take 2` before `Take 10`. */
export function textKey(text: string): string {
  return text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}

function secondsOf(frame: Frames | null, { sampleRate }: ActionRow): Seconds | null {
  return frame === null ? null : secondsFromFrames(frame, sampleRate);
}

/** Tracks from the top, by their ids; null = it is gone. */
export type TrackPlaceOf = (trackId: string) => number | null;

const requestedOf = (row: ActionRow) => timelineFrame(row, row.requestedFrame);
const withBlocks = (row: ActionRow, value: number) => (hasBlocks(row) ? value : null);

/** By what rows are sorted; by null none is before another. Progress of live rows is known elsewhere. */
export const SORT_KEYS: Readonly<
  Record<RunSort, (row: ActionRow, trackPlace: TrackPlaceOf) => SortKey>
> = {
  ended: () => null,
  timeline: (row) => secondsOf(requestedOf(row), row),
  verdict: (row) => VERDICT_KINDS.indexOf(verdictKindOf(row)),
  type: (row) => TYPE_TEXTS[row.type],
  name: (row) => textKey(row.name),
  track: ({ trackId }, trackPlace) => (trackId === null ? null : trackPlace(trackId)),
  requested: (row) => requestedOf(row) ?? row.requestedFrame,
  started: (row) => timelineFrame(row, row.actualFrame) ?? row.actualFrame,
  error: (row) => secondsOf(errorFrames(row), row),
  done: (row) => (ACTION_KINDS[row.type] === 'command' ? null : row.doneFrames),
  blocks: (row) => withBlocks(row, row.stats.blocks),
  blockSize: (row) => withBlocks(row, row.stats.maxBlockSize),
  inputUnderflows: (row) => withBlocks(row, row.stats.inputUnderflows),
  inputOverflows: (row) => withBlocks(row, row.stats.inputOverflows),
  outputUnderflows: (row) => withBlocks(row, row.stats.outputUnderflows),
  outputOverflows: (row) => withBlocks(row, row.stats.outputOverflows),
  dropouts: (row) => withBlocks(row, row.dropouts),
  outcome: (row) => row.outcome,
  requestedStreamFrame: (row) => row.requestedFrame,
  startedStreamFrame: (row) => row.actualFrame,
  stream: (row) => (row.streamNumber === 0 ? null : row.streamNumber),
  id: (row) => (row.id < 0 ? null : row.id),
};

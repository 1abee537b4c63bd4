/**
 * Dropouts and outages: frames that were lost or invented, and spans without a device.
 */
import { ACTION_KINDS, type ActionRow } from './actions.ts';
import type { Frames, SampleRate, Seconds } from './units.ts';

/** PortAudio's four flags. */
export type DropoutFlag =
  | 'input-underflow'
  | 'input-overflow'
  | 'output-underflow'
  | 'output-overflow';

/** What of the program could have held the processor or the disk then. */
export type DropoutActivity =
  | 'opening' // a stream or a sound
  | 'drawing' // peaks of a sound
  | 'decoding'
  | 'saving'
  | 'recording'
  | 'preparing'; // clips for Play

/** Of an activity, before the name of what it works on: `opening knock`. */
export const ACTIVITY_WORDS: Record<DropoutActivity, string> = {
  opening: 'opening',
  drawing: 'drawing peaks of',
  decoding: 'decoding',
  saving: 'saving',
  recording: 'recording',
  preparing: 'preparing',
};

export const DIRECTION_WORDS: Record<Dropout['direction'], string> = {
  input: 'input',
  output: 'output',
  both: 'input and output',
};

/** One call of the callback beside a dropout. */
export interface BlockTiming {
  /** Of the stream: its first one. */
  readonly frame: Frames;
  readonly frames: Frames;
  /** Device time at which it came, by the driver's clock; null = the driver tells none. */
  readonly time: Seconds | null;
  readonly flags: readonly DropoutFlag[];
}

/** An action that sounded or was recorded at a dropout. */
export interface TouchedAction {
  readonly requestNumber: number;
  readonly name: string;
  readonly clipId: string | null;
  readonly trackId: string | null;
  readonly isTake: boolean;
}

/** A place where frames were lost: the timeline waited there. */
export interface Dropout {
  /** Counts the dropouts of this program, from 1. */
  readonly id: number;
  /** 1; more where so many came that they were folded: place and blocks are those of the first, the size
   * is their sum. */
  readonly count: number;
  /** Of the run in which it came; null = nothing was played or recorded. */
  readonly runNumber: number | null;
  readonly hostApi: string;
  readonly streamNumber: number;
  /** The first frame after it. */
  readonly streamFrame: Frames;
  /** null when nothing was playing. */
  readonly timelineFrame: Frames | null;
  readonly sampleRate: SampleRate;
  readonly direction: 'input' | 'output' | 'both';
  /** Lost in that direction, the larger number where both lost; null = not known. */
  readonly frames: Frames | null;
  /** The size is inferred from the clock alone: shown with `~`. */
  readonly isEstimate: boolean;
  /** `reported` by the host API, or `inferred` from a step of the device's clock. */
  readonly source: 'reported' | 'inferred';
  readonly flags: readonly DropoutFlag[];
  /** null = not known. */
  readonly before: BlockTiming | null;
  readonly after: BlockTiming | null;
  readonly activities: readonly {
    readonly activity: DropoutActivity;
    readonly name: string | null;
  }[];
  /** How late the block came; null = not known. */
  readonly lateSeconds: Seconds | null;
  /** Of the block before, 0...1; null = not known. */
  readonly load: number | null;
  /** The first `MOST_TOUCHED`, takes before others. */
  readonly touched: readonly TouchedAction[];
  readonly touchedCount: number;
}

/** Of a list of dropouts; older ones are counted only. */
export const KEPT_DROPOUTS = 10_000;

/** More actions than these are counted only. */
export const MOST_TOUCHED = 32;

/** How many dropouts there were: the one rule of strip, tables, reports and exports. Flags of one block are
 * one dropout, what was folded counts as many as it stands for. */
export function dropoutCount(dropouts: Iterable<Pick<Dropout, 'count'>>): number {
  let sum = 0;
  for (const { count } of dropouts) sum += count;
  return sum;
}

/** The counts of the run that goes on, or of the last one. */
export interface DropoutTotals {
  /** 0 = nothing was played or recorded yet. */
  readonly runNumber: number;
  readonly all: number;
  /** What lost both counts in both. */
  readonly output: number;
  readonly input: number;
  /** That touched a take. */
  readonly inTakes: number;
  /** Since that run began, while nothing was played or recorded; not in `all`. */
  readonly outsideRuns: number;
}

export const NO_DROPOUTS: DropoutTotals = {
  runNumber: 0,
  all: 0,
  output: 0,
  input: 0,
  inTakes: 0,
  outsideRuns: 0,
};

/** Those of other runs change nothing. */
export function totalsAfter(before: DropoutTotals, added: readonly Dropout[]): DropoutTotals {
  const ofRun = added.filter(({ runNumber }) => runNumber === before.runNumber);
  const chosen = (filter: DropoutFilter) =>
    dropoutCount(ofRun.filter((dropout) => isChosenBy(filter, dropout)));
  return {
    runNumber: before.runNumber,
    all: before.all + chosen('all'),
    output: before.output + chosen('output'),
    input: before.input + chosen('input'),
    inTakes: before.inTakes + chosen('inTakes'),
    outsideRuns:
      before.outsideRuns + dropoutCount(added.filter(({ runNumber }) => runNumber === null)),
  };
}

/** The parts of a run's dropouts that are chosen and counted. */
export const DROPOUT_FILTERS = ['all', 'output', 'input', 'inTakes'] as const;
export type DropoutFilter = (typeof DROPOUT_FILTERS)[number];

export function isChosenBy(filter: DropoutFilter, { direction, touched }: Dropout): boolean {
  if (filter === 'all') return true;
  if (filter === 'inTakes') return touched.some(({ isTake }) => isTake);
  return direction === 'both' || direction === filter;
}

/**
 * Whether a dropout lies within what an action played or recorded: players lose output, recorders input.
 * - It lies before its frame: what begins there, or ended with the frame before, lost nothing.
 * - What was silent there by its gain lost nothing that could be heard.
 */
export function isTouched(
  row: Pick<
    ActionRow,
    'type' | 'state' | 'streamNumber' | 'actualFrame' | 'doneFrames' | 'starvedFrames' | 'silences'
  >,
  { streamNumber, streamFrame, direction }: TouchingPlace,
): boolean {
  const kind = ACTION_KINDS[row.type];
  const { actualFrame } = row;
  if (kind === 'command' || actualFrame === null || row.streamNumber !== streamNumber) return false;
  if (direction !== 'both' && (direction === 'output') !== (kind === 'player')) return false;
  if (streamFrame <= actualFrame) return false;
  const endFrame = actualFrame + row.doneFrames + row.starvedFrames;
  if (row.state === 'finished' && streamFrame >= endFrame) return false;
  return !row.silences.some(
    ({ fromFrame, toFrame }) =>
      fromFrame < streamFrame && (toFrame === null || streamFrame <= toFrame),
  );
}

/** Where a dropout lies, and what it lost. */
export type TouchingPlace = Pick<Dropout, 'streamNumber' | 'streamFrame' | 'direction'>;

/** A span without a device, in which the timeline ran on by a monotonic clock. */
export interface Outage {
  readonly id: number;
  /** The stream that was lost, and the one that took its place; null = not yet, or never. */
  readonly lostStreamNumber: number;
  readonly backStreamNumber: number | null;
  readonly device: string;
  /** null when nothing was playing. */
  readonly fromTimelineFrame: Frames | null;
  readonly toTimelineFrame: Frames | null;
  readonly sampleRate: SampleRate;
  /** Milliseconds since 1970. */
  readonly fromWallTime: number;
  readonly toWallTime: number | null;
  /** By the monotonic clock; null = it lasts. */
  readonly seconds: Seconds | null;
}

/** How an action's account travels: a row of numbers, the same columns in C and here (a test
 * compares them with native/src/addon/action_table.h). */

/** The types of actions, as `action.type` has them. */
export const actionTypes = [
  'playBuffer',
  'playRingBuffer',
  'recordBuffer',
  'recordRingBuffer',
  'cancel',
  'setGain',
  'setBus',
  'fetchAndResetStats',
] as const;

/** What an action does. */
export type AccountType = (typeof actionTypes)[number];

/** Every reason why an action may end; `none` = it has not. */
export const outcomes = [
  'none',
  'completed',
  'cancelled',
  'cancelled-before-start',
  'belated',
  'starved',
  'overflowed',
  'stream-stopped',
  'device-lost',
] as const;

/** Why an action ended; `null` before. */
export type AccountOutcome = Exclude<(typeof outcomes)[number], 'none'>;

export const actionStates = ['pending', 'active', 'finished'] as const;

/** `pending` until its first frame, `finished` when its account is complete. */
export type AccountState = (typeof actionStates)[number];

export const accountFields = [
  'id',
  'streamNumber',
  'type',
  'state',
  'outcome',
  'asap',
  'askedInSeconds',
  'requestedTime',
  'actualTime',
  'requestedFrame',
  'actualFrame',
  'totalFrames',
  'doneFrames',
  'skippedFrames',
  'starvedFrames',
  'starvedGaps',
  'minFillFrames',
  'channelCount',
  'blocks',
  'minBlockSize',
  'maxBlockSize',
  'inputUnderflows',
  'inputOverflows',
  'outputUnderflows',
  'outputOverflows',
  'clippedSamples',
  'bus',
] as const;

export type AccountField = (typeof accountFields)[number];

/** Numbers per row. */
export const accountRowLength = accountFields.length;

/** Each field's place in the row. */
export const accountColumn = Object.fromEntries(
  accountFields.map((field, column) => [field, column]),
) as Readonly<Record<AccountField, number>>;

/** Counters of an action or a stream, in rtmixer's words. */
export interface Stats {
  /** Callback blocks. */
  readonly blocks: number;
  /** Frames; 0 while there were no blocks. */
  readonly minBlockSize: number;
  /** Frames. */
  readonly maxBlockSize: number;
  /** Blocks with gaps in the input, as the driver told. */
  readonly inputUnderflows: number;
  /** Blocks before which input was lost, as the driver told. */
  readonly inputOverflows: number;
  /** Blocks that came too late for the output, as the driver told. */
  readonly outputUnderflows: number;
  /** Blocks of which output was thrown away, as the driver told. */
  readonly outputOverflows: number;
}

export const statsFields = [
  'blocks',
  'minBlockSize',
  'maxBlockSize',
  'inputUnderflows',
  'inputOverflows',
  'outputUnderflows',
  'outputOverflows',
] as const satisfies readonly (keyof Stats & AccountField)[];

/** A stream's counters since the last fetchAndResetStats. */
export interface StreamStats extends Stats {
  /** Steps of device time against the frame counter: gaps that no flag told of. */
  readonly inferredDropouts: number;
  /** Their sum, in frames. */
  readonly inferredDropoutFrames: number;
  /** Output samples beyond -1...1. */
  readonly clippedSamples: number;
  /** The same for each output channel; `clippedSamples` is their sum. */
  readonly clippedSamplesByChannel: readonly number[];
}

/** An account, as a row of numbers that C writes and as TypeScript's values. */
import { type AccountField, accountFields, numbersOf } from '../names.ts';

/** Numbers per row. */
export const accountRowLength = accountFields.length;

/** Each field's place in the row. */
export const accountColumn = numbersOf(accountFields);

/** Counters of an action or a stream, named as in rtmixer. */
export interface Stats {
  /** Callback blocks. */
  readonly blocks: number;
  /** Frames; 0 while there were no blocks. */
  readonly minBlockSize: number;
  /** Frames. */
  readonly maxBlockSize: number;
  /** Blocks with gaps in the input, reported by the driver. */
  readonly inputUnderflows: number;
  /** Blocks before which input was lost, reported by the driver. */
  readonly inputOverflows: number;
  /** Blocks that came too late for the output, reported by the driver. */
  readonly outputUnderflows: number;
  /** Blocks whose output was discarded, reported by the driver. */
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
  /** Steps of device time against the frame counter that no flag reported. */
  readonly inferredDropouts: number;
  /** Their sum, in frames. */
  readonly inferredDropoutFrames: number;
  /** Output samples beyond -1...1. */
  readonly clippedSamples: number;
  /** The same for each output channel; `clippedSamples` is their sum. */
  readonly clippedSamplesByChannel: readonly number[];
}

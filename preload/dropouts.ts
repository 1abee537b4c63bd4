/**
 * Dropouts and outages: frames that were lost or invented, and spans without a device.
 */
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
  readonly touched: readonly TouchedAction[];
}

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

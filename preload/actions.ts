/**
 * The vocabulary of actions: what the mixer can do, and the account of what it did. A test compares
 * types and outcomes with the native library's.
 */
import type { Failure } from './outcome.ts';
import type { ChannelGain, ClipLoop } from './sound-parts.ts';
import type { ChannelNumber, Frames, SampleRate, Seconds } from './units.ts';

/** Players and recorders last from their start to their end; commands move no frames. */
export const ACTION_KINDS = {
  playBuffer: 'player',
  playRingBuffer: 'player',
  recordBuffer: 'recorder',
  recordRingBuffer: 'recorder',
  cancel: 'command',
  setGain: 'command',
  setLoop: 'command',
  setBus: 'command',
  fetchAndResetStats: 'command',
} as const;
export type ActionType = keyof typeof ACTION_KINDS;

export const ACTION_OUTCOMES = [
  'completed',
  'cancelled',
  'cancelled-before-start',
  'belated',
  'starved',
  'overflowed',
  'stream-stopped',
  'device-lost',
] as const;
export type ActionOutcome = (typeof ACTION_OUTCOMES)[number];

export type ActionState = 'pending' | 'active' | 'finished';

/** `drop`: ends as belated. `start`: starts at once from its beginning. `trim`: starts at once, the
 * missed frames skipped, so that it stays in step. */
export type BelatedPolicy = 'drop' | 'start' | 'trim';

/** Counters of one action or of the stream: its blocks and PortAudio's four dropout flags. */
export interface BlockStats {
  readonly blocks: number;
  readonly minBlockSize: Frames;
  readonly maxBlockSize: Frames;
  readonly inputUnderflows: number;
  readonly inputOverflows: number;
  readonly outputUnderflows: number;
  readonly outputOverflows: number;
}

/** Before the first block. */
export const NO_STATS: BlockStats = {
  blocks: 0,
  minBlockSize: 0,
  maxBlockSize: 0,
  inputUnderflows: 0,
  inputOverflows: 0,
  outputUnderflows: 0,
  outputOverflows: 0,
};

/** The parts of the project that an action belongs to. */
export interface ActionSubject {
  /** Shown in the table's Name column. */
  readonly name: string;
  readonly clipId: string | null;
  readonly sourceId: string | null;
  readonly trackId: string | null;
}

/** What of a clip was asked when its action was requested; edits that the action follows change it. */
export interface ClipRequest {
  readonly startFrame: Frames;
  readonly sourceId: string;
  readonly offsetFrames: Frames;
  readonly lengthFrames: Frames;
  /** By the clip's own gain, its mute, or all of its gain line. */
  readonly isSilent: boolean;
  readonly trackId: string;
  /** The clip's own, else its track's. */
  readonly outputChannels: readonly ChannelNumber[];
  /** Instead of these; null = none. */
  readonly matrix: readonly ChannelGain[] | null;
  /** null = it was asked for once. */
  readonly loop: ClipLoop | null;
}

/** From `fromFrame` up to `toFrame`; null = to the end. */
export interface FrameSpan {
  readonly fromFrame: Frames;
  readonly toFrame: Frames | null;
}

/** Who ended an action: an edit of its clip or of the loop, the transport (Stop, or a jump), or a
 * Cancel of this action alone. */
export type EndCause = 'edit' | 'stop' | 'cancel';

/**
 * The account of one action, live or final; plain data, so that one read from a file is judged like
 * a live one. Frames are raw frames of stream `streamNumber`; the screen subtracts `originFrame`
 * (the stream frame of the timeline's frame 0 in that loop pass) for times of the timeline.
 */
export interface ActionRow extends ActionSubject {
  /** The mixer's; below 0 for what cannot be played, which never reached it. */
  readonly id: number;
  /** Counts the requests of this program, from 1. */
  readonly requestNumber: number;
  readonly type: ActionType;
  readonly state: ActionState;
  /** null until finished, and for what cannot be played. */
  readonly outcome: ActionOutcome | null;
  /** Of what was cancelled; null = nobody asked for its end. */
  readonly endedBy: EndCause | null;
  /** Why it was asked and cannot be played, with what to do; such a row is finished from the
   * beginning. Of a recorder that has begun: why its file could not be written any further.
   * null = it could. */
  readonly cannotPlay: Failure | null;
  /** null for what belongs to no clip. */
  readonly asked: ClipRequest | null;
  /** Counts Plays and jumps, from 1; null for what is not on the timeline. */
  readonly playNumber: number | null;
  /** From 0; null for what is not on the timeline. */
  readonly loopPass: number | null;
  /** Stream frames in which its gain was 0 (clip, track, mute and solo), in order. */
  readonly silences: readonly FrameSpan[];
  /** Of its stream. */
  readonly sampleRate: SampleRate;
  /** Counts the started streams, from 1; 0 = never reached a callback. */
  readonly streamNumber: number;
  /** Stream frame of the timeline's frame 0; null for what is not on the timeline. */
  readonly originFrame: Frames | null;
  /** null = as soon as possible. */
  readonly requestedFrame: Frames | null;
  /** null = not yet, or never. */
  readonly actualFrame: Frames | null;
  /** Device time of the requested frame, by the clock's map when it was requested; null = as soon as
   * possible, or not known. */
  readonly requestedTime: Seconds | null;
  /** Device time of the actual start by the driver's clock; null = not yet, or never. */
  readonly actualTime: Seconds | null;
  /** null = endless. */
  readonly totalFrames: Frames | null;
  readonly doneFrames: Frames;
  /** Frames skipped at the start by `trim`. */
  readonly skippedFrames: Frames;
  /** Frames of silence where the disk or the producer was late. */
  readonly starvedFrames: Frames;
  readonly channels: readonly ChannelNumber[];
  readonly stats: BlockStats;
  /** How many dropouts lay within it, by `isTouched`. `stats` counts flags of blocks, which may be two of
   * one dropout, of the other direction, and are none of what was inferred. */
  readonly dropouts: number;
}

/** Actual minus requested start in stream frames; null where there is nothing to compare. */
export function errorFrames(row: ActionRow): Frames | null {
  if (row.requestedFrame === null || row.actualFrame === null) return null;
  return row.actualFrame - row.requestedFrame;
}

/** Actual minus requested start in seconds, by the driver's clock; null where either is not known. */
export function errorSeconds({ requestedTime, actualTime }: ActionRow): Seconds | null {
  return requestedTime === null || actualTime === null ? null : actualTime - requestedTime;
}

/** Frame of the timeline; null = none, or not on the timeline. */
export function timelineFrame(
  { originFrame }: Pick<ActionRow, 'originFrame'>,
  streamFrame: Frames | null,
): Frames | null {
  return streamFrame === null || originFrame === null ? null : streamFrame - originFrame;
}

/** All dropouts that the driver reported, of every kind. */
export function reportedDropouts(stats: BlockStats): number {
  return (
    stats.inputUnderflows + stats.inputOverflows + stats.outputUnderflows + stats.outputOverflows
  );
}

/**
 * What the window schedules directly. Clips on the timeline go through the transport, which plans
 * the same requests from the project (main/playback/plan.ts).
 */
export type ActionRequest =
  | {
      readonly type: 'playBuffer';
      readonly sourceId: string;
      readonly offsetFrames: Frames;
      readonly lengthFrames: Frames;
      /** Stream frame; null = as soon as possible. */
      readonly startFrame: Frames | null;
      /** Linear. */
      readonly gain: number;
      /** A mono source plays on each of them. null = the first two, or as many as the source has. */
      readonly channels: readonly ChannelNumber[] | null;
      readonly belated: BelatedPolicy;
    }
  | {
      readonly type: 'cancel';
      /** null = what earlier batches are about to play: their files are still being opened. */
      readonly actionId: number | null;
    }
  | { readonly type: 'setGain'; readonly actionId: number; readonly gain: number }
  | { readonly type: 'fetchAndResetStats' };

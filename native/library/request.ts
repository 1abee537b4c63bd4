/** What can be asked of a mixer, as plain objects. */
import type { Action } from './action.ts';
import type { DiskReader } from './disk-reader.ts';
import type { RingBuffer } from './ring-buffer.ts';
import type { SampleBuffer } from './sample-buffer.ts';
import type { TakeWriter } from './take-writer.ts';

/** When: 0 = as soon as possible, never late; a number = seconds of device time (`stream.time` is
 * now; players by the time at the output's converter, recorders at the input's); `{ frame }` = the
 * stream's own frame. Inside a group with an origin both count from the origin. Seconds asked in
 * one turn of JavaScript keep their distances to the frame: they count from the first of them at the
 * nominal rate. */
export type Start = number | { readonly frame: number };

/** When the time has passed: `false` = not at all (outcome `belated`), `true` = at once from its
 * first frame, `'trim'` = at once without the missed frames, in step with the rest. */
export type AllowBelated = boolean | 'trim';

/** A count n (channels 1 to n) or a list of channel numbers from 1; repeated ones are legal: playing
 * adds, recording copies. */
export type Channels = number | readonly number[];

/** A playing ring that is empty: `'end'` the action as `starved`; `'silence'` goes on and counts the
 * gap; `'skip'` goes on too and leaves out as many frames as were missed, to stay in step. */
export type OnStarve = 'end' | 'silence' | 'skip';

/** When an action starts. */
export interface WhenOptions {
  /** When; default 0, as soon as possible. */
  start?: Start;
  /** What happens when the time has passed; default true. */
  allowBelated?: AllowBelated;
}

/** How samples are played. */
export interface PlayBufferOptions extends WhenOptions {
  /** Default: 1 to as many as the samples have, or the stream. */
  channels?: Channels;
  /** First frame of the samples, default 0. */
  offset?: number;
  /** Frames, default to the end. */
  length?: number;
  /** Linear, default 1. */
  gain?: number;
  /** What happens when there is nothing to play; default `'end'`. */
  onStarve?: OnStarve;
}

/** How a ring is played. */
export interface PlayRingBufferOptions extends WhenOptions {
  /** Default: 1 to as many as the samples have, or the stream. */
  channels?: Channels;
  /** Frames, default until the ring ends. */
  length?: number;
  /** Linear, default 1. */
  gain?: number;
  /** What happens when there is nothing to play; default `'end'`. */
  onStarve?: OnStarve;
}

/** How samples are recorded. */
export interface RecordBufferOptions extends WhenOptions {
  /** Default: 1 to as many as the samples have, or the stream. */
  channels?: Channels;
  /** First frame of the target, default 0. */
  offset?: number;
  /** Frames, default to the target's end. */
  length?: number;
}

/** How a ring is recorded into. */
export interface RecordRingBufferOptions extends WhenOptions {
  /** Default: 1 to as many as the samples have, or the stream. */
  channels?: Channels;
  /** Frames, default until it is cancelled or the ring is full. */
  length?: number;
}

/** When a command is done. */
export interface CommandOptions {
  /** When, as `start`. */
  time?: Start;
  /** What happens when the time has passed; default true. */
  allowBelated?: AllowBelated;
}

/** When and how an action is ended. */
export interface CancelOptions extends CommandOptions {
  /** Seconds of fading out, default 0: ends with the frame. */
  fade?: number;
}

/** When and how fast a gain changes. */
export interface SetGainOptions extends CommandOptions {
  /** Seconds of the way to the new gain, default 0.005. */
  ramp?: number;
}

/** Interleaved samples: copied when scheduled, unless they are in native memory already. */
export type Playable = Float32Array | SampleBuffer | DiskReader;
/** Gets interleaved samples: an array when the action is finished, a SampleBuffer meanwhile. */
export type Recordable = Float32Array | SampleBuffer;

/** One command as a plain object, for schedule(). */
export type ActionRequest =
  | ({ type: 'playBuffer'; samples: Playable } & PlayBufferOptions)
  | ({ type: 'playRingBuffer'; ring: RingBuffer } & PlayRingBufferOptions)
  | ({ type: 'recordBuffer'; target: Recordable } & RecordBufferOptions)
  | ({ type: 'recordRingBuffer'; ring: RingBuffer | TakeWriter } & RecordRingBufferOptions)
  | ({ type: 'cancel'; action: Action } & CancelOptions)
  | ({ type: 'setGain'; action: Action; gain: number } & SetGainOptions)
  | ({ type: 'fetchAndResetStats' } & CommandOptions);

/** What the requests of a group have in common. */
export interface GroupOptions {
  /** What the group's starts count from; 0 = the block that accepts it. Without an origin each start
   * stands for itself, and the requests still begin together. */
  origin?: Start;
}

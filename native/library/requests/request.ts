/** The requests of a mixer, as plain objects. */
import type { Action } from '../actions/action.ts';
import type { DiskReader } from '../files/disk-reader.ts';
import type { TakeWriter } from '../files/take-writer.ts';
import type { RingBuffer } from '../memory/ring-buffer.ts';
import type { SampleBuffer } from '../memory/sample-buffer.ts';
import type { belatedPolicies, fadeCurves, lossPolicies, starvePolicies } from '../names.ts';

/** When: 0 = as soon as possible, never late; a number = seconds of device time (`stream.time` is
 * now; players by the time at the output's converter, recorders at the input's); `{ frame }` = the
 * stream's own frame. Inside a group with an origin both count from the origin. Seconds asked in
 * one turn of JavaScript keep their distances to the frame: they count from the first of them at the
 * nominal rate. */
export type Start = number | { readonly frame: number };

/** With the first frame after the last one of another player or recorder, whatever ends it: without a
 * gap, also where its end is not known before. `{ request }` is an earlier request
 * of the same call, by its number from 1. Several may follow one. If the
 * predecessor is cancelled before its start or ends belated, its followers take its place (wholly
 * missed with `allowBelated: 'trim'`, the place where it would have ended). An end in the past counts
 * as a start in the past; one before the last start of the stream as none.
 *
 * `frames` is a gap: it begins so many frames later, wherever it would begin without. If its predecessor
 * is stopped, trimmed, late or has run dry, the gap counts from where that really ended; if that does
 * not begin, from its place (so its own gap counts, too); if it is over, the start is in the past only
 * if the gap is over, too; after an end before the last start of the stream it counts from the first
 * block. The action is pending while its gap lasts.
 * @example
 * // Two sounds and what a ring holds between them, back to back.
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
 * const ring = new RingBuffer(4, 64);
 * ring.write(new Float32Array(50).fill(0.25));
 * const queue = mixer.schedule([
 *   { type: 'playBuffer', samples: new Float32Array(30).fill(0.5), start: { frame: 10 } },
 *   { type: 'playRingBuffer', ring, start: { after: { request: 1 } } },
 *   { type: 'playBuffer', samples: new Float32Array(20).fill(0.5), start: { after: { request: 2 } } },
 * ]);
 * const heard = mixer.render(128);
 * assert.deepEqual(queue.map((action) => action.actualFrame), [10, 40, 90]);
 * assert.equal(heard.subarray(10, 110).includes(0), false);
 * @example
 * // A pause of 5 frames between two sounds.
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
 * const first = mixer.playBuffer(new Float32Array(3).fill(0.5));
 * mixer.playBuffer(new Float32Array(2).fill(0.5), { start: { after: first, frames: 5 } });
 * assert.deepEqual([...mixer.render(10)], [0.5, 0.5, 0.5, 0, 0, 0, 0, 0, 0.5, 0.5]);
 */
export interface After {
  /** What comes before. */
  readonly after: Action | { readonly request: number };
  /** Frames of silence between the two, default 0. */
  readonly frames?: number;
}

/** If the time is in the past: `false` = not at all (outcome `belated`), `true` = at once from its
 * first frame, `'trim'` = at once without the missed frames, in step with the rest. */
export type AllowBelated = (typeof belatedPolicies)[number];

/** A count n (channels 1 to n) or a list of channel numbers from 1; repeated ones are legal: playing
 * adds, recording copies. The first channel of the samples goes with the first number, and so on; a
 * Float32Array has as many channels as there are numbers. A `SampleBuffer`, ring or file of one
 * channel plays on each of several channels, as one action.
 * @example
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 3] });
 * const mono = SampleBuffer.from(Float32Array.of(0.25, 0.5), { channels: 1, sampleRate: 48_000 });
 * mixer.playBuffer(mono, { channels: [1, 3] });
 * assert.deepEqual([...mixer.render(2)], [0.25, 0, 0.25, 0.5, 0, 0.5]);
 */
export type Channels = number | readonly number[];

/** A playing ring that is empty: `'end'` the action as `starved`; `'silence'` goes on and counts the
 * gap; `'skip'` goes on too and leaves out as many frames as were missed, to stay in step. */
export type OnStarve = (typeof starvePolicies)[number];

/** Frames that the device loses while an action records. The places of all losses are in
 * `action.losses`, whatever this says.
 * - `'mark'`: where more input than output was lost, as much silence is recorded as more was lost, so
 *   that the recording keeps step with the stream frame. This is done of sizes that are sure: told
 *   by the device, or reported by the host API and confirmed by its clock.
 * - `'fill'`: silence for all input that was lost, also where that is inferred, so that the recording
 *   lasts as long as the device's time. A step of the clock is known only later: what is recorded,
 *   and the end of the action, come 150 ms later, of a ring later by half its size at most.
 */
export type OnLoss = (typeof lossPolicies)[number];

/** How the level goes along a fade; x is the way from its silent end (0) to its loud end (1):
 * `'linear'` x, `'equal-power'` sin(pi/2 x), `'raised-cosine'` 0.5 - 0.5 cos(pi x), an S that begins and
 * ends level. */
export type FadeCurve = (typeof fadeCurves)[number];

/** Seconds (linear), or a duration with a curve. Frame k of a sound of T frames has in a fade in of N
 * frames the level of x = k / N while k < N, in a fade out of N frames that of x = (T - k) / N while
 * T - k < N. So a fade in and a fade out over the same frames add up to 1, in level or, of equal power,
 * in power. A fade may be longer than the sound; two that overlap are multiplied, with each other, the
 * gain and a cancel's fade. */
export type Fade =
  | number
  | { readonly seconds: number; readonly frames?: undefined; readonly curve?: FadeCurve }
  | { readonly frames: number; readonly seconds?: undefined; readonly curve?: FadeCurve };

/** A range of the samples, in their frames, that is played several times: the sound goes from its
 * `offset` to `endFrame`, from there back to `startFrame` until it has played the range `times`
 * times, then on to the end of its `length`. With `totalFrames` it goes back until the sound has had so
 * many frames, and ends there, wherever in the range that is. No frame is lost or repeated where it goes
 * back. Fades and gain line go over the whole sound, all its passes.
 * @example
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
 * const loop = { startFrame: 1, endFrame: 3, times: 3 };
 * mixer.playBuffer(Float32Array.of(0.25, 0.5, 0.75, 1), { loop });
 * assert.deepEqual([...mixer.render(8)], [0.25, 0.5, 0.75, 0.5, 0.75, 0.5, 0.75, 1]);
 * @example
 * // Two passes and a half of a range of two frames, from its second frame on.
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
 * const loop = { startFrame: 0, endFrame: 2, totalFrames: 4 };
 * mixer.playBuffer(Float32Array.of(0.25, 0.5), { offset: 1, loop });
 * assert.deepEqual([...mixer.render(5)], [0.5, 0.25, 0.5, 0.25, 0]);
 */
export interface Loop {
  /** Default `offset`. */
  readonly startFrame?: number;
  /** The frame after the last one; default the end of the sound. */
  readonly endFrame?: number;
  /** Instead of `endFrame`. */
  readonly lengthFrames?: number;
  /** 1 = as without a loop; `'endless'` = until it is cancelled (the action's `totalFrames` is null).
   * Either this or `totalFrames`. */
  readonly times?: number | 'endless';
  /** Instead of `times`: frames of the whole sound, 1 or more, from its first frame on. */
  readonly totalFrames?: number;
}

/** A point of a gain line. The line goes straight in decibels from point to point; before the first one
 * it has its value, after the last one its. A point at -90 dB or below is silence: what leads there goes
 * to -90 dB, and the frames from one such point to the next are silent. Frames count from the first
 * frame of the whole sound, over all passes of a loop.
 * @example
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
 * const gainLine = [{ frame: 1, decibels: 0 }, { frame: 3, decibels: -40 }, { frame: 4, decibels: -90 }];
 * mixer.playBuffer(new Float32Array(6).fill(1), { gainLine });
 * const heard = [...mixer.render(6)].map((sample) => Number(sample.toFixed(6)));
 * assert.deepEqual(heard, [1, 1, 0.1, 0.01, 0, 0]);
 */
export interface GainLinePoint {
  /** Of the sound, 0 or more; later than the point before. */
  readonly frame: number;
  /** At most 120; -90 and below, also -Infinity, is silence. */
  readonly decibels: number;
}

/** One way through a channel matrix: a channel of the samples to a channel of the output or of the
 * bus, at a gain. Several ways may have the same ends: they are added, in the order of the list.
 * @example
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 2] });
 * const stereo = SampleBuffer.from(Float32Array.of(0.5, 0.25), { channels: 2, sampleRate: 48_000 });
 * // both channels to the left, the second one to the right at half its level
 * const matrix = [{ from: 1, to: 1 }, { from: 2, to: 1 }, { from: 2, to: 2, gain: 0.5 }];
 * mixer.playBuffer(stereo, { matrix });
 * assert.deepEqual([...mixer.render(1)], [0.75, 0.125]);
 */
export interface ChannelMatrixEntry {
  /** Channel of the samples, from 1. */
  readonly from: number;
  /** Channel of the output, or of the bus, from 1. */
  readonly to: number;
  /** Linear, default 1. */
  readonly gain?: number;
}

/** The piece of a sound that is played, where that is not all of it: a start in its middle, or an end
 * before its own. Frames count from the first frame of the whole sound, over all passes of a loop.
 * Fades, loop and gain line belong to the whole sound (`offset`, `length`, `loop`), so a piece has the
 * same bits as the whole at these frames.
 * @example
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
 * const sound = { loop: { times: 3 }, fadeIn: { frames: 4 }, piece: { from: 3, frames: 2 } };
 * const action = mixer.playBuffer(Float32Array.of(0.5, 1), sound);
 * // of 0.5 1 0.5 1 0.5 1 with the fade: 0 0.25 0.25 0.75 0.5 1
 * assert.deepEqual([...mixer.render(3)], [0.75, 0.5, 0]);
 * assert.equal(action.totalFrames, 2);
 */
export interface SoundPiece {
  /** First frame, default 0. A ring or a streamed file begins with this frame. */
  readonly from?: number;
  /** How many frames, 1 or more; default to the end of the sound. */
  readonly frames?: number;
}

/** When an action starts. */
export interface WhenOptions {
  /** When; default 0, as soon as possible. */
  start?: Start | After;
  /** What happens if the time is in the past; default true. */
  allowBelated?: AllowBelated;
}

/** How samples are played. */
export interface PlayBufferOptions extends WhenOptions {
  /** Of the output, or of the bus. Default: 1 to as many as the samples have, or the output or bus; one
   * channel on a panned bus is placed by its pan. */
  channels?: Channels;
  /** First frame of the samples, default 0. */
  offset?: number;
  /** Frames, default to the end; the repetitions of a loop come on top. */
  length?: number;
  /** Linear, default 1. */
  gain?: number;
  /** Seconds of the way from silence to `gain`, from the first frame that sounds on, wherever in the
   * sound that is; default 0. */
  ramp?: number;
  /** At the beginning of the sound, default none. */
  fadeIn?: Fade;
  /** At the end of the sound, default none. An endless loop has no end: let a cancel fade it out. */
  fadeOut?: Fade;
  /** Of samples in memory. */
  loop?: Loop;
  /** A factor of the level along the sound, beside gain and fades; up to 4,096 points. */
  gainLine?: readonly GainLinePoint[];
  /** Instead of `channels`: any channel of the samples to any channel of the output or of the bus, with
   * gain; up to 4,096 entries. A Float32Array has as many channels as the highest `from`. */
  matrix?: readonly ChannelMatrixEntry[];
  /** Where not all of the sound is played. */
  piece?: SoundPiece;
  /** What happens when there is nothing to play; default `'end'`. */
  onStarve?: OnStarve;
  /** Name of the bus it plays on; without one it goes straight to the output. */
  bus?: string;
}

/** How a ring is played. */
export interface PlayRingBufferOptions extends WhenOptions {
  /** Default: 1 to as many as the samples have, or the stream. */
  channels?: Channels;
  /** Frames, default until the ring ends. */
  length?: number;
  /** Linear, default 1. */
  gain?: number;
  /** Seconds of the way from silence to `gain`, from the first frame that sounds on, wherever in the
   * sound that is; default 0. */
  ramp?: number;
  /** At the beginning of the sound, default none. */
  fadeIn?: Fade;
  /** At the end of its `length`, which must be given. */
  fadeOut?: Fade;
  /** A factor of the level along the sound, beside gain and fades; up to 4,096 points. */
  gainLine?: readonly GainLinePoint[];
  /** Instead of `channels`: any channel of the ring's frames to any channel of the output or of the bus,
   * with gain; up to 4,096 entries. */
  matrix?: readonly ChannelMatrixEntry[];
  /** Where the ring does not begin with the sound's first frame; `length` is the whole sound's. */
  piece?: SoundPiece;
  /** What happens when there is nothing to play; default `'end'`. */
  onStarve?: OnStarve;
  /** As playBuffer's. */
  bus?: string;
}

/** How samples are recorded. */
export interface RecordBufferOptions extends WhenOptions {
  /** Default: 1 to as many as the samples have, or the stream. */
  channels?: Channels;
  /** First frame of the target, default 0. */
  offset?: number;
  /** Frames, default to the target's end. */
  length?: number;
  /** What happens when the device loses frames; default `'mark'`. */
  onLoss?: OnLoss;
}

/** How a ring is recorded into. */
export interface RecordRingBufferOptions extends WhenOptions {
  /** Default: 1 to as many as the samples have, or the stream. */
  channels?: Channels;
  /** Frames, default until it is cancelled or the ring is full. */
  length?: number;
  /** What happens when the device loses frames; default `'mark'`. */
  onLoss?: OnLoss;
}

/** When a command is done. */
export interface CommandOptions {
  /** When, as `start`. */
  time?: Start;
  /** What happens if the time is in the past; default true. */
  allowBelated?: AllowBelated;
}

/** When and how an action is ended. */
export interface CancelOptions extends CommandOptions {
  /** Fading out from the cancel's frame on, default 0: ends with the frame. N frames of fade are
   * heard, the first at the level before, the last one step above silence. */
  fade?: Fade;
  /** Also cancels whatever follows the action (`start: { after }`), and what follows that. With a
   * finished action it changes nothing: cancel the one that sounds, or whose gap lasts. */
  chain?: boolean;
}

/** When and how fast a gain changes. */
export interface SetGainOptions extends CommandOptions {
  /** Seconds of the way to the new gain, default 0.005. */
  ramp?: number;
}

/** How a bus changes: what is left out stays as it is; one change at least must be given. The `master`
 * has a gain and can be muted. */
export interface SetBusOptions extends CommandOptions {
  /** Linear; 1 at first. */
  gain?: number;
  /** Silent, whatever its gain; what plays on it goes on. */
  muted?: boolean;
  /** While any bus is soloed only soloed and solo safe ones are heard, and nothing that goes straight
   * to the output. */
  soloed?: boolean;
  /** Not silenced while other buses are soloed. */
  soloSafe?: boolean;
  /** From -1 (left) to 1 (right), of a bus that was added with a pan. */
  pan?: number;
  /** Seconds of the way from what is heard now to what will be, default 0.005; 0 = from the frame
   * on. Where solo silences or frees others, they take as long. */
  ramp?: number;
}

/** Interleaved samples: copied when scheduled, unless they are in native memory already. */
export type Playable = Float32Array | SampleBuffer | DiskReader;
/** Gets interleaved samples: an array when the action is finished, a SampleBuffer meanwhile. */
export type Recordable = Float32Array | SampleBuffer;

/** One command as a plain object, for schedule(). */
export type MixerRequest =
  | ({ type: 'playBuffer'; samples: Playable } & PlayBufferOptions)
  | ({ type: 'playRingBuffer'; ring: RingBuffer } & PlayRingBufferOptions)
  | ({ type: 'recordBuffer'; target: Recordable } & RecordBufferOptions)
  | ({ type: 'recordRingBuffer'; ring: RingBuffer | TakeWriter } & RecordRingBufferOptions)
  | ({ type: 'cancel'; action: Action } & CancelOptions)
  | ({ type: 'setGain'; action: Action; gain: number } & SetGainOptions)
  | ({ type: 'setLoop'; action: Action; loop: Loop | null } & CommandOptions)
  | ({ type: 'setBus'; bus: string } & SetBusOptions)
  | ({ type: 'fetchAndResetStats' } & CommandOptions);

/** What the requests of a group have in common. */
export interface GroupOptions {
  /** What the group's starts count from; 0 = the block that accepts it. Without an origin each start
   * stands for itself, and the requests still begin together. */
  origin?: Start;
}

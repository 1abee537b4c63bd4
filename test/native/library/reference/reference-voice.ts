/** Players of the reference mixer, frame by frame, of one channel each. */
import { gainAt, placed, type Ramp } from './reference-buses.ts';
import { quarterSine } from './reference-curves.ts';
import { lineLevelAt, type ModelGainPoint } from './reference-gain-line.ts';

export type Curve = 'linear' | 'equal-power' | 'raised-cosine';

export interface ModelFade {
  readonly frames: number;
  readonly curve: Curve;
}

export interface ModelLoop {
  readonly startFrame: number;
  readonly endFrame: number;
  /** Or the frames of the whole sound. */
  readonly times: number | 'endless' | { readonly totalFrames: number };
}

export interface ModelPlay {
  readonly kind: 'play';
  /** null = as soon as possible, or after another one. */
  readonly frame: number | null;
  /** Index of an earlier play, after which it begins; null = of none. */
  readonly after: number | null;
  /** Frames of silence between the two. */
  readonly gap: number;
  readonly allowBelated: boolean | 'trim';
  readonly offset: number;
  readonly length: number;
  readonly loop: ModelLoop | null;
  /** null = all of the sound; `frames` null = to its end. */
  readonly piece: { readonly from: number; readonly frames: number | null } | null;
  /** null = none. */
  readonly gainLine: readonly ModelGainPoint[] | null;
  /** Instead of the channels; null = none. */
  readonly matrix:
    | readonly { readonly from: 1; readonly to: number; readonly gain: number }[]
    | null;
  readonly fadeIn: ModelFade;
  readonly fadeOut: ModelFade;
  readonly gain: number;
  /** From 1; the one channel of the source plays on each. */
  readonly channels: readonly number[];
  /** From 1; 0 = straight to the output. */
  readonly bus: number;
  /** The pan of its bus says where it goes, instead of the channels. */
  readonly isPlaced: boolean;
  /** From a ring buffer that is filled once; null = from samples. */
  readonly ring: ModelRing | null;
}

export interface ModelRing {
  /** Frames in it. */
  readonly fill: number;
  /** It gets no more frames. */
  readonly ended: boolean;
  readonly onStarve: 'end' | 'silence';
  /** It is played as long as it has frames, however long `length` is. */
  readonly isOpen: boolean;
}

export interface ModelCancel {
  readonly kind: 'cancel';
  /** Index of an earlier play. */
  readonly target: number;
  readonly frame: number | null;
  readonly fade: ModelFade;
  /** Of what follows, too. */
  readonly chain: boolean;
}

export interface ModelSetGain {
  readonly kind: 'setGain';
  readonly target: number;
  readonly frame: number | null;
  readonly gain: number;
  /** Frames. */
  readonly ramp: number;
}

export interface ModelSetLoop {
  readonly kind: 'setLoop';
  /** A play with a loop. */
  readonly target: number;
  readonly frame: number | null;
  /** Within the sound; null = none from there on. */
  readonly loop: ModelPlay['loop'];
}

/** More frames than any test renders. */
const endlessFrames = 20_000;

/** The frames of the source from one on up to `end`, in the order in which they sound, once `done` frames
 * of the sound are over. */
function framesInOrder(first: number, end: number, loop: ModelPlay['loop'], done = 0): number[] {
  const order: number[] = [];
  const times = loop?.times ?? 1;
  const passes = typeof times === 'number' ? times : Number.POSITIVE_INFINITY;
  const total = typeof times === 'object' ? times.totalFrames - done : endlessFrames;
  let loopPasses = 1;
  for (let at = first; at < end && !(passes > endlessFrames && order.length >= total); ) {
    order.push(at++);
    if (at === loop?.endFrame && loopPasses < passes) {
      at = loop.startFrame;
      loopPasses++;
    }
  }
  return order;
}

export function levelOf(curve: Curve, x: number): number {
  const root = quarterSine(x);
  return curve === 'linear' ? x : curve === 'equal-power' ? root : root * root;
}

interface CancelFade extends ModelFade {
  readonly from: number;
  readonly frame: number;
}

/** A player, and its progress. */
export class ModelVoice {
  readonly play: ModelPlay;
  /** Stream frame of its first sound, null = none (yet). */
  start: number | null = null;
  /** Frames of the sound left out at its start. */
  skipped = 0;
  done = 0;
  outcome: string | null = null;
  /** The last frame that it played or waited at. */
  lastFrame = 0;
  /** Frames of silence where its ring had none. */
  starved = 0;
  /** What it begins after. */
  readonly after: ModelVoice | null;
  /** Its own frame, where it follows nothing. */
  readonly frame: number;
  #source: readonly number[];
  #loop: ModelPlay['loop'];
  /** Frame of the samples that would come next where a setLoop has left no more. */
  #next = Number.NaN;
  #ramp: Ramp;
  #fade: CancelFade | null = null;

  constructor(play: ModelPlay, after: ModelVoice | null, now: number) {
    this.play = play;
    this.after = after;
    this.frame = play.frame ?? now;
    this.#loop = play.loop;
    this.#source = framesInOrder(play.offset, play.offset + play.length, play.loop);
    const gain = Math.fround(play.gain);
    this.#ramp = { from: gain, to: gain, frame: 0, frames: 0 };
  }

  /** Where it begins, or would have begun; null = not known yet. */
  get place(): number | null {
    const { after } = this;
    const end = after === null ? this.frame : after.placeAfter;
    return after === null || end === null ? end : end + this.play.gap;
  }

  /** Where what follows it begins. */
  get placeAfter(): number | null {
    if (this.start !== null) {
      return this.outcome === null ? null : this.start + this.done;
    }
    const isMissed = this.outcome === 'belated' && this.play.allowBelated === 'trim';
    return this.outcome === null || this.place === null
      ? null
      : this.place + (isMissed ? this.#frames : 0);
  }

  /** Its beginning depends on what it follows. */
  get waits(): boolean {
    return this.after !== null && this.start === null && this.outcome === null;
  }

  isAfter(voice: ModelVoice): boolean {
    for (let { after } = this as ModelVoice; after !== null; after = after.after) {
      if (after === voice) {
        return true;
      }
    }
    return false;
  }

  get sounds(): boolean {
    return this.start !== null && this.outcome === null;
  }

  begin(frame: number, now: number): void {
    const late = now - frame;
    const isOver = this.play.allowBelated === 'trim' && late > 0 && late >= this.#frames;
    if ((late > 0 && this.play.allowBelated === false) || isOver) {
      this.#finish('belated', now);
      return;
    }
    this.start = now;
    this.skipped = this.play.allowBelated === 'trim' ? late : 0;
    this.finishAtItsEnd(now);
  }

  #finish(outcome: string, frame: number): void {
    this.outcome = outcome;
    this.lastFrame = frame;
  }

  /** Of the piece that is played. */
  get #frames(): number {
    const rest = this.#source.length - (this.play.piece?.from ?? 0);
    return Math.min(rest, this.play.piece?.frames ?? Infinity);
  }

  /** Frames that can sound: all of them, or what the ring has. */
  get #supply(): number {
    return Math.min(this.play.ring?.fill ?? Infinity, this.#frames);
  }

  finishAtItsEnd(frame: number): void {
    const fade = this.#fade;
    const isFadedOut = fade !== null && frame >= fade.frame + fade.frames;
    const end = this.play.ring?.ended ? this.#supply : this.#frames;
    if (isFadedOut || this.skipped + this.done >= end) {
      const last = Math.max(frame - 1, this.start ?? frame);
      this.#finish(fade === null ? 'completed' : 'cancelled', last);
    }
  }

  cancel(frame: number, fade: ModelFade): void {
    if (this.outcome !== null) {
      return;
    }
    if (this.start === null || this.start === frame) {
      this.start = null;
      this.#finish('cancelled-before-start', frame);
    } else if (fade.frames === 0) {
      this.#finish('cancelled', frame);
    } else if (this.#fade === null || frame + fade.frames < this.#fade.frame + this.#fade.frames) {
      this.#fade = { ...fade, from: this.#fadeAt(frame), frame };
    }
  }

  setGain(frame: number, gain: number, ramp: number): void {
    const from = gainAt(this.#ramp, frame);
    const frames = this.sounds ? ramp : 0;
    this.#ramp = { from, to: Math.fround(gain), frame, frames };
  }

  /** Goes on from where it is; from the start of the range where it is at its end or beyond. */
  setLoop(loop: ModelPlay['loop'], now: number): void {
    if (this.outcome !== null) {
      return;
    }
    const { offset, length } = this.play;
    const position = (this.play.piece?.from ?? 0) + this.skipped + this.done;
    const at = this.#source[position] ?? this.#next;
    const first = loop !== null && at >= loop.endFrame ? loop.startFrame : at;
    const toCome = framesInOrder(first, offset + length, loop, position);
    this.#source = [...this.#source.slice(0, position), ...toCome];
    this.#next = first;
    this.#loop = loop;
    if (this.sounds) {
      this.finishAtItsEnd(now);
      // The block of the command is its last one, as with a cancel.
      this.lastFrame = now;
    }
  }

  /** null = endless. */
  get totalFrames(): number | null {
    const isOpen = this.#loop?.times === 'endless' || this.play.ring?.isOpen;
    return isOpen ? (this.play.piece?.frames ?? null) : this.#frames;
  }

  #fadeAt(frame: number): number {
    if (this.#fade === null) {
      return 1;
    }
    const left = this.#fade.frame + this.#fade.frames - frame;
    return Math.fround(this.#fade.from * levelOf(this.#fade.curve, left / this.#fade.frames));
  }

  #starve(frame: number): void {
    if (this.play.ring?.onStarve === 'silence') {
      this.starved++;
    } else {
      this.#finish('starved', frame);
    }
  }

  /** Its next frame at its level on each of its channels (counted from 0); null = it has none. */
  take(samples: Float32Array, frame: number): [channel: number, sample: number][] | null {
    const { fadeIn, fadeOut, gainLine, matrix, channels } = this.play;
    const played = this.skipped + this.done;
    if (played >= this.#supply) {
      this.#starve(frame);
      return null;
    }
    const position = (this.play.piece?.from ?? 0) + played;
    const left = this.#source.length - position;
    const factors = [
      this.#fadeAt(frame),
      position < fadeIn.frames ? levelOf(fadeIn.curve, position / fadeIn.frames) : 1,
      left < fadeOut.frames ? levelOf(fadeOut.curve, left / fadeOut.frames) : 1,
      gainLine === null ? 1 : lineLevelAt(gainLine, position),
    ];
    const gain = factors.reduce(
      (product, factor) => Math.fround(product * Math.fround(factor)),
      gainAt(this.#ramp, frame),
    );
    // A ring holds what is played from its first frame on.
    const at = this.#source[this.play.ring === null ? position : played] ?? 0;
    const sample = samples[at] ?? Number.NaN;
    this.done++;
    if (this.play.isPlaced) {
      return [[placed, Math.fround(gain * sample)]];
    }
    const ways = matrix ?? channels.map((to) => ({ to, gain: 1 }));
    return ways.map((way) => [
      way.to - 1,
      Math.fround(Math.fround(gain * Math.fround(way.gain)) * sample),
    ]);
  }
}

/** The mixer as one would write it with all the time in the world: one frame after the other, and at
 * each of them one voice after the other. What the native mixer must agree with, to the bit. One
 * output channel per channel number. */

import { gainAt, ModelBuses, type ModelSetBus, type Ramp } from './reference-buses.ts';

export type Curve = 'linear' | 'equal-power';

export interface ModelFade {
  readonly frames: number;
  readonly curve: Curve;
}

export interface ModelPlay {
  readonly kind: 'play';
  /** null = as soon as possible. */
  readonly frame: number | null;
  readonly allowBelated: boolean | 'trim';
  readonly offset: number;
  readonly length: number;
  readonly loop: {
    readonly startFrame: number;
    readonly endFrame: number;
    readonly times: number | 'endless';
  } | null;
  readonly fadeIn: ModelFade;
  readonly fadeOut: ModelFade;
  readonly gain: number;
  /** From 1. */
  readonly channel: number;
  /** From 1; 0 = straight to the output. */
  readonly bus: number;
}

export interface ModelCancel {
  readonly kind: 'cancel';
  /** Index of an earlier play. */
  readonly target: number;
  readonly frame: number | null;
  readonly fade: ModelFade;
}

export interface ModelSetGain {
  readonly kind: 'setGain';
  readonly target: number;
  readonly frame: number | null;
  readonly gain: number;
  /** Frames. */
  readonly ramp: number;
}

export type ModelRequest = ModelPlay | ModelCancel | ModelSetGain | ModelSetBus;

/** What is asked at the same moment, and how many frames pass before the next moment. */
export interface ModelTurn {
  readonly requests: readonly ModelRequest[];
  readonly frames: number;
}

/** More frames than any test renders. */
const endlessFrames = 3000;

/** The frames of the source in the order in which they sound. */
export function framesInOrder({ offset, length, loop }: ModelPlay): number[] {
  const order: number[] = [];
  const isEndless = loop?.times === 'endless';
  let passes = 1;
  for (let at = offset; at < offset + length && !(isEndless && order.length > endlessFrames); ) {
    order.push(at++);
    if (at === loop?.endFrame && (loop.times === 'endless' || passes < loop.times)) {
      at = loop.startFrame;
      passes++;
    }
  }
  return order;
}

/** The sine of a quarter turn times x as native/src/envelope.h has it. */
function quarterSine(x: number): number {
  const coefficients = [
    1.5707963267948966, -0.6459640975062463, 0.07969262624616705, -0.004681754135318688,
    0.00016044118478735983, -3.598843235212085e-6, 5.692172921967927e-8, -6.688035109811468e-10,
  ];
  return x * coefficients.reduceRight((sum, coefficient) => coefficient + x * x * sum);
}

function levelOf(curve: Curve, x: number): number {
  return curve === 'linear' ? x : quarterSine(x);
}

interface CancelFade extends ModelFade {
  readonly from: number;
  readonly frame: number;
}

/** A voice, and how far it is. */
export class ModelVoice {
  readonly play: ModelPlay;
  /** Stream frame of its first sound, null = none (yet). */
  start: number | null = null;
  /** Frames of the sound left out at its start. */
  skipped = 0;
  done = 0;
  outcome: string | null = null;
  readonly #source: readonly number[];
  #ramp: Ramp;
  #fade: CancelFade | null = null;

  constructor(play: ModelPlay) {
    this.play = play;
    this.#source = framesInOrder(play);
    const gain = Math.fround(play.gain);
    this.#ramp = { from: gain, to: gain, frame: 0, frames: 0 };
  }

  get sounds(): boolean {
    return this.start !== null && this.outcome === null;
  }

  begin(frame: number, now: number): void {
    const late = now - frame;
    const isOver = this.play.allowBelated === 'trim' && late > 0 && late >= this.#source.length;
    if ((late > 0 && this.play.allowBelated === false) || isOver) {
      this.outcome = 'belated';
      return;
    }
    this.start = now;
    this.skipped = this.play.allowBelated === 'trim' ? late : 0;
    this.finishAtItsEnd(now);
  }

  finishAtItsEnd(frame: number): void {
    const fade = this.#fade;
    const isFadedOut = fade !== null && frame >= fade.frame + fade.frames;
    if (isFadedOut || this.skipped + this.done >= this.#source.length) {
      this.outcome = fade === null ? 'completed' : 'cancelled';
    }
  }

  cancel(frame: number, fade: ModelFade): void {
    if (this.outcome !== null) {
      return;
    }
    if (this.start === null || this.start === frame) {
      this.start = null;
      this.outcome = 'cancelled-before-start';
    } else if (fade.frames === 0) {
      this.outcome = 'cancelled';
    } else if (this.#fade === null || frame + fade.frames < this.#fade.frame + this.#fade.frames) {
      this.#fade = { ...fade, from: this.#fadeAt(frame), frame };
    }
  }

  setGain(frame: number, gain: number, ramp: number): void {
    const from = gainAt(this.#ramp, frame);
    const frames = this.sounds ? ramp : 0;
    this.#ramp = { from, to: Math.fround(gain), frame, frames };
  }

  #fadeAt(frame: number): number {
    if (this.#fade === null) {
      return 1;
    }
    const left = this.#fade.frame + this.#fade.frames - frame;
    return Math.fround(this.#fade.from * levelOf(this.#fade.curve, left / this.#fade.frames));
  }

  /** Adds its next frame to what sounds. */
  addTo(sum: number, samples: Float32Array, frame: number): number {
    const { fadeIn, fadeOut } = this.play;
    const position = this.skipped + this.done;
    const left = this.#source.length - position;
    const factors = [
      this.#fadeAt(frame),
      position < fadeIn.frames ? levelOf(fadeIn.curve, position / fadeIn.frames) : 1,
      left < fadeOut.frames ? levelOf(fadeOut.curve, left / fadeOut.frames) : 1,
    ];
    const gain = factors.reduce(
      (product, factor) => Math.fround(product * Math.fround(factor)),
      gainAt(this.#ramp, frame),
    );
    const sample = samples[this.#source[position] ?? 0] ?? Number.NaN;
    this.done++;
    return Math.fround(sum + Math.fround(gain * sample));
  }
}

interface ModelCommand {
  readonly frame: number;
  readonly lateFrames: number;
  readonly request: ModelCancel | ModelSetGain | ModelSetBus;
}

/** All voices, in the order they were asked for, and interleaved output of voices that all play from
 * `samples`, summed voice after voice and bus after bus in single precision. */
export class ReferenceMixer {
  readonly voices: ModelVoice[] = [];
  readonly output: Float32Array;
  readonly #samples: Float32Array;
  readonly #channels: number;
  readonly #buses: ModelBuses;
  #pending: { readonly frame: number; readonly voice: ModelVoice }[] = [];
  #commands: ModelCommand[] = [];

  constructor(
    turns: readonly ModelTurn[],
    samples: Float32Array,
    { channels, buses = 0 }: { channels: number; buses?: number },
  ) {
    const frames = turns.reduce((sum, turn) => sum + turn.frames, 0);
    this.output = new Float32Array(frames * channels);
    this.#samples = samples;
    this.#channels = channels;
    this.#buses = new ModelBuses(buses, channels);
    let now = 0;
    for (const turn of turns) {
      this.#accept(turn.requests, now);
      for (const end = now + turn.frames; now < end; now++) {
        this.#pass(now);
      }
    }
  }

  #accept(requests: readonly ModelRequest[], now: number): void {
    for (const request of requests) {
      const frame = request.frame ?? now;
      if (request.kind === 'play') {
        const voice = new ModelVoice(request);
        this.voices.push(voice);
        this.#pending.push({ frame, voice });
      } else {
        this.#commands.push({ frame: Math.max(frame, now), lateFrames: now - frame, request });
      }
    }
  }

  #pass(now: number): void {
    const commands = this.#commands.filter((command) => command.frame === now);
    this.#commands = this.#commands.filter((command) => command.frame !== now);
    this.#act(
      now,
      commands
        .filter((command) => command.lateFrames > 0)
        .sort((a, b) => b.lateFrames - a.lateFrames),
    );
    for (const { frame, voice } of this.#pending) {
      if (frame <= now && voice.outcome === null) {
        voice.begin(frame, now);
      }
    }
    this.#pending = this.#pending.filter(({ frame }) => frame > now);
    this.#act(
      now,
      commands.filter((command) => command.lateFrames <= 0),
    );
    for (const voice of this.voices) {
      if (voice.sounds) {
        const { channel, bus } = voice.play;
        this.#buses.add(channel - 1, bus, (sum) => voice.addTo(sum, this.#samples, now));
        voice.finishAtItsEnd(now + 1);
      }
    }
    this.output.set(this.#buses.takeFrame(now), now * this.#channels);
  }

  #act(now: number, commands: readonly ModelCommand[]): void {
    for (const { request } of commands) {
      if (request.kind === 'setBus') {
        this.#buses.set(request, now);
      } else if (request.kind === 'cancel') {
        this.voices[request.target]?.cancel(now, request.fade);
      } else {
        this.voices[request.target]?.setGain(now, request.gain, request.ramp);
      }
    }
  }
}

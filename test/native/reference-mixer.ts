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
  /** null = as soon as possible, or behind another one. */
  readonly frame: number | null;
  /** Index of an earlier play, behind which it begins; null = of none. */
  readonly after: number | null;
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
  /** What it begins behind. */
  readonly after: ModelVoice | null;
  /** Its own frame, where it follows nothing. */
  readonly frame: number;
  readonly #source: readonly number[];
  #ramp: Ramp;
  #fade: CancelFade | null = null;

  constructor(play: ModelPlay, after: ModelVoice | null, now: number) {
    this.play = play;
    this.after = after;
    this.frame = play.frame ?? now;
    this.#source = framesInOrder(play);
    const gain = Math.fround(play.gain);
    this.#ramp = { from: gain, to: gain, frame: 0, frames: 0 };
  }

  /** Where it begins, or would have begun; null = nobody knows yet. */
  get place(): number | null {
    return this.after === null ? this.frame : this.after.placeBehind;
  }

  /** Where what follows it begins. */
  get placeBehind(): number | null {
    if (this.start !== null) {
      return this.outcome === null ? null : this.start + this.done;
    }
    const isMissed = this.outcome === 'belated' && this.play.allowBelated === 'trim';
    return this.outcome === null || this.place === null
      ? null
      : this.place + (isMissed ? this.#source.length : 0);
  }

  /** Its beginning depends on what it follows. */
  get waits(): boolean {
    return this.after !== null && this.start === null && this.outcome === null;
  }

  isBehind(voice: ModelVoice): boolean {
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
  /** Where it was asked for, perhaps before `frame`. */
  readonly asked: number;
  /** null: it is about a bus. */
  readonly voice: ModelVoice | null;
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

  /** A cancel of a chain is one of all that follow when it is asked, too. */
  #accept(requests: readonly ModelRequest[], now: number): void {
    const more: ModelCommand[] = [];
    for (const request of requests) {
      if (request.kind === 'play') {
        const after = request.after === null ? null : (this.voices[request.after] ?? null);
        this.voices.push(new ModelVoice(request, after, now));
        continue;
      }
      const asked = request.frame ?? now;
      const voice = request.kind === 'setBus' ? null : (this.voices[request.target] ?? null);
      const command = { frame: Math.max(asked, now), asked };
      this.#commands.push({ ...command, voice, request });
      if (request.kind === 'cancel' && request.chain && voice?.outcome === null) {
        const alone = { ...request, chain: false };
        more.push({ ...command, voice, request: alone });
      }
    }
    for (const { voice, ...command } of more) {
      for (const behind of this.voices.filter((each) => voice !== null && each.isBehind(voice))) {
        this.#commands.push({ ...command, voice: behind });
      }
    }
  }

  #pass(now: number): void {
    const commands = this.#commands.filter((command) => command.frame === now);
    commands.sort((a, b) => a.asked - b.asked);
    this.#commands = this.#commands.filter((command) => command.frame !== now);
    const early = commands.filter(({ asked, voice }) => asked < now && voice?.waits !== true);
    const others = commands.filter((command) => !early.includes(command));
    this.#actAll(now, early);
    this.#begin(now, false);
    this.#cancelAndFollow(
      now,
      others.filter(({ request }) => request.kind === 'cancel'),
    );
    this.#actAll(
      now,
      others.filter(({ request }) => request.kind !== 'cancel'),
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

  /** What follows begins where a cancel ends something, and may be cancelled with the same frame. */
  #cancelAndFollow(now: number, cancels: readonly ModelCommand[]): void {
    let open = cancels;
    let before: number;
    do {
      before = open.length;
      this.#begin(now, true);
      this.#actAll(
        now,
        open.filter(({ voice }) => voice?.waits !== true),
      );
      open = open.filter(({ voice }) => voice?.waits === true);
    } while (open.length < before);
    this.#actAll(now, open);
  }

  /** A follower comes behind what it follows, so that one walk is enough. */
  #begin(now: number, isFollower: boolean): void {
    for (const voice of this.voices) {
      const { place } = voice;
      const begins = (voice.after !== null) === isFollower && place !== null && place <= now;
      if (begins && voice.start === null && voice.outcome === null) {
        voice.begin(place, now);
      }
    }
  }

  #actAll(now: number, commands: readonly ModelCommand[]): void {
    for (const { voice, request } of commands) {
      if (request.kind === 'setBus') {
        this.#buses.set(request, now);
      } else if (request.kind === 'setGain') {
        voice?.setGain(now, request.gain, request.ramp);
      } else if (voice !== null) {
        this.#cancel(now, voice, request);
      }
    }
  }

  #cancel(now: number, voice: ModelVoice, { fade, chain }: ModelCancel): void {
    if (chain && voice.outcome === null) {
      for (const other of this.voices) {
        if (other.waits && other.isBehind(voice)) {
          other.cancel(now, fade);
        }
      }
    }
    voice.cancel(now, fade);
  }
}

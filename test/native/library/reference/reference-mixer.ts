/** The reference mixer: frame by frame and voice by voice, without optimisations. The native mixer must
 * agree with it, to the bit. */
import { ModelBuses, type ModelSetBus } from './reference-buses.ts';
import { type ModelRecord, ModelRecorder, type ModelStop } from './reference-recorder.ts';
import {
  type ModelCancel,
  type ModelPlay,
  type ModelSetGain,
  type ModelSetLoop,
  ModelVoice,
} from './reference-voice.ts';

export type ModelRequest =
  | ModelPlay
  | ModelCancel
  | ModelSetGain
  | ModelSetLoop
  | ModelSetBus
  | ModelRecord
  | ModelStop;

/** Requests of one moment, and the blocks before the next one. */
export interface ModelTurn {
  readonly requests: readonly ModelRequest[];
  /** Frames of each. */
  readonly blocks: readonly number[];
}

/** The samples and the input of a mixer. */
export interface ModelScene {
  readonly samples: Float32Array;
  /** One channel. */
  readonly input: Float32Array;
  readonly channels: number;
  readonly buses: number;
}

interface ModelCommand {
  readonly frame: number;
  /** Frame at which it was requested, perhaps before `frame`. */
  readonly asked: number;
  /** null = it changes a bus. */
  readonly voice: ModelVoice | null;
  readonly request: ModelCancel | ModelSetGain | ModelSetLoop | ModelSetBus;
}

interface StopCommand {
  readonly frame: number;
  readonly asked: number;
  readonly request: ModelStop;
}

export function framesOf(turns: readonly ModelTurn[]): number {
  return turns.flatMap(({ blocks }) => blocks).reduce((sum, frames) => sum + frames, 0);
}

/** All voices and recorders, in the order of their requests, and interleaved output of voices that
 * all play from the scene's samples, summed voice after voice and bus after bus in single
 * precision. */
export class ReferenceMixer {
  readonly voices: ModelVoice[] = [];
  readonly recorders: ModelRecorder[] = [];
  readonly output: Float32Array;
  readonly #scene: ModelScene;
  readonly #buses: ModelBuses;
  #commands: ModelCommand[] = [];
  #stops: StopCommand[] = [];

  constructor(turns: readonly ModelTurn[], scene: ModelScene) {
    this.output = new Float32Array(framesOf(turns) * scene.channels);
    this.#scene = scene;
    this.#buses = new ModelBuses(scene.buses, scene.buses);
    let now = 0;
    for (const turn of turns) {
      this.#accept(turn.requests, now);
      for (const frames of turn.blocks) {
        for (const end = now + frames; now < end; now++) {
          this.#pass(now);
        }
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
      if (request.kind === 'record') {
        this.recorders.push(new ModelRecorder(request, now));
        continue;
      }
      const asked = request.frame ?? now;
      if (request.kind === 'stop') {
        this.#stops.push({ frame: Math.max(asked, now), asked, request });
        continue;
      }
      const voice = request.kind === 'setBus' ? null : (this.voices[request.target] ?? null);
      const command = { frame: Math.max(asked, now), asked };
      this.#commands.push({ ...command, voice, request });
      if (request.kind === 'cancel' && request.chain && voice?.outcome === null) {
        const alone = { ...request, chain: false };
        more.push({ ...command, voice, request: alone });
      }
    }
    for (const { voice, ...command } of more) {
      for (const follower of this.voices.filter((each) => voice !== null && each.isAfter(voice))) {
        this.#commands.push({ ...command, voice: follower });
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
    const changesItsEnd = ({ request }: ModelCommand) =>
      request.kind === 'cancel' || request.kind === 'setLoop';
    this.#cancelAndFollow(now, others.filter(changesItsEnd));
    this.#actAll(
      now,
      others.filter((command) => !changesItsEnd(command)),
    );
    this.#record(now);
    this.#sound(now);
  }

  #sound(now: number): void {
    const { samples, channels } = this.#scene;
    for (const voice of this.voices) {
      if (voice.sounds) {
        for (const [channel, sample] of voice.take(samples, now) ?? []) {
          this.#buses.add(channel, voice.play.bus, (sum) => Math.fround(sum + sample));
        }
      }
      if (voice.sounds) {
        voice.finishAtItsEnd(now + 1);
      }
    }
    this.output.set(this.#buses.takeFrame(now), now * channels);
  }

  #record(now: number): void {
    const stops = this.#stops.filter(({ frame }) => frame === now);
    this.#stops = this.#stops.filter(({ frame }) => frame !== now);
    this.#stop(
      now,
      stops.filter(({ asked }) => asked < now),
    );
    for (const recorder of this.recorders) {
      recorder.begin(now);
    }
    this.#stop(now, stops);
    for (const recorder of this.recorders) {
      recorder.record(now, this.#scene.input[now] ?? Number.NaN);
    }
  }

  #stop(now: number, stops: readonly StopCommand[]): void {
    for (const { request } of stops) {
      this.recorders[request.target]?.stop(now);
    }
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

  /** A follower comes after what it follows, so that one loop is enough. */
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
      } else if (request.kind === 'setLoop') {
        voice?.setLoop(request.loop, now);
      } else if (voice !== null) {
        this.#cancel(now, voice, request);
      }
    }
  }

  #cancel(now: number, voice: ModelVoice, { fade, chain }: ModelCancel): void {
    const followers = chain && voice.outcome === null ? this.voices : [];
    const cancelled = followers.filter((other) => other.waits && other.isAfter(voice));
    for (const each of [...cancelled, voice]) {
      each.cancel(now, fade);
    }
  }
}

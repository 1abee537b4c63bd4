/** The objects that calls use: mixers of both kinds in all states, buffers, rings, actions. */
import {
  type Action,
  type CueOptions,
  DiskReader,
  Media,
  Mixer,
  MixerAndRecorder,
  OfflineMixer,
  type PlaybackStream,
  Recorder,
  type RecordingStream,
  RingBuffer,
  SampleBuffer,
  type StreamOptions,
  TakeWriter,
} from '../../../../native/index.ts';
import { CallersOwnError, type Dice, oddValue } from './values.ts';

export type AnyMixer = Mixer | Recorder | MixerAndRecorder | OfflineMixer;

/** A stream and what has passed through it so far. */
export interface WatchedStream<Stream> {
  readonly stream: Stream;
  /** Bytes that write() called back for, or samples that were read. */
  passed: number;
  /** 'finish' or 'end' was emitted. */
  isDone: boolean;
  error: unknown;
}

const most = { mixers: 6, actions: 60, recent: 6 };

function virtual(dice: Dice): StreamOptions {
  return {
    ...{ hostApi: 'Virtual', device: 'Virtual loopback', sampleRate: 48_000, blockSize: 64 },
    virtual: { speed: 0, jitterSeconds: dice.pick([0, 0.001]), seed: 1 + dice.below(9) },
  };
}

/** The objects that calls use and create. */
export class FuzzScene {
  readonly dice: Dice;
  readonly folder: string;
  readonly mixers: AnyMixer[] = [];
  readonly rings: RingBuffer[] = [];
  readonly buffers: SampleBuffer[] = [];
  /** All that calls returned. */
  readonly actions = new Set<Action>();
  readonly promises: Promise<unknown>[] = [];
  readonly media: Media[] = [];
  readonly readers: DiskReader[] = [];
  readonly writers: TakeWriter[] = [];
  /** Takes that were finished while something might still record into them. */
  readonly finished = new Set<TakeWriter>();
  readonly playing: WatchedStream<PlaybackStream>[] = [];
  readonly reading: WatchedStream<RecordingStream>[] = [];
  /** Closed mixers that were replaced. */
  readonly closed: AnyMixer[] = [];

  constructor(dice: Dice, folder: string) {
    this.dice = dice;
    this.folder = folder;
    for (let k = 0; k < most.mixers; k++) {
      this.mixers.push(this.#newMixer(k));
      this.rings.push(new RingBuffer(dice.pick([4, 8, 8, 6]), dice.pick([16, 64])));
      this.buffers.push(
        SampleBuffer.create({
          channels: dice.pick([1, 2]),
          frames: dice.pick([0, 1, 50, 3000]),
          sampleRate: dice.pick([48_000, 48_000, 48_000, 44_100]),
        }),
      );
    }
  }

  #newMixer(k: number): AnyMixer {
    switch (k % 4) {
      case 0:
        return new OfflineMixer({ sampleRate: 48_000, channels: [2, 2], buses: ['drums'] });
      case 1:
        return new MixerAndRecorder({ ...virtual(this.dice), channels: [2, 2], buses: ['drums'] });
      case 2:
        return new Mixer({ ...virtual(this.dice), channels: 2, buses: ['drums'] });
      default:
        return new Recorder({ ...virtual(this.dice), channels: 2 });
    }
  }

  /** Some mixer; sometimes a closed one is replaced. */
  mixer(): AnyMixer {
    const k = this.dice.below(this.mixers.length);
    const mixer = this.mixers[k] as AnyMixer;
    if (mixer.closed && this.dice.once(3)) {
      this.closed.push(mixer);
      this.mixers[k] = this.#newMixer(k);
    }
    return mixer;
  }

  keep(result: unknown): void {
    for (const action of Array.isArray(result) ? result : [result]) {
      if (action !== null && typeof action === 'object' && 'doneFrames' in action) {
        this.actions.add(action as Action);
      }
    }
    if (result instanceof Promise) {
      this.promises.push(result);
    } else if (result instanceof Media) {
      this.media.push(result);
    } else if (result instanceof DiskReader) {
      this.readers.push(result);
    } else if (result instanceof TakeWriter) {
      this.writers.push(result);
    }
  }

  /** One of the last few. */
  recent<T>(things: readonly T[]): T | undefined {
    return things.length === 0 ? undefined : this.dice.pick(things.slice(-most.recent));
  }

  finish(writer: TakeWriter): unknown {
    this.finished.add(writer);
    return writer.finish(
      this.options({
        cues: () => [
          { frame: this.dice.below(100), frames: this.dice.below(3), label: 'a cue point' },
        ],
      }) as CueOptions,
    );
  }

  /** An action of any mixer, however old. */
  action(): unknown {
    const recent = [...this.actions].slice(-most.actions);
    return recent.length === 0 || this.dice.once(20) ? oddValue(this.dice) : this.dice.pick(recent);
  }

  /** An expected value, or any other. */
  either(usual: () => unknown, often = 25): unknown {
    return this.dice.once(often) ? oddValue(this.dice) : usual();
  }

  start(): unknown {
    const { dice } = this;
    if (dice.once(5)) {
      return {
        after: dice.pick([this.action(), { request: dice.below(4) }]),
        frames: dice.pick([undefined, 0, dice.below(2000), 2 ** 52 - 1, oddValue(dice)]),
      };
    }
    return this.either(() =>
      dice.pick([
        0,
        0,
        dice.below(100) / 1000,
        { frame: dice.below(5000) },
        { frame: -5 },
        -10,
        1e6,
      ]),
    );
  }

  /** An object with some of these properties; reading one may have side effects. */
  options(usual: Record<string, () => unknown>): unknown {
    const { dice } = this;
    const options: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(usual)) {
      if (dice.once(3)) {
        options[name] = this.either(value);
      }
    }
    if (dice.once(25)) {
      this.#plant(options, dice.pick(Object.keys(usual)));
    }
    return dice.once(40) ? oddValue(dice) : options;
  }

  /** A getter that throws, closes a mixer, schedules, or transfers the memory of the samples. */
  #plant(options: Record<string, unknown>, name: string): void {
    let value = options[name];
    const sideEffect = this.dice.pick([
      () => {
        throw new CallersOwnError('a getter that throws');
      },
      () => this.keep(this.mixer().close()),
      () => {
        const samples = name === 'samples' ? value : options.samples;
        const isWhole = samples instanceof Float32Array && samples.buffer instanceof ArrayBuffer;
        if (isWhole && !samples.buffer.detached) {
          structuredClone(samples, { transfer: [samples.buffer] });
        }
      },
      () => this.keep((this.mixer() as Mixer).schedule([{ type: 'fetchAndResetStats' }])),
      () => {
        value = oddValue(this.dice);
      },
    ]);
    Object.defineProperty(options, name, {
      enumerable: true,
      get: () => {
        const before = value;
        sideEffect();
        return before;
      },
    });
  }
}

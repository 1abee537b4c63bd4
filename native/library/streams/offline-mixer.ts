/** The mixer without a device: renders on request, as fast as it can, with the same bits as live. */
import type { StreamStats } from '../actions/account.ts';
import type { Action } from '../actions/action.ts';
import type { ActionList } from '../actions/action-list.ts';
import { addon } from '../addon.ts';
import type { AddonOfflineMixer } from '../addon-interface.ts';
import {
  counted,
  described,
  numberBetween,
  requireMemoryOf,
  requireObject,
  wholeNumber,
} from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import type { TakeWriter } from '../files/take-writer.ts';
import type { RingBuffer } from '../memory/ring-buffer.ts';
import { type OptionNames, optionsOf, refuseUnknownOptions } from '../option-names.ts';
import { checkedBusNames } from '../options/option-values.ts';
import type { PlayBufferColumns } from '../requests/columns.ts';
import type {
  GroupOptions,
  Playable,
  PlayBufferOptions,
  PlayRingBufferOptions,
  Recordable,
  RecordBufferOptions,
  RecordRingBufferOptions,
} from '../requests/request.ts';
import { Scheduler } from './scheduler.ts';

/** What an OfflineMixer is made of. */
export interface OfflineMixerOptions {
  /** Hz. */
  sampleRate: number;
  /** [inputs, outputs] */
  channels: readonly [input: number, output: number];
  /** Frames per block, default 64. */
  blockSize?: number;
  /** Names of the buses that it begins with, as wide as the output, 1 to 1,024; default none. More are
   * added by `addBus()`. They need output channels. */
  buses?: readonly string[];
}

/** The most samples of one render() call. */
const maxRenderSamples = 2 ** 30;

interface Made {
  readonly native: AddonOfflineMixer;
  /** How many, of input and output. */
  readonly channels: readonly [number, number];
  readonly buses: readonly string[];
}

const optionNames: OptionNames<OfflineMixerOptions> = {
  sampleRate: true,
  channels: true,
  blockSize: true,
  buses: true,
};

function makeNative(options: OfflineMixerOptions): Made {
  requireObject(options, 'Offline mixer options');
  refuseUnknownOptions(options, optionNames, 'an offline mixer');
  if (!Array.isArray(options.channels) || options.channels.length !== 2) {
    throw invalidArgument(
      `channels must be [inputs, outputs], not ${described(options.channels)}.`,
    );
  }
  const input = wholeNumber(options.channels[0], 0, 'The number of input channels', 256);
  const output = wholeNumber(options.channels[1], 0, 'The number of output channels', 256);
  const sampleRate = numberBetween(options.sampleRate, 1000, 1e6, 'sampleRate');
  const buses = checkedBusNames(options.buses);
  const native = new (addon().AddonOfflineMixer)(input, output, sampleRate, buses.length);
  return { native, channels: [input, output], buses };
}

/** A mixer without a device: it advances when render() is called, with the same bits as live. Need not
 * be closed; the constructor throws `invalid-argument`, `out-of-memory`.
 *
 * @example
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [1, 1], blockSize: 16 });
 * const ring = new RingBuffer(4, 1024);
 * mixer.schedule(
 *   [
 *     { type: 'recordRingBuffer', ring, length: 100 },
 *     { type: 'playRingBuffer', ring, length: 100, start: { frame: 48 } },
 *   ],
 *   { origin: 0 },
 * );
 * const input = new Float32Array(200);
 * input[7] = 1;
 * assert.equal(mixer.render(200, input).indexOf(1), 55);
 * assert.equal(mixer.frame, 200);
 */
export class OfflineMixer extends Scheduler {
  /** How many, of input and output. */
  readonly channels: readonly [input: number, output: number];
  /** Frames per block; the last block of a render() may be shorter. */
  readonly blockSize: number;
  readonly #native: AddonOfflineMixer;
  #closed = false;

  /** Throws as the class says. */
  constructor(options: OfflineMixerOptions) {
    const { native, channels, buses } = makeNative(options);
    super(native, {
      sampleRate: options.sampleRate,
      inputChannels: channels[0],
      outputChannels: channels[1],
      busNames: buses,
    });
    this.#native = native;
    this.channels = channels;
    this.blockSize = wholeNumber(options.blockSize ?? 64, 1, 'blockSize', 2 ** 20);
  }

  /** Device time: the frame counter in seconds. */
  get time(): number {
    return this.frame / this.sampleRate;
  }

  /** Seconds, of input and output: there is no device. */
  get latency(): readonly [input: number, output: number] {
    return [0, 0];
  }

  /** The counters since the last fetchAndResetStats. */
  get stats(): StreamStats {
    return this.liveStats();
  }

  /** Whether close() was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The next `frames` frames of interleaved output; `input` (silence if left out) holds as many of
   * the input channels. Every action is up to date when it returns. Throws `invalid-argument`,
   * `stream-closed`. */
  render(frames: number, input?: Float32Array): Float32Array<ArrayBuffer> {
    if (this.#closed) {
      throw new RtMixerError('stream-closed', 'This offline mixer is closed; make a new one.');
    }
    const most = Math.floor(maxRenderSamples / Math.max(1, ...this.channels));
    const count = wholeNumber(frames, 0, 'The number of frames', most);
    if (input !== undefined) {
      this.#requireInput(input, count);
    }
    const output = this.#native.render(count, this.blockSize, input ?? null);
    this.sender.forgetMap();
    this.registry.collect();
    return output;
  }

  #requireInput(input: unknown, frames: number): void {
    if (!(input instanceof Float32Array && ArrayBuffer.isView(input))) {
      throw invalidArgument(`The input must be a Float32Array, not ${described(input)}.`);
    }
    requireMemoryOf(input, 'the input');
    const samples = frames * this.channels[0];
    if (input.length !== samples) {
      throw invalidArgument(
        `${counted(frames, 'frame')} of ${counted(this.channels[0], 'input channel')} take ` +
          `${counted(samples, 'sample')}, not ${input.length}.`,
      );
    }
  }

  /** Ends every action as `stream-stopped`. */
  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.registry.closed = true;
      this.#native.close();
      this.registry.collect();
    }
  }

  /** close(), for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  protected override refusal(purpose: 'schedule' | 'wait'): RtMixerError | null {
    if (this.#closed) {
      return new RtMixerError('stream-closed', 'This offline mixer is closed; make a new one.');
    }
    if (purpose === 'wait') {
      return new RtMixerError(
        'stream-not-active',
        'An offline mixer advances only when it renders; call render() instead of waiting.',
      );
    }
    return null;
  }

  /** As Mixer's. */
  playBuffer(samples: Playable, options: PlayBufferOptions = {}): Action {
    return this.scheduleOne({
      ...optionsOf(options, 'samples', samples),
      type: 'playBuffer',
      samples,
    });
  }

  /** As Mixer's. */
  playRingBuffer(ring: RingBuffer, options: PlayRingBufferOptions = {}): Action {
    return this.scheduleOne({ ...optionsOf(options, 'ring', ring), type: 'playRingBuffer', ring });
  }

  /** As Mixer's. */
  scheduleColumns(columns: PlayBufferColumns, options: GroupOptions = {}): ActionList {
    return this.scheduleByColumns(columns, options);
  }

  /** As Recorder's. */
  recordBuffer(target: Recordable, options: RecordBufferOptions = {}): Action {
    return this.scheduleOne({
      ...optionsOf(options, 'target', target),
      type: 'recordBuffer',
      target,
    });
  }

  /** As Recorder's. */
  recordRingBuffer(ring: RingBuffer | TakeWriter, options: RecordRingBufferOptions = {}): Action {
    return this.scheduleOne({
      ...optionsOf(options, 'ring', ring),
      type: 'recordRingBuffer',
      ring,
    });
  }
}

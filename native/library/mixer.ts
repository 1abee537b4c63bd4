/** The three kinds of streams, with rtmixer's names. */
import type { Action } from './action.ts';
import type { Device } from './devices.ts';
import type {
  Playable,
  PlayBufferOptions,
  PlayRingBufferOptions,
  Recordable,
  RecordBufferOptions,
  RecordRingBufferOptions,
} from './request.ts';
import type { RingBuffer } from './ring-buffer.ts';
import { type OpenedStream, openStream, Stream } from './stream.ts';
import type { StreamOptions } from './stream-options.ts';
import type { TakeWriter } from './take-writer.ts';

/** Plays. The constructor opens at once and blocks meanwhile; `Mixer.open()` does not. Throws
 * `host-api-not-found`, `device-not-found`, `device-refused`, `rate-refused`, `channels-refused`,
 * `host-error`, `stream-timeout`, `invalid-argument`. */
export class Mixer extends Stream {
  constructor(options: StreamOptions | OpenedStream = {}) {
    super(['output'], options);
  }

  static async open(options: StreamOptions = {}): Promise<Mixer> {
    return new Mixer(await openStream(['output'], options));
  }

  get channels(): number {
    return this.nativeInfo.outputChannels;
  }

  get device(): Device {
    return this.outputDevice;
  }

  /** Seconds, the driver's claim. */
  get latency(): number {
    return this.nativeInfo.outputLatency;
  }

  /** Plays interleaved samples. They are copied now, unless they are a SampleBuffer. */
  playBuffer(samples: Playable, options: PlayBufferOptions = {}): Action {
    return this.scheduleOne({ ...options, type: 'playBuffer', samples });
  }

  /** Plays what the other side writes into the ring, until it is empty. */
  playRingBuffer(ring: RingBuffer, options: PlayRingBufferOptions = {}): Action {
    return this.scheduleOne({ ...options, type: 'playRingBuffer', ring });
  }
}

/** Records. Opens as Mixer does. */
export class Recorder extends Stream {
  constructor(options: StreamOptions | OpenedStream = {}) {
    super(['input'], options);
  }

  static async open(options: StreamOptions = {}): Promise<Recorder> {
    return new Recorder(await openStream(['input'], options));
  }

  get channels(): number {
    return this.nativeInfo.inputChannels;
  }

  get device(): Device {
    return this.inputDevice;
  }

  /** Seconds, the driver's claim. */
  get latency(): number {
    return this.nativeInfo.inputLatency;
  }

  /** Records into native memory; a Float32Array gets its samples when the action is finished. */
  recordBuffer(target: Recordable, options: RecordBufferOptions = {}): Action {
    return this.scheduleOne({ ...options, type: 'recordBuffer', target });
  }

  /** Records into the ring until it is full or the action is cancelled. */
  recordRingBuffer(ring: RingBuffer | TakeWriter, options: RecordRingBufferOptions = {}): Action {
    return this.scheduleOne({ ...options, type: 'recordRingBuffer', ring });
  }
}

/** Plays and records on one clock. Opens as Mixer does. */
export class MixerAndRecorder extends Stream {
  constructor(options: StreamOptions | OpenedStream = {}) {
    super(['input', 'output'], options);
  }

  static async open(options: StreamOptions = {}): Promise<MixerAndRecorder> {
    return new MixerAndRecorder(await openStream(['input', 'output'], options));
  }

  get channels(): [input: number, output: number] {
    return [this.nativeInfo.inputChannels, this.nativeInfo.outputChannels];
  }

  get device(): [input: Device, output: Device] {
    return [this.inputDevice, this.outputDevice];
  }

  /** Seconds, the driver's claims. */
  get latency(): [input: number, output: number] {
    return [this.nativeInfo.inputLatency, this.nativeInfo.outputLatency];
  }

  /** As Mixer's. */
  playBuffer(samples: Playable, options: PlayBufferOptions = {}): Action {
    return this.scheduleOne({ ...options, type: 'playBuffer', samples });
  }

  /** As Mixer's. */
  playRingBuffer(ring: RingBuffer, options: PlayRingBufferOptions = {}): Action {
    return this.scheduleOne({ ...options, type: 'playRingBuffer', ring });
  }

  /** As Recorder's. */
  recordBuffer(target: Recordable, options: RecordBufferOptions = {}): Action {
    return this.scheduleOne({ ...options, type: 'recordBuffer', target });
  }

  /** As Recorder's. */
  recordRingBuffer(ring: RingBuffer | TakeWriter, options: RecordRingBufferOptions = {}): Action {
    return this.scheduleOne({ ...options, type: 'recordRingBuffer', ring });
  }
}

/** The three kinds of streams, with rtmixer's names. */
import type { Action } from '../actions/action.ts';
import type { ActionList } from '../actions/action-list.ts';
import type { TakeWriter } from '../files/take-writer.ts';
import type { RingBuffer } from '../memory/ring-buffer.ts';
import { optionsOf } from '../option-names.ts';
import type { Device } from '../options/devices.ts';
import type { StreamOptions } from '../options/stream-options.ts';
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
import { type OpenedStream, openStream, Stream } from './stream.ts';

/** Plays. The constructor opens at once and blocks meanwhile; `Mixer.open()` does not. Throws
 * `host-api-not-found`, `device-not-found`, `device-refused`, `rate-refused`, `channels-refused`,
 * `host-error`, `stream-timeout`, `invalid-argument`.
 *
 * @example
 * await using mixer = new Mixer({ hostApi: 'Virtual', channels: 2 });
 * mixer.start();
 * const click = Float32Array.of(1, 1, 0.5, 0.5); // two frames of two channels
 * const hit = mixer.playBuffer(click, { start: mixer.time + 0.1 });
 * await mixer.wait(hit);
 * assert.deepEqual([hit.outcome, hit.doneFrames], ['completed', 2]);
 */
export class Mixer extends Stream {
  /** Opens, and blocks meanwhile. Throws as the class says. */
  constructor(options: StreamOptions | OpenedStream = {}) {
    super(['output'], options);
  }

  /** Opens without blocking. Rejects as the constructor throws. */
  static async open(options: StreamOptions = {}): Promise<Mixer> {
    return new Mixer(await openStream(['output'], options));
  }

  /** As many as the stream has. */
  get channels(): number {
    return this.nativeInfo.outputChannels;
  }

  /** The one that was opened. */
  get device(): Device {
    return this.outputDevice;
  }

  /** Seconds, the driver's claim. */
  get latency(): number {
    return this.nativeInfo.outputLatency;
  }

  /** Plays interleaved samples. They are copied now, unless they are a SampleBuffer. Throws as
   * schedule() does.
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 2] });
   * const samples = Float32Array.of(0.5, 0.25);
   * mixer.playBuffer(samples, { channels: [2], start: { frame: 1 }, gain: 0.5 });
   * assert.deepEqual([...mixer.render(3)], [0, 0, 0, 0.25, 0, 0.125]);
   */
  playBuffer(samples: Playable, options: PlayBufferOptions = {}): Action {
    return this.scheduleOne({
      ...optionsOf(options, 'samples', samples),
      type: 'playBuffer',
      samples,
    });
  }

  /** Plays what the other side writes into the ring, until it is empty. Throws as schedule() does.
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
   * const ring = new RingBuffer(4, 8);
   * ring.write(Float32Array.of(0.5, 0.25));
   * const action = mixer.playRingBuffer(ring);
   * assert.deepEqual([...mixer.render(4)], [0.5, 0.25, 0, 0]);
   * assert.equal(action.outcome, 'starved'); // after ring.setEnded() it would be 'completed'
   */
  playRingBuffer(ring: RingBuffer, options: PlayRingBufferOptions = {}): Action {
    return this.scheduleOne({ ...optionsOf(options, 'ring', ring), type: 'playRingBuffer', ring });
  }

  /** Plays a batch described by columns, all or none: what schedule() does with objects, at a tenth of
   * its cost. The actions are made when they are asked for. Throws as schedule() does; the sentence
   * names the row, from 1.
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
   * const samples = SampleBuffer.from(Float32Array.of(1), { channels: 1, sampleRate: 48_000 });
   * const startFrame = Float64Array.of(0, 3);
   * const gain = Float32Array.of(1, 0.5);
   * mixer.scheduleColumns({ type: 'playBuffer', samples, startFrame, gain });
   * assert.deepEqual([...mixer.render(5)], [1, 0, 0, 0.5, 0]);
   */
  scheduleColumns(columns: PlayBufferColumns, options: GroupOptions = {}): ActionList {
    return this.scheduleByColumns(columns, options);
  }
}

/** Records. Opens as Mixer does.
 *
 * @example
 * await using recorder = new Recorder({ hostApi: 'Virtual', channels: 1 });
 * const { sampleRate } = recorder;
 * const take = SampleBuffer.create({ channels: 1, frames: 4800, sampleRate });
 * const action = recorder.recordBuffer(take, { start: { frame: 0 } });
 * recorder.start();
 * await recorder.wait(action);
 * assert.deepEqual([action.outcome, action.doneFrames], ['completed', 4800]);
 */
export class Recorder extends Stream {
  /** Opens, and blocks meanwhile. Throws as the class says. */
  constructor(options: StreamOptions | OpenedStream = {}) {
    super(['input'], options);
  }

  /** Opens without blocking. Rejects as the constructor throws. */
  static async open(options: StreamOptions = {}): Promise<Recorder> {
    return new Recorder(await openStream(['input'], options));
  }

  /** As many as the stream has. */
  get channels(): number {
    return this.nativeInfo.inputChannels;
  }

  /** The one that was opened. */
  get device(): Device {
    return this.inputDevice;
  }

  /** Seconds, the driver's claim. */
  get latency(): number {
    return this.nativeInfo.inputLatency;
  }

  /** Records into native memory; a Float32Array gets its samples when the action is finished. Throws
   * as schedule() does.
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [1, 0] });
   * const target = new Float32Array(3);
   * const take = mixer.recordBuffer(target, { start: { frame: 1 } });
   * mixer.render(4, Float32Array.of(0.5, 0.25, 0.125, 1));
   * assert.deepEqual([...target], [0.25, 0.125, 1]);
   * assert.equal(take.outcome, 'completed');
   */
  recordBuffer(target: Recordable, options: RecordBufferOptions = {}): Action {
    return this.scheduleOne({
      ...optionsOf(options, 'target', target),
      type: 'recordBuffer',
      target,
    });
  }

  /** Records into the ring until it is full or the action is cancelled. Throws as schedule() does.
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [1, 0] });
   * const ring = new RingBuffer(4, 8);
   * mixer.recordRingBuffer(ring, { length: 2 });
   * mixer.render(4, Float32Array.of(0.5, 0.25, 1, 1));
   * assert.deepEqual([...new Float32Array(ring.read().buffer)], [0.5, 0.25]);
   */
  recordRingBuffer(ring: RingBuffer | TakeWriter, options: RecordRingBufferOptions = {}): Action {
    return this.scheduleOne({
      ...optionsOf(options, 'ring', ring),
      type: 'recordRingBuffer',
      ring,
    });
  }
}

/** Plays and records on one clock. Opens as Mixer does.
 *
 * @example
 * await using mixer = new MixerAndRecorder({ hostApi: 'Virtual', channels: [1, 1], blockSize: 64 });
 * const heard = new Float32Array(128);
 * mixer.playBuffer(Float32Array.of(1, 0.5), { start: { frame: 0 } });
 * const take = mixer.recordBuffer(heard, { start: { frame: 0 } });
 * mixer.start();
 * await mixer.wait(take);
 * // The input of the virtual device is its output, one block later.
 * assert.deepEqual([heard[63], heard[64], heard[65]], [0, 1, 0.5]);
 */
export class MixerAndRecorder extends Stream {
  /** Opens, and blocks meanwhile. Throws as the class says. */
  constructor(options: StreamOptions | OpenedStream = {}) {
    super(['input', 'output'], options);
  }

  /** Opens without blocking. Rejects as the constructor throws. */
  static async open(options: StreamOptions = {}): Promise<MixerAndRecorder> {
    return new MixerAndRecorder(await openStream(['input', 'output'], options));
  }

  /** Of input and output. */
  get channels(): [input: number, output: number] {
    return [this.nativeInfo.inputChannels, this.nativeInfo.outputChannels];
  }

  /** Those that were opened, for input and output. */
  get device(): [input: Device, output: Device] {
    return [this.inputDevice, this.outputDevice];
  }

  /** Seconds, the driver's claims. */
  get latency(): [input: number, output: number] {
    return [this.nativeInfo.inputLatency, this.nativeInfo.outputLatency];
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

/** An open stream: a mixer with a device. */
import type { StreamStats } from '../actions/account.ts';
import { addon } from '../addon.ts';
import type { AddonStream, AddonStreamInfo, HostApiFlags } from '../addon-interface.ts';
import { finiteNumber, requireFunction, requireObject } from '../argument.ts';
import { deviceLostSentence, RtMixerError } from '../failure.ts';
import {
  type CallbackPriority,
  priorityPolicies,
  priorityReasons,
  type StreamState,
  streamStates,
} from '../names.ts';
import { type Device, type Direction, listDevices, listDevicesAsync } from '../options/devices.ts';
import { type ResolvedOptions, resolveOptions } from '../options/resolve-options.ts';
import type { StreamOptions } from '../options/stream-options.ts';
import { snapshotOf } from '../options/stream-options.ts';
import { type ClockReading, readClocksOf } from './clock-reading.ts';
import { Scheduler } from './scheduler.ts';
import { pollStream } from './stream-poll.ts';

/* A new JACK client name makes PortAudio initialise again, and indices may change with it. */

/** A stream opened without blocking, on its way to its class. */
export class OpenedStream {
  readonly native: AddonStream;
  readonly resolved: ResolvedOptions;

  constructor(native: AddonStream, resolved: ResolvedOptions) {
    this.native = native;
    this.resolved = resolved;
  }
}

function openNow(directions: readonly Direction[], options: StreamOptions): OpenedStream {
  const asked = snapshotOf(options);
  let resolved = resolveOptions(directions, asked, listDevices());
  if (resolved.jackClientName !== undefined) {
    addon().setJackClientName(resolved.jackClientName);
    resolved = resolveOptions(directions, asked, listDevices());
  }
  return new OpenedStream(addon().openStream(resolved.settings), resolved);
}

/** Opens on a worker thread. Rejects as the constructors throw. */
export async function openStream(
  directions: readonly Direction[],
  options: StreamOptions = {},
): Promise<OpenedStream> {
  const asked = snapshotOf(options);
  let resolved = resolveOptions(directions, asked, await listDevicesAsync());
  if (resolved.jackClientName !== undefined) {
    await addon().setJackClientNameAsync(resolved.jackClientName);
    resolved = resolveOptions(directions, asked, await listDevicesAsync());
  }
  return new OpenedStream(await addon().openStreamAsync(resolved.settings), resolved);
}

/** Closes streams that were collected without being closed. */
const dropped = new FinalizationRegistry((native: AddonStream) => {
  native.closeAsync().catch(() => {});
});

function contextOf(info: AddonStreamInfo, { buses }: ResolvedOptions) {
  const { sampleRate, inputChannels, outputChannels } = info;
  return { sampleRate, inputChannels, outputChannels, busNames: buses };
}

function checkedReading(reading: ClockReading): Pick<ClockReading, 'systemTime' | 'time'> {
  requireObject(reading, 'A reading');
  return {
    systemTime: finiteNumber(reading.systemTime, 'systemTime of a reading'),
    time: finiteNumber(reading.time, 'time of a reading'),
  };
}

function priorityOf(info: AddonStreamInfo): CallbackPriority {
  const policy = priorityPolicies[info.priorityPolicy] ?? 'unknown';
  switch (policy) {
    case 'realtime':
      return {
        policy,
        level: info.priorityLevel,
        grantedBy: info.priorityFromRtkit ? 'rtkit' : 'system',
      };
    case 'normal':
      return { policy, reason: priorityReasons[info.priorityReason] ?? 'not-asked' };
    case 'unknown':
      return { policy };
  }
}

export abstract class Stream extends Scheduler {
  readonly #native: AddonStream;
  #info: AddonStreamInfo;
  readonly #devices: ResolvedOptions['devices'];
  readonly #onFinished: (() => void) | undefined;
  readonly #deadListeners = new Set<() => void>();
  /** Lifecycle calls on worker threads run one after the other. */
  #steps: Promise<void> = Promise.resolve();
  #stepsUnderWay = 0;
  #running = false;

  protected constructor(directions: readonly Direction[], given: StreamOptions | OpenedStream) {
    const opened = given instanceof OpenedStream ? given : openNow(directions, given);
    const info = opened.native.info();
    super(opened.native, contextOf(info, opened.resolved));
    this.#native = opened.native;
    this.#info = info;
    this.#devices = opened.resolved.devices;
    this.#onFinished = opened.resolved.onFinished;
    dropped.register(this, this.#native, this);
    this.registry.onWork = pollStream(this, this.registry, Stream.#pollOf);
  }

  /** Starts the stream at frame 0 and returns after its first block. Blocks, a few seconds at most;
   * throws `stream-timeout`, `stream-active`, `stream-closed`, `device-lost`, `host-error`. */
  start(): void {
    this.requireReady('schedule');
    if (this.#stepsUnderWay > 0) {
      throw new RtMixerError(
        'stream-not-active',
        'The stream is being started or stopped; await that before start().',
      );
    }
    this.#beforeStart();
    try {
      this.#native.start();
      this.#afterStart();
    } finally {
      this.registry.collect();
    }
  }

  /** start() without blocking. */
  async startAsync(): Promise<void> {
    this.requireReady('schedule');
    await this.#step(async () => {
      this.#beforeStart();
      await this.#native.startAsync();
      this.#afterStart();
    });
  }

  /** Plays what is already in the device's buffers, then stops; every action ends
   * `stream-stopped`. Always settles. */
  async stop(): Promise<void> {
    await this.#end(() => this.#native.stopAsync());
  }

  /** Stops at once. */
  async abort(): Promise<void> {
    await this.#end(() => this.#native.abortAsync());
  }

  /** Aborts if it is active and releases the device; the accounts stay. */
  async close(): Promise<void> {
    await this.#end(() => this.#native.closeAsync());
    dropped.unregister(this);
  }

  /** Closes at once, or as soon as a start or stop under way is over. */
  [Symbol.dispose](): void {
    if (this.closed) {
      return;
    }
    if (this.#stepsUnderWay > 0) {
      this.close().catch(() => {});
      return;
    }
    this.#native.close();
    dropped.unregister(this);
    this.#afterEnd();
  }

  /** close(), for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** `stopped`, `active`, `dead` (the device was lost) or `closed`. */
  get state(): StreamState {
    return streamStates[this.#native.state()] ?? 'closed';
  }

  /** Started and not ended. */
  get active(): boolean {
    return this.state === 'active';
  }

  /** Open, and may be started. */
  get stopped(): boolean {
    return this.state === 'stopped';
  }

  /** Closed for good. */
  get closed(): boolean {
    return this.state === 'closed';
  }

  /** Device time now, in seconds: what `start` and `time` are measured in. */
  get time(): number {
    return this.#native.time();
  }

  /** The system's clock and device time at one moment, with the bound of the difference: the narrowest
   * of several readings, a few microseconds of this thread. Throws `stream-not-active`,
   * `stream-closed`, `device-lost`. */
  readClocks(): ClockReading {
    this.requireReady('wait');
    if (!this.active) {
      throw new RtMixerError(
        'stream-not-active',
        'Device time is related to the system only while the stream runs; start it, then ask.',
      );
    }
    return readClocksOf(() => this.#native.time(), this.sampleRate);
  }

  /** Device time in seconds, as `start` takes it, of a moment of the system's clock in milliseconds
   * (`performance.now()`, `event.timeStamp`), past or to come.
   *
   * - The error at the moment of the reading is within the reading's `bound`. Without a reading the
   *   clocks are read now.
   * - Both clocks are taken to run equally fast. For a moment that is d seconds away from the reading,
   *   the error grows by d times the difference of their rates: by 0.1 ms a second where a sound card's
   *   clock is 100 ppm off. So convert soon, and read again for later moments.
   * - Start and stop may change the relation; a virtual device whose speed is not 1 has none.
   *
   * Throws as readClocks(), and `invalid-argument`.
   *
   * @example
   * await using mixer = new Mixer({ hostApi: 'Virtual', channels: 1 });
   * mixer.start();
   * const reading = mixer.readClocks();
   * const pressed = performance.now();
   * const tone = mixer.playBuffer(Float32Array.of(1), {
   *   start: mixer.timeAt(pressed, reading) + 0.1,
   * });
   * await mixer.wait(tone);
   * const heard = mixer.systemTimeAt(tone.actualTime ?? 0, reading);
   * const errorSeconds = (heard - pressed) / 1000 - 0.1;
   * assert(Math.abs(errorSeconds) < reading.bound + 0.001);
   */
  timeAt(systemTime: number, reading: ClockReading = this.readClocks()): number {
    const { systemTime: from, time } = checkedReading(reading);
    return time + (finiteNumber(systemTime, 'systemTime') - from) / 1000;
  }

  /** The reverse of timeAt(): milliseconds of `performance.now()` at a device time in seconds, such as
   * `action.actualTime`, with the same bound.
   *
   * @example
   * await using mixer = new Mixer({ hostApi: 'Virtual', channels: 1 });
   * mixer.start();
   * const reading = mixer.readClocks();
   * assert.equal(mixer.systemTimeAt(reading.time, reading), reading.systemTime);
   */
  systemTimeAt(time: number, reading: ClockReading = this.readClocks()): number {
    const { systemTime, time: from } = checkedReading(reading);
    return systemTime + (finiteNumber(time, 'time') - from) * 1000;
  }

  /** Frames per block as asked; 0 = the driver's choice. */
  get blockSize(): number {
    return this.#info.blockSize;
  }

  /** The fraction of each block's time that the mixer uses. */
  get cpuLoad(): number {
    return this.#native.cpuLoad();
  }

  /** Which flags of lost or invented frames this host API ever reports; the counters of the others stay 0. */
  get reports(): HostApiFlags {
    return this.#info.reports;
  }

  /** The priority that the callback thread has now; once the stream has ended, what it had last. May
   * change while the stream runs: rtkit answers after the start, and the system takes real-time
   * priority away from threads that keep a processor for too long. */
  get priority(): CallbackPriority {
    return priorityOf(this.#native.info());
  }

  /** The counters of a stream that is stopped; throws `stream-active` while the stream runs. */
  get stats(): StreamStats {
    if (this.active) {
      throw new RtMixerError(
        'stream-active',
        'stats can be read when the stream is stopped; use liveStats() or fetchAndResetStats().',
      );
    }
    return this.liveStats();
  }

  protected get inputDevice(): Device {
    return this.#devices.input as Device;
  }

  protected get outputDevice(): Device {
    return this.#devices.output as Device;
  }

  protected get nativeInfo(): AddonStreamInfo {
    return this.#info;
  }

  /** Calls `listener` when the device is lost under a running stream; returns how to stop. */
  onDead(listener: () => void): () => void {
    requireFunction(listener, 'A listener');
    this.#deadListeners.add(listener);
    return () => {
      this.#deadListeners.delete(listener);
    };
  }

  protected override refusal(purpose: 'schedule' | 'wait'): RtMixerError | null {
    // A call of the addon would cost as much as the rest; between lifecycle calls the registry knows.
    const closed = this.#stepsUnderWay === 0 ? this.registry.closed : this.closed;
    if (closed) {
      return new RtMixerError('stream-closed', 'The stream is closed; open a new one.');
    }
    if (purpose === 'wait' && this.state === 'dead' && this.#stepsUnderWay === 0) {
      return new RtMixerError('device-lost', deviceLostSentence);
    }
    if (purpose === 'wait' && !this.active && this.#stepsUnderWay === 0) {
      return new RtMixerError(
        'stream-not-active',
        'The stream is stopped, so nothing would ever finish; start it, then wait.',
      );
    }
    return null;
  }

  #beforeStart(): void {
    this.registry.collect();
    this.sender.forgetMap();
    this.registry.lost = false;
  }

  #afterStart(): void {
    this.#running = true;
    this.#info = this.#native.info();
    this.registry.onWork();
  }

  /** Runs a lifecycle call when those before it are over; at once if there are none. */
  async #step(call: () => Promise<void>): Promise<void> {
    const before = this.#steps;
    const idle = this.#stepsUnderWay === 0;
    this.#stepsUnderWay++;
    const done = idle ? this.#guarded(call) : before.then(() => this.#guarded(call));
    this.#steps = done.catch(() => {});
    try {
      await done;
    } finally {
      this.registry.closed = this.closed;
      this.#stepsUnderWay--;
      this.registry.collect();
      this.registry.onWork();
    }
  }

  async #guarded(call: () => Promise<void>): Promise<void> {
    const work = call();
    this.registry.busy = true;
    try {
      await work;
    } finally {
      this.registry.busy = false;
    }
  }

  async #end(call: () => Promise<void>): Promise<void> {
    await this.#step(async () => {
      if (!this.closed) {
        await call();
      }
    });
    this.#afterEnd();
  }

  #afterEnd(): void {
    const lost = this.state === 'dead';
    this.registry.lost = lost;
    this.registry.closed = this.closed;
    this.sender.forgetMap();
    this.registry.collect();
    if (!this.#running) {
      return;
    }
    this.#running = false;
    if (lost) {
      for (const listener of this.#deadListeners) {
        queueMicrotask(listener);
      }
    }
    if (this.#onFinished !== undefined) {
      queueMicrotask(this.#onFinished);
    }
  }

  static #pollOf(stream: Stream): boolean {
    return stream.#poll();
  }

  /** Called many times a second; returns whether the stream goes on. */
  #poll(): boolean {
    if (this.registry.busy) {
      return true;
    }
    const state = streamStates[this.#native.poll()];
    if (state === 'dead') {
      this.#afterEnd();
    }
    this.registry.collect();
    return state === 'active';
  }
}

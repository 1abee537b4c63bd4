/** The commands that every mixer understands, live or offline. JavaScript's main thread; nothing
 * here waits. */

import { markAsUncloneable } from 'node:worker_threads';
import type { StreamStats } from '../actions/account.ts';
import { Action, ownerKeyOf } from '../actions/action.ts';
import type { ActionList } from '../actions/action-list.ts';
import { ActionRegistry, type FinishedListener } from '../actions/action-registry.ts';
import type { AddonMixer } from '../addon-interface.ts';
import { described, requireFunction } from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import { optionsOf } from '../option-names.ts';
import type { PlayBufferColumns } from '../requests/columns.ts';
import type {
  CancelOptions,
  CommandOptions,
  GroupOptions,
  Loop,
  MixerRequest,
  SetBusOptions,
  SetGainOptions,
} from '../requests/request.ts';
import { originOf } from '../requests/request-numbers.ts';
import type { RowsContext } from '../requests/request-rows.ts';
import { RequestSender } from '../requests/request-sender.ts';
import { Bus, markAsRemoved } from './bus.ts';
import { type BusOptions, packBus } from './bus-options.ts';
import { BusTable, type KnownBus, masterName } from './bus-table.ts';
import { type StreamDropout, takeDropoutsOf } from './dropout.ts';

/** One number per channel, linear, over all frames since the last take: peak and RMS are always of
 * the same frames. 0 where there were none. NaN counts as silence. */
export interface Levels {
  /** The largest absolute sample. */
  readonly peak: Float32Array;
  /** Root of the mean square: 0.7071 for a sine of full scale, 1 for a square wave. Exact to six
   * digits, however long ago the last call was. */
  readonly rms: Float32Array;
}

/** The levels of a whole mixer. */
export interface MixerLevels {
  /** Of the input channels, in their order. */
  readonly input: Levels;
  /** Of the output channels, in their order. */
  readonly output: Levels;
  /** Of each bus, after its gain, mute and solo, by its name. */
  readonly buses: ReadonlyMap<string, Levels>;
}

/** Levels of `channels` channels from `first` (counted from 0) on. */
function unpackLevels(packed: Float32Array, first: number, channels: number): Levels {
  const peak = new Float32Array(channels);
  const rms = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    peak[c] = packed[2 * (first + c)] ?? 0;
    rms[c] = packed[2 * (first + c) + 1] ?? 0;
  }
  return { peak, rms };
}

/** What a mixer has beside its native half. */
interface SchedulerParts extends Omit<RowsContext, 'buses'> {
  readonly busNames: readonly string[];
}

export abstract class Scheduler {
  /** What all buses and what goes straight to the output make together: a bus of the name `master`,
   * with a gain and a mute. */
  readonly master: Bus;
  protected readonly registry: ActionRegistry;
  protected readonly sender: RequestSender;
  readonly #mixer: AddonMixer;
  readonly #context: RowsContext;
  readonly #buses = new Map<string, Bus>();

  protected constructor(native: AddonMixer, { busNames, ...parts }: SchedulerParts) {
    markAsUncloneable(this);
    const context: RowsContext = { ...parts, buses: new BusTable() };
    this.#mixer = native;
    this.#context = context;
    this.registry = new ActionRegistry(native, context);
    this.sender = new RequestSender(native, this.registry, context);
    const channels = parts.outputChannels;
    const master = { name: masterName, number: 0, channels };
    this.master = this.#makeBus(master);
    busNames.forEach((name, index) => {
      this.#enterBus({ name, number: index + 1, channels, isPanned: false });
    });
  }

  #makeBus(known: Pick<KnownBus, 'name' | 'number' | 'channels'>): Bus {
    return new Bus(known, this.#mixer, (name, options) => this.setBus(name, options));
  }

  #enterBus(known: KnownBus): Bus {
    const bus = this.#makeBus(known);
    this.#context.buses.add(known);
    this.#buses.set(known.name, bus);
    return bus;
  }

  /** Why nothing can be scheduled or awaited at present; null = it can. */
  protected abstract refusal(purpose: 'schedule' | 'wait'): RtMixerError | null;

  protected requireReady(purpose: 'schedule' | 'wait'): void {
    const refusal = this.refusal(purpose);
    if (refusal !== null) {
      throw refusal;
    }
  }

  /** Frames handled since this stream was started. */
  get frame(): number {
    return this.#mixer.frame();
  }

  /** The stream number: how often it was started. Frames count from the last start. */
  get streamNumber(): number {
    return this.#mixer.streamNumber();
  }

  /** Hz. */
  get sampleRate(): number {
    return this.#context.sampleRate;
  }

  /** The type of every sample, everywhere in this library. */
  get dtype(): 'float32' {
    return 'float32';
  }

  /** Bytes of one sample. */
  get sampleSize(): number {
    return Float32Array.BYTES_PER_ELEMENT;
  }

  /** What is pending or active, commands included. */
  get actions(): ReadonlySet<Action> {
    this.registry.collect();
    return this.registry.unfinishedActions();
  }

  /** The stream's counters since the last fetchAndResetStats, while they count. */
  liveStats(): StreamStats {
    return this.#mixer.streamStats();
  }

  /** What was lost since the last call, in its order. A dropout is given once its size is known, or
   * 0.15 s after its place where the size stays unknown.
   *
   * At most 256 wait to be taken; later ones are added to the last one of them (`count`). A stream
   * that starts again does not forget those of the stream before.
   *
   * @example
   * const faults = [{ kind: 'lostOutput', frame: 9_600, frames: 300 }] as const;
   * const virtual = { speed: 0, faults };
   * await using mixer = new Mixer({ hostApi: 'Virtual', channels: 1, blockSize: 64, virtual });
   * mixer.start();
   * await mixer.wait(mixer.playBuffer(Float32Array.of(1), { start: { frame: 20_000 } }));
   * const [dropout] = mixer.takeDropouts();
   * assert.deepEqual([dropout?.frame, dropout?.outputFrames, dropout?.source], [9_600, 300, 'reported']);
   */
  takeDropouts(): readonly StreamDropout[] {
    return this.registry.busy ? [] : takeDropoutsOf(this.#mixer);
  }

  /** How far the times of accounts and clocks may be off the device's own clock, seconds, by what its times
   * were off in this stream, or in the last one: see docs/how-exact.md. Only grows while a stream runs. null =
   * not known: no block has come, or the driver tells no usable times, or there is no device.
   *
   * @example
   * await using mixer = new Mixer({ hostApi: 'Virtual', channels: 1, virtual: { speed: 0 } });
   * assert.equal(mixer.clockBound, null);
   * mixer.start();
   * await mixer.wait(mixer.playBuffer(Float32Array.of(1), { start: { frame: 20_000 } }));
   * assert((mixer.clockBound ?? 1) < 100e-6);
   */
  get clockBound(): number | null {
    const seconds = this.#mixer.clockBound();
    return Number.isNaN(seconds) ? null : seconds;
  }

  /** The largest fraction of its time that a block has used since the last call, or since the stream began;
   * above 1 it came too late. 0 = no block has ended since. `cpuLoad` is smoothed over many blocks.
   *
   * @example
   * await using mixer = new Mixer({ hostApi: 'Virtual', channels: 1, virtual: { speed: 0 } });
   * mixer.start();
   * await mixer.wait(mixer.playBuffer(Float32Array.of(1), { start: { frame: 20_000 } }));
   * assert(mixer.takeWorstLoad() > 0);
   */
  takeWorstLoad(): number {
    return this.#mixer.takeWorstLoad();
  }

  /** The buses, in the order in which they were added: those of the options first. */
  get buses(): readonly Bus[] {
    return [...this.#buses.values()];
  }

  /** The bus of that name, or the master; throws `invalid-argument`. */
  bus(name: string): Bus {
    if (name === masterName) {
      return this.master;
    }
    return this.#buses.get(this.#context.buses.find(name).name) as Bus;
  }

  /** Adds a bus, also while the stream runs: whatever is scheduled from now on can play on it. Up to
   * 1,024 buses; those on which nothing plays cost nothing. Throws `invalid-argument`,
   * `invalid-channel`, `out-of-memory`, `stream-closed`, `stream-not-active`.
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 2] });
   * mixer.addBus({ name: 'voice', pan: 1, gain: 0.5 });
   * mixer.addBus({ name: 'click', outputs: [1], soloSafe: true });
   * const mono = SampleBuffer.from(Float32Array.of(1, 1), { channels: 1, sampleRate: 48_000 });
   * mixer.playBuffer(mono, { bus: 'voice' });
   * mixer.playBuffer(Float32Array.of(0.25), { bus: 'click' });
   * assert.deepEqual([...mixer.render(2)], [0.25, 0.5, 0, 0.5]);
   */
  addBus(options: BusOptions): Bus {
    const packed = packBus(options, this.#context.outputChannels);
    const { name, channels, gain, pan, switches, matrix } = packed;
    if (this.#context.buses.has(name)) {
      throw invalidArgument(`There is a bus ${JSON.stringify(name)} already; remove it first.`);
    }
    this.requireReady('schedule');
    const number = this.#mixer.addBus(channels, gain, pan, switches, matrix);
    return this.#enterBus({ name, number, channels, isPanned: pan !== null });
  }

  /** Removes a bus, also while the stream runs: nothing can be scheduled on it any more, and its name is
   * free. What was scheduled on it is heard to its end; cancel it for silence. Throws `invalid-argument`,
   * `stream-closed`, `stream-not-active`.
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1], buses: ['voice'] });
   * mixer.playBuffer(Float32Array.of(0.5, 0.25), { bus: 'voice' });
   * mixer.removeBus('voice');
   * assert.deepEqual([...mixer.render(2)], [0.5, 0.25]);
   * assert.deepEqual(mixer.buses, []);
   */
  removeBus(name: string): void {
    const known = this.#context.buses.find(name);
    this.requireReady('schedule');
    this.#mixer.removeBus(known.number);
    this.#context.buses.remove(known);
    markAsRemoved(this.#buses.get(name) as Bus);
    this.#buses.delete(name);
  }

  /** How loud each channel of the inputs, the outputs and the buses was since the last call. The output
   * is the master, after its gain; samples beyond full scale are counted in `liveStats()`. */
  takeLevels(): MixerLevels {
    const { inputChannels, outputChannels, buses } = this.#context;
    const known = [...buses.all()];
    const packed = new Float32Array(2 * (inputChannels + outputChannels));
    const channels = known.reduce((sum, bus) => sum + bus.channels, 0);
    const ofBuses = new Float32Array(2 * channels);
    if (!this.registry.busy) {
      this.#mixer.takeLevels(packed);
      this.#mixer.takeBusLevels(
        Uint32Array.from(known, ({ number }) => number),
        ofBuses,
      );
    }
    let first = 0;
    return {
      input: unpackLevels(packed, 0, inputChannels),
      output: unpackLevels(packed, inputChannels, outputChannels),
      buses: new Map(
        known.map((bus) => {
          const levels = unpackLevels(ofBuses, first, bus.channels);
          first += bus.channels;
          return [bus.name, levels];
        }),
      ),
    };
  }

  /** Hands over all requests or none, as one batch that begins in one block; with an origin their
   * starts count from it. Gives an action for each request, in their order; requests written out in
   * the call give a tuple, so that `const [first] = ...` is an `Action`. Throws `invalid-argument`, `invalid-channel`, `invalid-time`,
   * `rate-mismatch`, `foreign-action`, `out-of-memory`, `stream-closed`, `stream-not-active` (while
   * it is being started or stopped).
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
   * const samples = Float32Array.of(0.5);
   * const actions = mixer.schedule(
   *   [
   *     { type: 'playBuffer', samples, start: { frame: 1 } },
   *     { type: 'playBuffer', samples, start: { frame: 3 } },
   *   ],
   *   { origin: { frame: 10 } },
   * );
   * mixer.render(64);
   * assert.deepEqual(actions.map((action) => action.actualFrame), [11, 13]);
   */
  schedule<Requests extends readonly unknown[]>(
    requests: readonly [...{ [Index in keyof Requests]: MixerRequest }],
    options: GroupOptions = {},
  ): { -readonly [Index in keyof Requests]: Action } {
    this.requireReady('schedule');
    const actions = this.sender.schedule(requests as readonly MixerRequest[], originOf(options));
    return actions as { -readonly [Index in keyof Requests]: Action };
  }

  protected scheduleByColumns(columns: PlayBufferColumns, options: GroupOptions): ActionList {
    this.requireReady('schedule');
    return this.sender.scheduleColumns(columns, originOf(options));
  }

  protected scheduleOne(request: MixerRequest): Action {
    return this.schedule([request])[0];
  }

  /** Ends a pending or active action; of a finished one it changes nothing and completes.
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
   * const tone = mixer.playBuffer(new Float32Array(100).fill(0.5));
   * mixer.cancel(tone, { time: { frame: 2 } });
   * assert.deepEqual([...mixer.render(4)], [0.5, 0.5, 0, 0]);
   * assert.deepEqual([tone.outcome, tone.doneFrames], ['cancelled', 2]);
   */
  cancel(action: Action, options: CancelOptions = {}): Action {
    return this.scheduleOne({ ...optionsOf(options, 'action', action), type: 'cancel', action });
  }

  /** Changes the gain of a pending or active player, without a click.
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
   * const tone = mixer.playBuffer(new Float32Array(100).fill(1));
   * mixer.setGain(tone, 0.25, { time: { frame: 2 }, ramp: 0 });
   * assert.deepEqual([...mixer.render(4)], [1, 1, 0.25, 0.25]);
   */
  setGain(action: Action, gain: number, options: SetGainOptions = {}): Action {
    return this.scheduleOne({
      ...optionsOf(options, 'action', action),
      type: 'setGain',
      action,
      gain,
    });
  }

  /** Gives a pending or active player another loop, or none (null), from the frame of the command on.
   * From where it is then, it plays on to the end of the range, back to its start until it has played it
   * `times` times, and on to the end of the sound; with null, to the end of the sound at once. If it is
   * at the end of the new range or beyond, it goes on with the range's start, as at the end of a loop
   * pass. Nothing is faded.
   *
   * The player must have been scheduled with a `loop` (`times: 1` sounds like none): samples in memory,
   * also while they are filled, no ring and no streamed file. `totalFrames` and a fade out follow the new
   * loop; a sound with a fade out cannot become endless.
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
   * const sound = Float32Array.of(0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75);
   * const loop = { startFrame: 1, endFrame: 3, times: 'endless' } as const;
   * const tone = mixer.playBuffer(sound, { loop });
   * mixer.setLoop(tone, { startFrame: 3, endFrame: 5, times: 2 }, { time: { frame: 4 } });
   * // frames 0 1 2, 1, then on to 5, 3 4 again, and the rest
   * const heard = [0, 0.125, 0.25, 0.125, 0.25, 0.375, 0.5, 0.375, 0.5, 0.625, 0.75];
   * assert.deepEqual([...mixer.render(11)], heard);
   * @example
   * // Leaves a loop: the sound goes on after it.
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
   * const sound = Float32Array.of(0.125, 0.25, 0.375, 0.5);
   * const tone = mixer.playBuffer(sound, { loop: { endFrame: 2, times: 'endless' } });
   * const change = mixer.setLoop(tone, null, { time: { frame: 5 } });
   * assert.deepEqual([...mixer.render(8)], [0.125, 0.25, 0.125, 0.25, 0.125, 0.25, 0.375, 0.5]);
   * assert.deepEqual([change.targetFound, tone.totalFrames, tone.outcome], [true, 8, 'completed']);
   */
  setLoop(action: Action, loop: Loop | null, options: CommandOptions = {}): Action {
    return this.scheduleOne({
      ...optionsOf(optionsOf(options, 'action', action), 'loop', loop),
      type: 'setLoop',
      action,
      loop,
    });
  }

  /** Changes gain, pan, mute, solo or solo safe of a bus, or gain and mute of the `master`, without a
   * click.
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1], buses: ['voice'] });
   * mixer.playBuffer(new Float32Array(100).fill(1), { bus: 'voice' });
   * mixer.setBus('voice', { muted: true, time: { frame: 2 }, ramp: 0 });
   * assert.deepEqual([...mixer.render(4)], [1, 1, 0, 0]);
   */
  setBus(bus: string, options: SetBusOptions): Action {
    return this.scheduleOne({ ...optionsOf(options, 'bus', bus), type: 'setBus', bus });
  }

  /** Reads the stream's counters and sets them to zero, between two blocks: the result is the
   * finished action's `stats`.
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1], blockSize: 64 });
   * mixer.render(4 * 64);
   * const fetched = mixer.fetchAndResetStats();
   * mixer.render(64);
   * assert.equal(fetched.stats.blocks, 5);
   * assert.equal(mixer.liveStats().blocks, 0);
   */
  fetchAndResetStats(options: CommandOptions = {}): Action {
    return this.scheduleOne({
      ...optionsOf(options, 'type', undefined),
      type: 'fetchAndResetStats',
    });
  }

  /** Resolves with the action when it is finished, or when all are. Rejects with `device-lost` when
   * the device is or was lost, `stream-not-active` when the stream is not running. Keeps the program
   * running, as `await action.finished` does.
   *
   * @example
   * await using mixer = new Mixer({ hostApi: 'Virtual', channels: 1 });
   * mixer.start();
   * const hit = mixer.playBuffer(Float32Array.of(1));
   * assert.equal((await mixer.wait(hit)).outcome, 'completed');
   * await mixer.stop();
   * const late = mixer.playBuffer(Float32Array.of(1));
   * await assert.rejects(mixer.wait(late), { code: 'stream-not-active' });
   */
  wait(action: Action): Promise<Action>;
  wait(): Promise<null>;
  wait(action?: Action): Promise<Action | null>;
  async wait(action?: Action): Promise<Action | null> {
    if (action !== undefined && !(action instanceof Action)) {
      throw invalidArgument(`wait() takes an action or nothing, not ${described(action)}.`);
    }
    if (action !== undefined && ownerKeyOf(action) !== this.registry.key) {
      throw new RtMixerError(
        'foreign-action',
        'This action belongs to another stream; wait with the stream that scheduled it.',
      );
    }
    const { registry } = this;
    registry.collect();
    const open =
      action === undefined ? registry.unfinishedCount > 0 : registry.unfinished.has(action.id);
    if (open) {
      this.requireReady('wait');
    }
    return await registry.wait(action ?? null);
  }

  /** Calls `listener` with the actions that finished, a batch at a time; returns how to stop. */
  onActionsFinished(listener: FinishedListener): () => void {
    requireFunction(listener, 'A listener');
    return this.registry.addListener(listener);
  }
}

/** Buses: players are summed on a bus, and the buses into the output. */
import type { Action } from '../actions/action.ts';
import type { AddonMixer } from '../addon-interface.ts';
import type { ChannelMatrixEntry, SetBusOptions } from '../requests/request.ts';

/** What a bus is made of. */
export interface BusOptions {
  /** Not empty, and not that of another bus; `master` is taken. */
  readonly name: string;
  /** How many channels it has; default as many as the output. Players on it are mixed into these. */
  readonly channels?: number;
  /** The output that each of its channels goes to, by numbers from 1; default the first ones. With `pan`
   * these are two: left and right. */
  readonly outputs?: readonly number[];
  /** Instead of `outputs`: any of its channels to any outputs, with gain. */
  readonly matrix?: readonly ChannelMatrixEntry[];
  /** Linear, default 1. */
  readonly gain?: number;
  /** Default false. */
  readonly muted?: boolean;
  /** Default false. */
  readonly soloed?: boolean;
  /** Not silenced when other buses are soloed; default false. */
  readonly soloSafe?: boolean;
  /** From -1 (left) to 1 (right); without it a bus is not panned. Where it is given the bus has two
   * channels: sounds of one channel that do not say where they go are placed between them, with -3 dB
   * in the middle (sine and cosine), all others are balanced: the far side falls like a cosine. */
  readonly pan?: number;
}

/** One bus of a mixer: players that name it are summed on it, in order of their ids, and the buses
 * are added to the output in the order of their names in the mixer's options, after what goes
 * straight there. It is as wide as the output. `mixer.bus(name)` gives it.
 *
 * @example
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1], buses: ['drums', 'voice'] });
 * const samples = new Float32Array(100).fill(0.5);
 * mixer.schedule([
 *   { type: 'playBuffer', samples, bus: 'drums' },
 *   { type: 'playBuffer', samples, bus: 'voice' },
 *   { type: 'setBus', bus: 'drums', gain: 0.5, ramp: 0 },
 * ]);
 * assert.equal(mixer.render(64)[63], 0.75);
 * assert.deepEqual(mixer.buses.map(({ name, gain }) => [name, gain]), [['drums', 0.5], ['voice', 1]]);
 * assert.equal(mixer.takeLevels().buses.get('drums')?.peak[0], 0.25);
 */
export class Bus {
  /** As in the mixer's options. */
  readonly name: string;
  readonly #number: number;
  readonly #native: AddonMixer;
  readonly #set: (name: string, options: SetBusOptions) => Action;

  /** Called by the mixer. */
  constructor(
    name: string,
    number: number,
    native: AddonMixer,
    set: (name: string, options: SetBusOptions) => Action,
  ) {
    this.name = name;
    this.#number = number;
    this.#native = native;
    this.#set = set;
  }

  /** Linear, 1 at first: after all changes carried out so far. A ramp to it may still be
   * under way. Kept when the stream stops. */
  get gain(): number {
    return this.#native.busState(this.#number).gain;
  }

  /** Silent, whatever its gain; what plays on it goes on. */
  get muted(): boolean {
    return this.#native.busState(this.#number).muted;
  }

  /** While any bus is soloed only soloed buses are heard, and nothing that goes straight to the
   * output. A muted bus stays silent. */
  get soloed(): boolean {
    return this.#native.busState(this.#number).soloed;
  }

  /** Changes its gain, mute or solo: an action, with an account at an exact frame.
   *
   * @example
   * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1], buses: ['drums', 'voice'] });
   * mixer.playBuffer(new Float32Array(100).fill(1), { bus: 'drums' });
   * mixer.playBuffer(new Float32Array(100).fill(0.5)); // straight to the output
   * const solo = mixer.bus('drums').set({ soloed: true, time: { frame: 2 }, ramp: 0 });
   * assert.deepEqual([...mixer.render(4)], [1.5, 1.5, 1, 1]);
   * assert.deepEqual([solo.outcome, solo.actualFrame], ['completed', 2]);
   * assert.equal(mixer.bus('drums').soloed, true);
   */
  set(options: SetBusOptions): Action {
    return this.#set(this.name, options);
  }
}

/** Buses: players are summed on a bus, and the buses into the output. */
import type { Action } from '../actions/action.ts';
import type { AddonMixer } from '../addon-interface.ts';
import { invalidArgument } from '../failure.ts';
import type { SetBusOptions } from '../requests/request.ts';
import type { KnownBus } from './bus-table.ts';

let markAsRemoved: (bus: Bus) => void;

/** One bus of a mixer: players that name it are summed on it, in order of their ids, and the buses
 * are added to the output after what goes straight there, in the order of their numbers: those of the
 * mixer's options first, one that is added takes the smallest number that is free. What all make together
 * is the master, a bus of that name: it has a gain and can be muted. Buses of the mixer's options are as
 * wide as the output; `mixer.addBus()` makes others. `mixer.bus(name)` gives it.
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
  /** As it was given. */
  readonly name: string;
  /** How many it has. */
  readonly channels: number;
  readonly #number: number;
  readonly #native: AddonMixer;
  readonly #set: (name: string, options: SetBusOptions) => Action;
  #isRemoved = false;

  static {
    markAsRemoved = (bus) => {
      bus.#isRemoved = true;
    };
  }

  /** Called by the mixer. */
  constructor(
    { name, number, channels }: Pick<KnownBus, 'name' | 'number' | 'channels'>,
    native: AddonMixer,
    set: (name: string, options: SetBusOptions) => Action,
  ) {
    this.name = name;
    this.channels = channels;
    this.#number = number;
    this.#native = native;
    this.#set = set;
  }

  #state(): ReturnType<AddonMixer['busState']> {
    if (this.#isRemoved) {
      throw invalidArgument(`The bus ${JSON.stringify(this.name)} was removed; add it again.`);
    }
    return this.#native.busState(this.#number);
  }

  /** Linear, 1 at first: after all changes carried out so far. A ramp to it may still be
   * under way. Kept when the stream stops. */
  get gain(): number {
    return this.#state().gain;
  }

  /** From -1 (left) to 1 (right), as `gain`; 0 where it is not panned. */
  get pan(): number {
    return this.#state().pan;
  }

  /** Silent, whatever its gain; what plays on it goes on. */
  get muted(): boolean {
    return this.#state().muted;
  }

  /** While any bus is soloed only soloed and solo safe buses are heard, and nothing that goes straight
   * to the output. A muted bus stays silent. */
  get soloed(): boolean {
    return this.#state().soloed;
  }

  /** Not silenced while other buses are soloed. */
  get soloSafe(): boolean {
    return this.#state().soloSafe;
  }

  /** Changes its gain, pan, mute, solo or solo safe: an action, with an account at an exact frame.
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
    if (this.#isRemoved) {
      throw invalidArgument(`The bus ${JSON.stringify(this.name)} was removed; add it again.`);
    }
    return this.#set(this.name, options);
  }
}

export { markAsRemoved };

/** What streams take where their options say nothing, as in sounddevice.default. */
import { channelCount, described, numberBetween, wholeNumber } from '../argument.ts';
import { invalidArgument } from '../failure.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import type { Direction } from './devices.ts';
import { checkedHostApiOptions, type HostApiOptions } from './host-api-options.ts';
import type { OneOrPair } from './option-values.ts';
import {
  checkedFlag,
  checkedLatency,
  type DeviceSpecifier,
  type Latency,
  largestBlockSize,
} from './option-values.ts';

/** One for both directions, or [input, output], where undefined means the built-in default. */
export type DefaultPair<T> = OneOrPair<T | undefined>;

/** Options of a host API that are no device's name. */
export type DefaultHostApiOptions = Exclude<HostApiOptions, { type: 'alsa' }>;

/** What is assigned; its parts never change. */
export interface DefaultValues {
  device?: DefaultPair<DeviceSpecifier>;
  hostApi?: string;
  channels?: DefaultPair<number>;
  sampleRate?: number;
  blockSize?: number;
  latency?: DefaultPair<Latency>;
  clipOff?: boolean;
  ditherOff?: boolean;
  neverDropInput?: boolean;
  primeOutput?: boolean;
  hostApiOptions?: DefaultHostApiOptions;
}

function checkedDevice(choice: unknown): DeviceSpecifier {
  if (typeof choice === 'number') {
    return wholeNumber(choice, 0, 'The index of a device');
  }
  if (typeof choice !== 'string' || choice === '') {
    throw invalidArgument(`device must be a name or an index, not ${described(choice)}.`);
  }
  return choice;
}

/** Checks one value or both of a pair; returns a frozen copy. */
function checkedPair<T>(
  value: DefaultPair<T>,
  name: string,
  check: (part: unknown) => T,
): DefaultPair<T> {
  const part = (one: unknown) => (one === undefined ? undefined : check(one));
  if (!Array.isArray(value)) {
    return part(value);
  }
  if (value.length !== 2) {
    throw invalidArgument(
      `A list for ${name} must be [input, output], not ${value.length} values.`,
    );
  }
  return Object.freeze([part(value[0]), part(value[1])] as const);
}

const defaultNames: OptionNames<DefaultValues> = {
  ...{ device: true, hostApi: true, channels: true, sampleRate: true, blockSize: true },
  ...{ latency: true, clipOff: true, ditherOff: true, neverDropInput: true, primeOutput: true },
  hostApiOptions: true,
};

let valuesOf: (defaults: Defaults) => DefaultValues;

/** Values that are checked where they are assigned. */
class Defaults {
  #values: DefaultValues = {};

  static {
    valuesOf = (defaults) => ({ ...defaults.#values });
  }

  constructor() {
    Object.freeze(this);
  }

  /** A name or an index into devices(), or [input, output]. It applies to streams that name no host
   * API of their own. */
  get device(): DefaultPair<DeviceSpecifier> {
    return this.#values.device;
  }

  set device(value: DefaultPair<DeviceSpecifier>) {
    this.#values.device = checkedPair(value, 'device', checkedDevice);
  }

  /** A name, a part is enough. It is looked up when a stream is opened. */
  get hostApi(): string | undefined {
    return this.#values.hostApi;
  }

  set hostApi(value: string | undefined) {
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw invalidArgument(`hostApi must be a name, not ${described(value)}.`);
    }
    this.#values.hostApi = value;
  }

  /** How many, 1 to 256, or [input, output]; built in: what the device has, at most 2. */
  get channels(): DefaultPair<number> {
    return this.#values.channels;
  }

  set channels(value: DefaultPair<number>) {
    this.#values.channels = checkedPair(value, 'channels', (part) =>
      channelCount(part, 'channels'),
    );
  }

  /** Hz, 1,000 to 1,000,000; built in: the device's own. */
  get sampleRate(): number | undefined {
    return this.#values.sampleRate;
  }

  set sampleRate(value: number | undefined) {
    this.#values.sampleRate =
      value === undefined ? undefined : numberBetween(value, 1000, 1e6, 'sampleRate');
  }

  /** Frames, 0 to 65,536; 0 = the driver's choice, which is built in. */
  get blockSize(): number | undefined {
    return this.#values.blockSize;
  }

  set blockSize(value: number | undefined) {
    this.#values.blockSize =
      value === undefined ? undefined : wholeNumber(value, 0, 'blockSize', largestBlockSize);
  }

  /** `'low'`, `'high'` or seconds, 0 to 60, or [input, output]; built in: `'high'`. */
  get latency(): DefaultPair<Latency> {
    return this.#values.latency;
  }

  set latency(value: DefaultPair<Latency>) {
    this.#values.latency = checkedPair(value, 'latency', checkedLatency);
  }

  /** As StreamOptions.clipOff; built in: false. */
  get clipOff(): boolean | undefined {
    return this.#values.clipOff;
  }

  set clipOff(value: boolean | undefined) {
    this.#values.clipOff = checkedFlag(value, 'clipOff');
  }

  /** As StreamOptions.ditherOff; built in: true. */
  get ditherOff(): boolean | undefined {
    return this.#values.ditherOff;
  }

  set ditherOff(value: boolean | undefined) {
    this.#values.ditherOff = checkedFlag(value, 'ditherOff');
  }

  /** As StreamOptions.neverDropInput; built in: false. */
  get neverDropInput(): boolean | undefined {
    return this.#values.neverDropInput;
  }

  set neverDropInput(value: boolean | undefined) {
    this.#values.neverDropInput = checkedFlag(value, 'neverDropInput');
  }

  /** As StreamOptions.primeOutput; built in: false. */
  get primeOutput(): boolean | undefined {
    return this.#values.primeOutput;
  }

  set primeOutput(value: boolean | undefined) {
    this.#values.primeOutput = checkedFlag(value, 'primeOutput');
  }

  /** They apply to streams of their own host API; others ignore them. The name of an ALSA device
   * belongs in `device`. */
  get hostApiOptions(): DefaultHostApiOptions | undefined {
    return this.#values.hostApiOptions;
  }

  set hostApiOptions(value: DefaultHostApiOptions | undefined) {
    if (value === undefined) {
      this.#values.hostApiOptions = undefined;
      return;
    }
    const checked = checkedHostApiOptions(value);
    if (checked.type === 'alsa') {
      throw invalidArgument(
        'These options name an ALSA device; assign its name to defaults.device instead.',
      );
    }
    this.#values.hostApiOptions = checked;
  }

  /** Everything as built in. */
  reset(): void {
    this.#values = {};
  }
}

const own = new Defaults();

/** The settings that every stream of this JavaScript environment (the main thread, or a worker)
 * starts from; a stream's own options win. They are read when a stream is constructed or opened and
 * change nothing for those that are open. Each can be assigned; undefined is the built-in default
 * again. A wrong value, and a name that does not exist, is refused at its assignment with
 * `invalid-argument` or `invalid-channel`.
 *
 * @example
 * defaults.hostApi = 'Virtual';
 * defaults.channels = [1, 2];
 * defaults.blockSize = 64;
 * {
 *   using mixer = new MixerAndRecorder();
 *   assert.deepEqual(mixer.channels, [1, 2]);
 *   assert.equal(mixer.blockSize, 64);
 * }
 * assert.throws(() => (defaults.sampleRate = Number.NaN), { code: 'invalid-argument' });
 * defaults.reset();
 * assert.equal(defaults.blockSize, undefined);
 */
export const defaults: Defaults = new Proxy(own, {
  get: (target, name) => {
    const value: unknown = Reflect.get(target, name, target);
    return typeof value === 'function' ? value.bind(target) : value;
  },
  set: (target, name, value) => {
    if (!Object.hasOwn(defaultNames, name)) {
      refuseUnknownOptions({ [String(name)]: true }, defaultNames, 'defaults');
    }
    return Reflect.set(target, name, value, target);
  },
});

/** Those of this moment. */
export function defaultsNow(): DefaultValues {
  return valuesOf(own);
}

/** What a default says for one direction. */
export function defaultPart<T>(value: DefaultPair<T>, direction: Direction): T | undefined {
  return Array.isArray(value) ? value[direction === 'input' ? 0 : 1] : (value as T | undefined);
}

/** How a stream is asked for, and what that means for the native part. */
import type { NativeFault, NativeStreamSettings } from './addon-interface.ts';
import {
  channelCount,
  described,
  finiteNumber,
  numberBetween,
  requireFunction,
  requireObject,
  wholeNumber,
} from './argument.ts';
import {
  channelsOf,
  type Device,
  type DeviceList,
  type Direction,
  defaultIndex,
  findDevice,
  findHostApi,
} from './devices.ts';
import { invalidArgument, RtMixerError } from './failure.ts';

/** A name (a part is enough if only one fits) or an index into devices(). */
export type DeviceChoice = string | number;
/** The device's low or high default, or seconds. */
export type Latency = 'low' | 'high' | number;
/** One for both directions, or one each: [input, output]. */
export type OneOrPair<T> = T | readonly [input: T, output: T];

/** What a real device may do any day, at stream frames of the run. */
export interface VirtualFault {
  kind:
    | 'inputUnderflow'
    | 'inputOverflow'
    | 'outputUnderflow'
    | 'outputOverflow'
    | 'lostBlocks'
    | 'disappear';
  frame: number;
  /** Lost blocks, default 1. */
  count?: number;
  /** Repeats with this period in frames; default 0 = once. */
  everyFrames?: number;
}

/** Of the virtual device only. */
export interface VirtualOptions {
  /** Input at frame n is output at n - delayFrames; default one block. */
  delayFrames?: number;
  /** 1 = real time, 0 = as fast as possible; default 1. */
  speed?: number;
  /** Uniform lateness of each callback, in seconds. */
  jitterSeconds?: number;
  seed?: number;
  faults?: readonly VirtualFault[];
}

export interface StreamOptions {
  device?: OneOrPair<DeviceChoice>;
  /** A name, a part is enough. */
  hostApi?: string;
  /** Default: what the device has, at most 2. */
  channels?: OneOrPair<number>;
  /** Hz, default the device's. */
  sampleRate?: number;
  /** Frames; 0 (default) = the driver's choice. */
  blockSize?: number;
  /** Default 'high', as in rtmixer. */
  latency?: OneOrPair<Latency>;
  clipOff?: boolean;
  /** Default true: dither is not exact. */
  ditherOff?: boolean;
  neverDropInput?: boolean;
  primeOutput?: boolean;
  /** Called when a run has ended: stopped, aborted, closed or lost. */
  onFinished?: () => void;
  virtual?: VirtualOptions;
}

export interface ResolvedOptions {
  readonly settings: NativeStreamSettings;
  readonly devices: Readonly<Partial<Record<Direction, Device>>>;
  readonly onFinished: (() => void) | undefined;
}

/** A default stands for what was left out; null is a value, and a wrong one. */
function or<T>(value: T | undefined, otherwise: T): T {
  return value === undefined ? otherwise : value;
}

/** The part of a one-or-pair option that is meant for `direction`. */
function partFor<T>(
  option: OneOrPair<T> | undefined,
  direction: Direction,
  directions: readonly Direction[],
  name: string,
): T | undefined {
  if (!Array.isArray(option)) {
    return option as T | undefined;
  }
  if (directions.length !== 2 || option.length !== 2) {
    throw invalidArgument(`${name} as a list is [input, output], for a stream that has both.`);
  }
  return option[direction === 'input' ? 0 : 1] as T;
}

function latencyNumber(latency: unknown): number {
  if (latency === 'low') {
    return -1;
  }
  if (latency === 'high') {
    return -2;
  }
  if (typeof latency !== 'number') {
    throw invalidArgument(`latency must be 'low', 'high' or seconds, not ${described(latency)}.`);
  }
  return numberBetween(latency, 0, 60, 'latency');
}

function flag(value: boolean | undefined, otherwise: boolean, name: string): boolean {
  if (value !== undefined && typeof value !== 'boolean') {
    throw invalidArgument(`${name} must be true or false, not ${described(value)}.`);
  }
  return or(value, otherwise);
}

function nativeFault(fault: VirtualFault): NativeFault {
  requireObject(fault, 'A fault');
  return {
    kind: String(fault.kind),
    frame: wholeNumber(fault.frame, 0, "A fault's frame"),
    count: wholeNumber(or(fault.count, 1), 1, "A fault's count"),
    everyFrames: wholeNumber(or(fault.everyFrames, 0), 0, "A fault's period"),
  };
}

function virtualSettings(options: VirtualOptions = {}) {
  requireObject(options, 'virtual');
  const { delayFrames, speed = 1, jitterSeconds = 0, seed = 1, faults = [] } = options;
  if (!Array.isArray(faults)) {
    throw invalidArgument(`faults must be a list, not ${described(faults)}.`);
  }
  return {
    delayFrames:
      delayFrames === undefined ? -1 : wholeNumber(delayFrames, 0, 'delayFrames', 2 ** 24),
    speed: numberBetween(speed, 0, 1000, 'speed'),
    jitterSeconds: numberBetween(jitterSeconds, 0, 10, 'jitterSeconds'),
    seed: wholeNumber(seed, 0, 'seed'),
    faults: faults.map(nativeFault),
  };
}

function chooseDevices(
  list: DeviceList,
  directions: readonly Direction[],
  options: StreamOptions,
): Device[] {
  const hostApi = options.hostApi === undefined ? undefined : findHostApi(list, options.hostApi);
  if (options.device === undefined) {
    const found = defaultIndex(list, directions, hostApi)?.map((index) => list.devices[index]);
    if (found === undefined || found.includes(undefined)) {
      throw new RtMixerError(
        'device-not-found',
        `${hostApi?.name ?? 'This machine'} has no default ${directions.join(' and ')} device.`,
      );
    }
    return found as Device[];
  }
  return directions.map((direction) =>
    findDevice(list, partFor(options.device, direction, directions, 'device'), direction, hostApi),
  );
}

function channelsFor(
  device: Device,
  direction: Direction,
  directions: readonly Direction[],
  options: StreamOptions,
): number {
  const asked = partFor(options.channels, direction, directions, 'channels');
  const there = channelsOf(device, direction);
  const channels =
    asked === undefined ? Math.min(2, there) : channelCount(asked, `channels (${direction})`);
  if (channels > there) {
    throw new RtMixerError(
      'channels-refused',
      `"${device.name}" has ${there} ${direction} channels, not ${channels}.`,
    );
  }
  return channels;
}

/** Checks options and finds the devices. Throws `invalid-argument`, `invalid-channel`,
 * `host-api-not-found`, `device-not-found`, `channels-refused`. */
export function resolveOptions(
  directions: readonly Direction[],
  options: StreamOptions,
  list: DeviceList,
): ResolvedOptions {
  requireObject(options, 'Stream options');
  if (options.onFinished !== undefined) {
    requireFunction(options.onFinished, 'onFinished');
  }
  const chosen = chooseDevices(list, directions, options);
  const devices: Partial<Record<Direction, Device>> = {};
  const channels: Record<Direction, number> = { input: 0, output: 0 };
  const latencies: Record<Direction, number> = { input: -2, output: -2 };
  directions.forEach((direction, k) => {
    const device = chosen[k] as Device;
    devices[direction] = device;
    channels[direction] = channelsFor(device, direction, directions, options);
    latencies[direction] = latencyNumber(
      or(partFor(options.latency, direction, directions, 'latency'), 'high'),
    );
  });
  const settings = {
    inputDevice: devices.input?.index ?? -1,
    outputDevice: devices.output?.index ?? -1,
    inputChannels: channels.input,
    outputChannels: channels.output,
    sampleRate: finiteNumber(or(options.sampleRate, 0), 'sampleRate'),
    blockSize: wholeNumber(or(options.blockSize, 0), 0, 'blockSize', 2 ** 20),
    inputLatency: latencies.input,
    outputLatency: latencies.output,
    clipOff: flag(options.clipOff, false, 'clipOff'),
    ditherOff: flag(options.ditherOff, true, 'ditherOff'),
    neverDropInput: flag(options.neverDropInput, false, 'neverDropInput'),
    primeOutput: flag(options.primeOutput, false, 'primeOutput'),
    ...virtualSettings(options.virtual),
  };
  return { settings, devices, onFinished: options.onFinished };
}

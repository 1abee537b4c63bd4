/** How a stream is asked for, and the options as they were when they were read. */
import type { AddonFault } from '../addon-interface.ts';
import {
  described,
  numberBetween,
  requireFunction,
  requireObject,
  wholeNumber,
} from '../argument.ts';
import { invalidArgument } from '../failure.ts';
import { virtualFaults } from '../names.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import { type DefaultValues, defaultsNow } from './defaults.ts';
import { checkedHostApiOptions, type HostApiOptions } from './host-api-options.ts';
import {
  checkedBusNames,
  type DeviceSpecifier,
  type Latency,
  type OneOrPair,
} from './option-values.ts';

/** A fault that the virtual device plays, as a real device may have it.
 *
 * - `inputUnderflow`, `inputOverflow`, `outputUnderflow`, `outputOverflow`: the flag is raised, nothing
 *   is lost.
 * - `lostBlocks`: both directions lose frames right before the block; `lostInput`, `lostOutput`: one does.
 *   Flags are raised as a driver would.
 * - `disappear`: the device stops without notice. With a later `return` it is absent until then: not in
 *   the list, and not to be opened. A stream that is opened after that goes on in the same list of
 *   faults, without the disappearances that have been.
 */
export interface VirtualFault {
  /** What goes wrong. */
  kind: (typeof virtualFaults)[number];
  /** In the block that holds this stream frame; of `return`, as if the stream had gone on. */
  frame: number;
  /** How many blocks are lost, default 1. */
  count?: number;
  /** How many frames are lost, in place of `count`. */
  frames?: number;
  /** Repeats with this period in frames; default 0 = once. */
  everyFrames?: number;
}

/** Options of the virtual device. */
export interface VirtualOptions {
  /** Input at frame n is output at n - delayFrames while nothing is lost. Default one block, and the
   * frames that `lostInput` faults lose: each makes the way shorter, and what would have to be heard
   * before it was played is silent. */
  delayFrames?: number;
  /** 1 = real time, 0 = as fast as possible; default 1. */
  speed?: number;
  /** Uniform lateness of each callback, in seconds. */
  jitterSeconds?: number;
  /** Of the jitter, so that it repeats; default 1. */
  seed?: number;
  /** What goes wrong and when; default nothing. */
  faults?: readonly VirtualFault[];
}

/** What a stream is asked for. What is left out comes from `defaults`, else from what is built in. */
export interface StreamOptions {
  /** A name, a part is enough where only one fits, or an index into devices(). At ALSA also the
   * name of a PCM that is not listed, for instance `hw:1,0`: it is known by its colon. Default: that
   * of the host API. */
  device?: OneOrPair<DeviceSpecifier>;
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
  /** Samples beyond -1...1 go to the driver as they are; default false = they are limited. */
  clipOff?: boolean;
  /** Default true: dither is not exact. */
  ditherOff?: boolean;
  /** Where possible no input is left out when a block was late; for streams with both directions
   * and the driver's choice of block size. Default false. */
  neverDropInput?: boolean;
  /** Fills the device's first buffers by the mixer instead of with silence; not every host API can.
   * Default false. */
  primeOutput?: boolean;
  /** What only the device's own host API knows. */
  hostApiOptions?: HostApiOptions;
  /** Names of the buses that it begins with, as wide as the output, 1 to 1,024; default none. More are
   * added by `addBus()`. A stream without an output has none. */
  buses?: readonly string[];
  /** Called each time the stream has ended: stopped, aborted, closed or its device lost. */
  onFinished?: () => void;
  /** For the virtual device; streams of other devices ignore it. */
  virtual?: VirtualOptions;
}

/** The most faults of a stream, as in native/src/device/virtual/faults.c. */
export const maxFaults = 10_000;

const faultNames: OptionNames<VirtualFault> = {
  kind: true,
  frame: true,
  count: true,
  frames: true,
  everyFrames: true,
};

const virtualNames: OptionNames<VirtualOptions> = {
  delayFrames: true,
  speed: true,
  jitterSeconds: true,
  seed: true,
  faults: true,
};

const streamNames: OptionNames<StreamOptions> = {
  device: true,
  hostApi: true,
  channels: true,
  sampleRate: true,
  blockSize: true,
  latency: true,
  clipOff: true,
  ditherOff: true,
  neverDropInput: true,
  primeOutput: true,
  hostApiOptions: true,
  buses: true,
  onFinished: true,
  virtual: true,
};

function nativeFault(fault: VirtualFault): AddonFault {
  requireObject(fault, 'A fault');
  refuseUnknownOptions(fault, faultNames, 'a fault');
  const { kind, count = 1, frames, everyFrames = 0 } = fault;
  const kindNumber = virtualFaults.indexOf(kind);
  if (kindNumber < 0) {
    throw invalidArgument(
      `The kind of a fault must be one of ${virtualFaults.join(', ')}, not ${described(kind)}.`,
    );
  }
  return {
    kind: kindNumber,
    frame: wholeNumber(fault.frame, 0, "A fault's frame"),
    count: wholeNumber(count, 1, "A fault's count"),
    frames: frames === undefined ? 0 : wholeNumber(frames, 1, "A fault's frames"),
    everyFrames: wholeNumber(everyFrames, 0, "A fault's period"),
  };
}

/** The virtual device's options for the native part. Throws `invalid-argument`. */
function virtualSettings(options: VirtualOptions = {}) {
  requireObject(options, 'virtual');
  refuseUnknownOptions(options, virtualNames, 'virtual');
  const { delayFrames, speed = 1, jitterSeconds = 0, seed = 1, faults = [] } = options;
  if (!Array.isArray(faults) || faults.length > maxFaults) {
    throw invalidArgument(
      `faults must be a list of at most ${maxFaults}, not ${described(faults)}.`,
    );
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

type Checked = 'buses' | 'virtual';

/** Options and defaults as they were when they were read: programs may change theirs while devices are
 * looked up, and a getter may return another value each time. */
export interface OptionsSnapshot {
  readonly options: {
    readonly [Name in Exclude<keyof StreamOptions, Checked>]-?: StreamOptions[Name] | undefined;
  };
  readonly buses: readonly string[];
  readonly virtual: ReturnType<typeof virtualSettings>;
  readonly defaults: DefaultValues;
}

/** A copy of a pair; other lists are refused where they are used. */
function kept<T>(value: T): T {
  return Array.isArray(value) && value.length === 2 ? ([value[0], value[1]] as T) : value;
}

/** Throws `invalid-argument` for what is wrong whatever the device. */
export function snapshotOf(options: StreamOptions): OptionsSnapshot {
  requireObject(options, 'Stream options');
  refuseUnknownOptions(options, streamNames, 'a stream');
  const { device, hostApi, channels, sampleRate, blockSize, latency, ...others } = options;
  const { clipOff, ditherOff, neverDropInput, primeOutput, onFinished } = others;
  const { hostApiOptions, buses, virtual } = others;
  if (onFinished !== undefined) {
    requireFunction(onFinished, 'onFinished');
  }
  return {
    options: {
      device: kept(device),
      hostApi,
      channels: kept(channels),
      sampleRate,
      blockSize,
      latency: kept(latency),
      clipOff,
      ditherOff,
      neverDropInput,
      primeOutput,
      onFinished,
      hostApiOptions:
        hostApiOptions === undefined ? undefined : checkedHostApiOptions(hostApiOptions),
    },
    buses: checkedBusNames(buses),
    virtual: virtualSettings(virtual),
    defaults: defaultsNow(),
  };
}

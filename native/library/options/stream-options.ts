/** How a stream is asked for. */
import type { HostApiOptions } from './host-api-options.ts';
import type { OneOrPair } from './one-or-pair.ts';
import type { DeviceSpecifier, Latency } from './option-values.ts';

/** What a real device may do any day, at stream frames of the run. */
export interface VirtualFault {
  /** What goes wrong. */
  kind:
    | 'inputUnderflow'
    | 'inputOverflow'
    | 'outputUnderflow'
    | 'outputOverflow'
    | 'lostBlocks'
    | 'disappear';
  /** In the block that holds this frame of the run. */
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
  /** Names of the mixer's buses, 1 to 64; default none. A stream without an output has none. */
  buses?: readonly string[];
  /** Called when a run has ended: stopped, aborted, closed or lost. */
  onFinished?: () => void;
  /** For the virtual device; others pass it over. */
  virtual?: VirtualOptions;
}

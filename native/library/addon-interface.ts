/** The addon's functions, defined in native/src/addon. Nothing here is public: the library's classes
 * check arguments before they call it. */

import type { StreamStats } from './actions/account.ts';
import type { MixerFailure, RtMixerError } from './failure.ts';
import type { HostApiType } from './names.ts';

export interface AddonSampleBuffer {
  /** Channels, frames, sample rate in Hz, the number by which requests refer to it. */
  info(): [number, number, number, number];
  readyFrames(): number;
  /** Copies from the front; the index of the first sample that is not finite, -1 = none. */
  copyIn(source: Float32Array): number;
  /** How many samples were copied. */
  copyOut(target: Float32Array, fromSample: number, toSample: number, samples: number): number;
}

export interface AddonRingBuffer {
  elementSize(): number;
  readAvailable(): number;
  writeAvailable(): number;
  readInto(target: Uint8Array): number;
  writeFrom(source: Uint8Array): number;
  /** Byte offset and elements of the first part, elements of the part at the storage's start. */
  readRegion(elements: number): [number, number, number];
  writeRegion(elements: number): [number, number, number];
  advanceRead(elements: number): number;
  advanceWrite(elements: number): number;
  flush(): void;
  setEnded(ended: boolean): void;
}

export interface AddonSeries {
  firstId(): number;
  /** True when it is unfinished: collect() will give its row. */
  watch(index: number): boolean;
  read(index: number, row: Float64Array): void;
}

export interface AddonMixer {
  /** Takes the first `count` rows and fills as many ids. */
  schedule(
    count: number,
    rows: Float64Array,
    channels: Uint32Array,
    rings: readonly AddonRingBuffer[],
    origin: Float64Array,
    clockMap: Float64Array | null,
    ids: Float64Array,
    tables: Float64Array,
  ): void;
  /** The row holds what all rows have in common; see native/src/addon/columns.h. */
  scheduleColumns(
    count: number,
    row: Float64Array,
    channels: Uint32Array,
    samples: Uint32Array,
    columns: (Float64Array | Float32Array | Int32Array | Uint32Array | null)[],
    sampleIndex: Uint32Array | null,
    origin: Float64Array,
    clockMap: Float64Array | null,
    tables: Float64Array,
  ): AddonSeries;
  /** The number of rows written. `quiet` gets how many actions of series finished without one,
   * how many series have ended, and the first ids of these; `all`: each gets a row. */
  collect(rows: Float64Array, quiet: Float64Array, all: boolean): number;
  readAction(id: number, row: Float64Array): boolean;
  takeActionPeak(id: number): number;
  clockMap(packed: Float64Array): boolean;
  streamStats(): StreamStats;
  /** The number of the new bus, from 1. `pan`: null = not panned; `switches`: muted, soloed, solo safe;
   * `matrix`: from, to, gain of each entry, empty = each channel to its own. */
  addBus(
    channels: number,
    gain: number,
    pan: number | null,
    switches: readonly boolean[],
    matrix: Float64Array,
  ): number;
  removeBus(number: number): void;
  /** Numbers count from 1; 0 = the master. */
  busState(number: number): {
    gain: number;
    pan: number;
    muted: boolean;
    soloed: boolean;
    soloSafe: boolean;
  };
  /** Peak and RMS of each channel in turn: inputs, then outputs. */
  takeLevels(levels: Float32Array): void;
  /** The same of the channels of each bus in turn. */
  takeBusLevels(numbers: Uint32Array, levels: Float32Array): void;
  /** Of a collected fetchAndResetStats, once. */
  takeFetchedClipped(id: number): number[];
  /** How many rows of dropouts were written. */
  takeDropouts(rows: Float64Array): number;
  /** How many rows of losses within recordings were written. */
  takeRecordedLosses(rows: Float64Array): number;
  /** Seconds; NaN = not known. */
  clockBound(): number;
  takeWorstLoad(): number;
  frame(): number;
  streamNumber(): number;
}

export interface AddonOfflineMixer extends AddonMixer {
  render(frames: number, blockSize: number, input: Float32Array | null): Float32Array<ArrayBuffer>;
  close(): void;
}

/** Which flags of lost or invented frames a host API ever reports. */
export interface HostApiFlags {
  /** Gaps in the input. */
  readonly inputUnderflow: boolean;
  /** Lost input. */
  readonly inputOverflow: boolean;
  /** Output that came too late. */
  readonly outputUnderflow: boolean;
  /** Output discarded. */
  readonly outputOverflow: boolean;
}

export interface AddonStreamInfo {
  sampleRate: number;
  blockSize: number;
  inputLatency: number;
  outputLatency: number;
  inputChannels: number;
  outputChannels: number;
  inputDevice: number;
  outputDevice: number;
  reports: HostApiFlags;
  /** Indices of priorityPolicies and priorityReasons. */
  priorityPolicy: number;
  priorityLevel: number;
  priorityFromRtkit: boolean;
  priorityReason: number;
}

export interface AddonStream extends AddonMixer {
  start(): void;
  close(): void;
  startAsync(): Promise<void>;
  stopAsync(): Promise<void>;
  abortAsync(): Promise<void>;
  closeAsync(): Promise<void>;
  info(): AddonStreamInfo;
  /** An index of streamStates, as state(); poll() also checks whether the device is lost. */
  poll(): number;
  state(): number;
  time(): number;
  cpuLoad(): number;
}

export interface AddonFault {
  /** An index of virtualFaults. */
  kind: number;
  frame: number;
  count: number;
  /** 0 = as `count` says. */
  frames: number;
  everyFrames: number;
}

export interface AddonStreamSettings {
  inputDevice: number;
  outputDevice: number;
  inputChannels: number;
  outputChannels: number;
  sampleRate: number;
  blockSize: number;
  inputLatency: number;
  outputLatency: number;
  busCount: number;
  clipOff: boolean;
  ditherOff: boolean;
  neverDropInput: boolean;
  primeOutput: boolean;
  delayFrames: number;
  speed: number;
  jitterSeconds: number;
  seed: number;
  faults: AddonFault[];
  hostApiOptions: AddonHostApiOptions | null;
  /** Empty = unchanged. */
  jackClientName: string;
  /** Number of the device list; 0 = unknown: the indices are those of the current list. */
  listNumber: number;
  inputIdentity: AddonDeviceIdentity | null;
  outputIdentity: AddonDeviceIdentity | null;
}

/** What a device's index meant in its list; `ordinal` counts those of the same names from 0. */
export interface AddonDeviceIdentity {
  hostApi: string;
  name: string;
  ordinal: number;
}

/** Names of ALSA's devices (empty = listed or unused), flags, and channels of the device from 0. */
export type AddonHostApiOptions =
  | { type: 'alsa'; input: string; output: string }
  | { type: 'wasapi'; exclusive: boolean; autoConvert: boolean }
  | {
      type: 'coreAudio';
      changeDevice: boolean;
      failIfConverted: boolean;
      /** An index of conversionQualities. */
      quality: number;
      inputMap: number[] | null;
      outputMap: number[] | null;
    };

export interface AddonDeviceList {
  /** Lists of the same number have the same indices. */
  number: number;
  hostApis: {
    name: string;
    type: HostApiType;
    defaultInputDevice: number;
    defaultOutputDevice: number;
    reports: HostApiFlags;
  }[];
  devices: {
    name: string;
    hostApiIndex: number;
    maxInputChannels: number;
    maxOutputChannels: number;
    defaultSampleRate: number;
    lowInputLatency: number;
    highInputLatency: number;
    lowOutputLatency: number;
    highOutputLatency: number;
  }[];
}

export interface AddonMediaStatus {
  kind: number;
  state: number;
  frames: number;
  readyFrames: number;
  channels: number;
  sourceSampleRate: number;
  quality: number;
  replacedSamples: number;
  format: string;
  failure: MixerFailure | null;
}

/** A signal in short, for drawing. */
export interface Peaks {
  /** Bins whose peaks are known so far; the rest are zero. */
  readonly knownBins: number;
  /** Minimum, maximum and RMS of each channel of each bin, bin after bin. */
  readonly triples: Float32Array;
}

export interface AddonMedia {
  status(): AddonMediaStatus;
  samples(): AddonSampleBuffer | null;
  peaks(startFrame: number, framesPerBin: number, bins: number): Promise<Peaks>;
  read(startFrame: number, frames: number, sampleRate: number): Promise<AddonSampleBuffer>;
  /** No loop: its end is 0. */
  openReader(
    startFrame: number,
    frames: number,
    loopStart: number,
    loopEnd: number,
    ringSeconds: number,
  ): Promise<AddonDiskReader>;
  cancel(): void;
  release(): void;
}

export interface AddonDiskReader {
  ring(): AddonRingBuffer;
  /** 0 after release(). */
  bufferedFrames(): number;
  prefilled(): boolean;
  failure(): MixerFailure | null;
  release(): void;
}

export interface AddonTakeStatus {
  state: number;
  frames: number;
  safeFrames: number;
  wasRemoved: boolean;
  cutFrames: number;
  maxFillFrames: number;
  failure: MixerFailure | null;
}

export interface AddonFileLock {
  release(): void;
}

export interface AddonTakeWriter {
  ring(): AddonRingBuffer;
  status(): AddonTakeStatus;
  peaks(startFrame: number, framesPerBin: number, triples: Float32Array, bins: number): number;
  finish(labels: readonly string[], numbers: Float64Array): void;
  release(): Promise<void>;
}

/** Watches the look at a whole file and may end it. */
export interface AddonScan {
  cancel(): void;
  /** 0 to 1. */
  fraction(): number;
}

/** What a sound file is. */
export interface SoundFileInfo {
  /** As many as the file has. */
  readonly channels: number;
  /** At the file's own rate; what can really be read. */
  readonly frames: number;
  /** Hz. */
  readonly sampleRate: number;
  /** For instance "WAV, 24 bit". */
  readonly format: string;
  /** What the file says that it has; null = it does not say, or cannot be believed. */
  readonly claimedFrames: number | null;
  /** The end is missing: more frames are promised than there are, or a piece of the last is. */
  readonly truncated: boolean;
  /** Bytes after the sound that are another sound (files that were joined), or of no known meaning. */
  readonly unreadBytes: number;
}

export interface Addon {
  setErrorClass(errorClass: typeof RtMixerError): void;
  /** Each list of names that C has, in the order of its numbers or bits. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  createSampleBuffer(channels: number, frames: number, sampleRate: number): AddonSampleBuffer;
  createRingBuffer(elementSize: number, elements: number, storage: Uint8Array): AddonRingBuffer;
  readonly AddonOfflineMixer: new (
    inputChannels: number,
    outputChannels: number,
    sampleRate: number,
    busCount: number,
  ) => AddonOfflineMixer;
  openStream(settings: AddonStreamSettings): AddonStream;
  openStreamAsync(settings: AddonStreamSettings): Promise<AddonStream>;
  checkSettings(settings: AddonStreamSettings): void;
  listDevices(): AddonDeviceList;
  listDevicesAsync(): Promise<AddonDeviceList>;
  refreshDevices(): void;
  refreshDevicesAsync(): Promise<void>;
  setJackClientName(name: string): void;
  setJackClientNameAsync(name: string): Promise<void>;
  portAudioVersion(): string;
  soundFileVersion(): string;
  openMedia(settings: {
    path: string;
    sampleRate: number;
    residentLimitFrames: number;
    copyPath: string | null;
    peaksPath: string | null;
    quality: number;
    scan: AddonScan | null;
  }): Promise<AddonMedia>;
  openTakeWriter(settings: {
    path: string;
    channels: number;
    sampleRate: number;
    ringSeconds: number;
    headerSeconds: number;
  }): Promise<AddonTakeWriter>;
  lockFile(path: string, holder: string): Promise<AddonFileLock>;
  createScan(): AddonScan;
  probeFile(path: string, scan: AddonScan | null): Promise<SoundFileInfo>;
  /** `numbers`: frame and frames of each cue point. */
  recoverTake(
    path: string,
    labels: readonly string[],
    numbers: Float64Array,
  ): Promise<{ frames: number; recoveredFrames: number }>;
}

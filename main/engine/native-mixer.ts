/**
 * Everything the main process asks of the native side, as one typed table. `native-library.ts`
 * answers it with the addon in this process; it could be answered from a utility process as well,
 * and tests answer it with invented streams.
 */
import type { ActionOutcome, ActionState, ActionType, XrunStats } from '../../preload/actions.ts';
import type { ReportedFlags } from '../../preload/engine.ts';
import type { Failure } from '../../preload/outcome.ts';
import type { ChannelNumber, Frames, SampleRate, Seconds } from '../../preload/units.ts';

/** A fault that the virtual device plays; frames count from the run's start. */
export interface VirtualFault {
  readonly kind:
    | 'input-underflow'
    | 'input-overflow'
    | 'output-underflow'
    | 'output-overflow'
    | 'lost-blocks'
    | 'disappear';
  readonly frame: Frames;
  readonly count?: number;
  /** Repeats with this period. */
  readonly everyFrames?: Frames;
}

export interface VirtualSettings {
  /** null = one block. */
  readonly delayFrames: Frames | null;
  readonly faults: readonly VirtualFault[];
}

/** The account of one action; live until `state` is `finished`. */
export interface NativeAction {
  readonly id: number;
  readonly type: ActionType;
  readonly state: ActionState;
  readonly outcome: ActionOutcome | null;
  readonly streamNumber: number;
  readonly requestedFrame: Frames | null;
  readonly actualFrame: Frames | null;
  /** Seconds of device time; 0 = did not happen. */
  readonly actualTime: Seconds;
  readonly totalFrames: Frames | null;
  readonly doneFrames: Frames;
  readonly skippedFrames: Frames;
  readonly starvedFrames: Frames;
  readonly channels: readonly ChannelNumber[];
  readonly stats: XrunStats;
  /** Peak of its signal since the last call, linear. */
  takePeak(): number;
}

/** Something playBuffer can play: resident samples, or a prefilled reader of a streamed file. */
export type PlayableSource = object;

/** As soon as possible, or a stream frame (within a group: frames from its origin). */
export type NativeStart = 0 | { readonly frame: Frames };

export type NativeRequest =
  | {
      readonly type: 'playBuffer';
      readonly samples: PlayableSource;
      /** The source's 1:1; one channel goes to every one of them. */
      readonly channels: readonly ChannelNumber[];
      readonly start: NativeStart;
      readonly offset: Frames;
      readonly length: Frames;
      /** Linear. */
      readonly gain: number;
      readonly allowBelated: boolean | 'trim';
    }
  | {
      readonly type: 'recordRingBuffer';
      readonly ring: NativeTakeWriter;
      readonly channels: readonly ChannelNumber[];
      readonly start: NativeStart;
      readonly allowBelated: boolean | 'trim';
    }
  | {
      readonly type: 'cancel';
      readonly action: NativeAction;
      readonly time: NativeStart;
      readonly fade: Seconds;
    }
  | {
      readonly type: 'setGain';
      readonly action: NativeAction;
      readonly gain: number;
      readonly ramp: Seconds;
    }
  | { readonly type: 'fetchAndResetStats' };

/** One number per channel. */
export interface ChannelLevels {
  readonly peak: Float32Array;
  readonly rms: Float32Array;
}

/** Counters of the stream since the last fetchAndResetStats. */
export interface NativeStreamStats extends XrunStats {
  readonly inferredDropouts: number;
  readonly inferredDropoutFrames: Frames;
  /** Per output channel. */
  readonly clippedSamples: readonly number[];
}

export interface NativeStreamOptions {
  readonly hostApi: string;
  /** Indices into the device list; null = that direction stays closed. */
  readonly inputIndex: number | null;
  readonly outputIndex: number | null;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly sampleRate: SampleRate;
  /** 0 = the driver's choice. */
  readonly blockSize: Frames;
  readonly latency: 'low' | 'high' | Seconds;
  /** null for any device that is not the virtual one. */
  readonly virtual: VirtualSettings | null;
}

/** An open stream. All members on the main thread; none blocks but `schedule`, which is short. */
export interface NativeStream {
  readonly streamNumber: number;
  readonly active: boolean;
  /** Frames handled since this stream was started. */
  readonly frame: Frames;
  readonly sampleRate: SampleRate;
  readonly blockSize: Frames;
  /** The driver's claim; 0 where the direction is closed. */
  readonly inputLatency: Seconds;
  readonly outputLatency: Seconds;
  readonly cpuLoad: number;
  readonly reports: ReportedFlags;
  start(): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
  /** One atomic batch; frames inside it count from `originFrame` (stream frame; null = each for itself). */
  schedule(requests: readonly NativeRequest[], originFrame: Frames | null): readonly NativeAction[];
  liveStats(): NativeStreamStats;
  /** Peak and RMS per channel since the last call, linear. */
  takeLevels(): { readonly input: ChannelLevels; readonly output: ChannelLevels };
  onActionsFinished(listener: (actions: readonly NativeAction[]) => void): void;
  /** The heartbeat stopped: all its actions ended as device-lost. */
  onDead(listener: () => void): void;
}

export interface NativeMediaStatus {
  readonly kind: 'resident' | 'streamed' | 'copied';
  readonly state: 'decoding' | 'ready' | 'failed' | 'cancelled';
  readonly frames: Frames;
  readonly readyFrames: Frames;
  readonly channels: number;
  readonly sourceSampleRate: SampleRate;
  readonly quality: 'best' | 'medium' | 'fastest' | null;
  readonly replacedSamples: number;
  readonly failure: Failure | null;
}

/** Peaks for drawing: count * channels triples (min, max, RMS), the unknown ones zero. */
export interface NativePeaks {
  readonly knownBins: number;
  readonly triples: Float32Array;
}

/** A sound file made playable. */
export interface NativeMedia {
  status(): NativeMediaStatus;
  /** Resident samples (may still grow); null = streamed: open a reader. */
  readonly samples: PlayableSource | null;
  peaks(startFrame: Frames, framesPerBin: number, count: number): Promise<NativePeaks>;
  /** Resolves when enough is read to begin. */
  openReader(range: { startFrame: Frames; lengthFrames: Frames }): Promise<PlayableSource>;
  cancel(): void;
  close(): void;
}

export interface NativeTakeStatus {
  readonly state: 'writing' | 'finished' | 'failed';
  /** Frames in the file. */
  readonly frames: Frames;
  readonly failure: Failure | null;
}

/** Writes a take to disk on a native thread. */
export interface NativeTakeWriter {
  status(): NativeTakeStatus;
  peaks(startFrame: Frames, framesPerBin: number, count: number): NativePeaks;
  /** Writes what is left and closes the file. */
  finish(): Promise<NativeTakeStatus>;
}

export interface NativeFileInfo {
  readonly channels: number;
  /** At the file's own rate. */
  readonly frames: Frames;
  readonly sampleRate: SampleRate;
  readonly format: string;
}

export interface NativeHostApi {
  readonly name: string;
  readonly reports: ReportedFlags;
}

export interface NativeDevice {
  /** Index for opening; valid until the next refresh. */
  readonly index: number;
  readonly name: string;
  readonly hostApi: string;
  readonly maxInputChannels: number;
  readonly maxOutputChannels: number;
  readonly defaultSampleRate: SampleRate;
  /** Default of its host API. */
  readonly isDefaultInput: boolean;
  readonly isDefaultOutput: boolean;
}

export interface NativeDeviceList {
  /** The virtual one last. */
  readonly hostApis: readonly NativeHostApi[];
  readonly devices: readonly NativeDevice[];
}

/** Errors are the library's `RtMixerError`s. */
export interface NativeMixer {
  /** May take a second the first time. */
  devices(): Promise<NativeDeviceList>;
  /** Looks for devices anew; only while no PortAudio stream is open. */
  refreshDevices(): Promise<void>;
  openStream(options: NativeStreamOptions): Promise<NativeStream>;
  probeFile(path: string): Promise<NativeFileInfo>;
  openMedia(
    path: string,
    options: {
      readonly sampleRate: SampleRate;
      readonly residentLimitFrames: Frames;
      readonly copyPath: string;
      readonly peaksPath: string;
    },
  ): Promise<NativeMedia>;
  openTakeWriter(options: {
    readonly path: string;
    readonly channels: number;
    readonly sampleRate: SampleRate;
  }): Promise<NativeTakeWriter>;
  recoverTake(path: string): Promise<{ readonly frames: Frames; readonly recoveredFrames: Frames }>;
}

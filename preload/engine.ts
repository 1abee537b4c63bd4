/**
 * The engine as the window sees it: devices, the open stream, its counters, meters and load.
 */
import { type BlockStats, NO_STATS } from './actions.ts';
import type { ErrorCode, Failure } from './outcome.ts';
import type { Track } from './project.ts';
import type { ChannelNumber, Frames, SampleRate, Seconds } from './units.ts';

/** Which dropout flags a host API reports; where false the screen shows `n/a`, never 0. */
export interface ReportedFlags {
  readonly inputUnderflow: boolean;
  readonly inputOverflow: boolean;
  readonly outputUnderflow: boolean;
  readonly outputOverflow: boolean;
}

export interface HostApiInfo {
  readonly name: string;
  readonly reports: ReportedFlags;
}

export interface DeviceInfo {
  /** How a device is remembered: host API, name, channel counts and ordinal among equals. */
  readonly key: string;
  readonly name: string;
  readonly hostApi: string;
  readonly maxInputChannels: number;
  readonly maxOutputChannels: number;
  readonly defaultSampleRate: SampleRate;
  readonly isDefaultInput: boolean;
  readonly isDefaultOutput: boolean;
}

export interface DeviceList {
  readonly hostApis: readonly HostApiInfo[];
  readonly devices: readonly DeviceInfo[];
}

/** What the Devices tab applies. */
export interface DeviceChoice {
  readonly hostApi: string;
  /** DeviceInfo.key; null = none. */
  readonly inputKey: string | null;
  readonly outputKey: string | null;
  readonly sampleRate: SampleRate;
  /** Frames; 0 = the driver's choice. */
  readonly blockSize: Frames;
  readonly latency: 'low' | 'high' | Seconds;
}

/** 0 = none in that direction. */
export interface ChannelCounts {
  readonly inputChannels: number;
  readonly outputChannels: number;
}

/** Which priority the audio callback's thread has. */
export type PriorityStatus =
  /** No stream is open, or the system does not tell. */
  | { readonly policy: 'unknown' }
  /** 1 to 99; higher goes first. */
  | {
      readonly policy: 'realtime';
      readonly level: number;
      readonly grantedBy: 'system' | 'rtkit';
    }
  | {
      readonly policy: 'normal';
      readonly reason:
        | 'not-allowed'
        | 'not-given'
        | 'not-asked'
        | 'rtkit-asked'
        | 'no-libdbus'
        | 'no-rtkit'
        | 'rtkit-refused'
        | 'rtkit-silent'
        | 'taken-away';
    };

export interface StreamStatus extends ChannelCounts {
  /** `closed`: none is open (see `notice`). `dead`: the device is lost. */
  readonly state: 'closed' | 'active' | 'dead';
  /** Number of the current or last stream, from 1; 0 before the first. */
  readonly streamNumber: number;
  readonly hostApi: string;
  readonly inputDevice: string | null;
  readonly outputDevice: string | null;
  /** What the chosen devices have, open or not; both 0 while none is open. */
  readonly available: ChannelCounts;
  readonly sampleRate: SampleRate;
  /** 0 = the driver's choice. */
  readonly blockSize: Frames;
  /** The driver's claim; null where that direction is not open. */
  readonly inputLatency: Seconds | null;
  readonly outputLatency: Seconds | null;
  readonly reports: ReportedFlags;
  readonly priority: PriorityStatus;
  readonly choice: DeviceChoice;
  /** The device that was lost, or is waited for, while it is looked for; null = none is. */
  readonly lookingFor: string | null;
  /** Why the stream is not as chosen, or that a fallback is in use; one or more sentences. */
  readonly notice: string | null;
  /** Of the failure that `notice` tells of; null = of none. */
  readonly noticeCode: ErrorCode | null;
}

/** Counters of the stream since the last Fetch and reset. */
export interface StreamCounters extends BlockStats {
  /** Steps of device time against the frame counter: our own detector, labelled `inferred`. */
  readonly inferredDropouts: number;
  readonly inferredDropoutFrames: Frames;
  /** Output samples beyond full scale, one count per output channel. */
  readonly clippedSamples: readonly number[];
  /** Frames handled by this stream. */
  readonly frame: Frames;
  /** 0...1 of each block's time, may exceed 1. */
  readonly load: number;
  /** Of the worst block since the stream began; 0 = none is known. */
  readonly worstLoad: number;
}

/** What a stream has counted before its first block. */
export const NO_COUNTERS: StreamCounters = {
  ...NO_STATS,
  inferredDropouts: 0,
  inferredDropoutFrames: 0,
  clippedSamples: [],
  frame: 0,
  load: 0,
  worstLoad: 0,
};

/** Levels since the last update: absolute peaks and the RMS of the same frames. */
export interface Meters {
  /** Peaks, linear, one per input channel. */
  readonly input: Float32Array;
  /** Peaks, linear, one per output channel. */
  readonly output: Float32Array;
  /** RMS, linear, one per output channel. */
  readonly outputRms: Float32Array;
  /** One per track of the project: how many channels its meter has; see `meterChannelsOf`. */
  readonly trackChannels: Uint8Array;
  /** Hundredths of a dB, see `levelOfPeak`: of each track the peaks of its channels, then their RMS.
   * An RMS of `SILENT_LEVEL` beside a peak is not known. */
  readonly trackLevels: Int16Array;
}

export const NO_METERS: Meters = {
  input: new Float32Array(),
  output: new Float32Array(),
  outputRms: new Float32Array(),
  trackChannels: new Uint8Array(),
  trackLevels: new Int16Array(),
};

/** Bars of a meter; the channels beyond them share those from the first one on. */
export const MOST_METER_CHANNELS = 8;

/** The channels of a track's meter: its outputs in their order. A track without any has one. */
export function meterChannelsOf({ outputChannels }: Pick<Track, 'outputChannels'>): number {
  return Math.min(MOST_METER_CHANNELS, Math.max(1, outputChannels.length));
}

/** The greater of each; of lists of other lengths the newer one. */
function greater<Peaks extends Float32Array | Int16Array>(before: Peaks, now: Peaks): Peaks {
  if (before.length !== now.length) return now;
  return now.map((peak, index) => Math.max(peak, before[index] ?? peak)) as Peaks;
}

/** The levels of both together. */
export function mergedMeters(before: Meters | undefined, now: Meters): Meters {
  if (before === undefined) return now;
  const { trackChannels } = now;
  const isSame =
    before.trackChannels.length === trackChannels.length &&
    before.trackChannels.every((count, place) => count === trackChannels[place]);
  return {
    input: greater(before.input, now.input),
    output: greater(before.output, now.output),
    outputRms: greater(before.outputRms, now.outputRms),
    trackChannels,
    trackLevels: isSame ? greater(before.trackLevels, now.trackLevels) : now.trackLevels,
  };
}

/** What the last start of a group took. */
export interface Preparation {
  /** Actions that were handed over to the mixer. */
  readonly actions: number;
  /** From Play, Seek or Record until the mixer had all of them. */
  readonly seconds: Seconds;
  /** How far ahead of the stream the group began. */
  readonly leadSeconds: Seconds;
}

export interface TransportStatus {
  readonly state: 'stopped' | 'playing' | 'recording';
  /** Timeline frame: where playback stands or would begin. */
  readonly positionFrame: Frames;
  /** Stream frame of the timeline's frame 0 in this loop pass; null while stopped, and while the
   * timeline runs on without a device. */
  readonly originFrame: Frames | null;
  readonly loopPass: number;
  /** null = nothing has been played or recorded yet. */
  readonly preparation: Preparation | null;
  /** What is to play or to be recorded takes so long to prepare that it is shown. */
  readonly isPreparing: boolean;
}

/** A recording in progress. */
export interface TakeInProgress {
  readonly takeId: string;
  readonly name: string;
  readonly trackId: string;
  /** Timeline frame where it will lie. */
  readonly startFrame: Frames;
  /** Frames on disk so far. */
  readonly frames: Frames;
  readonly channels: readonly ChannelNumber[];
  /** The input has been digital silence for this long. */
  readonly silentSeconds: Seconds;
}

/** What a file was when it was opened last. */
export interface FoundFile {
  readonly channels: number;
  /** At the session's rate. */
  readonly frames: Frames;
  /** The file's own. */
  readonly sampleRate: SampleRate;
  readonly format: string;
  /** null = not known. */
  readonly bytes: number | null;
  /** SHA-256; null = not read yet. */
  readonly hash: string | null;
  /** What its header promises where less is there, at the session's rate; null = it is whole. */
  readonly promisedFrames: Frames | null;
  /** After its sound: another one, or of no known meaning. */
  readonly unreadBytes: number;
}

/** State of a source's file. */
export interface MediaStatus {
  readonly sourceId: string;
  /** Counts the openings of files: what is known of another one may not be true any more. */
  readonly opening: number;
  readonly state: 'opening' | 'decoding' | 'ready' | 'failed' | 'cancelled' | 'missing';
  /** `resident` in memory, `streamed` from the file, `copied`: streamed from a decoded copy. */
  readonly kind: 'resident' | 'streamed' | 'copied';
  readonly frames: Frames;
  readonly readyFrames: Frames;
  readonly quality: 'best' | 'medium' | 'fastest' | null;
  /** NaN and infinite samples that became silence. */
  readonly replacedSamples: number;
  /** What the file is now; null while it is not known, and where there is no file that can be read. */
  readonly found: FoundFile | null;
  /** A decoded copy of what the session knows is kept. */
  readonly hasCopy: boolean;
  readonly playsCopy: boolean;
  readonly failure: Failure | null;
}

/** A file that is being converted, because it is of a kind that RtMixer does not read itself. */
export interface ConversionStatus {
  readonly id: number;
  /** The file's name. */
  readonly name: string;
  /** From 0 to 1; null = it waits, or its length is not known. */
  readonly fraction: number | null;
}

/** What a notice tells of where that lasts: while it does, there is one notice of it. */
export type NoticeCause = 'stream' | 'saving' | 'disk';

/** What a notice is about, where that can go from the session: the notice goes with it. */
export interface NoticeSubject {
  /** A buffer or a take. */
  readonly sourceId: string;
  /** A clip of it. */
  readonly clipId?: string;
  /** About its file: the notice goes, too, when the file can be read. */
  readonly isOfFile?: true;
}

export interface Notice {
  readonly id: number;
  readonly severity: 'info' | 'warning' | 'error';
  readonly message: string;
  /** Of the failure that it tells of; null = of none, or of several. */
  readonly code: ErrorCode | null;
  /** Absent = nothing that lasts. */
  readonly cause?: NoticeCause;
  /** Absent = nothing that can go. */
  readonly subject?: NoticeSubject;
  /** Milliseconds since 1970 by the computer's clock, which may be set back. */
  readonly wallTime: number;
}

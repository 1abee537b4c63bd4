/**
 * The native side as the main process uses it: one table of functions. `native-library.ts` fills it
 * with the library in this process; tests fill it with invented streams. Every type is derived from
 * the library's, reduced to the members that main uses, because its classes cannot be invented.
 */
import type {
  Action,
  BusOptions,
  convertFile,
  DiskReader,
  DiskReaderOptions,
  FileLock,
  findConverter,
  GroupOptions,
  ListedDevices,
  Media,
  MediaOptions,
  MixerAndRecorder,
  MixerLevels,
  MixerRequest,
  probeFile,
  recoverTake,
  SampleBuffer,
  StreamOptions,
  TakeOptions,
  TakeWriter,
} from '../../native/index.ts';
import type { ActionOutcome } from '../../preload/actions.ts';
import type { Frames, Seconds } from '../../preload/units.ts';

/** Samples of playBuffer: resident, or a prefilled reader of a streamed file, to be disposed. */
export type SoundSource = Pick<SampleBuffer | DiskReader, 'frames'> &
  Partial<Disposable & Pick<DiskReader, 'failure' | 'bufferedFrames'>>;

/** The account of one action; live until `state` is `finished`. */
export type StreamAction = Pick<
  Action,
  | 'id'
  | 'type'
  | 'state'
  | 'outcome'
  | 'streamNumber'
  | 'requestedFrame'
  | 'requestedTime'
  | 'actualFrame'
  | 'actualTime'
  | 'totalFrames'
  | 'doneFrames'
  | 'skippedFrames'
  | 'starvedFrames'
  | 'losses'
  | 'lossCount'
  | 'channels'
  | 'stats'
  | 'takePeak'
> & { readonly samples: SoundSource | null };

/** Why an action ended; null = it has not. What could not be delivered overflowed: main records into
 * files, never into arrays. */
export function outcomeOfAction({ outcome }: Pick<StreamAction, 'outcome'>): ActionOutcome | null {
  return outcome === 'undelivered' ? 'overflowed' : outcome;
}

/** Writes a take to disk on a native thread. */
export type TakeFile = Pick<TakeWriter, 'status' | 'peaks' | 'finish'> & Disposable;

/** A sound file made playable. */
export type MediaFile = Pick<Media, 'status' | 'peaks' | 'cancel'> &
  Disposable & {
    /** Resident samples (may still grow); null = streamed: open a reader. */
    readonly samples: SoundSource | null;
    /** Resolves when enough is read to begin. */
    openReader(range: DiskReaderOptions): Promise<SoundSource>;
    /** A copy of the frames there are. */
    read(startFrame: Frames, frames: Frames): Promise<SoundSource>;
  };

type Inventable<Value> = Value extends Action
  ? StreamAction
  : Value extends SampleBuffer | DiskReader
    ? SoundSource
    : Value extends TakeWriter
      ? TakeFile
      : Value;

type WithInventable<Request> = Request extends unknown
  ? { [Key in keyof Request]: Inventable<Request[Key]> }
  : never;

/** The library's request; passed on as it is. */
export type StreamRequest = WithInventable<MixerRequest>;

/** An open stream. All members on the main thread; none blocks but `schedule`, which is short. */
export type MixerStream = Pick<
  MixerAndRecorder,
  | 'active'
  | 'frame'
  | 'sampleRate'
  | 'blockSize'
  | 'cpuLoad'
  | 'clockBound'
  | 'reports'
  | 'priority'
  | 'startAsync'
  | 'stop'
  | 'close'
  | 'liveStats'
  | 'takeDropouts'
  | 'takeWorstLoad'
  | 'onDead'
  | 'removeBus'
> & {
  /** See the library's. */
  addBus(options: BusOptions): void;
  /** One atomic batch; the starts of its requests count from the origin. */
  schedule(requests: readonly StreamRequest[], options?: GroupOptions): readonly StreamAction[];
  /** Those of the tracks are under the names of their buses: see `trackBusesOf`. */
  takeLevels(): MixerLevels;
  onActionsFinished(listener: (actions: readonly StreamAction[]) => void): () => void;
};

/** What the library's StreamOptions say of both directions, with devices by their index. */
export interface StreamSetup
  extends Required<Pick<StreamOptions, 'hostApi' | 'sampleRate' | 'blockSize' | 'virtual'>> {
  /** Indices into the device list; null = that direction stays closed. */
  readonly inputIndex: number | null;
  readonly outputIndex: number | null;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly latency: 'low' | 'high' | Seconds;
}

/** A stream that is not started yet, with the driver's claims; 0 where the direction is closed. */
export interface SetUpStream {
  readonly stream: MixerStream;
  readonly inputLatency: Seconds;
  readonly outputLatency: Seconds;
}

/** Errors are `Error`s with a stable `code`. */
export interface NativeMixer {
  /** May take a second the first time. */
  listDevices(): Promise<ListedDevices>;
  /** Enumerates the devices again; only while no PortAudio stream is open. */
  refreshDevices(): Promise<void>;
  openStream(setup: StreamSetup): Promise<SetUpStream>;
  readonly probeFile: typeof probeFile;
  openMedia(path: string, options: MediaOptions): Promise<MediaFile>;
  openTakeWriter(options: TakeOptions): Promise<TakeFile>;
  readonly recoverTake: typeof recoverTake;
  readonly convertFile: typeof convertFile;
  readonly findConverter: typeof findConverter;
  readonly lockFile: (...args: Parameters<typeof FileLock.take>) => Promise<Disposable>;
}

/** An invented native side: files by name, streams that the test drives, takes without a disk. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type {
  MediaFile,
  NativeMixer,
  SetUpStream,
  StreamSetup,
  TakeFile,
} from '../../main/engine/native-mixer.ts';
import type {
  Device,
  HostApi,
  ListedDevices,
  SoundFileInfo,
  TakeStatus,
} from '../../native/index.ts';
import { type CueOptions, type CuePoint, RtMixerError } from '../../native/index.ts';
import { resampledFrames } from '../../preload/units.ts';
import { FakeStream } from './fake-stream.ts';

export interface FakeFile
  extends Omit<SoundFileInfo, 'truncated' | 'claimedFrames' | 'unreadBytes'> {
  /** What its header promises; absent = what is there. */
  readonly claimedFrames?: number;
  /** Of no finite value; absent = none. */
  readonly replacedSamples?: number;
  /** After its sound; absent = none. */
  readonly unreadBytes?: number;
  /** Played from a decoded copy, which is made at once. */
  readonly isCopied?: boolean;
  readonly isStreamed?: boolean;
  /** Streamed from a copy that is being made; absent = all of it is there. */
  readonly readyFrames?: number;
}

const REPORTS = {
  inputUnderflow: true,
  inputOverflow: true,
  outputUnderflow: true,
  outputOverflow: true,
};

export function fakeDevice(device: Partial<Device> & { index: number }): Device {
  return {
    name: `Device ${device.index}`,
    hostApi: 'Virtual',
    maxInputChannels: 2,
    maxOutputChannels: 2,
    defaultSampleRate: 48_000,
    defaultLowInputLatency: 0.01,
    defaultHighInputLatency: 0.1,
    defaultLowOutputLatency: 0.01,
    defaultHighOutputLatency: 0.1,
    ...device,
  };
}

export function fakeDeviceList(devices: readonly Device[]): ListedDevices {
  const names = [...new Set(devices.map(({ hostApi }) => hostApi))];
  const hostApis = names.map((name, index): HostApi => {
    const own = devices.filter(({ hostApi }) => hostApi === name);
    const defaultIndex = own[0]?.index ?? null;
    return {
      index,
      name,
      type: name === 'Virtual' ? 'virtual' : 'alsa',
      devices: own.map((device) => device.index),
      defaultInputDevice: defaultIndex,
      defaultOutputDevice: defaultIndex,
      reports: REPORTS,
    };
  });
  return { hostApis, devices };
}

export class FakeTakeWriter implements TakeFile {
  readonly path: string;
  frames = 0;
  isFinished = false;
  wasRemoved = false;
  cutFrames = 0;
  /** Set by the test: the disk refused. */
  failure: TakeStatus['failure'] = null;
  isDisposed = false;

  constructor(path: string) {
    this.path = path;
  }

  status(): TakeStatus {
    const { frames, failure, wasRemoved, cutFrames } = this;
    const state = failure !== null ? 'failed' : this.isFinished ? 'finished' : 'writing';
    return { state, frames, safeFrames: frames, wasRemoved, cutFrames, maxFillFrames: 0, failure };
  }

  peaks(_startFrame: number, _framesPerBin: number, count: number) {
    return { knownBins: 0, triples: new Float32Array(count * 6) };
  }

  /** Of the first `finish`; null = it was not called. */
  cues: readonly CuePoint[] | null = null;

  async finish({ cues = [] }: CueOptions = {}): Promise<TakeStatus> {
    this.cues ??= cues;
    this.isFinished = true;
    return this.status();
  }

  [Symbol.dispose](): void {
    this.isDisposed = true;
  }
}

export class FakeNative implements NativeMixer {
  list: ListedDevices = fakeDeviceList([fakeDevice({ index: 0, name: 'Virtual loopback' })]);
  readonly files = new Map<string, FakeFile>();
  /** Paths of the files that were opened to be played, oldest first. */
  readonly opened: string[] = [];
  readonly streams: FakeStream[] = [];
  readonly writers: FakeTakeWriter[] = [];
  /** What recoverTake finds, by file name. */
  readonly broken = new Map<string, { frames: number; recoveredFrames: number }>();
  /** Seconds. */
  latency = { input: 0.001, output: 0.002 };
  refreshes = 0;
  /** Refuses to open with this error while it is set. */
  refusal: ((options: StreamSetup) => RtMixerError | null) | null = null;

  get stream(): FakeStream {
    const stream = this.streams.at(-1);
    if (stream === undefined) throw new Error('no stream was opened');
    return stream;
  }

  async listDevices(): Promise<ListedDevices> {
    return this.list;
  }

  async refreshDevices(): Promise<void> {
    this.refreshes += 1;
  }

  async openStream(setup: StreamSetup): Promise<SetUpStream> {
    const refusal = this.refusal?.(setup) ?? null;
    if (refusal !== null) throw refusal;
    const stream = new FakeStream(setup);
    this.streams.push(stream);
    return {
      stream,
      inputLatency: setup.inputIndex === null ? 0 : this.latency.input,
      outputLatency: setup.outputIndex === null ? 0 : this.latency.output,
    };
  }

  async probeFile(path: string): Promise<SoundFileInfo> {
    const file = this.#fileAt(path);
    const { claimedFrames = file.frames, unreadBytes = 0 } = file;
    return { ...file, claimedFrames, unreadBytes, truncated: claimedFrames > file.frames };
  }

  async openMedia(
    path: string,
    options: {
      sampleRate: number;
      residentLimitFrames?: number;
      copyPath?: string | undefined;
    },
  ): Promise<MediaFile> {
    const file = this.#fileAt(path);
    this.opened.push(path);
    const { sampleRate } = options;
    const frames = resampledFrames(file.frames, file.sampleRate, sampleRate);
    if (file.isCopied && options.copyPath !== undefined) {
      writeFileSync(
        options.copyPath,
        JSON.stringify({ ...file, frames, sampleRate, isCopied: false }),
      );
    }
    const isStreamed = file.isStreamed === true || frames > (options.residentLimitFrames ?? frames);
    // Those of another file are others.
    const samples = { frames, path };
    return {
      status: () => {
        const readyFrames = this.files.get(path)?.readyFrames;
        return {
          kind:
            readyFrames !== undefined || file.isCopied
              ? 'copied'
              : isStreamed
                ? 'streamed'
                : 'resident',
          state: readyFrames === undefined ? 'ready' : 'decoding',
          frames,
          readyFrames: readyFrames ?? frames,
          channels: file.channels,
          sourceSampleRate: file.sampleRate,
          quality: null,
          replacedSamples: file.replacedSamples ?? 0,
          format: file.format,
          failure: null,
        };
      },
      samples: isStreamed ? null : samples,
      peaks: async (_startFrame, _framesPerBin, count) => ({
        knownBins: count,
        triples: new Float32Array(count * file.channels * 3),
      }),
      openReader: async (range) => ({ frames: range.lengthFrames, ...range }),
      read: async (startFrame, count) => ({
        frames: Math.min(count, frames - startFrame),
        path,
        startFrame,
      }),
      cancel: () => {},
      [Symbol.dispose]: () => {},
    };
  }

  #fileAt(path: string): FakeFile {
    const file = this.files.get(path);
    if (file !== undefined) return file;
    if (this.convertible.has(path)) {
      throw new RtMixerError('file-unsupported', `${path} is a file that RtMixer cannot read.`);
    }
    // A decoded copy tells what it holds, whatever its name.
    if (/[/\\]copies[/\\]/.test(path) && existsSync(path)) {
      return JSON.parse(readFileSync(path, 'utf8'));
    }
    throw new RtMixerError('file-not-found', `There is no file ${path}.`);
  }

  async openTakeWriter({ path }: { path: string }): Promise<FakeTakeWriter> {
    const writer = new FakeTakeWriter(path);
    this.writers.push(writer);
    this.files.set(path, { channels: 2, frames: 1, sampleRate: 48_000, format: 'WAV' });
    return writer;
  }

  lockFile: NativeMixer['lockFile'] = async () => ({ [Symbol.dispose]: () => {} });

  /** Files that are converted, by their path, to what they hold. */
  readonly convertible = new Map<string, FakeFile>();
  converter: string | null = '/usr/bin/ffmpeg';

  findConverter: NativeMixer['findConverter'] = async () => this.converter;

  convertFile: NativeMixer['convertFile'] = async (source, target) => {
    const found = this.convertible.get(source);
    if (found === undefined) throw new RtMixerError('file-not-audio', 'It has no sound in it.');
    writeFileSync(target, JSON.stringify(found));
    this.convertedCount += 1;
    return { format: null, errors: [], soundtracks: 1 };
  };
  convertedCount = 0;

  /** That recoverTake was asked to write, by file name. */
  readonly repairedCues = new Map<string, readonly CuePoint[]>();

  async recoverTake(
    path: string,
    { cues = [] }: CueOptions = {},
  ): Promise<{ frames: number; recoveredFrames: number }> {
    this.repairedCues.set(path.replace(/^.*[/\\]/, ''), cues);
    const found = this.broken.get(path.replace(/^.*[/\\]/, ''));
    if (found === undefined) throw new RtMixerError('file-not-audio', 'It is no sound file.');
    this.files.set(path, {
      channels: 2,
      frames: found.frames,
      sampleRate: 48_000,
      format: 'WAV',
    });
    return found;
  }
}

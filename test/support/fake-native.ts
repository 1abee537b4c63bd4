/** An invented native side: files by name, streams that the test drives, takes without a disk. */
import type {
  NativeDevice,
  NativeDeviceList,
  NativeFileInfo,
  NativeMedia,
  NativeMixer,
  NativeStreamOptions,
  NativeTakeStatus,
  NativeTakeWriter,
} from '../../main/engine/native-mixer.ts';
import { RtMixerError } from '../../native/index.ts';
import { FakeStream } from './fake-stream.ts';

export interface FakeFile extends NativeFileInfo {
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

export function fakeDevice(device: Partial<NativeDevice> & { index: number }): NativeDevice {
  return {
    name: `Device ${device.index}`,
    hostApi: 'Virtual',
    maxInputChannels: 2,
    maxOutputChannels: 2,
    defaultSampleRate: 48_000,
    isDefaultInput: true,
    isDefaultOutput: true,
    ...device,
  };
}

export function fakeDeviceList(devices: readonly NativeDevice[]): NativeDeviceList {
  const names = [...new Set(devices.map(({ hostApi }) => hostApi))];
  return { hostApis: names.map((name) => ({ name, reports: REPORTS })), devices };
}

export class FakeTakeWriter implements NativeTakeWriter {
  readonly path: string;
  frames = 0;
  isFinished = false;

  constructor(path: string) {
    this.path = path;
  }

  status(): NativeTakeStatus {
    const state = this.isFinished ? 'finished' : 'writing';
    return { state, frames: this.frames, failure: null };
  }

  peaks(_startFrame: number, _framesPerBin: number, count: number) {
    return { knownBins: 0, triples: new Float32Array(count * 6) };
  }

  async finish(): Promise<NativeTakeStatus> {
    this.isFinished = true;
    return this.status();
  }
}

export class FakeNative implements NativeMixer {
  list: NativeDeviceList = fakeDeviceList([fakeDevice({ index: 0, name: 'Virtual loopback' })]);
  readonly files = new Map<string, FakeFile>();
  readonly streams: FakeStream[] = [];
  readonly writers: FakeTakeWriter[] = [];
  /** What recoverTake finds, by file name. */
  readonly broken = new Map<string, { frames: number; recoveredFrames: number }>();
  /** Seconds. */
  latency = { input: 0.001, output: 0.002 };
  refreshes = 0;
  /** Refuses to open with this error while it is set. */
  refusal: ((options: NativeStreamOptions) => RtMixerError | null) | null = null;

  get stream(): FakeStream {
    const stream = this.streams.at(-1);
    if (stream === undefined) throw new Error('no stream was opened');
    return stream;
  }

  async devices(): Promise<NativeDeviceList> {
    return this.list;
  }

  async refreshDevices(): Promise<void> {
    this.refreshes += 1;
  }

  async openStream(options: NativeStreamOptions): Promise<FakeStream> {
    const refusal = this.refusal?.(options) ?? null;
    if (refusal !== null) throw refusal;
    const stream = new FakeStream(options, this.latency);
    this.streams.push(stream);
    return stream;
  }

  async probeFile(path: string): Promise<NativeFileInfo> {
    const file = this.files.get(path);
    if (file === undefined) throw new RtMixerError('file-not-found', `There is no file ${path}.`);
    return file;
  }

  async openMedia(path: string, options: { sampleRate: number }): Promise<NativeMedia> {
    const file = this.files.get(path);
    if (file === undefined) throw new RtMixerError('file-not-found', `There is no file ${path}.`);
    const frames = Math.round((file.frames * options.sampleRate) / file.sampleRate);
    return {
      status: () => {
        const readyFrames = this.files.get(path)?.readyFrames;
        return {
          kind: readyFrames !== undefined ? 'copied' : file.isStreamed ? 'streamed' : 'resident',
          state: readyFrames === undefined ? 'ready' : 'decoding',
          frames,
          readyFrames: readyFrames ?? frames,
          channels: file.channels,
          sourceSampleRate: file.sampleRate,
          quality: null,
          replacedSamples: 0,
          failure: null,
        };
      },
      samples: file.isStreamed ? null : { path },
      peaks: async (_startFrame, _framesPerBin, count) => ({
        knownBins: count,
        triples: new Float32Array(count * file.channels * 3),
      }),
      openReader: async (range) => ({ path, ...range }),
      cancel: () => {},
      close: () => {},
    };
  }

  async openTakeWriter({ path }: { path: string }): Promise<FakeTakeWriter> {
    const writer = new FakeTakeWriter(path);
    this.writers.push(writer);
    this.files.set(path, { channels: 2, frames: 1, sampleRate: 48_000, format: 'WAV' });
    return writer;
  }

  async recoverTake(path: string): Promise<{ frames: number; recoveredFrames: number }> {
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

/** Answers native-mixer.ts with the addon in this process. The one place in main that imports it. */
import {
  type Action,
  DiskReader,
  type VirtualFault as LibraryFault,
  listDevicesAsync,
  type Media,
  Mixer,
  MixerAndRecorder,
  type MixerRequest,
  openMedia,
  probeFile,
  Recorder,
  recoverTake,
  refreshDevices,
  type StreamOptions,
  setAddonPath,
  TakeWriter,
} from '../../native/index.ts';
import type {
  NativeAction,
  NativeDeviceList,
  NativeMedia,
  NativeMixer,
  NativeRequest,
  NativeStream,
  NativeStreamOptions,
  NativeTakeWriter,
  PlayableSource,
  VirtualFault,
  VirtualSettings,
} from './native-mixer.ts';

type LibraryStream = Mixer | Recorder | MixerAndRecorder;

const FAULT_KINDS: Record<VirtualFault['kind'], LibraryFault['kind']> = {
  'input-underflow': 'inputUnderflow',
  'input-overflow': 'inputOverflow',
  'output-underflow': 'outputUnderflow',
  'output-overflow': 'outputOverflow',
  'lost-blocks': 'lostBlocks',
  disappear: 'disappear',
};

/** @param addonPath absolute path of rtmixer.node */
export function loadNativeMixer(addonPath: string): NativeMixer {
  setAddonPath(addonPath);
  return {
    devices: nativeDevices,
    refreshDevices: async () => refreshDevices(),
    openStream,
    probeFile,
    openMedia: async (path, options) => nativeMedia(await openMedia(path, options)),
    openTakeWriter: (options) => TakeWriter.open(options),
    recoverTake,
  };
}

async function nativeDevices(): Promise<NativeDeviceList> {
  const { hostApis, devices } = await listDevicesAsync();
  return {
    hostApis: hostApis.map(({ name, reports }) => ({ name, reports })),
    devices: devices.map((device) => {
      const hostApi = hostApis.find(({ name }) => name === device.hostApi);
      return {
        index: device.index,
        name: device.name,
        hostApi: device.hostApi,
        maxInputChannels: device.maxInputChannels,
        maxOutputChannels: device.maxOutputChannels,
        defaultSampleRate: device.defaultSampleRate,
        isDefaultInput: hostApi?.defaultInputDevice === device.index,
        isDefaultOutput: hostApi?.defaultOutputDevice === device.index,
      };
    }),
  };
}

function virtualOptions({ delayFrames, faults }: VirtualSettings): StreamOptions['virtual'] {
  return {
    ...(delayFrames === null ? {} : { delayFrames }),
    faults: faults.map((fault) => ({ ...fault, kind: FAULT_KINDS[fault.kind] })),
  };
}

async function openStream(options: NativeStreamOptions): Promise<NativeStream> {
  const { inputIndex, outputIndex, inputChannels, outputChannels } = options;
  const { sampleRate, blockSize, latency } = options;
  const virtual = options.virtual === null ? {} : { virtual: virtualOptions(options.virtual) };
  const shared = { sampleRate, blockSize, latency, ...virtual };
  if (inputIndex !== null && outputIndex !== null) {
    const stream = await MixerAndRecorder.open({
      ...shared,
      device: [inputIndex, outputIndex],
      channels: [inputChannels, outputChannels],
    });
    const [inputLatency, outputLatency] = stream.latency;
    return nativeStream(stream, inputLatency, outputLatency);
  }
  if (outputIndex !== null) {
    const output = { ...shared, device: outputIndex, channels: outputChannels };
    const stream = await Mixer.open(output);
    return nativeStream(stream, 0, stream.latency);
  }
  const input = { ...shared, device: inputIndex ?? 0, channels: inputChannels };
  const stream = await Recorder.open(input);
  return nativeStream(stream, stream.latency, 0);
}

function nativeStream(
  stream: LibraryStream,
  inputLatency: number,
  outputLatency: number,
): NativeStream {
  stream.onActionsFinished(letGoOfReaders);
  return {
    get streamNumber() {
      return stream.streamNumber;
    },
    get active() {
      return stream.active;
    },
    get frame() {
      return stream.frame;
    },
    get cpuLoad() {
      return stream.cpuLoad;
    },
    sampleRate: stream.sampleRate,
    blockSize: stream.blockSize,
    inputLatency,
    outputLatency,
    reports: stream.reports,
    start: () => stream.startAsync(),
    stop: () => stream.stop(),
    close: () => stream.close(),
    schedule: (requests, originFrame) =>
      stream.schedule(
        requests.map(libraryRequest),
        originFrame === null ? {} : { origin: { frame: originFrame } },
      ),
    liveStats: () => {
      const { clippedSamples: _sum, clippedSamplesByChannel, ...stats } = stream.liveStats();
      return { ...stats, clippedSamples: clippedSamplesByChannel };
    },
    takeLevels: () => stream.takeLevels(),
    onActionsFinished: (listener) => void stream.onActionsFinished(listener),
    onDead: (listener) => void stream.onDead(listener),
  };
}

/** A reader holds a file and seconds of samples; garbage collection would come much too late. */
function letGoOfReaders(finished: readonly Action[]): void {
  for (const { samples } of finished) {
    if (samples instanceof DiskReader) samples[Symbol.dispose]();
  }
}

/** The library's own objects went out through this module and come back through it. */
function own<Own>(object: PlayableSource | NativeAction | NativeTakeWriter): Own {
  return object as unknown as Own;
}

function libraryRequest(request: NativeRequest): MixerRequest {
  switch (request.type) {
    case 'playBuffer': {
      const { channels, start, offset, length, gain, allowBelated } = request;
      const samples = own<Extract<MixerRequest, { type: 'playBuffer' }>['samples']>(
        request.samples,
      );
      // A source that is late goes on where it would be, so that the timeline stays in step.
      const onStarve = 'skip';
      const type = 'playBuffer';
      return { type, samples, channels, start, offset, length, gain, allowBelated, onStarve };
    }
    case 'recordRingBuffer':
      return { ...request, ring: own<TakeWriter>(request.ring) };
    case 'cancel':
      return { ...request, action: own<Action>(request.action) };
    case 'setGain':
      return { ...request, action: own<Action>(request.action) };
    case 'fetchAndResetStats':
      return request;
  }
}

function nativeMedia(media: Media): NativeMedia {
  return {
    status: () => media.status(),
    get samples() {
      return media.samples;
    },
    peaks: (startFrame, framesPerBin, count) => media.peaks(startFrame, framesPerBin, count),
    openReader: (range) => media.openReader(range),
    cancel: () => media.cancel(),
    close: () => media[Symbol.dispose](),
  };
}

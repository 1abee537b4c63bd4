/** Fills native-mixer.ts with the library. The one place in main that runs its code. */
import {
  convertFile,
  FileLock,
  findConverter,
  listDevicesAsync,
  Mixer,
  MixerAndRecorder,
  OfflineMixer,
  openMedia,
  portAudioVersion,
  probeFile,
  Recorder,
  recoverTake,
  refreshDevicesAsync,
  setAddonPath,
  soundFileVersion,
  TakeWriter,
} from '../../native/index.ts';

export { portAudioVersion, soundFileVersion };

import type { NativeMixer, SetUpStream, StreamSetup } from './native-mixer.ts';

/** @param addonPath absolute path of rtmixer.node */
export function loadNativeMixer(addonPath: string): NativeMixer {
  setAddonPath(addonPath);
  return {
    listDevices: listDevicesAsync,
    refreshDevices: refreshDevicesAsync,
    openStream,
    probeFile,
    openMedia,
    openTakeWriter: TakeWriter.open,
    recoverTake,
    lockFile: FileLock.take,
    convertFile,
    findConverter,
  };
}

async function openStream(setup: StreamSetup): Promise<SetUpStream> {
  const { inputIndex, outputIndex, inputChannels, outputChannels, ...shared } = setup;
  if (inputIndex !== null && outputIndex !== null) {
    const stream = await MixerAndRecorder.open({
      ...shared,
      device: [inputIndex, outputIndex],
      channels: [inputChannels, outputChannels],
    });
    const [inputLatency, outputLatency] = stream.latency;
    return { stream, inputLatency, outputLatency };
  }
  if (outputIndex !== null) {
    const output = { ...shared, device: outputIndex, channels: outputChannels };
    const stream = await Mixer.open(output);
    return { stream, inputLatency: 0, outputLatency: stream.latency };
  }
  const input = { ...shared, device: inputIndex ?? 0, channels: inputChannels };
  const stream = await Recorder.open(input);
  return { stream, inputLatency: stream.latency, outputLatency: 0 };
}

/** A mixer without a device, which advances when it renders. */
export function openOfflineMixer(
  setup: Pick<StreamSetup, 'inputChannels' | 'outputChannels' | 'sampleRate' | 'blockSize'>,
): OfflineMixer {
  const { inputChannels, outputChannels, sampleRate, blockSize } = setup;
  return new OfflineMixer({
    sampleRate,
    channels: [inputChannels, outputChannels],
    ...(blockSize === 0 ? {} : { blockSize }),
  });
}

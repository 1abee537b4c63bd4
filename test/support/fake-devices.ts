/** The devices that the fake bridge offers. */
import type { DeviceList } from '../../preload/engine.ts';

const ALL_FLAGS = {
  inputUnderflow: true,
  inputOverflow: true,
  outputUnderflow: true,
  outputOverflow: true,
};

export const FAKE_DEVICES: DeviceList = {
  hostApis: [
    { name: 'ALSA', reports: ALL_FLAGS },
    { name: 'Virtual', reports: ALL_FLAGS },
  ],
  devices: [
    {
      key: 'alsa-interface',
      name: 'Interface 4i4',
      hostApi: 'ALSA',
      maxInputChannels: 4,
      maxOutputChannels: 4,
      defaultSampleRate: 48_000,
      isDefaultInput: true,
      isDefaultOutput: true,
    },
    {
      key: 'virtual',
      name: 'Virtual loopback',
      hostApi: 'Virtual',
      maxInputChannels: 64,
      maxOutputChannels: 64,
      defaultSampleRate: 48_000,
      isDefaultInput: false,
      isDefaultOutput: false,
    },
  ],
};

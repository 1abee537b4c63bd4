import { describe, expect, test } from 'vitest';
import type { DeviceChoice, DeviceInfo, DeviceList } from '../../../preload/engine.ts';
import {
  BLOCK_SIZES,
  choiceForHostApi,
  devicesOf,
  LATENCIES,
  latencyFromText,
  latencyText,
  withValue,
} from '../../../renderer/devices/device-options.ts';

function device(key: string, hostApi: string, values: Partial<DeviceInfo> = {}): DeviceInfo {
  return {
    key,
    name: key,
    hostApi,
    maxInputChannels: 2,
    maxOutputChannels: 2,
    defaultSampleRate: 48_000,
    isDefaultInput: false,
    isDefaultOutput: false,
    ...values,
  } as DeviceInfo;
}

const list = {
  hostApis: [],
  devices: [
    device('mic', 'ALSA', { maxOutputChannels: 0 }),
    device('card', 'ALSA', { isDefaultOutput: true, isDefaultInput: true }),
    device('speaker', 'ALSA', { maxInputChannels: 0 }),
    device('loopback', 'JACK'),
    device('system', 'JACK'),
    device('tv', 'HDMI', { maxInputChannels: 0 }),
  ],
} as unknown as DeviceList;

const choice = {
  hostApi: 'Virtual',
  inputKey: 'virtual',
  outputKey: 'virtual',
  sampleRate: 48_000,
  blockSize: 256,
  latency: 'low',
} as DeviceChoice;

describe('the devices of a direction', () => {
  test('are those of the host API that have channels in it', () => {
    const keys = (hostApi: string, direction: 'input' | 'output') =>
      devicesOf(list, hostApi, direction).map(({ key }) => key);
    expect(keys('ALSA', 'input')).toEqual(['mic', 'card']);
    expect(keys('ALSA', 'output')).toEqual(['card', 'speaker']);
    expect(keys('Core Audio', 'output')).toEqual([]);
  });

  test('are none before the list is there', () => {
    expect(devicesOf(null, 'ALSA', 'input')).toEqual([]);
  });
});

describe('another host API', () => {
  test('comes with its default devices, and keeps rate, block size and latency', () => {
    expect(choiceForHostApi(list, choice, 'ALSA')).toEqual({
      ...choice,
      hostApi: 'ALSA',
      inputKey: 'card',
      outputKey: 'card',
    });
  });

  test('without defaults comes with its first devices', () => {
    expect(choiceForHostApi(list, choice, 'JACK')).toMatchObject({
      inputKey: 'loopback',
      outputKey: 'loopback',
    });
  });

  test('without an input has none, and no input stays no input', () => {
    expect(choiceForHostApi(list, choice, 'HDMI').inputKey).toBeNull();
    expect(choiceForHostApi(list, { ...choice, inputKey: null }, 'ALSA').inputKey).toBeNull();
  });
});

describe('the lists of the tab', () => {
  test('contain the value in use, once', () => {
    expect(withValue(BLOCK_SIZES as readonly number[], 100).at(-1)).toBe(100);
    expect(withValue(BLOCK_SIZES, 64)).toBe(BLOCK_SIZES);
  });

  test('give back every latency from its value', () => {
    for (const latency of [...LATENCIES, 0.0125]) {
      expect(latencyFromText(String(latency))).toBe(latency);
    }
    expect(latencyText(0.0125)).toBe('12.5 ms');
    expect(latencyText('low')).toContain('low');
    expect(latencyText('high')).toContain('high');
  });
});

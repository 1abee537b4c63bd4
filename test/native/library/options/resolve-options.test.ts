/** What a stream's options mean on other machines: invented lists of devices. */
import { afterEach, describe, expect, test } from 'vitest';
import { defaults, type HostApiType, type ListedDevices } from '../../../../native/index.ts';
import { type Direction, findHostApi } from '../../../../native/library/options/devices.ts';
import { resolveOptions } from '../../../../native/library/options/resolve-options.ts';
import type { StreamOptions } from '../../../../native/library/options/stream-options.ts';
import { snapshotOf } from '../../../../native/library/options/stream-options.ts';
import { codeThrownBy } from '../../support/streams.ts';

const reports = {
  inputUnderflow: false,
  inputOverflow: false,
  outputUnderflow: false,
  outputOverflow: false,
};

/** One host API with a microphone, loudspeakers and an interface, at the indices 0, 1, 2. */
function machine(name: string, type: HostApiType): ListedDevices {
  const channels: [string, number, number][] = [
    ['Microphone', 1, 0],
    ['Loudspeakers', 0, 2],
    ['Interface', 8, 6],
  ];
  return {
    hostApis: [
      {
        index: 0,
        name,
        type,
        devices: [0, 1, 2],
        defaultInputDevice: 0,
        defaultOutputDevice: 1,
        reports,
      },
    ],
    devices: channels.map(([device, inputs, outputs], index) => ({
      index,
      name: device,
      hostApi: name,
      maxInputChannels: inputs,
      maxOutputChannels: outputs,
      defaultSampleRate: 44_100,
      defaultLowInputLatency: 0.01,
      defaultHighInputLatency: 0.1,
      defaultLowOutputLatency: 0.01,
      defaultHighOutputLatency: 0.1,
    })),
  };
}

const mac = machine('Core Audio', 'coreAudio');
const windows = machine('Windows WASAPI', 'wasapi');
const linux = machine('ALSA', 'alsa');
const both: readonly Direction[] = ['input', 'output'];

afterEach(() => defaults.reset());

function settingsOf(list: ListedDevices, directions: readonly Direction[], options: StreamOptions) {
  return resolveOptions(directions, snapshotOf(options), list).settings;
}

describe("Core Audio's channel map", () => {
  const device = 'Interface';
  const map = (channelMap: number[] | [number[], number[]]) =>
    ({ device, hostApiOptions: { type: 'coreAudio', channelMap } }) as const;

  test('makes as many channels as it names, counted from 1', () => {
    const settings = settingsOf(mac, ['output'], map([3, 4, 6]));
    expect(settings.outputChannels).toBe(3);
    expect(settings.hostApiOptions).toMatchObject({ outputMap: [2, 3, 5], quality: 0 });
  });

  test('may differ between input and output', () => {
    const settings = settingsOf(mac, both, map([[8], [5, 6]]));
    expect([settings.inputChannels, settings.outputChannels]).toEqual([1, 2]);
    expect(settings.hostApiOptions).toMatchObject({ inputMap: [7], outputMap: [4, 5] });
  });

  test('is refused where it does not fit the stream or the device', () => {
    const longer = { ...map([1, 2, 3]), channels: 2 };
    expect(codeThrownBy(() => settingsOf(mac, ['output'], longer))).toBe('invalid-argument');
    expect(codeThrownBy(() => settingsOf(mac, ['output'], map([7])))).toBe('channels-refused');
    expect(codeThrownBy(() => settingsOf(mac, ['input'], map([7])))).toBe('it did not throw');
  });
});

describe("WASAPI's options", () => {
  test('convert rates by default', () => {
    const hostApiOptions = { type: 'wasapi', exclusive: true } as const;
    expect(settingsOf(windows, ['output'], { hostApiOptions }).hostApiOptions).toEqual({
      type: 'wasapi',
      exclusive: true,
      autoConvert: true,
    });
    expect(settingsOf(windows, ['output'], {}).hostApiOptions).toBeNull();
  });

  test('as defaults apply on Windows and are ignored elsewhere', () => {
    defaults.hostApiOptions = { type: 'wasapi', autoConvert: false };
    expect(settingsOf(windows, both, {}).hostApiOptions).toMatchObject({ autoConvert: false });
    expect(settingsOf(mac, both, {}).hostApiOptions).toBeNull();
  });
});

describe("ALSA's names", () => {
  test('go to ALSA for one direction or both, beside a listed device', () => {
    const settings = settingsOf(linux, both, { device: ['hw:2,0', 'Loudspeakers'] });
    expect([settings.inputDevice, settings.outputDevice]).toEqual([-2, 1]);
    expect(settings.hostApiOptions).toEqual({ type: 'alsa', input: 'hw:2,0', output: '' });
    const device = ['plughw:0', 'null'] as const;
    expect(settingsOf(linux, both, { hostApiOptions: { type: 'alsa', device } })).toMatchObject({
      inputDevice: -2,
      outputDevice: -2,
      inputChannels: 2,
      outputChannels: 2,
      hostApiOptions: { type: 'alsa', input: 'plughw:0', output: 'null' },
    });
  });

  test('are names that do not exist where there is no ALSA', () => {
    const device = 'hw:2,0';
    expect(codeThrownBy(() => settingsOf(mac, ['output'], { device }))).toBe('device-not-found');
    const hostApiOptions = { type: 'alsa', device } as const;
    expect(codeThrownBy(() => settingsOf(mac, ['output'], { hostApiOptions }))).toBe(
      'host-api-option',
    );
  });

  test('may be a default', () => {
    defaults.device = [undefined, 'hw:2,0'];
    expect(settingsOf(linux, both, {})).toMatchObject({ inputDevice: 0, outputDevice: -2 });
    expect(settingsOf(linux, both, { hostApi: 'ALSA' })).toMatchObject({ outputDevice: 1 });
  });
});

test('a device of another host API than the one asked for is refused, also by its index', () => {
  const machineOfTwo: ListedDevices = {
    hostApis: [...mac.hostApis, ...linux.hostApis],
    devices: [...mac.devices, ...linux.devices],
  };
  const settings = (options: StreamOptions) => settingsOf(machineOfTwo, ['output'], options);
  expect(settings({ hostApi: 'Core Audio', device: 1 }).outputDevice).toBe(1);
  expect(codeThrownBy(() => settings({ hostApi: 'ALSA', device: 1 }))).toBe('device-not-found');
  defaults.hostApi = 'ALSA';
  expect(settings({ device: 1 }).outputDevice).toBe(1);
});

test('latencies of a default pair go to their directions', () => {
  defaults.latency = ['low', 0.25];
  expect(settingsOf(mac, both, {})).toMatchObject({ inputLatency: -1, outputLatency: 0.25 });
  expect(settingsOf(mac, both, { latency: 'high' })).toMatchObject({
    inputLatency: -2,
    outputLatency: -2,
  });
  expect(settingsOf(mac, ['output'], {})).toMatchObject({ outputLatency: 0.25 });
});

test('flags that defaults set can be unset by a stream', () => {
  defaults.clipOff = true;
  defaults.ditherOff = false;
  expect(settingsOf(mac, both, {})).toMatchObject({ clipOff: true, ditherOff: false });
  expect(settingsOf(mac, both, { clipOff: false })).toMatchObject({ clipOff: false });
});

test.skipIf(process.platform !== 'linux')('a missing JACK is refused with what JACK needs', () => {
  const list = machine('ALSA', 'alsa');
  expect(() => findHostApi(list, 'JACK')).toThrow(
    /ALSA\. JACK needs its library .* server that runs/,
  );
  expect(() => findHostApi(list, 'ASIO')).toThrow(/there is: ALSA\.$/);
});

import { describe, expect, test } from 'vitest';
import { deviceKeys, deviceListWithKeys } from '../../../main/engine/device-keys.ts';
import {
  commandLineChoice,
  defaultChoice,
  findDevices,
} from '../../../main/engine/device-selection.ts';
import { DeviceService } from '../../../main/engine/device-service.ts';
import type { DeviceChoice } from '../../../preload/engine.ts';
import { FakeNative, fakeDevice, fakeDeviceList } from '../../support/fake-native.ts';

const usb = (card: number, index: number) =>
  fakeDevice({ index, hostApi: 'ALSA', name: `USB Audio: - (hw:${card},0)` });
const virtual = (index: number) => fakeDevice({ index, name: 'Virtual loopback' });
const choiceOf = (output: ReturnType<typeof usb>): DeviceChoice => ({
  ...{ hostApi: 'ALSA', inputKey: null, outputKey: deviceKeys([output])[0] ?? '' },
  ...{ sampleRate: 48_000, blockSize: 0, latency: 'low' },
});

describe('A device is remembered', () => {
  test('whatever card number ALSA gave it', () => {
    expect(deviceKeys([usb(1, 0)])).toEqual(deviceKeys([usb(2, 0)]));
  });

  test('apart from its twin, by its place among equals', () => {
    const keys = deviceKeys([usb(1, 0), usb(2, 1)]);
    expect(new Set(keys).size).toBe(2);
  });

  test('apart from another with more channels or of another host API', () => {
    const more = { ...usb(1, 0), maxInputChannels: 8 };
    const jack = { ...usb(1, 0), hostApi: 'JACK' };
    expect(new Set(deviceKeys([usb(1, 0), more, jack])).size).toBe(3);
  });

  test('and found with other numbers of channels, unless two devices have its name', () => {
    const choice = choiceOf(usb(1, 0));
    const wider = { ...usb(1, 0), maxOutputChannels: 8 };
    expect(findDevices(fakeDeviceList([virtual(0), { ...wider, index: 1 }]), choice)).toMatchObject(
      {
        ok: true,
        value: { output: { index: 1 } },
      },
    );
    const twins = [wider, { ...wider, index: 1, maxOutputChannels: 6 }];
    expect(findDevices(fakeDeviceList(twins), choice)).toMatchObject({ code: 'device-not-found' });
  });

  test('and found again at another index', () => {
    const list = fakeDeviceList([virtual(0), usb(3, 1)]);
    const choice = choiceOf(usb(1, 0));
    expect(findDevices(list, choice)).toMatchObject({ ok: true, value: { output: { index: 1 } } });
    expect(findDevices(fakeDeviceList([virtual(0)]), choice)).toMatchObject({
      ok: false,
      code: 'device-not-found',
      message: expect.stringContaining('“USB Audio: - (hw:*,0)”'),
    });
  });
});

describe('Without a choice', () => {
  test('the first host API with an output is opened, the virtual one last', () => {
    const list = fakeDeviceList([usb(0, 0), virtual(1)]);
    expect(defaultChoice(list, 48_000)?.hostApi).toBe('ALSA');
    expect(defaultChoice(fakeDeviceList([virtual(0)]), 48_000)?.hostApi).toBe('Virtual');
  });
});

describe('The command line', () => {
  const list = fakeDeviceList([usb(0, 0), virtual(1)]);

  test('names a host API and a device by a part of their names', () => {
    const choice = commandLineChoice(list, { hostApi: 'virt', device: 'loop' }, 48_000);
    expect(choice).toMatchObject({ ok: true, value: { hostApi: 'Virtual' } });
  });

  test('that names what is not there gets a sentence with what is', () => {
    expect(commandLineChoice(list, { hostApi: 'JACK', device: null }, 48_000)).toMatchObject({
      ok: false,
      message: expect.stringContaining('ALSA, Virtual'),
    });
  });

  test.skipIf(process.platform !== 'linux')('that names JACK says what JACK needs', () => {
    const sentence = (hostApi: string) => {
      const choice = commandLineChoice(list, { hostApi, device: null }, 48_000);
      return choice?.ok === false ? choice.message : '';
    };
    expect(sentence('JACK Audio')).toMatch(/ JACK needs its library .* and a server that runs\.$/);
    expect(sentence('ASIO')).not.toContain('JACK');
  });
});

describe('The list of devices', () => {
  test('is made again by another process while this one has a stream open', async () => {
    const native = new FakeNative();
    let processes = 0;
    const service = new DeviceService(native, async () => {
      processes += 1;
      return fakeDeviceList([usb(0, 0)]);
    });
    const both = await Promise.all([service.list(true, true), service.list(true, true)]);
    expect(processes).toBe(1);
    expect(both[0]).toEqual(deviceListWithKeys(fakeDeviceList([usb(0, 0)])));
    expect(native.refreshes).toBe(0);
  });

  test('is made again here while no stream is open', async () => {
    const native = new FakeNative();
    const service = new DeviceService(native, null);
    await service.list(true, false);
    expect(native.refreshes).toBe(1);
  });
});

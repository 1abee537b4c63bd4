/** The settings that streams start from. */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  defaults,
  Mixer,
  MixerAndRecorder,
  Recorder,
  RtMixerError,
} from '../../../../native/index.ts';
import { codeThrownBy } from '../../support/streams.ts';

const names = [
  'device',
  'hostApi',
  'channels',
  'sampleRate',
  'blockSize',
  'latency',
  'clipOff',
  'ditherOff',
  'neverDropInput',
  'primeOutput',
  'hostApiOptions',
] as const;

afterEach(() => defaults.reset());

describe('defaults', () => {
  test('are undefined at first, and again after reset()', () => {
    expect(names.map((name) => defaults[name])).toEqual(names.map(() => undefined));
    defaults.blockSize = 128;
    defaults.device = [undefined, 'Virtual loopback'];
    expect(defaults.blockSize).toBe(128);
    defaults.reset();
    expect(names.map((name) => defaults[name])).toEqual(names.map(() => undefined));
  });

  test('are used where the options of a stream have no value', () => {
    defaults.hostApi = 'Virtual';
    defaults.channels = [1, 3];
    defaults.sampleRate = 44_100;
    defaults.blockSize = 128;
    using mixer = new MixerAndRecorder();
    const { device, channels, sampleRate, blockSize } = mixer;
    expect([device[0].hostApi, channels, sampleRate, blockSize]).toEqual([
      'Virtual',
      [1, 3],
      44_100,
      128,
    ]);
    using player = new Mixer();
    using recorder = new Recorder();
    expect([player.channels, recorder.channels]).toEqual([3, 1]);
  });

  test("are overridden by a stream's own options", () => {
    defaults.hostApi = 'no such host API';
    defaults.device = 'no such device';
    defaults.channels = 7;
    defaults.sampleRate = 44_100;
    using mixer = new Mixer({ hostApi: 'Virtual', channels: 2, sampleRate: 48_000 });
    expect([mixer.device.hostApi, mixer.channels, mixer.sampleRate]).toEqual([
      'Virtual',
      2,
      48_000,
    ]);
  });

  test('change nothing for a stream that is open', () => {
    using mixer = new Mixer({ hostApi: 'Virtual' });
    defaults.blockSize = 512;
    defaults.sampleRate = 8000;
    expect([mixer.blockSize, mixer.sampleRate]).toEqual([256, 48_000]);
  });

  test('are those of the moment when a stream was asked for', async () => {
    defaults.hostApi = 'Virtual';
    defaults.channels = 3;
    const opening = Mixer.open();
    defaults.reset();
    defaults.hostApi = 'no such host API';
    await using mixer = await opening;
    expect([mixer.device.hostApi, mixer.channels]).toEqual(['Virtual', 3]);
  });

  test('and options can be changed while a stream is being opened', async () => {
    const channels: [number, number] = [1, 2];
    const options = { hostApi: 'Virtual', channels, blockSize: 128 };
    const opening = MixerAndRecorder.open(options);
    channels[0] = 99;
    options.hostApi = 'no such host API';
    options.blockSize = -1;
    await using mixer = await opening;
    expect([mixer.channels, mixer.blockSize]).toEqual([[1, 2], 128]);
  });

  test('name a device for one direction, and the other is of the same host API', () => {
    defaults.device = [undefined, 'Virtual loopback'];
    using mixer = new MixerAndRecorder();
    expect(mixer.device.map(({ name }) => name)).toEqual(['Virtual loopback', 'Virtual loopback']);
    using player = new Mixer();
    expect(player.device.name).toBe('Virtual loopback');
  });

  test('are named in the error where they do not fit the device', () => {
    defaults.hostApi = 'Virtual';
    defaults.channels = 65;
    expect(codeThrownBy(() => new Mixer())).toBe('channels-refused');
    defaults.channels = undefined;
    defaults.device = 'no such device';
    expect(codeThrownBy(() => new Mixer())).toBe('device-not-found');
  });

  test.each([
    ['device', ''],
    ['device', -1],
    ['device', ['a', 'b', 'c']],
    ['device', [null, 'b']],
    ['hostApi', 7],
    ['channels', 0],
    ['channels', [1, 257]],
    ['channels', 1.5],
    ['sampleRate', Number.NaN],
    ['sampleRate', 0],
    ['sampleRate', '48000'],
    ['blockSize', -1],
    ['blockSize', 65_537],
    ['latency', 'medium'],
    ['latency', ['low', -1]],
    ['latency', Number.POSITIVE_INFINITY],
    ['clipOff', 1],
    ['ditherOff', null],
    ['neverDropInput', 'yes'],
    ['primeOutput', 0],
    ['hostApiOptions', { type: 'wasapi', exclusive: 1 }],
    ['hostApiOptions', { type: 'alsa', device: 'null' }],
    ['hostApiOptions', new Proxy({}, {})],
    ['hostApiOptions', { type: 'jack', clientName: 'x', note: () => {} }],
    ['hostApiOptions', { type: Object.create(null) }],
  ])('refuse %s = %o at once and keep what was there', (name, value) => {
    const before = Reflect.get(defaults, name);
    const code = codeThrownBy(() => Reflect.set(defaults, name, value, defaults));
    expect(code).toBe(name === 'channels' ? 'invalid-channel' : 'invalid-argument');
    expect(Reflect.get(defaults, name)).toBe(before);
  });

  test.each(names)('take any value for %s, or refuse it with a code', (name) => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const before = Reflect.get(defaults, name);
        try {
          Reflect.set(defaults, name, value, defaults);
        } catch (error) {
          expect(error).toBeInstanceOf(RtMixerError);
          expect(Reflect.get(defaults, name)).toBe(before);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('refuse a name that does not exist', () => {
    expect(() => Object.assign(defaults, { samplerate: 48_000 })).toThrow(
      'There is no option "samplerate"; did you mean "sampleRate"?',
    );
  });

  test('accept an object that can only be read', () => {
    const options = { type: 'jack', clientName: 'Studio' } as const;
    defaults.hostApiOptions = new Proxy(Object.freeze(options), {});
    expect(defaults.hostApiOptions).toEqual(options);
  });

  test('cannot be changed through what was assigned or read', () => {
    const pair: [number, number] = [1, 2];
    defaults.channels = pair;
    pair[0] = 99;
    expect(defaults.channels).toEqual([1, 2]);
  });
});

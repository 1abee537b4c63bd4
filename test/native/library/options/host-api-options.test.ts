/** Options that one host API has: what is refused everywhere, and JACK's client name on a server. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  checkInputSettings,
  defaults,
  type HostApiOptions,
  hostApis,
  listDevices,
  Mixer,
  MixerAndRecorder,
  refreshDevices,
} from '../../../../native/index.ts';
import { jackMissing, startJack } from '../../support/own-jack.ts';
import { codeRejectedBy, codeThrownBy } from '../../support/streams.ts';

const virtual = { hostApi: 'Virtual', virtual: { speed: 0 } };

afterEach(() => defaults.reset());

/** The code of opening the virtual device with options that may be of any shape. */
function codeOf(hostApiOptions: unknown): string {
  const options = { ...virtual, hostApiOptions: hostApiOptions as HostApiOptions };
  return codeThrownBy(() => new Mixer(options));
}

/** A list of `length` that has only its last element. */
function holed(length: number, last: unknown): unknown[] {
  const list = new Array(length);
  list[length - 1] = last;
  return list;
}

function jackPorts(): string {
  return spawnSync('jack_lsp', [], { encoding: 'utf8', timeout: 60_000 }).stdout;
}

describe('options of a host API', () => {
  test.each<HostApiOptions>([
    { type: 'alsa', device: 'null' },
    { type: 'jack', clientName: 'Studio' },
    { type: 'wasapi', exclusive: true },
    { type: 'coreAudio', channelMap: [3, 4] },
  ])('$type: are refused for a device of another one', async (hostApiOptions) => {
    expect(codeOf(hostApiOptions)).toBe('host-api-option');
    const options = { ...virtual, hostApiOptions };
    expect(await codeRejectedBy(MixerAndRecorder.open(options))).toBe('host-api-option');
    expect(codeThrownBy(() => checkInputSettings(options))).toBe('host-api-option');
  });

  test.each([
    ['no object', 'exclusive'],
    ['null', null],
    ['no type', { exclusive: true }],
    ['a type that there is not', { type: 'toString' }],
    ['an option of another type', { type: 'jack', clientName: 'x', exclusive: true }],
    ['a flag that is none', { type: 'wasapi', exclusive: 'yes' }],
    ['no client name', { type: 'jack' }],
    ['an empty client name', { type: 'jack', clientName: '' }],
    ['a client name with a colon', { type: 'jack', clientName: 'a:b' }],
    ['a client name of 64 bytes', { type: 'jack', clientName: 'é'.repeat(32) }],
    ['half a character in a client name', { type: 'jack', clientName: 'a\ud800' }],
    ['a zero character in a client name', { type: 'jack', clientName: 'a\0b' }],
    ['half a character in an ALSA name', { type: 'alsa', device: 'hw:\udfff' }],
    ['an ALSA name of 1,024 bytes', { type: 'alsa', device: 'x'.repeat(1024) }],
    ['ALSA names with a hole', { type: 'alsa', device: holed(2, 'hw:0') }],
    ['a map with a hole', { type: 'coreAudio', channelMap: holed(3, 1) }],
    ['half a pair of maps', { type: 'coreAudio', channelMap: holed(2, [1, 2]) }],
    ['a map longer than memory', { type: 'coreAudio', channelMap: new Array(2 ** 32 - 1) }],
    ['channel 0', { type: 'coreAudio', channelMap: [0] }],
    ['a channel twice', { type: 'coreAudio', channelMap: [2, 2] }],
    ['an empty map', { type: 'coreAudio', channelMap: [] }],
    ['three maps', { type: 'coreAudio', channelMap: [[1], [2], [3]] }],
    ['a quality that there is not', { type: 'coreAudio', quality: 'best' }],
  ])('with %s are refused before anything is opened', (_, hostApiOptions) => {
    expect(codeOf(hostApiOptions)).toBe('invalid-argument');
  });

  test('of any shape are refused with a code', () => {
    const value = fc.anything();
    const type = fc.constantFrom('alsa', 'jack', 'wasapi', 'coreAudio');
    const some = { device: value, clientName: value, channelMap: value, quality: value };
    const anyOptions = fc.record({ type, ...some }, { requiredKeys: ['type'] });
    const known = ['invalid-argument', 'host-api-option'];
    fc.assert(
      fc.property(
        fc.oneof(value, anyOptions),
        (hostApiOptions) => hostApiOptions === undefined || known.includes(codeOf(hostApiOptions)),
      ),
      { numRuns: 1000 },
    );
  });

  test('are read once: what was checked is used', () => {
    const maps = [[3, 4], 'no map', 'no map'];
    defaults.hostApiOptions = {
      type: 'coreAudio',
      get channelMap() {
        return maps.shift() as number[];
      },
    };
    const kept: unknown = Reflect.get(defaults.hostApiOptions ?? {}, 'channelMap');
    expect(kept).toEqual([3, 4]);
    expect(() => (kept as number[]).push(0)).toThrow(TypeError);
  });

  test('as defaults apply to their own host API only', () => {
    defaults.hostApiOptions = { type: 'wasapi', exclusive: true };
    using mixer = new Mixer(virtual);
    expect(mixer.device.hostApi).toBe('Virtual');
  });
});

describe("JACK's client name", () => {
  test('is the one that a stream asks for', async (context) => {
    const missing = jackMissing();
    if (missing !== null) {
      context.skip(`JACK is not tested: ${missing}`);
      return;
    }
    const { stop } = await startJack();
    try {
      refreshDevices();
      const options = { hostApi: 'JACK', device: 'loopback' } as const;
      {
        await using plain = new Mixer(options);
        expect(plain.device.name).toBe('loopback');
        expect(jackPorts()).toContain('RtMixer:out_0');
        // The name belongs to the process, which has a stream under the old one.
        const hostApiOptions = { type: 'jack', clientName: 'Studio' } as const;
        expect(codeThrownBy(() => new Mixer({ ...options, hostApiOptions }))).toBe('stream-active');
        expect(jackPorts()).not.toContain('Studio');
      }
      const hostApiOptions = { type: 'jack', clientName: 'Studio' } as const;
      {
        await using named = await MixerAndRecorder.open({ ...options, hostApiOptions });
        expect(jackPorts()).toContain('Studio:out_0');
        expect(jackPorts()).not.toContain('RtMixer:');
        await using second = new Mixer({ ...options, hostApiOptions });
        expect([...named.device, second.device].map(({ name }) => name)).toEqual(
          Array(3).fill('loopback'),
        );
      }
      // At the same time: the one that comes first has its name.
      const rivals = await Promise.allSettled(
        ['One', 'Other'].map((clientName) =>
          Mixer.open({ ...options, hostApiOptions: { type: 'jack', clientName } }),
        ),
      );
      const ports = jackPorts();
      const opened = rivals.flatMap(({ status }, k) =>
        status === 'fulfilled' ? [['One', 'Other'][k]] : [],
      );
      expect(opened).toHaveLength(1);
      expect(ports).toContain(`${opened[0]}:out_0`);
      for (const rival of rivals) {
        if (rival.status === 'fulfilled') {
          await rival.value.close();
        } else {
          expect(rival.reason).toMatchObject({ code: 'stream-active' });
        }
      }
      defaults.hostApiOptions = { type: 'jack', clientName: 'Stage' };
      {
        await using mixer = new Mixer(options);
        mixer.start();
        expect(mixer.active).toBe(true);
        expect(jackPorts()).toContain('Stage:out_0');
      }
      {
        const opening = Mixer.open(options);
        // The list that it chose from is done by now, and is not the last one.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
        refreshDevices();
        await using mixer = await opening;
        expect(mixer.device.name).toBe('loopback');
      }
      const jack = hostApis().find(({ type }) => type === 'jack');
      expect(jack?.devices.map((index) => listDevices().devices[index]?.name)).toContain(
        'loopback',
      );
    } finally {
      await stop();
    }
  });
});

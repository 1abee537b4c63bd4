import { describe, expect, test } from 'vitest';
import {
  type BusOptions,
  Mixer,
  OfflineMixer,
  Recorder,
  SampleBuffer,
} from '../../../../native/index.ts';
import { codeThrownBy } from '../../support/streams.ts';

const ones = (count: number) => new Float32Array(count).fill(1);
const buses = ['drums', 'voice'];
const virtual = { hostApi: 'Virtual', channels: 1, sampleRate: 48_000, blockSize: 64 };

function withBuses(blockSize = 64): OfflineMixer {
  return new OfflineMixer({ sampleRate: 48_000, channels: [0, 1], blockSize, buses });
}

/** [frame, sample] wherever the output changes. */
function steps(output: Float32Array): [number, number][] {
  const found: [number, number][] = [];
  output.forEach((sample, frame) => {
    if (sample !== output[frame - 1]) {
      found.push([frame, sample]);
    }
  });
  return found;
}

describe('a bus', () => {
  test('has its name, a gain of 1 and neither mute nor solo at first', () => {
    const mixer = withBuses();
    expect(mixer.buses.map(({ name }) => name)).toEqual(buses);
    const { name, gain, muted, soloed } = mixer.bus('voice');
    expect([name, gain, muted, soloed]).toEqual(['voice', 1, false, false]);
    expect(mixer.bus('voice')).toBe(mixer.buses[1]);
  });

  test('changes at the frame that was asked, whatever the blocks, with an account', () => {
    for (const blockSize of [1, 64, 700, 5000]) {
      const mixer = withBuses(blockSize);
      mixer.playBuffer(ones(3000), { bus: 'drums' });
      const change = mixer.bus('drums').set({ gain: 0.25, time: { frame: 701 }, ramp: 0 });
      const mute = mixer.setBus('drums', { muted: true, time: 1500 / 48_000, ramp: 0 });
      expect(mixer.bus('drums').gain).toBe(1);
      const output = mixer.render(2000);
      expect(steps(output)).toEqual([
        [0, 1],
        [701, 0.25],
        [1500, 0],
      ]);
      expect([change.type, change.outcome, change.requestedFrame, change.actualFrame]).toEqual([
        'setBus',
        'completed',
        701,
        701,
      ]);
      expect([mute.bus, mute.actualFrame, mute.stats.blocks]).toEqual(['drums', 1500, 1]);
      const { gain, muted } = mixer.bus('drums');
      expect([gain, muted]).toEqual([0.25, true]);
    }
  });

  test('takes 5 ms to a new gain by default', () => {
    const mixer = withBuses();
    mixer.playBuffer(ones(1000), { bus: 'voice' });
    mixer.setBus('voice', { gain: 0, time: { frame: 100 } });
    const output = mixer.render(500);
    expect(output[100]).toBe(1);
    expect(output[220]).toBe(0.5);
    expect(output[339]).toBeGreaterThan(0);
    expect(output[340]).toBe(0);
  });

  test('that is soloed silences the others and what goes straight to the output', () => {
    const mixer = withBuses();
    mixer.schedule([
      { type: 'playBuffer', samples: ones(500) },
      { type: 'playBuffer', samples: ones(500), gain: 2, bus: 'drums' },
      { type: 'playBuffer', samples: ones(500), gain: 4, bus: 'voice' },
      { type: 'setBus', bus: 'voice', soloed: true, ramp: 0, time: { frame: 100 } },
      { type: 'setBus', bus: 'drums', soloed: true, ramp: 0, time: { frame: 200 } },
      { type: 'setBus', bus: 'voice', soloed: false, ramp: 0, time: { frame: 300 } },
      { type: 'setBus', bus: 'drums', soloed: false, ramp: 0, time: { frame: 400 } },
    ]);
    expect(steps(mixer.render(500))).toEqual([
      [0, 7],
      [100, 4],
      [200, 6],
      [300, 2],
      [400, 7],
    ]);
  });

  test('is metered after its gain and its mute', () => {
    const mixer = withBuses();
    mixer.playBuffer(ones(1000), { bus: 'drums', gain: 0.5 });
    mixer.setBus('drums', { gain: 0.5, ramp: 0 });
    mixer.render(128);
    const levels = mixer.takeLevels().buses;
    expect([...levels.keys()]).toEqual(buses);
    expect(levels.get('drums')).toEqual({
      peak: Float32Array.of(0.25),
      rms: Float32Array.of(0.25),
    });
    expect(levels.get('voice')?.rms[0]).toBe(0);
    mixer.setBus('drums', { muted: true, ramp: 0 });
    mixer.render(64);
    expect(mixer.takeLevels().buses.get('drums')?.peak[0]).toBe(0);
  });

  test('can be changed in a group, and the change cancelled while it is pending', () => {
    const mixer = withBuses();
    mixer.playBuffer(ones(1000), { bus: 'drums' });
    const [mute, unmute] = mixer.schedule(
      [
        { type: 'setBus', bus: 'drums', muted: true, ramp: 0, time: { frame: 50 } },
        { type: 'setBus', bus: 'drums', muted: false, ramp: 0, time: { frame: 80 } },
      ],
      { origin: { frame: 100 } },
    );
    mixer.cancel(unmute ?? expect.fail(), { time: { frame: 140 } });
    expect(steps(mixer.render(300))).toEqual([
      [0, 1],
      [150, 0],
    ]);
    expect([mute?.outcome, unmute?.outcome]).toEqual(['completed', 'cancelled-before-start']);
  });

  test('takes all players of a batch of columns', () => {
    const mixer = withBuses();
    const samples = SampleBuffer.from(ones(10), { channels: 1, sampleRate: 48_000 });
    const startFrame = Float64Array.of(5, 30, 60);
    const list = mixer.scheduleColumns({ type: 'playBuffer', samples, startFrame, bus: 'voice' });
    const straight = mixer.playBuffer(samples, { start: { frame: 200 } });
    expect([list.at(0)?.bus, straight.bus]).toEqual(['voice', null]);
    mixer.setBus('voice', { gain: 0.5, ramp: 0, time: { frame: 20 } });
    const heard = mixer.render(100);
    expect([heard[5], heard[30], heard[69]]).toEqual([1, 0.5, 0.5]);
    const wrong = { type: 'playBuffer' as const, samples, startFrame, bus: 'bass' };
    expect(codeThrownBy(() => mixer.scheduleColumns(wrong))).toBe('invalid-argument');
  });

  test('joins what follows gaplessly, in blocks that it cannot hold, too', () => {
    for (const blockSize of [64, 700, 5000]) {
      const mixer = withBuses(blockSize);
      const actions = [mixer.playBuffer(ones(300), { bus: 'drums', start: { frame: 100 } })];
      for (let k = 1; k < 9; k++) {
        const after = actions.at(-1) ?? expect.fail();
        const bus = k % 2 === 0 ? 'drums' : 'voice';
        actions.push(mixer.playBuffer(ones(300), { bus, start: { after } }));
      }
      const output = mixer.render(5000);
      expect(steps(output)).toEqual([
        [0, 0],
        [100, 1],
        [2800, 0],
      ]);
      expect(actions.map(({ actualFrame }) => actualFrame)).toEqual(
        actions.map((_, k) => 100 + 300 * k),
      );
    }
  });

  test('of a stream keeps its settings when the stream stops', async () => {
    await using mixer = new Mixer({ ...virtual, buses });
    mixer.start();
    await mixer.wait(mixer.setBus('voice', { gain: 0.5, soloed: true }));
    await mixer.stop();
    const { gain, soloed } = mixer.bus('voice');
    expect([gain, soloed]).toEqual([0.5, true]);
  });
});

describe('buses that come and go', () => {
  test('play what is scheduled afterwards, and are heard to their end when they are removed', () => {
    const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 2], blockSize: 64 });
    mixer.render(100);
    const bus = mixer.addBus({ name: 'track', channels: 1, outputs: [2], gain: 0.5 });
    expect(mixer.bus('track')).toBe(bus);
    expect([bus.channels, bus.gain, bus.soloSafe]).toEqual([1, 0.5, false]);
    const action = mixer.playBuffer(ones(50), { bus: 'track' });
    mixer.removeBus('track');
    expect(mixer.buses).toEqual([]);
    expect(codeThrownBy(() => mixer.playBuffer(ones(1), { bus: 'track' }))).toBe(
      'invalid-argument',
    );
    expect(() => bus.gain).toThrow('The bus "track" was removed');
    const again = mixer.addBus({ name: 'track' });
    expect(again.channels).toBe(2);
    const heard = mixer.render(64);
    expect([heard[0], heard[1], heard[99], heard[101]]).toEqual([0, 0.5, 0.5, 0]);
    expect([action.bus, action.outcome]).toEqual(['track', 'completed']);
  });

  test('place sounds of one channel by their pan, and balance those of two', () => {
    const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 2], blockSize: 64 });
    const mono = SampleBuffer.from(ones(100), { channels: 1, sampleRate: 48_000 });
    mixer.addBus({ name: 'track', pan: 0 });
    const placed = mixer.playBuffer(mono, { bus: 'track', gain: 0.5 });
    const [left, right] = mixer.render(64).subarray(100, 102);
    expect([left, right]).toEqual(new Array(2).fill(Math.fround(0.5 * Math.fround(Math.SQRT1_2))));
    expect(placed.channels).toEqual([1, 2]);
    mixer.cancel(placed);
    mixer.setBus('track', { pan: 1, ramp: 0 });
    mixer.playBuffer(mono, { bus: 'track', channels: [1, 2], gain: 0.5 });
    expect([...mixer.render(64).subarray(100, 102)]).toEqual([0, 0.5]);
    expect(mixer.bus('track').pan).toBe(1);
  });

  test('are metered by themselves, beside the master with its gain', () => {
    const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 2], blockSize: 64 });
    mixer.addBus({ name: 'mono', channels: 1 });
    mixer.addBus({ name: 'silent' });
    mixer.setBus('master', { gain: 2, ramp: 0 });
    mixer.playBuffer(ones(64), { bus: 'mono', channels: 1 });
    mixer.render(128);
    const { output, buses } = mixer.takeLevels();
    expect([...output.peak]).toEqual([2, 0]);
    expect([...(buses.get('mono')?.peak ?? [])]).toEqual([1]);
    expect(buses.get('mono')?.rms[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect([...(buses.get('silent')?.peak ?? [])]).toEqual([0, 0]);
    expect(mixer.master.gain).toBe(2);
    expect(mixer.liveStats().clippedSamplesByChannel).toEqual([64, 0]);
  });

  test('a thousand while a stream runs', async () => {
    await using mixer = new Mixer({ ...virtual, virtual: { speed: 0 } });
    mixer.start();
    const actions = Array.from({ length: 1000 }, (_, k) => {
      mixer.addBus({ name: `bus ${k}`, soloSafe: k % 2 === 0 });
      return mixer.playBuffer(ones(10), { bus: `bus ${k}` });
    });
    for (let k = 0; k < 1000; k++) {
      mixer.removeBus(`bus ${k}`);
    }
    await mixer.wait();
    expect(actions.every(({ outcome }) => outcome === 'completed')).toBe(true);
  });

  test.each([
    ['no name', {}],
    ['the name of the master', { name: 'master' }],
    ['the name of another bus', { name: 'drums' }],
    ['a pan beyond the sides', { name: 'a', pan: 1.1 }],
    ['a pan of one channel', { name: 'a', pan: 0, channels: 1 }],
    ['outputs and a matrix', { name: 'a', outputs: [1], matrix: [{ from: 1, to: 1 }] }],
    ['outputs that are not there', { name: 'a', outputs: [3] }],
    ['too few outputs', { name: 'a', channels: 2, outputs: [1] }],
    ['a gain that is none', { name: 'a', gain: Number.NaN }],
  ])('refused: %s', (_, options) => {
    const mixer = withBuses();
    const code = codeThrownBy(() => mixer.addBus(options as BusOptions));
    expect(['invalid-argument', 'invalid-channel']).toContain(code);
    expect(mixer.buses.length).toBe(2);
  });
});

describe('wrong buses', () => {
  const refused = (call: () => unknown) => expect(codeThrownBy(call)).toBe('invalid-argument');

  test.each([
    ['no names', []],
    ['1,025 names', Array.from({ length: 1025 }, (_, k) => `bus ${k}`)],
    ['the name of the master', ['drums', 'master']],
    ['more names than memory', new Array(2 ** 32 - 1)],
    ['an empty name', ['drums', '']],
    ['the same name twice', ['drums', 'voice', 'drums']],
    ['a number', [1]],
    ['a text instead of a list', 'drums'],
    ['null', null],
  ])('%s', (_, wrong) => {
    refused(
      () => new OfflineMixer({ sampleRate: 48_000, channels: [0, 2], buses: wrong as string[] }),
    );
    refused(() => new Mixer({ ...virtual, buses: wrong as string[] }));
  });

  test('1,024 names are accepted', () => {
    const names = Array.from({ length: 1024 }, (_, k) => `bus ${k}`);
    const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1], buses: names });
    mixer.playBuffer(ones(10), { bus: 'bus 1023' });
    expect(mixer.render(1)[0]).toBe(1);
  });

  test('of a mixer without outputs, or of a recorder', () => {
    refused(() => new OfflineMixer({ sampleRate: 48_000, channels: [2, 0], buses }));
    refused(() => new Recorder({ hostApi: 'Virtual', buses }));
    const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [1, 1], buses });
    refused(() => mixer.recordBuffer(ones(10), { bus: 'drums' } as object));
  });

  test('a bus that the mixer does not have, named in the sentence', () => {
    const mixer = withBuses();
    expect(() => mixer.bus('bass')).toThrow(
      'There is no bus "bass": this mixer has "drums", "voice".',
    );
    refused(() => mixer.playBuffer(ones(1), { bus: 'bass' }));
    refused(() => mixer.setBus('bass', { muted: true }));
    for (const wrong of [null, 1, '', {}, ['drums']]) {
      refused(() => mixer.playBuffer(ones(1), { bus: wrong as string }));
      refused(() => mixer.setBus(wrong as string, { muted: true }));
    }
    const none = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
    expect(() => none.playBuffer(ones(1), { bus: 'drums' })).toThrow(
      /name its buses in its options/,
    );
  });

  test('changes that are empty, or of the wrong type', () => {
    const mixer = withBuses();
    const set = (options: object) => refused(() => mixer.setBus('drums', options));
    set({});
    set({ ramp: 1 });
    for (const gain of [Number.NaN, Infinity, '1', null]) set({ gain });
    for (const flag of [1, 'yes', null]) {
      set({ muted: flag });
      set({ soloed: flag });
    }
    for (const ramp of [-1, Number.NaN, 1e9, '1']) set({ muted: true, ramp });
    expect(codeThrownBy(() => mixer.setBus('drums', { gain: 1, time: Number.NaN }))).toBe(
      'invalid-time',
    );
    expect(mixer.actions.size).toBe(0);
  });
});

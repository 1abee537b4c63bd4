import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import * as library from '../../../../native/index.ts';
import {
  MixerAndRecorder,
  OfflineMixer,
  RingBuffer,
  RtMixerError,
  SampleBuffer,
} from '../../../../native/index.ts';
import { codeRejectedBy, codeThrownBy } from '../../support/streams.ts';

/** Hides wrong types from the compiler, as JavaScript does. */
const anything = (value: unknown) => value as never;

function duplex(): OfflineMixer {
  return new OfflineMixer({ sampleRate: 48_000, channels: [2, 2] });
}

const frames = (count: number) => new Float32Array(2 * count);

/** Calls with each wrong value and expects one code for all. */
function refused(values: unknown[], call: (value: never) => unknown, code = 'invalid-argument') {
  for (const value of values) {
    expect([value, codeThrownBy(() => call(value as never))]).toEqual([value, code]);
  }
}

const notNumbers = ['1', null, {}, [], Number.NaN, Infinity, -Infinity, true, 1n];

const wrongFades = [
  ...[...notNumbers, -1, 1e9],
  ...[...notNumbers, -1, 1e9].map((seconds) => ({ seconds })),
  ...[...notNumbers, -1, 0.5].map((frames) => ({ frames })),
  ...[null, 1, 'loud', 'toString', Object.create(null)].map((curve) => ({ frames: 1, curve })),
  { curve: 'linear' },
];

describe('wrong values of a request', () => {
  test('a start is finite seconds, 0 or a frame', () => {
    const mixer = duplex();
    const wrong = [...notNumbers, { frame: 0.5 }, { frame: Number.NaN }, { frame: '3' }, 1e300];
    refused(wrong, (start) => mixer.playBuffer(frames(1), { start }), 'invalid-time');
    refused(wrong, (time) => mixer.fetchAndResetStats({ time }), 'invalid-time');
    expect(codeThrownBy(() => mixer.schedule([], { origin: Number.NaN }))).toBe('invalid-time');
  });

  test('channel numbers start with 1 and end with the stream', () => {
    const mixer = duplex();
    const wrong = [0, -1, 1.5, 300, '2', {}, [], [0], [1, 3], [1.5], ['1'], [Number.NaN], 3];
    refused(wrong, (channels) => mixer.playBuffer(frames(6), { channels }), 'invalid-channel');
    refused(wrong, (channels) => mixer.recordBuffer(frames(6), { channels }), 'invalid-channel');
    expect(() => mixer.playBuffer(frames(1), { channels: [0, 1] })).toThrow(/whole numbers from 1/);
  });

  test('samples are whole frames of finite float32', () => {
    const mixer = duplex();
    refused(
      ['x', null, undefined, [1, 2], new Float64Array(4), new ArrayBuffer(8), new Float32Array(3)],
      (samples) => mixer.playBuffer(samples),
    );
    refused([[], new Uint8Array(8), null], (target) => mixer.recordBuffer(target));
    const broken = frames(10);
    broken[5] = Number.NaN;
    expect(() => mixer.playBuffer(broken)).toThrow(/frame 2, channel 2 is NaN/);
    broken[5] = -Infinity;
    expect(() => mixer.playBuffer(broken)).toThrow(/-Infinity/);
  });

  test('numbers have their range', () => {
    const mixer = duplex();
    const play = (options: object) => mixer.playBuffer(frames(10), options);
    refused([...notNumbers, -1, 0.5], (offset) => play({ offset }));
    refused([...notNumbers, -1, 0.5], (length) => play({ length }));
    refused(notNumbers, (gain) => play({ gain }));
    refused(['no', 2, null], (allowBelated) => play({ allowBelated }));
    refused(['no', 2, null], (onStarve) => play({ onStarve }));
    refused(['no', 2, null], (onLoss) => mixer.recordBuffer(frames(10), anything({ onLoss })));
    refused([{ offset: 11 }, { offset: 1, length: 10 }, { length: 11 }], (options) =>
      play(options),
    );
    const hit = play({});
    refused(wrongFades, (fade) => mixer.cancel(hit, { fade }));
    refused([...notNumbers, -1, 1e9], (ramp) => mixer.setGain(hit, 1, { ramp }));
    refused(notNumbers, (gain) => mixer.setGain(hit, gain));
  });

  test('fades have a duration, a known curve and, at the end, a known end', () => {
    const mixer = duplex();
    refused(wrongFades, (fadeIn) => mixer.playBuffer(frames(10), { fadeIn }));
    refused(wrongFades, (fadeOut) => mixer.playBuffer(frames(10), { fadeOut }));
    const ring = new RingBuffer(8, 16);
    refused(wrongFades, (fadeIn) => mixer.playRingBuffer(ring, { fadeIn }));
    expect(() => mixer.playRingBuffer(ring, { fadeOut: 0.1 })).toThrow(/where the sound ends/);
    const loop = { times: 'endless' } as const;
    expect(() => mixer.playBuffer(frames(10), { loop, fadeOut: 0.1 })).toThrow(/let a cancel/);
    expect(() =>
      mixer.playRingBuffer(ring, { fadeOut: { seconds: 1, frames: 1 } as never }),
    ).toThrow(/either seconds or frames/);
    expect(mixer.actions.size).toBe(0);
  });

  test('a loop has a range of the samples and a number of times', () => {
    const mixer = duplex();
    const play = (loop: object, options = {}) =>
      mixer.playBuffer(frames(10), { ...options, loop: loop as never });
    refused([null, 7, 'endless', true], (loop) => play(loop));
    const times = 2;
    const wrong = [...notNumbers, -1, 0.5];
    refused(wrong, (startFrame) => play({ startFrame, endFrame: 10, times }));
    refused([...wrong, 0, 3, 11], (endFrame) => play({ startFrame: 3, endFrame, times }));
    refused([...wrong, 0, 8], (lengthFrames) => play({ startFrame: 3, lengthFrames, times }));
    refused([...notNumbers, undefined, 0, -1, 1.5, 'never', 2 ** 53], (times) => play({ times }));
    refused([1e15], (times) => play({ times }));
    expect(codeThrownBy(() => play({ endFrame: 4, lengthFrames: 4, times }))).toBe(
      'invalid-argument',
    );
    refused([4, 5], (offset) => play({ startFrame: 0, endFrame: 4, times }, { offset }));
    refused([1, 3], (length) => play({ startFrame: 0, endFrame: 4, times }, { length }));
    expect(() => play({ startFrame: 4, endFrame: 4, times })).toThrow(/not after startFrame 4/);
    expect(mixer.actions.size).toBe(0);
    expect(play({ startFrame: 0, endFrame: 4, times }).totalFrames).toBe(14);
  });

  test('a follower names a player, a recorder or an earlier request', () => {
    const mixer = duplex();
    const play = { type: 'playBuffer', samples: frames(4) } as const;
    const start = (after: unknown) => ({ start: { after: after as never } });
    refused([...notNumbers, undefined, 1, 'hit'], (after) =>
      mixer.playBuffer(frames(4), start(after)),
    );
    refused([...notNumbers, undefined, 0, -1, 1, 1.5], (request) =>
      mixer.recordBuffer(frames(4), start({ request })),
    );
    refused([...notNumbers, 0, 1.5, 2, 3], (request) =>
      mixer.schedule([play, { ...play, ...start({ request }) }]),
    );
    expect(() => mixer.schedule([play, { ...play, ...start({ request: 2 }) }])).toThrow(
      /Request 2: .*earlier request/,
    );
    const stop = mixer.cancel(mixer.playBuffer(frames(4)));
    const foreign = duplex().playBuffer(frames(4));
    for (const state of ['unfinished', 'finished']) {
      refused([stop, mixer.fetchAndResetStats()], (after) =>
        mixer.playBuffer(frames(4), start(after)),
      );
      const follow = () => mixer.playBuffer(frames(4), start(foreign));
      expect([state, codeThrownBy(follow)]).toEqual([state, 'foreign-action']);
      mixer.render(64);
    }
    expect(mixer.actions.size).toBe(0);
    refused([0, 1, 'yes', null, {}], (chain) => mixer.cancel(stop, { chain }));
    const time = { after: stop } as never;
    refused([time], () => mixer.cancel(stop, { time }), 'invalid-time');
    expect(codeThrownBy(() => mixer.schedule([], { origin: time }))).toBe('invalid-time');
  });

  test('requests are a list of objects of a known type', () => {
    const mixer = duplex();
    refused([undefined, null, {}, 'x', 7], (requests) => mixer.schedule(requests));
    refused([[null], [1], [{}], [{ type: 'play' }]], (requests) => mixer.schedule(requests));
    refused([{}, null, 7, 'x'], (action) => mixer.cancel(action));
    refused([{}, null, 7, 'x'], (ring) => mixer.playRingBuffer(ring));
    expect(mixer.schedule([])).toEqual([]);
    expect(mixer.actions.size).toBe(0);
  });

  test('a proxy or a getter that throws is an error of the caller, not a crash', () => {
    const mixer = duplex();
    const hostile = {
      type: 'playBuffer',
      get samples(): Float32Array {
        throw new Error('no samples today');
      },
    };
    expect(() => mixer.schedule([anything(hostile)])).toThrow('no samples today');
    const proxied = new Proxy(
      SampleBuffer.create({ channels: 2, frames: 1, sampleRate: 48e3 }),
      {},
    );
    expect(() => mixer.playBuffer(proxied)).toThrow();
  });

  test('what a request or an array says only at first, or throws later, keeps no account back', () => {
    const mixer = duplex();
    // Looked at for unknown options, then read.
    const fickle = <T>(first: T, then: () => T) => {
      let reads = 0;
      return () => (reads++ < 2 ? first : then());
    };
    const thrown = (): never => {
      throw new Error('not twice');
    };
    class ThrowingLength extends Float32Array {
      declare throws?: boolean;
      override get length(): number {
        return this.throws ? thrown() : super.length;
      }
    }
    const ends: library.Action[] = [];
    for (const later of [() => Number.NaN, () => -1e9, () => anything({ valueOf: thrown })]) {
      const request = { type: 'recordBuffer', target: frames(8) } as const;
      const offset = { get: fickle(2, later), enumerable: true };
      ends.push(...mixer.schedule([Object.defineProperty({ ...request }, 'offset', offset)]));
    }
    const target = new ThrowingLength(16);
    ends.push(mixer.recordBuffer(target, { start: { frame: 1 } }));
    target.throws = true;
    ends.push(mixer.playBuffer(frames(4)));
    mixer.render(64);
    expect(ends.map(({ outcome }) => outcome)).toEqual(ends.map(() => 'completed'));
    expect(mixer.actions.size).toBe(0);
  });

  test('options that are inherited count like own ones', () => {
    const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
    mixer.playBuffer(Float32Array.of(1), Object.create({ gain: 0.5 }));
    expect([...mixer.render(1)]).toEqual([0.5]);
    refused([Object.create({ gian: 0.5 })], (options) => mixer.playBuffer(frames(1), options));
  });
});

describe('buffers that change while they are read', () => {
  test('samples that another thread changes are finite as they are played', async () => {
    const shared = new SharedArrayBuffer(4 * 100_000);
    const worker = new Worker(
      `const samples = new Float32Array(require('node:worker_threads').workerData);
      for (;;) { samples.fill(NaN); samples.fill(0.5); }`,
      { eval: true, workerData: shared },
    );
    onTestFinished(() => void worker.terminate());
    await once(worker, 'online');
    const samples = new Float32Array(shared);
    for (let attempt = 0; attempt < 100; attempt++) {
      try {
        const taken = SampleBuffer.from(samples, { channels: 1, sampleRate: 48_000 });
        expect(taken.copy().every(Number.isFinite)).toBe(true);
      } catch (error) {
        expect(error).toMatchObject({ message: expect.stringMatching(/is (NaN|-?Infinity)\.$/) });
      }
    }
  });

  test('a list that returns other values each time affects no later request', () => {
    class Fickle<T> extends Array<T> {
      readonly lists: T[][] = [];
      override *[Symbol.iterator](): ArrayIterator<T> {
        yield* this.lists.shift() ?? [];
      }
    }
    const fickle = <T>(...lists: T[][]) => {
      const list = Fickle.from<T>({ length: 1 }) as Fickle<T>;
      list.lists.push(...lists);
      return list;
    };
    const mixer = duplex();
    const many = Array.from({ length: 600 }, () => 1);
    refused(
      [fickle(many, [1]), fickle([0], [1])],
      (channels) => mixer.playBuffer(frames(300), { channels }),
      'invalid-channel',
    );
    mixer.playBuffer(frames(1), { channels: fickle([1, 2], many) });
    mixer.playBuffer(Float32Array.of(0.5), { channels: [2] });
    expect([...mixer.render(1)]).toEqual([0, 0.5]);
    const names = fickle(['a'], [anything(7), anything(8)]);
    const named = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1], buses: names });
    expect(named.buses.map(({ name }) => name)).toEqual(['a']);
    const one = SampleBuffer.from(Float32Array.of(1), { channels: 1, sampleRate: 48_000 });
    const list = named.scheduleColumns({
      type: 'playBuffer',
      samples: fickle([one], [anything(null)]),
      startFrame: Float64Array.of(0),
    });
    expect(list.at(0)?.samples).toBe(one);
  });

  test('a getter that closes the mixer leaves no action that never ends', () => {
    const samples = SampleBuffer.create({ channels: 1, frames: 1, sampleRate: 48_000 });
    const startFrame = Float64Array.of(9);
    const calls: [name: string, options: object, (mixer: OfflineMixer, request: object) => void][] =
      [
        [
          'channels',
          { type: 'playBuffer', samples },
          (m, request) => m.schedule([anything(request)]),
        ],
        ['origin', {}, (m, request) => m.schedule([], anything(request))],
        ['time', { muted: true }, (m, request) => m.setBus('voice', anything(request))],
        [
          'channels',
          { type: 'playBuffer', samples, startFrame },
          (m, request) => m.scheduleColumns(anything(request)),
        ],
      ];
    for (const [name, options, call] of calls) {
      const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1], buses: ['voice'] });
      const get = () => {
        mixer.close();
        return 1;
      };
      const request = Object.defineProperty({ ...options }, name, { get, enumerable: true });
      expect(codeThrownBy(() => call(mixer, request))).toBe('stream-closed');
      expect(mixer.actions.size).toBe(0);
    }
  });

  test('a source may be detached after scheduling', () => {
    const mixer = duplex();
    const samples = new Float32Array(2_000_000).fill(0.5);
    mixer.playBuffer(samples);
    structuredClone(samples, { transfer: [samples.buffer] });
    expect(mixer.render(1_000_000).every((sample) => sample === 0.5)).toBe(true);
  });
});

describe('sizes that are too large', () => {
  test('are refused before any memory is touched', () => {
    const create = (options: object) => codeThrownBy(() => SampleBuffer.create(anything(options)));
    expect(create({ channels: 2, frames: 2 ** 50, sampleRate: 48_000 })).toBe('invalid-argument');
    const memory = vi.spyOn(process, 'availableMemory').mockReturnValue(2 ** 20);
    onTestFinished(() => memory.mockRestore());
    expect(create({ channels: 2, frames: 2 ** 24, sampleRate: 48_000 })).toBe('out-of-memory');
    expect(create({ channels: 257, frames: 1, sampleRate: 48_000 })).toBe('invalid-channel');
    expect(create({ channels: 1, frames: 1, sampleRate: 0 })).toBe('invalid-argument');
    const mixer = duplex();
    refused([2 ** 40, -1, 0.5, Number.NaN], (count) => mixer.render(count));
    refused([frames(3), 'x', null, new Float64Array(8)], (input) => mixer.render(4, input));
    refused([{}, { channels: [1, 1] }, { channels: [-1, 300], sampleRate: 8 }], (options) =>
      Reflect.construct(OfflineMixer, [options]),
    );
  });

  test('frames and times far in the future are kept, not wrapped', () => {
    const mixer = duplex();
    const far = mixer.playBuffer(frames(1), { start: { frame: 2 ** 46 } });
    const later = mixer.playBuffer(frames(1), { start: 1e9 });
    mixer.render(1000);
    expect([far.state, far.requestedFrame, later.state]).toEqual(['pending', 2 ** 46, 'pending']);
  });
});

describe('stream options', () => {
  const open = (options: object) =>
    new MixerAndRecorder({ hostApi: 'Virtual', device: 'Virtual loopback', ...options });

  test('name devices and host APIs that exist', async () => {
    expect(codeThrownBy(() => open({ hostApi: 'Nowhere' }))).toBe('host-api-not-found');
    expect(codeThrownBy(() => open({ device: 'Nothing' }))).toBe('device-not-found');
    expect(codeThrownBy(() => open({ device: 9999 }))).toBe('device-not-found');
    expect(codeThrownBy(() => open({ device: '' }))).toBe('device-not-found');
    expect(() => open({ hostApi: 'Nowhere' })).toThrow(/there is: .*Virtual/);
    expect(await codeRejectedBy(MixerAndRecorder.open({ hostApi: 'Nowhere' }))).toBe(
      'host-api-not-found',
    );
    refused([null, {}, true], (device) => open({ device }));
    refused([[1, 1, 1], ['Virtual loopback']], (device) => open({ device }));
  });

  test('ask for what the device can do', () => {
    expect(codeThrownBy(() => open({ channels: [1, 200] }))).toBe('channels-refused');
    refused([0, -1, '2', [1, 0], 1.5], (channels) => open({ channels }), 'invalid-channel');
    refused([...notNumbers, -1], (blockSize) => open({ blockSize }));
    refused(['deep', {}, -1, 100, Number.NaN], (latency) => open({ latency }));
    refused(['x', Number.NaN, Infinity, {}], (sampleRate) => open({ sampleRate }));
    refused(['yes', 1, null], (clipOff) => open({ clipOff }));
    refused([7, 'x', {}], (onFinished) => open({ onFinished }));
    refused([7, 'x'], (virtual) => open({ virtual }));
    const wrongFaults = [
      [null],
      [{}],
      [{ kind: 'fire', frame: 1 }],
      [{ kind: Object.create(null) }],
    ];
    refused(['x', new Array(2 ** 32 - 1), ...wrongFaults], (faults) =>
      open({ virtual: { faults } }),
    );
    expect(codeThrownBy(() => open({ sampleRate: 1e9 }))).toMatch(/rate-refused|invalid-argument/);
  });

  test('can be checked without opening a stream', () => {
    const virtual = { hostApi: 'Virtual', device: 'Virtual loopback' };
    library.checkInputSettings({ ...virtual, channels: 1, sampleRate: 96_000 });
    library.checkOutputSettings(virtual);
    expect(codeThrownBy(() => library.checkOutputSettings({ ...virtual, channels: 99 }))).toBe(
      'channels-refused',
    );
    expect(codeThrownBy(() => library.checkInputSettings({ device: 'Nothing' }))).toBe(
      'device-not-found',
    );
  });
});

describe('paths', () => {
  test('are strings without zero bytes', async () => {
    for (const path of [undefined, null, 7, '', 'a\0b', {}]) {
      expect(await codeRejectedBy(library.probeFile(anything(path)))).toBe('invalid-argument');
      expect(await codeRejectedBy(library.decodeFile(anything(path)))).toBe('invalid-argument');
      expect(await codeRejectedBy(library.recoverTake(anything(path)))).toBe('invalid-argument');
    }
  });
});

test('every error is an RtMixerError with a sentence', () => {
  try {
    duplex().playBuffer(frames(1), { channels: 7 });
  } catch (error) {
    expect(error).toBeInstanceOf(RtMixerError);
    expect((error as Error).message).toMatch(/\.$/);
  }
  expect.assertions(2);
});

test('no native object can be made without the library', () => {
  const { AddonOfflineMixer } = Object.assign({}, library) as Record<string, unknown>;
  expect(AddonOfflineMixer).toBeUndefined();
  const action = duplex().playBuffer(frames(1));
  expect(() => Reflect.construct(action.constructor, [])).toThrow();
  expect(() => Reflect.construct(SampleBuffer, [])).toThrow();
});

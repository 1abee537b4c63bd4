/** Arrays whose memory is transferred, moved or shrunk: refused when they are given, told when they are
 * to get samples. */
import { describe, expect, test } from 'vitest';
import {
  Mixer,
  OfflineMixer,
  PlaybackStream,
  RingBuffer,
  SampleBuffer,
} from '../../../../native/index.ts';
import { ramp } from '../../support/signals.ts';

function resizable(length: number, view?: [offset: number, length: number | undefined]) {
  const memory = new ArrayBuffer(4 * length, { maxByteLength: 4 * length });
  const [offset, count] = view ?? [0, undefined];
  return new Float32Array(memory, 4 * offset, count);
}

function resize(array: Float32Array, samples: number): void {
  (array.buffer as ArrayBuffer).resize(4 * samples);
}

/** What happens to an array, and what is left of 100 samples. */
const losses: [
  loss: string,
  make: () => Float32Array,
  lose: (array: Float32Array) => void,
  left: number,
][] = [
  [
    'transferred to another thread',
    () => new Float32Array(100),
    (array) => structuredClone(array, { transfer: [array.buffer] }),
    0,
  ],
  ['moved', () => new Float32Array(100), (array) => (array.buffer as ArrayBuffer).transfer(), 0],
  ['resized to 0', () => resizable(100), (array) => resize(array, 0), 0],
  ['left without its end', () => resizable(100, [0, 100]), (array) => resize(array, 99), 0],
  [
    'cut off before its beginning',
    () => resizable(104, [4, undefined]),
    (array) => resize(array, 3),
    0,
  ],
];

const shrinkings: typeof losses = [
  ['shrunk to a part', () => resizable(100), (array) => resize(array, 20), 20],
];

function recorder(): OfflineMixer {
  return new OfflineMixer({ sampleRate: 48_000, channels: [1, 1] });
}

describe('a recording into an array', () => {
  test.each([...losses, ...shrinkings])(
    'that is %s meanwhile fails and says so',
    async (_loss, make, lose, left) => {
      const mixer = recorder();
      const target = make();
      const take = mixer.recordBuffer(target);
      lose(target);
      mixer.render(100, ramp(100));
      expect([take.state, take.outcome, take.doneFrames]).toEqual(['finished', 'undelivered', 100]);
      expect(take.failure).toMatchObject({ code: 'invalid-argument' });
      expect(take.failure?.message).toContain(`${left} of 100 frames are in it`);
      expect((take.samples as SampleBuffer).copy()).toEqual(ramp(100));
      expect(target).toEqual(ramp(100).slice(0, left));
      expect((await take.finished).outcome).toBe('undelivered');
    },
  );

  test('that loses only what was not recorded to is complete', () => {
    const mixer = recorder();
    const target = resizable(100);
    const take = mixer.recordBuffer(target, { length: 20 });
    resize(target, 20);
    mixer.render(100, ramp(100));
    expect([take.outcome, take.failure]).toEqual(['completed', null]);
    expect(target).toEqual(ramp(100).slice(0, 20));
  });

  test('that was cancelled before its start needs no array', () => {
    const mixer = recorder();
    const target = new Float32Array(100);
    const take = mixer.recordBuffer(target, { start: { frame: 50 } });
    structuredClone(target, { transfer: [target.buffer] });
    mixer.cancel(take);
    mixer.render(100, ramp(100));
    expect(take.outcome).toBe('cancelled-before-start');
  });
});

describe('an array whose memory is gone', () => {
  test.each(losses)('because it was %s is refused everywhere', (_loss, make, lose) => {
    const mixer = recorder();
    const ring = new RingBuffer(4, 64);
    const samples = SampleBuffer.create({ channels: 1, frames: 1, sampleRate: 48_000 });
    const gone = make();
    lose(gone);
    const column = new Float64Array(make().length);
    structuredClone(column, { transfer: [column.buffer] });
    const calls = [
      () => mixer.playBuffer(gone),
      () => mixer.recordBuffer(gone),
      () => mixer.schedule([{ type: 'playBuffer', samples: gone, loop: { times: 2 } }]),
      () => SampleBuffer.from(gone, { channels: 1, sampleRate: 48_000 }),
      () => ring.write(gone),
      () => ring.readInto(gone),
      () => mixer.render(0, gone),
      () => mixer.scheduleColumns({ type: 'playBuffer', samples, startFrame: column }),
      () =>
        mixer.scheduleColumns({
          type: 'playBuffer',
          samples,
          startFrame: new Float64Array(0),
          gain: gone,
        }),
    ];
    for (const call of calls) {
      expect(call).toThrow(/The memory of .* was transferred or shrunk/);
    }
    expect(mixer.actions.size).toBe(0);
  });

  test('ends a PlaybackStream that is given it', async () => {
    await using mixer = new Mixer({ hostApi: 'Virtual', channels: 1 });
    mixer.start();
    const playback = new PlaybackStream(mixer);
    const gone = new Float32Array(8);
    structuredClone(gone, { transfer: [gone.buffer] });
    const error = new Promise((resolve) => playback.once('error', resolve));
    playback.write(gone);
    expect(String(await error)).toContain('The memory of a chunk');
  });

  test('is told from an empty array', () => {
    const hit = recorder().playBuffer(new Float32Array(0));
    expect(hit.totalFrames).toBe(0);
  });
});

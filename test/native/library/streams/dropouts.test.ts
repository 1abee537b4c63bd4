/** Dropouts of the virtual device beside the faults that caused them: 20, in the long form 1,000. */
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  Mixer,
  MixerAndRecorder,
  RtMixerError,
  randomLosses,
  type StreamDropout,
  type VirtualFault,
} from '../../../../native/index.ts';

const COUNT = process.env.RTMIXER_LONG === '1' ? 1_000 : 20;
const BLOCK = 256;
const RATE = 48_000;

/** What the fault says that is lost, and where: before the block that holds its frame. */
function truthOf({ kind, frame, count = 1, frames = count * BLOCK }: VirtualFault) {
  return {
    frame: Math.floor(frame / BLOCK) * BLOCK,
    inputFrames: kind === 'lostOutput' ? 0 : frames,
    outputFrames: kind === 'lostInput' ? 0 : frames,
  };
}

async function dropoutsOf(
  faults: readonly VirtualFault[],
  toFrame: number,
): Promise<StreamDropout[]> {
  await using mixer = await MixerAndRecorder.open({
    hostApi: 'Virtual',
    channels: [1, 1],
    sampleRate: RATE,
    blockSize: BLOCK,
    // Not so fast that 256 of them come while this thread stands still.
    virtual: { speed: COUNT === 20 ? 0 : 100, faults },
  });
  const dropouts: StreamDropout[] = [];
  await mixer.startAsync();
  while (mixer.active && mixer.frame < toFrame) {
    dropouts.push(...mixer.takeDropouts());
    await delay(1);
  }
  return [...dropouts, ...mixer.takeDropouts()];
}

test('random losses are told as they were: number, direction, place and size', async () => {
  const seed = COUNT === 20 ? 1 : Math.floor(Math.random() * 1e9);
  console.log(`seed ${seed}`);
  const losses = randomLosses({ count: COUNT, frame: 9_600, everyFrames: 0.3 * RATE, seed });
  // Of any number of frames, and of whole blocks.
  const faults = losses.map((loss, k) =>
    k % 2 === 0 ? loss : { ...loss, frames: (loss.count ?? 1) * BLOCK + ((k * 37) % BLOCK) },
  );
  const last = faults.at(-1)?.frame ?? 0;
  const dropouts = await dropoutsOf(faults, last + RATE);
  expect(
    dropouts.map(({ frame, inputFrames, outputFrames }) => ({ frame, inputFrames, outputFrames })),
  ).toEqual(faults.map(truthOf));
  expect(
    new Set(dropouts.map(({ source, isEstimate, count }) => `${source} ${isEstimate} ${count}`)),
  ).toEqual(new Set(['reported false 1']));
  for (const { frame, before, after } of dropouts) {
    expect([(before?.frame ?? 0) + (before?.frames ?? 0), after.frame]).toEqual([frame, frame]);
  }
}, 300_000);

test('random losses are the same with the same seed, and far enough apart', () => {
  const options = { count: 50, frame: 4_800, everyFrames: 14_400 };
  const losses = randomLosses({ ...options, seed: 7 });
  expect(randomLosses({ ...options, seed: 7 })).toEqual(losses);
  expect(randomLosses({ ...options, seed: 8 })).not.toEqual(losses);
  expect(losses[0]?.frame).toBe(4_800);
  const distances = losses.slice(1).map(({ frame }, k) => frame - (losses[k]?.frame ?? 0));
  expect(Math.min(...distances)).toBeGreaterThanOrEqual(14_400);
  expect(new Set(losses.map(({ kind }) => kind)).size).toBe(3);
  for (const count of [-1, 1.5, Number.NaN, 10_001]) {
    expect(() => randomLosses({ ...options, count })).toThrow(/count/);
  }
});

test('whatever faults are asked for, the device opens with them or says what is wrong', () => {
  const number = fc.oneof(fc.integer(), fc.double(), fc.constant(undefined), fc.maxSafeInteger());
  const kind = fc.constantFrom(
    ...([
      'lostBlocks',
      'lostInput',
      'lostOutput',
      'disappear',
      'return',
      'inputUnderflow',
    ] as const),
    'nothing' as 'return',
  );
  const fault = fc.record({
    kind,
    frame: number,
    count: number,
    frames: number,
    everyFrames: number,
  });
  const open = (faults: unknown) =>
    new Mixer({ hostApi: 'Virtual', virtual: { faults: faults as VirtualFault[] } });
  fc.assert(
    fc.property(fc.array(fault, { maxLength: 6 }), (faults) => {
      try {
        open(faults)[Symbol.dispose]();
      } catch (error) {
        expect(error).toBeInstanceOf(RtMixerError);
        expect((error as RtMixerError).code).toBe('invalid-argument');
      }
    }),
    { numRuns: 200 },
  );
  open([
    { kind: 'disappear', frame: 0 },
    { kind: 'return', frame: 1 },
  ])[Symbol.dispose]();
});

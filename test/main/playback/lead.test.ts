/** How far ahead a group begins, so that nothing of it is late, however much there is to hand over. */
import { describe, expect, test } from 'vitest';
import { leadSeconds, withMeasured } from '../../../main/playback/lead.ts';
import { errorFrames } from '../../../preload/actions.ts';
import { clip, type FakeStudio, fakeStudio, fill, projectOf } from '../../support/fake-studio.ts';

const CLIPS = 10_000;

/** A studio whose stream goes on by so many frames while one request is handed over. */
async function busyStudio(framesPerRequest: number): Promise<FakeStudio> {
  const fake = await fakeStudio();
  const clips = Array.from({ length: CLIPS }, (_, index) => clip(`clip ${index}`));
  await fill(fake, projectOf(clips));
  fake.native.stream.framesPerRequest = framesPerRequest;
  return fake;
}

async function playedToTheEnd(fake: FakeStudio) {
  const before = fake.studio.actionLog.finishedCount;
  expect(await fake.studio.transport.play(0)).toEqual({ ok: true, value: null });
  const origin = fake.studio.transport.status.originFrame ?? 0;
  fake.native.stream.framesPerRequest = 0;
  await fake.advance(origin - fake.native.stream.frame + 2_000);
  await fake.advance(2_000);
  const rows = fake.studio.actionLog.newest(20_000).slice(before);
  return rows.filter(({ clipId }) => clipId !== null);
}

describe('The first Play of 10,000 clips', () => {
  // 1 frame at 48 kHz is 21 µs, four times what an idle machine takes for a request.
  test.each([0, 0.5, 1, 2])(
    'is on time while %d frames pass for each clip that is handed over',
    async (framesPerRequest) => {
      const rows = await playedToTheEnd(await busyStudio(framesPerRequest));
      expect(rows).toHaveLength(CLIPS);
      expect(rows.filter((row) => errorFrames(row) !== 0)).toEqual([]);
    },
  );
});

test('What a start took is shown', async () => {
  const fake = await busyStudio(0);
  expect(fake.studio.transport.status.preparation).toBeNull();
  await playedToTheEnd(fake);
  const { preparation } = fake.studio.transport.status;
  expect(preparation?.actions).toBe(CLIPS);
  expect(preparation?.seconds).toBeGreaterThan(0);
  expect(preparation?.leadSeconds).toBeGreaterThan(0.05);
});

describe('The lead', () => {
  test('of a few clips is short, and grows with what is handed over', () => {
    expect(leadSeconds([], 2)).toBeLessThan(0.06);
    expect(leadSeconds([], 20_000)).toBeGreaterThan(10 * leadSeconds([], 2));
  });

  test('follows what groups of about the same size have cost', () => {
    const fast = withMeasured([], { requests: 20_000, seconds: 0.05 });
    expect(leadSeconds(fast, 20_000)).toBeCloseTo(0.05 + 2 * 0.05);
    const slow = withMeasured(fast, { requests: 20_000, seconds: 2 });
    expect(leadSeconds(slow, 20_000)).toBeCloseTo(0.05 + 2 * 2);
    // A small group says nothing about a large one.
    const small = withMeasured([], { requests: 100, seconds: 0.02 });
    expect(leadSeconds(small, 20_000)).toBe(leadSeconds([], 20_000));
    expect(leadSeconds(small, 100)).toBeCloseTo(0.05 + 2 * 0.02);
  });

  test('forgets a slow one after some of the same size', () => {
    const measured = [2, 0.05, 0.05, 0.05, 0.05].map((seconds) => ({ requests: 9_000, seconds }));
    const costs = measured.reduce(withMeasured, []);
    expect(leadSeconds(costs, 9_000)).toBeCloseTo(0.05 + 2 * 0.05);
    expect(costs).toHaveLength(4);
  });

  test('of a first group follows the first groups of earlier starts where they were slow', () => {
    const slow = [{ requests: 20_000, seconds: 2 }];
    expect(leadSeconds([], 20_000, slow)).toBeCloseTo(0.05 + 2 * 2);
    // A start may be busier than the one before.
    const fast = [{ requests: 20_000, seconds: 0.05 }];
    expect(leadSeconds([], 20_000, fast)).toBe(leadSeconds([], 20_000));
    expect(leadSeconds(fast, 20_000, slow)).toBeCloseTo(0.05 + 2 * 0.05);
  });

  test('has a limit, whatever was measured', () => {
    expect(leadSeconds([{ requests: 100, seconds: 3_600 }], 100)).toBe(10);
  });
});

test('The first Play after a start on a slow machine counts on what the last start took', async () => {
  const first = await busyStudio(0);
  // What the library took is measured by the clock: a slow hand-over.
  const { stream } = first.native;
  const schedule = stream.schedule.bind(stream);
  stream.schedule = (requests, group) => {
    const pause = new Int32Array(new SharedArrayBuffer(4));
    if (requests.length === CLIPS) Atomics.wait(pause, 0, 0, 700);
    return schedule(requests, group);
  };
  await playedToTheEnd(first);
  await first.studio.close();
  const second = await fakeStudio({
    userDataFolder: first.folder,
    prepare: ({ files }) => {
      for (const [file, known] of first.native.files) files.set(file, known);
    },
  });
  await second.settle();
  expect(await second.studio.transport.play(0)).toEqual({ ok: true, value: null });
  const { preparation } = second.studio.transport.status;
  expect(preparation?.leadSeconds).toBeGreaterThan(1.4);
});

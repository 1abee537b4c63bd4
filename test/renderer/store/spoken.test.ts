/** What screen readers are told by themselves: one sentence a second, counts folded. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NO_DROPOUTS } from '../../../preload/dropouts.ts';
import type { Mirror } from '../../../renderer/store/mirror.ts';
import { inventedDropout } from '../../support/invented-dropout.ts';

let spoken: typeof import('../../../renderer/store/spoken.ts');
let told: string[];

type SpokenBefore = Parameters<
  typeof import('../../../renderer/store/spoken.ts')['sayTroubles']
>[0];

const nothing: SpokenBefore = {
  transportState: 'playing',
  lateCount: 0,
  droppedCount: 0,
  dropouts: [],
  dropoutTotals: { ...NO_DROPOUTS, runNumber: 1 },
  stream: { streamNumber: 1 } as Mirror['stream'],
};

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  spoken = await import('../../../renderer/store/spoken.ts');
  told = [];
  spoken.spokenStore.subscribe(({ text }) => told.push(text));
});

afterEach(() => vi.useRealTimers());

test('counts of a second are one sentence', async () => {
  let before = nothing;
  for (let late = 1; late <= 5; late += 1) {
    const after = { ...nothing, lateCount: late, droppedCount: late === 5 ? 1 : 0 };
    spoken.sayTroubles(before, after);
    before = after;
  }
  await vi.advanceTimersByTimeAsync(10);
  expect(told).toEqual(['5 actions late, 1 action dropped.']);
  spoken.sayTroubles(before, {
    ...before,
    dropouts: [1, 2, 3].map((id) => inventedDropout({ id })),
  });
  await vi.advanceTimersByTimeAsync(900);
  expect(told).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(told).toEqual(['5 actions late, 1 action dropped.', '3 dropouts, output, size not told.']);
});

test('dropouts of an earlier start, and those while nothing plays, are not told', async () => {
  const stopped = { ...nothing, transportState: 'stopped', dropoutTotals: NO_DROPOUTS } as const;
  const dropoutTotals = { ...NO_DROPOUTS, runNumber: 7, all: 1 };
  const restored = { ...stopped, dropoutTotals, dropouts: [inventedDropout({ runNumber: 7 })] };
  spoken.sayTroubles(stopped, restored);
  const idle = inventedDropout({ id: 2, runNumber: null });
  spoken.sayTroubles(restored, { ...restored, dropouts: [...restored.dropouts, idle] });
  await vi.advanceTimersByTimeAsync(1_100);
  expect(told).toEqual([]);
});

test('the transport comes first, and only what it does in the end', async () => {
  spoken.say('A notice.');
  spoken.sayTroubles(nothing, { ...nothing, transportState: 'stopped' });
  spoken.sayTroubles(
    { ...nothing, transportState: 'stopped' },
    { ...nothing, transportState: 'recording' },
  );
  await vi.advanceTimersByTimeAsync(1_500);
  expect(told).toEqual(['Recording.', 'A notice.']);
});

test('many notices are a number and the newest one', async () => {
  for (const name of ['a', 'b', 'c', 'd']) spoken.say(`${name} is broken.`);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toEqual(['4 notices; the newest: d is broken.']);
});

test('two equal sentences are two, and another stream counts from 0', async () => {
  spoken.sayTroubles({ ...nothing, lateCount: 7 }, { ...nothing, lateCount: 8 });
  await vi.advanceTimersByTimeAsync(1_100);
  const next = { ...nothing, stream: { streamNumber: 2 } as Mirror['stream'] };
  spoken.sayTroubles({ ...nothing, lateCount: 8 }, { ...next, lateCount: 1 });
  await vi.advanceTimersByTimeAsync(1_100);
  expect(told).toEqual(['1 action late.', '1 action late.']);
});

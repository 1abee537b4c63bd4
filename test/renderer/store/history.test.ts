/** Points of the charts: their pace, what they count, how long they are kept. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NO_COUNTERS, type StreamCounters } from '../../../preload/engine.ts';

let history: typeof import('../../../renderer/store/history.ts');

const counters = (values: Partial<StreamCounters>): StreamCounters => ({
  ...NO_COUNTERS,
  ...values,
});
const dropouts = () => history.historyNow().map((point) => point.dropouts);

/** Counters that arrive 0.3 s after the ones before. */
function arrive(values: Partial<StreamCounters>, streamNumber = 1, newDropouts = 0): void {
  vi.advanceTimersByTime(300);
  history.recordHistory(counters(values), streamNumber, newDropouts);
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
  vi.resetModules();
  history = await import('../../../renderer/store/history.ts');
});

afterEach(() => vi.useRealTimers());

test('four points a second at most, whatever the pace of the updates', () => {
  for (let update = 0; update < 60; update += 1) {
    vi.advanceTimersByTime(1_000 / 60);
    history.recordHistory(counters({ load: 0.1 }), 1);
  }
  expect(history.historyNow().length).toBeGreaterThanOrEqual(3);
  expect(history.historyNow().length).toBeLessThanOrEqual(4);
});

test('points older than two minutes go', () => {
  for (let second = 0; second < 150; second += 1) {
    vi.advanceTimersByTime(1_000);
    history.recordHistory(counters({}), 1);
  }
  const points = history.historyNow();
  expect(points).toHaveLength(120);
  const [first, last] = [points[0]?.atSeconds ?? 0, points.at(-1)?.atSeconds ?? 0];
  expect(last - first).toBeLessThan(120);
});

test('dropouts of a point are those that were told since the one before, also without counters', () => {
  arrive({}, 1, 2);
  history.recordHistory(undefined, 1, 1);
  arrive({}, 1, 3);
  arrive({}, 2);
  expect(dropouts()).toEqual([2, 4, 0]);
});

test('an update without counters makes no point', () => {
  history.recordHistory(undefined, 1);
  expect(history.historyNow()).toEqual([]);
});

test('the highest load is of the present stream', () => {
  for (const load of [0.1, 0.4, 0.2]) arrive({ load });
  expect(history.highestLoad()).toBe(0.4);
  arrive({ load: 0.3 }, 2);
  expect(history.highestLoad()).toBe(0.3);
  arrive({ load: 0.3, worstLoad: 1.2 }, 2);
  expect(history.highestLoad()).toBe(1.2);
});

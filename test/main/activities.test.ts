import { expect, test, vi } from 'vitest';
import { Activities } from '../../main/activities.ts';

test('a dropout is told what went on around it, once each, also what has ended since', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const activities = new Activities();
  const leaveFirst = activities.enter('opening', 'rain');
  vi.advanceTimersByTime(100);
  leaveFirst();
  leaveFirst();
  vi.advanceTimersByTime(100);
  const from = performance.now();
  const work = activities.during('drawing', 'knock', async () => {
    vi.advanceTimersByTime(50);
    throw new Error('The file is gone.');
  });
  await expect(work).rejects.toThrow('gone');
  activities.enter('recording', 'Take 1');
  activities.enter('drawing', 'knock')();
  const now = performance.now();
  vi.useRealTimers();
  const names = (start: number, end: number) =>
    activities.between(start, end).map(({ activity, name }) => `${activity} ${name}`);
  expect(names(from, now)).toEqual(['drawing knock', 'recording Take 1']);
  expect(names(from - 101, from - 99)).toEqual(['opening rain']);
  expect(names(now + 500, now + 600)).toEqual(['recording Take 1']);
});

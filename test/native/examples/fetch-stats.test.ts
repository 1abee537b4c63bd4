import { expect, test } from 'vitest';
import { numbersIn, runExample } from './run-example.ts';

test('fetch-stats prints the counters of the stream and of both recordings', async () => {
  const run = await runExample('fetch-stats.ts', ['--duration=0.25', '--ring-size=1024']);
  expect([run.exitCode, run.errors]).toEqual([0, '']);
  const stats = (title: string) =>
    numbersIn(run.output, new RegExp(`^${title}: (\\d+) blocks of (\\d+) to (\\d+) frames$`, 'm'));
  expect(stats('before the start')).toEqual([0, 0, 0]);
  const [recorded = 0, ...sizes] = stats('a recording');
  // 12,000 frames touch 188 blocks of 64, or 189 when they do not begin with one.
  expect([188, 189]).toContain(recorded);
  expect(sizes).toEqual([64, 64]);
  expect(run.output).toContain('  recordBuffer: completed, 12000 of 12000 frames\n');
  expect(run.output).toContain('  recordRingBuffer: overflowed, 1024 of any frames\n');
  const [fetched = 0] = stats('fetched from the stream');
  expect(fetched).toBeGreaterThanOrEqual(recorded);
  const [live = 0] = stats('live');
  const [after = 0] = stats('after the end');
  expect(live).toBeGreaterThan(0);
  expect(after).toBeGreaterThanOrEqual(live);
  const late = [...run.output.matchAll(/began (\S+) frames/g)].map(([, frames]) => Number(frames));
  expect(late).toHaveLength(2);
  expect(late.filter((frames) => !(Math.abs(frames) < 0.6))).toEqual([]);
});

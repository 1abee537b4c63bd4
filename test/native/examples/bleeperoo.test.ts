import { expect, test } from 'vitest';
import { numbersIn, runExample } from './run-example.ts';

test('bleeperoo plays its bleeps within half a frame of random times', async () => {
  const run = await runExample('bleeperoo.ts', ['--bleeps=80', '--duration=1', '--channels=4']);
  expect([run.exitCode, run.errors]).toEqual([0, '']);
  const counts = numbersIn(run.output, /^(\d+) bleeps: (\d+) played, (\d+) belated$/m);
  const [bleeps = 0, played = 0, belated = 0] = counts;
  expect([bleeps, played + belated]).toEqual([80, 80]);
  expect(played).toBeGreaterThan(0);
  expect(numbersIn(run.output, /^not on their frame: (\d+)$/m)).toEqual([0]);
  const [earliest = -1] = numbersIn(run.output, /^earliest (\S+) frames/m);
  const [latest = 1] = numbersIn(run.output, /^latest (\S+) frames/m);
  expect(earliest).toBeGreaterThan(-0.6);
  expect(latest).toBeLessThan(0.6);
  expect(latest).toBeGreaterThan(earliest);
  expect(numbersIn(run.output, /^output underflows: (\d+)$/m)).toEqual([0]);
});

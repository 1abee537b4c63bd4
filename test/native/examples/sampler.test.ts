import { expect, test } from 'vitest';
import { numbersIn, runExample } from './run-example.ts';

test('sampler records what is played and plays what was recorded', async () => {
  const run = await runExample('sampler.ts', ['--channels=2'], {
    input: ['A', 'wait 0.2', 'z', 'wait 2', 'A', 'wait 1', 'a', 'wait 1', 'a', ''].join('\n'),
  });
  expect([run.exitCode, run.errors]).toEqual([0, '']);
  expect(run.output).toContain('z: played 48000 of 48000 frames: completed\n');
  const [recorded = 0, peak = 0] = numbersIn(run.output, /^a: recorded (\d+) frames, peak (\S+)$/m);
  // The keys came 2.2 s apart; the tone of 1 s, half as loud as can be, lies between.
  expect(recorded).toBeGreaterThan(48_000);
  expect(peak).toBe(0.5);
  const played = numbersIn(run.output, /^a: played (\d+) of (\d+) frames: \w+$/m);
  expect(played[1]).toBe(recorded);
  expect(played[0]).toBeGreaterThan(0);
  expect(numbersIn(run.output, /^output underflows: (\d+)$/m)).toEqual([0]);
});

test('sampler ends a recording that is active, and plays silence for an empty key', async () => {
  const run = await runExample('sampler.ts', [], { input: 'b\nwait 0.5\nC\nwait 0.5\n' });
  expect([run.exitCode, run.errors]).toEqual([0, '']);
  expect(run.output).toContain('b: played 0 of 0 frames: completed');
  const [recorded = 0, peak] = numbersIn(run.output, /^c: recorded (\d+) frames, peak (\S+)$/m);
  expect(recorded).toBeGreaterThan(0);
  expect(peak).toBe(0);
});

import { expect, test } from 'vitest';
import { decodeFile } from '../../../native/index.ts';
import { channelOf, soundingFrames } from '../support/signals.ts';
import { numbersIn, runExample, temporaryPath } from './run-example.ts';

test('signal-processing inverts the input, delayed by the blocks ahead', async () => {
  const path = temporaryPath('take.wav');
  const ahead = 20 * 4096;
  const run = await runExample('signal-processing.ts', [
    '--blocks-ahead=20',
    '--duration=4',
    '--click=1',
    path,
  ]);
  expect([run.exitCode, run.errors]).toEqual([0, '']);
  expect(numbersIn(run.output, /^recorded (\d+) frames: completed$/m)).toEqual([192_000]);
  expect(numbersIn(run.output, /^played (\d+) frames: completed, (\d+) of/m)).toEqual([
    192_000 + ahead,
    ahead,
  ]);
  expect(numbersIn(run.output, /^blocks of the device: (\d+) to (\d+) frames$/m)).toEqual([64, 64]);
  const take = await decodeFile(path);
  const heard = channelOf(take.copy(), 1, take.channels);
  const clicks = soundingFrames(heard);
  expect(clicks).toEqual([64, 64 + ahead + 64, 64 + 2 * (ahead + 64)]);
  expect(clicks.map((frame) => heard[frame])).toEqual([1, -0.5, 0.25]);
});

test('signal-processing reports that it was late where no blocks were ahead', async () => {
  const run = await runExample('signal-processing.ts', ['--blocks-ahead=0', '--duration=1']);
  expect(run.exitCode).toBe(0);
  expect(run.output).toMatch(/^played \d+ frames: starved, 0 of them ahead$/m);
  expect(run.output).toContain('fill in more blocks ahead');
  expect(run.output).toMatch(/^recorded \d+ frames: (cancelled|overflowed)$/m);
});

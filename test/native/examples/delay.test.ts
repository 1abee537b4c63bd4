import { expect, test } from 'vitest';
import { decodeFile } from '../../../native/index.ts';
import { channelOf, soundingFrames } from '../support/signals.ts';
import { numbersIn, runExample, temporaryPath } from './run-example.ts';

test('delay gives every echo at exactly its frame and level', async () => {
  const path = temporaryPath('take.wav');
  const run = await runExample('delay.ts', [
    '--delay=0.1',
    '--duration=0.5',
    '--gain=0.5',
    '--click=1',
    path,
  ]);
  expect([run.exitCode, run.errors]).toEqual([0, '']);
  expect(numbersIn(run.output, /^recorded (\d+) frames: completed$/m)).toEqual([24_000]);
  expect(numbersIn(run.output, /^played (\d+) frames: completed$/m)).toEqual([24_000]);
  expect(numbersIn(run.output, /^delay (\d+) frames$/m)).toEqual([4800]);
  expect(run.output).toContain('now it is heard');
  const take = await decodeFile(path);
  const heard = channelOf(take.copy(), 1, take.channels);
  const clicks = soundingFrames(heard);
  // The virtual device is heard one block later, and so is every echo.
  const expected = [0, 1, 2, 3, 4].map((echo) => 64 + echo * (4800 + 64));
  expect(take.frames).toBe(24_000);
  expect(clicks).toEqual(expected);
  expect(clicks.map((frame) => heard[frame])).toEqual([1, 0.5, 0.25, 0.125, 0.0625]);
});

import { expect, test } from 'vitest';
import { writeWav } from '../../support/wav-file.ts';
import { numbersIn, runExample, temporaryPath } from './run-example.ts';

test('play-file plays a file piece by piece to its last frame', async () => {
  const path = temporaryPath('long.wav');
  const samples = new Float32Array(2 * 50_000).fill(0.125);
  // Recorded only if the very last frame is played.
  samples[samples.length - 1] = 0.75;
  writeWav(path, samples, { channels: 2, sampleRate: 48_000 });
  const run = await runExample('play-file.ts', ['--piece-seconds=0.07', path]);
  expect([run.exitCode, run.errors]).toEqual([0, '']);
  expect(numbersIn(run.output, /^played (\d+) of (\d+) frames: completed$/m)).toEqual([
    50_000, 50_000,
  ]);
  expect(numbersIn(run.output, /, peak (\S+)$/m)).toEqual([0.75]);
});

test('play-file plays a file of another rate, resampled', async () => {
  const path = temporaryPath('other rate.wav');
  writeWav(path, new Float32Array(22_050).fill(0.25), { channels: 1, sampleRate: 44_100 });
  const run = await runExample('play-file.ts', ['--sample-rate=48000', path]);
  expect(numbersIn(run.output, /^played (\d+) of (\d+) frames: completed$/m)).toEqual([
    24_000, 24_000,
  ]);
});

test('play-file needs a file, and prints a sentence where there is none', async () => {
  expect((await runExample('play-file.ts')).errors).toContain('Which file?');
  expect((await runExample('play-file.ts', ['/no/such.wav'])).errors).toContain('file-not-found');
});

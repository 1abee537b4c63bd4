import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RingBuffer, SampleBuffer } from '../../../../native/index.ts';
import { jackMissing, startJack } from '../../support/jack-server.ts';
import {
  bytesKeptOutOfForks,
  spawningPeriod,
  undisturbed,
  undisturbedSpawning,
} from '../../support/spawning.ts';

const missing = jackMissing();
let stopJack: (() => Promise<void>) | undefined;

beforeAll(async () => {
  if (missing === null) stopJack = (await startJack(spawningPeriod)).stop;
});
afterAll(async () => await stopJack?.());

test('every frame is heard while child processes start beside 0.1 GB of samples', async ({
  skip,
}) => {
  skip(missing !== null, `JACK is not tested: ${missing}`);
  expect(await undisturbedSpawning(100_000_000, 8)).toEqual(undisturbed);
});

test('samples and rings are kept out of forks, and given back', ({ skip }) => {
  skip(process.platform !== 'linux', 'only Linux forks to start a process');
  const before = bytesKeptOutOfForks();
  const samples = SampleBuffer.create({ channels: 2, frames: 1_000_000, sampleRate: 48_000 });
  const ring = new RingBuffer(4, 2 ** 20);
  expect(bytesKeptOutOfForks() - before).toBeGreaterThanOrEqual(8_000_000 + 2 ** 22 - 2 * 4096);
  // The child of the fork reads the heap beside this memory until it becomes another program.
  for (let k = 0; k < 10; k += 1) {
    const { status } = spawnSync(process.execPath, ['-e', 'process.exit(7)']);
    expect(status).toBe(7);
  }
  expect([samples.frames, ring.size]).toEqual([1_000_000, 2 ** 20]);
});

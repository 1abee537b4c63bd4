import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { RingBuffer, SampleBuffer } from '../../../../native/index.ts';
import { bytesKeptOutOfForks, callbackFaultsOfChildren } from '../../support/spawning.ts';

/** Pages that stay in forks and that a block writes: the callback thread's stack, which a child needs. */
const pagesOfStack = 6;

// Only Linux forks to start a process.
describe.runIf(process.platform === 'linux')('a child process', () => {
  test('costs the callback no page fault but those of its stack', async () => {
    const counts = await callbackFaultsOfChildren(10);
    expect(Math.max(...counts)).toBeLessThanOrEqual(pagesOfStack);
  });

  test('is started without samples and rings, which are given back', () => {
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
});

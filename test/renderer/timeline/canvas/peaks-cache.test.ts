import { describe, expect, test } from 'vitest';
import type { PeaksTile } from '../../../../preload/contract.ts';
import { failure, type Outcome, success } from '../../../../preload/outcome.ts';
import {
  PeaksCache,
  type PeaksRequest,
  peaksLevel,
  TILE_BINS,
} from '../../../../renderer/timeline/canvas/peaks-cache.ts';

interface Asked {
  readonly request: PeaksRequest;
  readonly answer: (outcome: Outcome<PeaksTile>) => Promise<void>;
}

function cacheWithQuestions(capacity = 600) {
  const asked: Asked[] = [];
  let arrivals = 0;
  const cache = new PeaksCache(
    (request) =>
      new Promise((resolve) => {
        asked.push({
          request,
          answer: async (outcome) => {
            resolve(outcome);
            await new Promise((done) => setTimeout(done));
          },
        });
      }),
    () => {
      arrivals += 1;
    },
    capacity,
  );
  return { cache, asked, arrivals: () => arrivals };
}

const tileOf = (knownBins: number): PeaksTile => ({
  channels: 1,
  knownBins,
  triples: new Float32Array(TILE_BINS * 3),
});
const source = { sourceId: 'a', opening: 1, frames: 1_000_000, readyFrames: 1_000_000 };

describe('waveform tiles', () => {
  test('are asked for once, and are there when they have come', async () => {
    const { cache, asked, arrivals } = cacheWithQuestions();
    expect(cache.tile(source, 3, 0)).toBeNull();
    expect(cache.tile(source, 3, 0)).toBeNull();
    expect(asked).toHaveLength(1);
    expect(asked[0]?.request).toEqual({
      sourceId: 'a',
      startFrame: 0,
      framesPerBin: 8,
      count: TILE_BINS,
    });
    await asked[0]?.answer(success(tileOf(TILE_BINS)));
    expect(arrivals()).toBe(1);
    expect(cache.tile(source, 3, 0)?.knownBins).toBe(TILE_BINS);
    expect(asked).toHaveLength(1);
  });

  test('that were incomplete are asked for again when more of the sound is known', async () => {
    const { cache, asked } = cacheWithQuestions();
    const half = { ...source, readyFrames: 4_000 };
    cache.tile(half, 3, 0);
    await asked[0]?.answer(success(tileOf(500)));
    cache.tile(half, 3, 0);
    expect(asked).toHaveLength(1);
    expect(cache.tile({ ...source, readyFrames: 8_000 }, 3, 0)?.knownBins).toBe(500);
    expect(asked).toHaveLength(2);
  });

  test('that are refused are not asked for sixty times a second', async () => {
    const { cache, asked } = cacheWithQuestions();
    cache.tile(source, 3, 0);
    await asked[0]?.answer(failure('file-not-found', 'The file is gone.'));
    cache.tile(source, 3, 0);
    cache.tile(source, 3, 0);
    expect(asked).toHaveLength(1);
  });

  test('after the end of the sound do not exist, the last one is cut', () => {
    const { cache, asked } = cacheWithQuestions();
    expect(cache.tile({ ...source, frames: 100, readyFrames: 100 }, 3, 1)).toBeNull();
    expect(asked).toHaveLength(0);
    cache.tile({ ...source, frames: 100, readyFrames: 100 }, 3, 0);
    expect(asked[0]?.request.count).toBe(13);
  });

  test('that were not looked at for long make room', async () => {
    const { cache, asked } = cacheWithQuestions(2);
    for (const index of [0, 1, 2]) {
      cache.tile(source, 3, index);
      await asked[index]?.answer(success(tileOf(TILE_BINS)));
    }
    expect(cache.peek(source, 3, 0)).toBeNull();
    expect(cache.peek(source, 3, 2)).not.toBeNull();
  });

  test('have a bin for every pixel at every zoom, and as few as that allows', () => {
    for (const framesPerPixel of [0.1, 1, 1.9, 2, 480, 100_000]) {
      const framesPerBin = 2 ** peaksLevel(framesPerPixel);
      expect(framesPerBin).toBeLessThanOrEqual(Math.max(1, framesPerPixel));
      expect(2 * framesPerBin).toBeGreaterThan(framesPerPixel);
    }
  });
});

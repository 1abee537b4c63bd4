import { afterAll, beforeAll, expect, test } from 'vitest';
import { jackMissing, startJack } from '../../support/own-jack.ts';
import { playWhileSpawning, spawningPeriod } from '../../support/spawning.ts';

const missing = jackMissing();
let stopJack: (() => Promise<void>) | undefined;

beforeAll(async () => {
  if (missing === null) stopJack = (await startJack(spawningPeriod)).stop;
});
afterAll(async () => await stopJack?.());

test('40 child processes beside 1 GB of samples lose no more than those of a small process', async ({
  skip,
}) => {
  skip(missing !== null, `JACK is not tested: ${missing}`);
  const children = 40;
  const { own, others, wrongFrames } = await playWhileSpawning(1_000_000_000, children);
  console.log(JSON.stringify({ own, others, wrongFrames }));
  // Measured with this memory in forks: 45 dropouts, 83,809 frames. Other programs stop both kinds alike,
  // for up to thousands of frames at a time.
  expect(own.dropouts - others.dropouts).toBeLessThan(children / 4);
  expect(own.lostFrames - others.lostFrames).toBeLessThan(children * spawningPeriod);
  if (own.dropouts + others.dropouts === 0) expect(wrongFrames).toBe(0);
});

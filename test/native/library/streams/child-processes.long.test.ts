import { afterAll, beforeAll, expect, test } from 'vitest';
import { jackMissing, startJack } from '../../support/jack-server.ts';
import { spawningPeriod, undisturbed, undisturbedSpawning } from '../../support/spawning.ts';

const missing = jackMissing();
let stopJack: (() => Promise<void>) | undefined;

beforeAll(async () => {
  if (missing === null) stopJack = (await startJack(spawningPeriod)).stop;
});
afterAll(async () => await stopJack?.());

test('40 child processes beside 1 GB of samples cause no dropout', async ({ skip }) => {
  skip(missing !== null, `JACK is not tested: ${missing}`);
  expect(await undisturbedSpawning(1_000_000_000, 40)).toEqual(undisturbed);
});

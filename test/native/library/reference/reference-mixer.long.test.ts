/** More random schedules against the reference mixer. RTMIXER_RUNS changes their number. */
import { expect, test } from 'vitest';
import { compareSchedules } from './compared-schedules.ts';

test('Twenty thousand random schedules sound and are recorded as in the reference mixer, to the bit', () => {
  expect(() => compareSchedules(Number(process.env.RTMIXER_RUNS ?? 20_000))).not.toThrow();
}, 600_000);

import { expect, test } from 'vitest';
import { randomVerdicts } from '../../support/random-verdicts.ts';

test.each(Array.from({ length: 4 }, (_, index) => index + 1))(
  'random edits, mutes, cancels, stops and drops are judged as a plain model judges them, seed %i',
  async (seed) => {
    const { disagreements } = await randomVerdicts(seed, 6);
    expect(disagreements).toEqual([]);
  },
);

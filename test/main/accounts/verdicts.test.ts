import { expect, test } from 'vitest';
import { randomVerdicts } from '../../support/random-verdicts.ts';

test('random edits, mutes, cancels, stops and drops are judged as a plain model judges them', async () => {
  const { disagreements, words } = await randomVerdicts(8, 2.5);
  expect(disagreements).toEqual([]);
  expect(words.length).toBeGreaterThan(3);
});

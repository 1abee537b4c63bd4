import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomUse, type Uses, useAtRandom } from './random-edits.ts';

test('whatever is edited, undone and redone while playing, the project is as a plain model has it, in memory and saved, and Stop is silence', async () => {
  const uses: Uses = { accepted: new Set(), played: 0 };
  await fc.assert(
    fc.asyncProperty(randomUse, ({ steps, seed }) => useAtRandom(steps, seed, uses)),
    { seed: 20_261_122, numRuns: 2, endOnFailure: true },
  );
  expect(uses.accepted.size).toBeGreaterThan(50);
  expect(uses.played).toBeGreaterThan(10);
});

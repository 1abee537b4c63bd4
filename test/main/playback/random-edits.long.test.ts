import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../support/random-commands.ts';
import { EDIT_KINDS } from '../../support/random-edits.ts';
import { randomUse, useAtRandom } from './random-edits.ts';

const { RTMIXER_SEED: chosen } = process.env;

test('whatever is edited, undone and redone while playing, the project is as a plain model has it, in memory and saved, and Stop is silence', async () => {
  const uses = { accepted: new Set<string>(), played: 0 };
  await fc.assert(
    fc.asyncProperty(randomUse, ({ steps, seed }) => useAtRandom(steps, seed, uses)),
    { seed: Number(chosen ?? 20_261_122), numRuns: 200, endOnFailure: true },
  );
  expect([...uses.accepted].sort()).toEqual([...EDIT_KINDS, ...Object.keys(COMMANDS)].sort());
});

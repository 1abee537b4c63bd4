/** The long form has the bound of 200 ms, which a busy disk may exceed. */
import { test } from 'vitest';
import { temporaryFolder } from '../../../support/fake-studio.ts';
import { expectRunsAfterKills } from '../../../support/killed-runs.ts';

test('five programs that are killed while they record leave runs of all actions but the newest, which say that they were cut off', async () => {
  await expectRunsAfterKills(temporaryFolder(), 5, 1_000);
});

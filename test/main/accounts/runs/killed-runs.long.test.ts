import { test } from 'vitest';
import { temporaryFolder } from '../../../support/fake-studio.ts';
import { expectRunsAfterKills } from '../../../support/killed-runs.ts';

test('twenty programs that are killed while they record lose 200 ms of a run at most', async () => {
  await expectRunsAfterKills(temporaryFolder(), 20, 200);
});

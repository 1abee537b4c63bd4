/** Programs that are killed while they edit and fold; the long form has the bound of 200 ms, which a busy disk
 * may exceed. */
import { test } from 'vitest';
import { temporaryFolder } from '../../support/fake-studio.ts';
import { expectPrefixesAfterKills } from '../../support/killed-sessions.ts';

test('Ten programs that are killed while they edit and fold leave a session of all edits but the newest', async () => {
  await expectPrefixesAfterKills(temporaryFolder(), 10, 1_000);
});

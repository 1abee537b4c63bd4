/** Programs that are killed while they edit and fold, in numbers. */
import { test } from 'vitest';
import { temporaryFolder } from '../../support/fake-studio.ts';
import { expectPrefixesAfterKills } from '../../support/killed-sessions.ts';

test('A hundred programs that are killed while they edit and fold leave a session of all edits but the newest', async () => {
  await expectPrefixesAfterKills(temporaryFolder(), 100, 200);
});

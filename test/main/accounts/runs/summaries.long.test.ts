import { expect, test } from 'vitest';
import { addedSummary } from '../../../support/added-summaries.ts';
import { temporaryFolder } from '../../../support/fake-studio.ts';
import { readCsv, readJson, readTsv } from '../../../support/read-exports.ts';

test('the counts of five hundred random runs add up to their actions in list and report', async () => {
  const folder = temporaryFolder();
  const seed = Date.now() % 1_000_000;
  for (let run = 1; run <= 500; run += 1) {
    const { account, actions, listed, reported } = await addedSummary(folder, seed + run, 300);
    for (const counts of [listed, reported]) {
      const sum = Object.values(counts).reduce((all, count) => all + count, 0);
      expect({ seed: seed + run, sum }).toEqual({ seed: seed + run, sum: actions });
    }
    expect({ seed: seed + run, listed }).toMatchObject({ seed: seed + run, listed: reported });
    const read = readJson(account);
    expect(read.actions).toHaveLength(actions);
    expect(readCsv(account)).toHaveLength(actions);
    expect(readTsv(account, true)).toHaveLength(actions);
  }
});

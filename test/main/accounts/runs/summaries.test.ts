import { expect, test } from 'vitest';
import { addedSummary } from '../../../support/added-summaries.ts';
import { temporaryFolder } from '../../../support/fake-studio.ts';
import { readCsv, readJson, readTsv } from '../../../support/read-exports.ts';

test('the counts of a run add up to its actions and are the same in list and report, whatever became of them', async () => {
  const folder = temporaryFolder();
  for (let seed = 1; seed <= 12; seed += 1) {
    const { account, actions, listed, reported } = await addedSummary(folder, seed, 120);
    const sum = Object.values(reported).reduce((all, count) => all + count, 0);
    expect({ seed, sum }).toEqual({ seed, sum: actions });
    expect({ seed, listed }).toMatchObject({ seed, listed: reported });
    const all = Object.values(listed).reduce((added, count) => added + count, 0);
    expect({ seed, all }).toEqual({ seed, all: actions });
    const read = readJson(account);
    expect(read.actions).toHaveLength(actions);
    expect(readCsv(account)).toHaveLength(actions);
    expect(readTsv(account, true)).toHaveLength(actions);
  }
});

/** Random runs, whose counts have to add up to their actions wherever they are told. */
import path from 'node:path';
import { judgedRun } from '../../main/accounts/report/judged.ts';
import { OpenRun } from '../../main/accounts/runs/open-run.ts';
import { readRunEntry } from '../../main/accounts/runs/run-entry.ts';
import { listRunFiles } from '../../main/accounts/runs/run-folder.ts';
import { readRun } from '../../main/accounts/runs/run-reader.ts';
import { RunFiles } from '../../main/project/run-files.ts';
import { ACTION_KINDS, type ActionRow } from '../../preload/actions.ts';
import type { RunAccount } from '../../preload/run.ts';
import { randomAccount, randomNumbers } from './random-accounts.ts';
import { runHeader } from './written-run.ts';

export interface AddedSummary {
  /** As it was read back. */
  readonly account: RunAccount;
  readonly actions: number;
  /** Of the list of runs. */
  readonly listed: Readonly<Record<string, number>>;
  /** Of the report. */
  readonly reported: Readonly<Record<string, number>>;
}

/** Records a run of so many accounts, some of which get dropouts later, and reads it back. */
export async function addedSummary(
  folder: string,
  seed: number,
  count: number,
): Promise<AddedSummary> {
  const random = randomNumbers(seed);
  const files = new RunFiles(path.join(folder, 'runs'), {
    done: () => {},
    failed: (error) => {
      throw error;
    },
    noted: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  let sequence = 0;
  const header = runHeader(seed);
  const run = new OpenRun(
    {
      header: () => header,
      change: (change) => {
        sequence += 1;
        files.take({ ...change, sequence });
        return sequence;
      },
      onPlaced: () => {},
      now: () => 1_700_000_000_000,
      mostFileBytes: 10_000,
    },
    1,
  );
  const rows: ActionRow[] = [];
  while (rows.length < count) {
    const some = Array.from({ length: Math.min(1 + random(40), count - rows.length) }, (_, index) =>
      randomAccount(random, rows.length + index + 1),
    );
    rows.push(...some);
    run.add(some);
    if (random(3) === 0) run.flush();
    const at = random(rows.length);
    const row = rows[at];
    if (row === undefined || random(2) === 0) continue;
    const amended = { ...row, dropouts: row.dropouts + 1 };
    rows[at] = amended;
    run.amend([amended]);
  }
  run.end('stopped');
  run.flush();
  await files.flush();
  files.close();
  const runs = path.join(folder, 'runs');
  const found = (await listRunFiles(runs)).find(({ runId }) => runId === header.runId);
  const entry = found === undefined ? null : await readRunEntry(runs, found, false);
  const read = await readRun(runs, header.runId);
  if (!read.ok) throw new Error(read.message);
  return {
    account: read.value,
    actions: rows.filter(({ type }) => ACTION_KINDS[type] !== 'command').length,
    listed: entry?.entry.summary ?? {},
    reported: judgedRun(read.value).summary,
  };
}

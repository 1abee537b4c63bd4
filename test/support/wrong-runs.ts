/** What is wrong with the sums of the runs in a folder. */
import { judgedRun } from '../../main/accounts/report/judged.ts';
import { listRunFiles } from '../../main/accounts/runs/run-folder.ts';
import { readRun } from '../../main/accounts/runs/run-reader.ts';
import { ACTION_KINDS } from '../../preload/actions.ts';
import type { RunAccount } from '../../preload/run.ts';

type Counts = Readonly<Record<string, number>>;

export async function wrongRuns(folder: string): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { runId } of await listRunFiles(folder)) {
    const read = await readRun(folder, runId);
    if (!read.ok) continue;
    const account = read.value;
    const isWhole = account.damagedLines === 0 && account.removedParts === 0;
    if (!isWhole || account.end === null) continue;
    wrong.push(...wrongSums(runId, account, account.end.summary));
  }
  return wrong;
}

function wrongSums(runId: string, account: RunAccount, ended: Counts): readonly string[] {
  const counted = account.actions.filter(({ type }) => ACTION_KINDS[type] !== 'command').length;
  const reported: Counts = judgedRun(account).summary;
  const sums = { 'its end': sum(ended), 'its report': sum(reported) };
  const wrong = Object.entries(sums)
    .filter(([, count]) => count !== counted)
    .map(([where, count]) => `run ${runId} has ${counted} actions, ${where} counts ${count}`);
  const other = Object.keys(reported).filter((key) => reported[key] !== ended[key]);
  if (other.length === 0) return wrong;
  const values = other.map((key) => `${key} ${ended[key]} and ${reported[key]}`);
  return [...wrong, `run ${runId}: its end and its report count ${values.join(', ')}`];
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

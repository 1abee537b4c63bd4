/** What a person does with a run: a name, a pin, its end, its exports. */
import type { ReportFormat } from '../../preload/report.ts';
import type { RunListEntry } from '../../preload/run.ts';
import { bridge } from '../store/bridge.ts';
import { notify, valueOrNotice } from '../store/notices.ts';
import { chooseRun, refreshRuns, runsNow } from './run-store.ts';
import { runName } from './run-text.ts';

const LONGEST_NAME = 200;

export function runOf(runId: string | null): RunListEntry | null {
  return runsNow().entries?.find((entry) => entry.runId === runId) ?? null;
}

/** An empty name is none. Gives why it is refused, a sentence; null = it is not. */
export function renameRun(runId: string, text: string): string | null {
  const name = text.trim();
  if (name.length > LONGEST_NAME) return `A name has ${LONGEST_NAME} characters at most.`;
  void changeRun({ runId, name: name === '' ? null : name });
  return null;
}

export function togglePin(runId: string): void {
  const run = runOf(runId);
  if (run !== null) void changeRun({ runId, isPinned: !run.isPinned });
}

async function changeRun(
  change: { readonly runId: string } & Partial<Pick<RunListEntry, 'name' | 'isPinned'>>,
): Promise<void> {
  valueOrNotice(await bridge().changeRun(change));
  await refreshRuns();
}

/** After the question. */
export async function deleteRun(runId: string): Promise<void> {
  const run = runOf(runId);
  if (run === null) return;
  const { entries, chosenRunId } = runsNow();
  const place = entries?.indexOf(run) ?? -1;
  const next = entries?.[place + 1] ?? entries?.[place - 1];
  const outcome = await bridge().deleteRun({ runId });
  valueOrNotice(outcome);
  if (outcome.ok)
    notify('info', `${runName(run)} was deleted. Undo beside the runs brings it back.`);
  if (outcome.ok && chosenRunId === runId && next !== undefined) chooseRun(next.runId);
  await refreshRuns();
}

/** It is the chosen one then. */
export async function restoreRun(runId: string): Promise<void> {
  const outcome = await bridge().restoreRun({ runId });
  valueOrNotice(outcome);
  await refreshRuns();
  if (outcome.ok) chooseRun(runId);
}

export async function exportReport(runId: string, format: ReportFormat): Promise<void> {
  const outcome = await bridge().exportReport({ runId, format });
  // By the person who waited.
  if (!outcome.ok && outcome.code === 'job-cancelled') return;
  const saved = valueOrNotice(outcome);
  if (saved?.path != null) notify('info', `The report was saved in ${saved.path}`);
}

/** Requests of runs: their list, their reports, and exports through the system's file dialog. */
import type { Handlers, Payload } from '../../preload/contract.ts';
import { type Outcome, success } from '../../preload/outcome.ts';
import type { ReportModel } from '../../preload/report.ts';
import { exportedFiles, PLAIN_EXPORT, suggestedName } from '../accounts/report/exports.ts';
import { reportOf } from '../accounts/report/report.ts';
import { saveReport } from '../accounts/report/save-report.ts';
import { wallTimeNow } from '../accounts/runs/run-dates.ts';
import type { FileDialogs } from '../shell/file-dialogs.ts';
import type { Studio } from '../studio.ts';

type Runs = Pick<Studio, 'runs'>;

export function runHandlers(studio: Runs, dialogs: Pick<FileDialogs, 'chooseReport'>) {
  const { runs } = studio;
  return {
    runs: () => runs.list(),
    changeRun: (change) => runs.change(change),
    deleteRun: ({ runId }) => runs.remove(runId),
    deletedRuns: async () => success(runs.deleted),
    restoreRun: ({ runId }) => runs.restore(runId),
    report: ({ runId }) => reportOfRun(studio, runId),
    exportReport: (asked) => exportReport(studio, dialogs, asked),
  } satisfies Partial<Handlers>;
}

async function reportOfRun(studio: Runs, runId: string): Promise<Outcome<ReportModel>> {
  const account = await studio.runs.read(runId);
  if (!account.ok) return account;
  const name = await nameOf(studio, runId);
  return success(reportOf(account.value, { name, nowWallTime: wallTimeNow() }));
}

async function exportReport(
  studio: Runs,
  dialogs: Pick<FileDialogs, 'chooseReport'>,
  { runId, format }: Payload<'exportReport'>,
): Promise<Outcome<{ readonly path: string | null }>> {
  const account = await studio.runs.read(runId);
  if (!account.ok) return account;
  const path = await dialogs.chooseReport(format, suggestedName(account.value, format));
  if (path === null) return success({ path });
  // Of a run that goes on: as it is when the place is chosen.
  const newest = await studio.runs.read(runId);
  if (!newest.ok) return newest;
  const name = await nameOf(studio, runId);
  const saved = await saveReport(
    path,
    exportedFiles(newest.value, format, { ...PLAIN_EXPORT, name }),
  );
  return saved.ok ? success({ path: saved.value }) : saved;
}

/** null = nobody gave it one, or the names cannot be read. */
async function nameOf({ runs }: Runs, runId: string): Promise<string | null> {
  const list = await runs.list();
  return list.ok ? (list.value.find((run) => run.runId === runId)?.name ?? null) : null;
}

/** Requests of runs: their list, their reports, and exports through the system's file dialog. */
import type { Handlers, Payload } from '../../preload/contract.ts';
import { type Outcome, success } from '../../preload/outcome.ts';
import { suggestedName } from '../accounts/report/exports.ts';
import type { FileDialogs } from '../shell/file-dialogs.ts';
import type { Studio } from '../studio.ts';

type RunServices = Pick<Studio, 'runs' | 'reports'>;

export function runHandlers(studio: RunServices, dialogs: Pick<FileDialogs, 'chooseReport'>) {
  const { runs, reports } = studio;
  return {
    runs: () => runs.list(),
    changeRun: (change) => runs.change(change),
    deleteRun: ({ runId }) => runs.remove(runId),
    deletedRuns: async () => success(runs.deleted),
    restoreRun: ({ runId }) => runs.restore(runId),
    report: ({ runId }) => reports.model(runId),
    cancelReport: async ({ runId, format }) => success(reports.cancel(runId, format) ?? null),
    exportReport: (asked) => exportReport(studio, dialogs, asked),
  } satisfies Partial<Handlers>;
}

async function exportReport(
  { runs, reports }: RunServices,
  dialogs: Pick<FileDialogs, 'chooseReport'>,
  { runId, format }: Payload<'exportReport'>,
): Promise<Outcome<{ readonly path: string | null }>> {
  const prepared = await runs.prepare(runId);
  if (!prepared.ok) return prepared;
  const path = await dialogs.chooseReport(format, suggestedName(prepared.value, format));
  if (path === null) return success({ path });
  // Of a run that goes on: as it is when the place is chosen.
  const saved = await reports.write(runId, format, path);
  return saved.ok ? success({ path: saved.value }) : saved;
}

/** Imports files: dropped ones, chosen ones, the demo's. Each refusal becomes a notice. */
import type { ImportReport, Placement } from '../../preload/contract.ts';
import type { Outcome } from '../../preload/outcome.ts';
import { bridge } from '../store/bridge.ts';
import { notify, valueOrNotice } from '../store/notices.ts';
import { selectClips } from '../store/view.ts';

export async function importDropped(
  files: readonly File[],
  placement: Placement | null,
): Promise<void> {
  if (files.length > 0) showReport(await bridge().importDroppedFiles(files, placement));
}

/** Through the system's file dialog, into the Library. */
export async function importFiles(): Promise<void> {
  showReport(await bridge().chooseFiles({ placement: null }));
}

export async function loadDemo(): Promise<void> {
  showReport(await bridge().loadDemo(null));
}

function showReport(outcome: Outcome<ImportReport>): void {
  const report = valueOrNotice(outcome);
  for (const { isTold, message } of report?.refusals ?? []) if (!isTold) notify('error', message);
  if (report?.clipIds.length === 1) selectClips(report.clipIds);
}

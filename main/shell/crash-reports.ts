/**
 * Crash reports: Electron keeps them on this computer, and nothing is sent. After a crash the next start
 * says so once.
 */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { app, crashReporter, shell } from 'electron';
import type { Notices } from '../notices.ts';
import type { Settings } from '../settings.ts';

/** Before the program is ready, so that no crash is missed. */
export function keepCrashReports(): void {
  crashReporter.start({ uploadToServer: false });
}

/** The newest report; null = there is none. */
export async function newestReport(folder: string): Promise<string | null> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const reports = await Promise.all(
    names
      .filter((name) => name.endsWith('.dmp'))
      .map(async (name) => {
        const file = path.join(folder, name);
        const status = await stat(file).catch(() => null);
        return { file, changed: status?.mtimeMs ?? Number.NEGATIVE_INFINITY };
      }),
  );
  return reports.toSorted((a, b) => b.changed - a.changed)[0]?.file ?? null;
}

/** Tells of a report that no earlier start has told of. */
export async function tellOfNewReport(settings: Settings, notices: Notices): Promise<void> {
  const report = await newestReport(app.getPath('crashDumps'));
  const name = report === null ? null : path.basename(report);
  if (name === null || name === settings.values.toldCrashReport) return;
  settings.change({ toldCrashReport: name });
  notices.error(
    'RtMixer or its window crashed the last time. A crash report was kept on this computer; nothing was sent. Add it when you report the fault.',
    'crash-reported',
  );
}

/** Opens the file manager at the newest report. */
export async function showNewestReport(): Promise<void> {
  const report = await newestReport(app.getPath('crashDumps'));
  if (report !== null) shell.showItemInFolder(report);
}

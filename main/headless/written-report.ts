/** The report of an earlier run: takes no lock, folds and migrates nothing, and reads a run that is still
 * written up to its last whole line. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { failure, type Outcome } from '../../preload/outcome.ts';
import { type ExportedFile, exportedFiles } from '../accounts/report/exports.ts';
import { saveReport } from '../accounts/report/save-report.ts';
import { listRunFiles, runFileName } from '../accounts/runs/run-folder.ts';
import { NAMES_FILE, RUN_NAMES_FORMAT } from '../accounts/runs/run-names.ts';
import { readRun } from '../accounts/runs/run-reader.ts';
import { failureOf } from '../failure-of.ts';
import { hasSession } from '../project/session-folder.ts';
import { type SessionFolder, sessionFolder } from '../project/session-paths.ts';
import { readVersionedFile } from '../versioned-file.ts';
import type { ReportCommand } from './headless-arguments.ts';

/** A run that goes on writes its load every second. */
const WRITTEN_MILLISECONDS = 3_000;

/** The folder of a session that was named by its folder or by the file in it. */
export function folderOfSession(named: string): string {
  return path.basename(named) === 'session.rtmixer' ? path.dirname(named) : named;
}

/** @returns what is to be printed; empty = it was written. */
export async function writtenReport(command: ReportCommand): Promise<Outcome<string>> {
  const folder = sessionFolder(folderOfSession(command.session));
  const files = await reportFiles(folder, command);
  if (!files.ok) return files;
  if (command.file === null) return { ok: true, value: files.value[0]?.content ?? '' };
  const saved = await saveReport(command.file, files.value);
  return saved.ok ? { ok: true, value: '' } : saved;
}

async function reportFiles(
  folder: SessionFolder,
  { run, format, withPaths, withUnheard }: ReportCommand,
): Promise<Outcome<readonly ExportedFile[]>> {
  try {
    if (!(await hasSession(folder))) {
      return failure('file-not-found', `There is no session in ${folder.root}.`);
    }
    const runs = await listRunFiles(folder.runs);
    const found = runs.find(({ number }) => run === null || number === run);
    if (found === undefined) return noRun(folder, run);
    const { runId, parts } = found;
    const file = path.join(folder.runs, runFileName(runId, parts.at(-1) ?? 1));
    const account = await readRun(folder.runs, runId, await isBeingWritten(file));
    if (!account.ok) return account;
    const name = await nameOf(folder, runId);
    const options = { name, withPaths, withUnheard };
    return { ok: true, value: exportedFiles(account.value, format, options) };
  } catch (error) {
    return failureOf(error);
  }
}

function noRun({ root }: SessionFolder, run: number | null): Outcome<never> {
  const what = run === null ? 'no run' : `no run ${run}`;
  return failure('run-unknown', `There is ${what} in ${root}.`);
}

async function isBeingWritten(file: string): Promise<boolean> {
  const { mtimeMs } = await stat(file);
  return performance.timeOrigin + performance.now() - mtimeMs < WRITTEN_MILLISECONDS;
}

/** Without one where the names cannot be read: they are no part of the account. */
async function nameOf({ runs }: SessionFolder, runId: string): Promise<string | null> {
  const { value } = await readVersionedFile(path.join(runs, NAMES_FILE), RUN_NAMES_FORMAT);
  return value?.find((run) => run.runId === runId)?.name ?? null;
}

/** The files in a session's `runs/`: their names, and how they are opened. Nothing there is trusted. */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { RUN_ID } from './run-lines.ts';

const FILE_NAME = /^([1-9]\d{0,8}-[0-9a-f]{8})(?:\.([2-9]|[1-9]\d{1,4}))?\.ndjson$/;
const DELETED = '.deleted';

/** One run by its files, of which none was opened. */
export interface RunFilesOf {
  readonly runId: string;
  readonly number: number;
  /** Numbers of its parts, in order. */
  readonly parts: readonly number[];
}

export function runFileName(runId: string, part: number): string {
  return part === 1 ? `${runId}.ndjson` : `${runId}.${part}.ndjson`;
}

export function isRunId(runId: string): boolean {
  return RUN_ID.test(runId);
}

export function numberOfRun(runId: string): number {
  return Number.parseInt(runId, 10);
}

/** Of a file of a run that was deleted and may be brought back. */
export function deletedFileName(runId: string, part: number): string {
  return `${runFileName(runId, part)}${DELETED}`;
}

/** Names of files of deleted runs. Never rejects: those that cannot be listed stay. */
export async function listDeletedFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter(
    (name) => name.endsWith(DELETED) && FILE_NAME.test(name.slice(0, -DELETED.length)),
  );
}

/** The newest first; none where there is no folder. Rejects with the system's error. */
export async function listRunFiles(folder: string): Promise<RunFilesOf[]> {
  if (!(await isFolder(folder))) return [];
  const parts = new Map<string, number[]>();
  for (const name of await readdir(folder)) {
    const match = FILE_NAME.exec(name);
    if (match?.[1] === undefined) continue;
    const part = Number(match[2] ?? 1);
    const known = parts.get(match[1]);
    if (known === undefined) parts.set(match[1], [part]);
    else known.push(part);
  }
  return [...parts]
    .map(([runId, own]) => ({
      runId,
      number: numberOfRun(runId),
      parts: own.sort((one, other) => one - other),
    }))
    .sort((one, other) => other.number - one.number || (one.runId < other.runId ? 1 : -1));
}

/** False also for a link: it may lead anywhere. */
async function isFolder(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  return found?.isDirectory() ?? false;
}

/** null = there is no such file, or it is no regular one. Rejects with the system's error. */
export async function openRunFile(folder: string, name: string): Promise<FileHandle | null> {
  if (!FILE_NAME.test(name)) return null;
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const file = path.join(folder, name);
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes(error.code ?? '')) return null;
      throw error;
    },
  );
  if (handle === null) return null;
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  return null;
}

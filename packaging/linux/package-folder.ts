/** The folder of a packaged program as it is installed. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readElf } from '../../native/elf-file.ts';

/** In that folder: what people start, with a window or without. */
export const COMMAND = 'rtmixer-command';

/** Copies it, with rights for all users that do not depend on who builds it. */
export function copyProgram(from: string, to: string): void {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  chmodSync(to, 0o755);
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(file, 0o755);
    else if (entry.isFile()) chmodSync(file, (lstatSync(file).mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
  const command = path.join(to, COMMAND);
  copyFileSync(path.join(import.meta.dirname, 'command.sh'), command);
  chmodSync(command, 0o755);
}

/** Programs and libraries in a folder. */
export function binariesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readElf(readFileSync(file)) !== null)
    .toSorted();
}

/** Seconds since 1970 that all files of a package are dated with, so that it is the same each time. */
export function packageTime(): number {
  const given = Number(process.env.SOURCE_DATE_EPOCH);
  if (Number.isSafeInteger(given) && given > 0) return given;
  try {
    const words = ['log', '-1', '--format=%ct'];
    const output = execFileSync('git', words, { encoding: 'utf8', stdio: 'pipe' });
    return Number(output);
  } catch {
    return Date.UTC(2026, 0, 1) / 1_000;
  }
}

import fs from 'node:fs';
import path from 'node:path';
import { appEvents } from './app-events.ts';
import { getPath } from './app-paths.ts';

/** What a second process leaves for the first. */
interface Visit {
  readonly argv: readonly string[];
  readonly workingDirectory: string;
  readonly additionalData: unknown;
}

let lockFile: string | undefined;
let watcher: fs.FSWatcher | undefined;

/**
 * Electron's app.requestSingleInstanceLock(): true in the first process of a user data folder.
 * In every later one it is false, and the first gets 'second-instance' with its arguments.
 */
export function requestSingleInstanceLock(additionalData: unknown = {}): boolean {
  if (lockFile) return true;
  const folder = path.join(getPath('userData'), 'stand-in-instance');
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'owner');
  const owner = livingOwner(file);
  if (owner !== undefined && owner !== process.pid) {
    leaveVisit(folder, { argv: process.argv, workingDirectory: process.cwd(), additionalData });
    return false;
  }
  fs.writeFileSync(file, String(process.pid));
  lockFile = file;
  watcher = fs.watch(folder, () => receiveVisits(folder));
  watcher.unref();
  process.once('exit', releaseSingleInstanceLock);
  return true;
}

function releaseSingleInstanceLock(): void {
  watcher?.close();
  if (lockFile) fs.rmSync(lockFile, { force: true });
  lockFile = undefined;
}

function livingOwner(file: string): number | undefined {
  try {
    const pid = Number(fs.readFileSync(file, 'utf8'));
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

function leaveVisit(folder: string, visit: Visit): void {
  const file = path.join(folder, `${process.pid}.visit`);
  fs.writeFileSync(`${file}.part`, JSON.stringify(visit));
  fs.renameSync(`${file}.part`, file);
}

function receiveVisits(folder: string): void {
  for (const name of fs.readdirSync(folder).filter((entry) => entry.endsWith('.visit'))) {
    const file = path.join(folder, name);
    const visit = JSON.parse(fs.readFileSync(file, 'utf8')) as Visit;
    fs.rmSync(file);
    appEvents.emit('second-instance', {}, visit.argv, visit.workingDirectory, visit.additionalData);
  }
}

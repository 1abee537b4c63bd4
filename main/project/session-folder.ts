/**
 * The session on disk: `session.json`, `takes.json`, `contents.json`, `takes/`, `peaks/`, `copies/`.
 * A folder with a file that has to stay as it is, or one that another program works in, is left alone;
 * the next one is used. The lock of the folder is taken before anything in it is read.
 */
import { access, constants, lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { emptyProject, type Project } from '../../preload/project.ts';
import type { NativeMixer } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import { type FileFormat, mendFile, readVersionedFile } from '../versioned-file.ts';
import { SESSION_FORMAT } from './session-format.ts';

const NEW_SESSION_RATE = 48_000;
/** Tried before one that was never used. */
const FOLDER_NAMES = ['session', 'session 2', 'session 3', 'session 4'];

export interface SessionFolder {
  readonly root: string;
  readonly sessionFile: string;
  readonly takesFile: string;
  readonly contentsFile: string;
  readonly takes: string;
  readonly peaks: string;
  readonly copies: string;
  readonly lockFile: string;
}

type LockFile = NativeMixer['lockFile'];

/** The lock of a folder; null = none could be taken, and nobody else has it. */
type HeldLock = Disposable | null;

interface SessionContent<Records> {
  /** null = there is no usable session.json. */
  readonly project: Project | null;
  /** False where session.json was missing or damaged: takes may have been left out. */
  readonly isWhole: boolean;
  /** What takes.json says; null = there is no usable one. */
  readonly records: Records | null;
}

export interface OpenedSession<Records> extends SessionContent<Records> {
  readonly folder: SessionFolder;
  readonly project: Project;
  /** Disposed of after the last write. */
  readonly lock: HeldLock;
  /** When it was saved, by its file; milliseconds of wall-clock time. null = it is new. */
  readonly savedWallTime: number | null;
  /** Sentences for people. */
  readonly warnings: readonly string[];
}

/**
 * Opens the session of a data folder: `session`, or the next one whose files may be written. Makes
 * what is missing. Never rejects: what cannot be saved can still be played.
 * @param preferred name of the folder that is tried before the others
 */
export async function openSession<Records>(
  userDataFolder: string,
  takesFormat: FileFormat<Records>,
  lockFile: LockFile,
  preferred: string | null = null,
): Promise<OpenedSession<Records>> {
  const warnings: string[] = [];
  const open = (folder: SessionFolder) => lockAndRead(folder, takesFormat, lockFile, warnings);
  const names = new Set(preferred === null ? FOLDER_NAMES : [preferred, ...FOLDER_NAMES]);
  let folder = sessionFolder(path.join(userDataFolder, `session ${Date.now()}`));
  let content: Awaited<ReturnType<typeof open>> = null;
  let refused = 0;
  for (const name of names) {
    const tried = sessionFolder(path.join(userDataFolder, name));
    content = await open(tried);
    if (content !== null) folder = tried;
    if (content !== null) break;
    refused += 1;
  }
  content ??= { project: null, isWhole: false, records: null, lock: null };
  if (refused > 0) warnings.push(`What you do now is saved in ${folder.root}.`);
  const warning = await prepareFolder(folder);
  if (warning !== null) warnings.push(warning);
  const project = content.project ?? emptyProject('Session', NEW_SESSION_RATE);
  const savedWallTime = content.project === null ? null : await changedAt(folder.sessionFile);
  return { ...content, folder, project, savedWallTime, warnings };
}

async function changedAt(file: string): Promise<number | null> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
}

function sessionFolder(root: string): SessionFolder {
  return {
    root,
    sessionFile: path.join(root, 'session.json'),
    takesFile: path.join(root, 'takes.json'),
    contentsFile: path.join(root, 'contents.json'),
    takes: path.join(root, 'takes'),
    peaks: path.join(root, 'peaks'),
    copies: path.join(root, 'copies'),
    lockFile: path.join(root, 'lock'),
  };
}

/** null = this folder is not to be used; a sentence in `warnings` says why. */
async function lockAndRead<Records>(
  folder: SessionFolder,
  takesFormat: FileFormat<Records>,
  lockFile: LockFile,
  warnings: string[],
): Promise<(SessionContent<Records> & { readonly lock: HeldLock }) | null> {
  const link = await linkOut(folder);
  if (link !== null) {
    warnings.push(
      `${link} is a link out of the session folder, so nothing of this session is read or written. Put what it leads to in its place and start RtMixer again.`,
    );
    return null;
  }
  const lock = await takeLock(folder, lockFile, warnings);
  if (lock === 'in use') return null;
  const content = await readFolder(folder, takesFormat, warnings);
  if (content === null) lock?.[Symbol.dispose]();
  return content === null ? null : { ...content, lock };
}

async function takeLock(
  { root, lockFile: file }: SessionFolder,
  lockFile: LockFile,
  warnings: string[],
): Promise<HeldLock | 'in use'> {
  try {
    await mkdir(root, { recursive: true });
    return await lockFile(file, `RtMixer, process ${process.pid} on ${hostname()}`);
  } catch (error) {
    const { code, message } = failureOf(error);
    if (code === 'file-locked') {
      warnings.push(
        `The session in ${root} is open already. ${message} Quit that program to work in it here.`,
      );
      return 'in use';
    }
    const isWritable = await access(root, constants.W_OK).then(
      () => true,
      () => false,
    );
    // Where nothing can be written anyway, another sentence says so.
    if (isWritable) {
      warnings.push(
        `Nothing keeps a second RtMixer from writing in ${root}, too: ${message} Open this session in one program only.`,
      );
    }
    return null;
  }
}

/** null = a file has to stay as it is; a newer or unreadable one keeps the others as they are, too. */
async function readFolder<Records>(
  { sessionFile, takesFile }: SessionFolder,
  takesFormat: FileFormat<Records>,
  warnings: string[],
): Promise<SessionContent<Records> | null> {
  const session = await readVersionedFile(sessionFile, SESSION_FORMAT);
  const takes = await readVersionedFile(takesFile, takesFormat);
  const refusals = [session.refusal, takes.refusal].filter((refusal) => refusal !== null);
  warnings.push(...refusals);
  if (refusals.length > 0) return null;
  const mended = [
    await mendFile(sessionFile, SESSION_FORMAT, session),
    await mendFile(takesFile, takesFormat, takes),
  ];
  warnings.push(...mended.map(({ warning }) => warning).filter((warning) => warning !== null));
  if (mended.some(({ mayWrite }) => !mayWrite)) return null;
  const isWhole = session.value !== null && session.damage === 0;
  return { project: session.value, isWhole, records: takes.value };
}

/** The first file or folder of a session that is a link out of it; a link to nothing may become one. */
async function linkOut({ root, ...parts }: SessionFolder): Promise<string | null> {
  const realRoot = await realpath(root).catch(() => root);
  for (const part of Object.values(parts)) {
    const isLink = await lstat(part).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (!isLink) continue;
    const target = await realpath(part).catch(() => null);
    if (target === null || !target.startsWith(`${realRoot}${path.sep}`)) return part;
  }
  return null;
}

/** Gives a sentence where a folder can neither be used nor made. */
async function unmadeFolder(folder: string, consequence: string): Promise<string | null> {
  try {
    await mkdir(folder, { recursive: true });
    return null;
  } catch (error) {
    return `The folder ${folder} cannot be made, ${consequence}: ${failureOf(error).message} Then start RtMixer again.`;
  }
}

/** Makes what is missing. Gives a sentence when nothing can be saved there. */
async function prepareFolder({
  root,
  takes,
  peaks,
  copies,
}: SessionFolder): Promise<string | null> {
  try {
    await mkdir(root, { recursive: true });
    await access(root, constants.W_OK);
  } catch (error) {
    return `Nothing can be kept in ${root}: ${failureOf(error).message} You can play, but not record or save. Make the folder writable and start RtMixer again.`;
  }
  const lacks = [
    await unmadeFolder(takes, 'so that nothing can be recorded'),
    await unmadeFolder(copies, 'so that long sounds of other rates cannot be opened'),
    await unmadeFolder(peaks, 'so that waveforms are drawn again at each start'),
  ].filter((lack) => lack !== null);
  return lacks.length === 0 ? null : lacks.join(' ');
}

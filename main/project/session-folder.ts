/**
 * The session on disk: `session.rtmixer`, `edits.ndjson`, `contents.json`, `takes/`, `peaks/`, `copies/`,
 * `runs/`. `session.json` and `takes.json` of versions up to 4 are read where there is no newer one.
 * A folder with a file that has to stay as it is, or one that another program works in, is left alone;
 * the next one is used. The lock of the folder is taken before anything in it is read.
 */
import { access, constants, lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import { emptyProject, type Project } from '../../preload/project.ts';
import type { NativeMixer } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import { keepDamaged, type MendedFile } from '../versioned-file.ts';
import { SESSION_FORMAT } from './session-format.ts';
import { type SessionFolder, sessionFolder } from './session-paths.ts';
import { EDITS_TITLE, type EditsReading, readSession } from './session-reader.ts';
import type { SessionState } from './session-state.ts';
import { TAKES_FORMAT, type TakeRecord } from './take-records.ts';

const NEW_SESSION_RATE = 48_000;
/** Tried before one that was never used. */
const FOLDER_NAMES = ['session', 'session 2', 'session 3', 'session 4'];

type LockFile = NativeMixer['lockFile'];

/** The lock of a folder; null = none could be taken, and nobody else has it. */
type HeldLock = Disposable | null;

/** What the files of a session are like before anything is written. */
export interface SessionOnDisk {
  /** null = the whole session has to be written before an edit can follow. */
  readonly snapshot: { readonly id: string; readonly revision: number } | null;
  /** The id of the snapshot that the file of edits follows; null = there is none. */
  readonly editsAfter: string | null;
  /** True = edits were read beside the snapshot. */
  readonly hasEdits: boolean;
}

interface SessionContent {
  /** null = there is no usable snapshot. */
  readonly state: SessionState | null;
  /** False where the snapshot was missing or damaged: takes may have been left out. */
  readonly isWhole: boolean;
  readonly takes: readonly TakeRecord[];
  readonly disk: SessionOnDisk;
}

export interface OpenedSession {
  readonly folder: SessionFolder;
  readonly project: Project;
  readonly isWhole: boolean;
  readonly takes: readonly TakeRecord[];
  /** Of the last entry that was read. */
  readonly revision: number;
  readonly disk: SessionOnDisk;
  /** True = nothing of a session was there. */
  readonly isNew: boolean;
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
export async function openSession(
  userDataFolder: string,
  lockFile: LockFile,
  preferred: string | null = null,
): Promise<OpenedSession> {
  const warnings: string[] = [];
  const open = (folder: SessionFolder) => lockAndRead(folder, lockFile, warnings);
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
  if (refused > 0) warnings.push(`What you do now is saved in ${folder.root}.`);
  return openedSession(folder, content, warnings);
}

/**
 * Opens the session of one folder and no other. Never rejects.
 * @param root `NAME.rtmix`, or whatever it is called
 * @returns why it cannot be opened, where it cannot. Code `file-locked`: another program has it open
 */
export async function openSessionAt(
  root: string,
  lockFile: LockFile,
): Promise<Outcome<OpenedSession>> {
  const folder = sessionFolder(root);
  if (!(await hasSession(folder))) {
    return failure('file-not-found', `There is no session in ${root}. Name the folder of one.`);
  }
  const warnings: string[] = [];
  const content = await lockAndRead(folder, lockFile, warnings);
  if (content !== null) return success(await openedSession(folder, content, warnings));
  const isLocked = warnings.some((warning) => warning.includes('is open already'));
  return failure(isLocked ? 'file-locked' : 'file-unreadable', warnings.join(' '));
}

/** True = there is a file of one, whatever it holds. */
export async function hasSession(folder: SessionFolder): Promise<boolean> {
  const { sessionFile, previousFiles, oldSessionFile } = folder;
  const found = await Promise.all(
    [sessionFile, ...previousFiles, oldSessionFile].map((file) => stat(file).catch(() => null)),
  );
  return found.some((file) => file?.isFile() === true);
}

async function openedSession(
  folder: SessionFolder,
  content: Awaited<ReturnType<typeof lockAndRead>>,
  warnings: string[],
): Promise<OpenedSession> {
  const { state, lock, ...found } = content ?? NOTHING;
  const warning = await prepareFolder(folder);
  if (warning !== null) warnings.push(warning);
  return {
    ...found,
    folder,
    lock,
    project: state?.project ?? emptyProject('Session', NEW_SESSION_RATE),
    revision: state?.revision ?? 0,
    isNew: state === null && found.takes.length === 0,
    savedWallTime: state === null ? null : await changedAt(folder),
    warnings,
  };
}

const NOTHING: SessionContent & { readonly lock: HeldLock } = {
  state: null,
  isWhole: false,
  takes: [],
  disk: { snapshot: null, editsAfter: null, hasEdits: false },
  lock: null,
};

async function changedAt({
  sessionFile,
  editsFile,
  oldSessionFile,
}: SessionFolder): Promise<number | null> {
  const times = await Promise.all(
    [sessionFile, editsFile, oldSessionFile].map((file) => stat(file).catch(() => null)),
  );
  const known = times.filter((found) => found !== null).map(({ mtimeMs }) => mtimeMs);
  return known.length === 0 ? null : Math.max(...known);
}

/** null = this folder is not to be used; a sentence in `warnings` says why. */
async function lockAndRead(
  folder: SessionFolder,
  lockFile: LockFile,
  warnings: string[],
): Promise<(SessionContent & { readonly lock: HeldLock }) | null> {
  const link = await linkOut(folder);
  if (link !== null) {
    warnings.push(
      `${link} is a link out of the session folder, so nothing of this session is read or written. Put what it leads to in its place and start RtMixer again.`,
    );
    return null;
  }
  const lock = await takeLock(folder, lockFile, warnings);
  if (lock === 'in use') return null;
  const content = await readFolder(folder, warnings);
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
async function readFolder(
  folder: SessionFolder,
  warnings: string[],
): Promise<SessionContent | null> {
  const { state, session, previous, edits, takes, isOld } = await readSession(folder);
  const all = [session, edits, takes];
  const refusals = all.map(({ refusal }) => refusal).filter((refusal) => refusal !== null);
  warnings.push(...refusals);
  if (refusals.length > 0) return null;
  const sessionFile = isOld ? folder.oldSessionFile : folder.sessionFile;
  const mended = [
    await keepDamaged(sessionFile, { ...SESSION_FORMAT, ...usedInstead(previous) }, session),
    await keepDamaged(folder.oldTakesFile, TAKES_FORMAT, takes),
    await keepEdits(folder.editsFile, edits),
  ];
  warnings.push(...mended.map(({ warning }) => warning).filter((warning) => warning !== null));
  if (mended.some(({ mayWrite }) => !mayWrite)) return null;
  const isWhole = session.value !== null && session.damage === 0 && edits.damage === 0;
  const isSound = isWhole && !isOld && !edits.needsRewrite && !edits.isForeign;
  const base = isSound && session.value !== null && session.value.id !== '' ? session.value : null;
  return {
    state,
    isWhole,
    takes: state?.takes ?? takes.value ?? [],
    disk: {
      snapshot: base === null ? null : { id: base.id, revision: base.revision },
      editsAfter: edits.isForeign ? null : edits.after,
      hasEdits: (edits.value ?? 0) > 0,
    },
  };
}

/** What is said of a session file of which nothing can be used. */
function usedInstead(previous: string | null): { readonly ifLost?: string } {
  return previous === null ? {} : { ifLost: `The snapshot before it, ${previous}, is used.` };
}

/** Damaged edits, and those of another snapshot. */
async function keepEdits(file: string, edits: EditsReading): Promise<MendedFile> {
  const ifLost = 'The session is as its last snapshot has it.';
  if (!edits.isForeign) return keepDamaged(file, { title: EDITS_TITLE, ifLost }, edits);
  const ifForeign = 'It belongs to another session file, so that nothing of it was used.';
  const whole = { ...edits, value: null, damage: 'whole' } as const;
  return keepDamaged(file, { title: EDITS_TITLE, ifLost: ifForeign }, whole);
}

/** The first file or folder of a session that is a link out of it; a link to nothing may become one. */
async function linkOut({ root, previousFiles, ...parts }: SessionFolder): Promise<string | null> {
  const realRoot = await realpath(root).catch(() => root);
  for (const part of [...Object.values(parts), ...previousFiles]) {
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

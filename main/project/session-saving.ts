/** Saves a session: hands what changes to the appender, and tells of what could not be written. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { writeFileAtomically } from '../atomic-file.ts';
import type { DiskReserve } from '../disk-reserve.ts';
import { writeFailureOf } from '../failure-of.ts';
import type { Notices } from '../notices.ts';
import { Appender, type RunFileChange } from './appender.ts';
import type { OpenedSession } from './session-folder.ts';
import type { SessionFolder } from './session-paths.ts';
import { type SessionEntry, type SessionState, snapshotText } from './session-state.ts';

/** The first edit comes later; until then the program has enough to do. */
const PREPARE_MILLISECONDS = 1_000;

export interface SaveStatus {
  /** Milliseconds of wall-clock time; null = never yet. */
  readonly savedWallTime: number | null;
  readonly isSaveFailing: boolean;
}

export interface SessionSavingOptions {
  readonly session: OpenedSession;
  readonly state: () => Omit<SessionState, 'revision'>;
  readonly notices: Notices;
  readonly reserve: DiskReserve;
  readonly onStatus: (status: SaveStatus) => void;
}

export class SessionSaving {
  readonly #options: SessionSavingOptions;
  readonly #appender: Appender;
  #status: SaveStatus;
  #preparing: NodeJS.Timeout | undefined;
  /** For people; of the last write that failed. */
  #failure = '';

  constructor(options: SessionSavingOptions) {
    const { session, state, notices } = options;
    this.#options = options;
    this.#status = { savedWallTime: session.savedWallTime, isSaveFailing: false };
    const { snapshot, editsAfter } = session.disk;
    const { revision } = session;
    this.#appender = new Appender({
      start: { root: session.folder.root, snapshot, editsAfter, revision },
      state,
      onSaved: () => this.#tell({ savedWallTime: Date.now(), isSaveFailing: false }),
      onFailure: (error) => this.#sessionNotSaved(error),
      onRunFailure: (error) => this.#runNotSaved(error),
      onNote: (what, error) => notices.record(what, error),
      mend: (error) => this.#mend(error),
    });
  }

  get status(): SaveStatus {
    return this.#status;
  }

  /** Why something is not saved, for people; of the last failure. */
  get failure(): string {
    return this.#failure;
  }

  /** True while somebody waits until something is on the disk. */
  get isBusy(): boolean {
    return this.#appender.isBusy;
  }

  /** Folds what an earlier start left, and puts older, damaged and torn files right. */
  begin(): void {
    const { isNew, disk, warnings } = this.#options.session;
    if (disk.snapshot === null && !isNew) this.#appender.writeWhole();
    else if (disk.hasEdits) this.#appender.fold();
    // Where nothing can be made, the first edit tells it once more.
    else if (!isNew || warnings.length === 0) {
      this.#preparing = setTimeout(() => this.#appender.prepare(), PREPARE_MILLISECONDS).unref();
    }
  }

  /** The session has changed by an entry; returns at once. */
  append(entry: SessionEntry): void {
    this.#appender.append(entry);
  }

  /** See `Appender.changeRunFile`. */
  changeRunFile(change: RunFileChange): number {
    return this.#appender.changeRunFile(change);
  }

  /** See `Appender.runFilesWritten`. */
  runFilesWritten(): Promise<void> {
    return this.#appender.runFilesWritten();
  }

  /** Every step in `runs/` up to a number is done. */
  onRunStep(listener: (sequence: number) => void): void {
    this.#appender.onRunStep(listener);
  }

  /** Resolves when everything up to now is on the disk; false = it could not be written. */
  flush(): Promise<boolean> {
    return this.#appender.flush();
  }

  /** Writes the session to another file, which no edits follow. Rejects with the system's error. */
  copyTo(file: string): Promise<void> {
    const alone = { id: randomUUID(), before: null, revision: 0 };
    return writeFileAtomically(file, snapshotText({ ...this.#options.state(), ...alone }));
  }

  close(): Promise<void> {
    clearTimeout(this.#preparing);
    return this.#appender.close();
  }

  #tell(status: SaveStatus): void {
    this.#status = status;
    this.#options.onStatus(status);
  }

  #sessionNotSaved(error: unknown): void {
    const { root, sessionFile } = this.#options.session.folder;
    this.#options.notices.record('saving the session', error);
    const { message } = writeFailureOf(error, sessionFile);
    this.#notSaved(`The session could not be saved in ${root}; RtMixer tries again.`, message);
  }

  #runNotSaved(error: unknown): void {
    const { root, runs } = this.#options.session.folder;
    this.#options.notices.record('saving the account of a run', error);
    const isNoFolder = (error as NodeJS.ErrnoException).code === 'ENOTDIR';
    const message = isNoFolder
      ? `${runs} is a link or a file. Put a folder in its place.`
      : writeFailureOf(error, runs).message;
    const what = `The account of what was played could not be saved in ${root}; RtMixer tries again.`;
    this.#notSaved(what, message);
  }

  #notSaved(what: string, message: string): void {
    // Told again when the reason is another one.
    if (this.#status.isSaveFailing && message === this.#failure) return;
    this.#failure = message;
    this.#tell({ ...this.#status, isSaveFailing: true });
    this.#options.notices.error(`${what} ${message}`, null, 'saving');
  }

  /** Removes what keeps the session from being written, where that can be done; true = it was. */
  async #mend(error: unknown): Promise<boolean> {
    const { reserve, notices, session } = this.#options;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') return reserve.release('next');
    if (code !== 'ENOENT') return false;
    const isMade = await makeFolders(session.folder).catch(() => false);
    if (isMade) {
      notices.warn(
        `The session's folder ${session.folder.root} is not there any more: it was deleted, moved or renamed. It was made again and holds the session; what else was in it is not.`,
      );
    }
    return isMade;
  }
}

/** False = the session's own folder is there. */
async function makeFolders(folder: SessionFolder): Promise<boolean> {
  const made = await mkdir(folder.root, { recursive: true });
  for (const name of ['takes', 'peaks', 'copies', 'runs'] as const) {
    await mkdir(folder[name], { recursive: true });
  }
  return made !== undefined;
}

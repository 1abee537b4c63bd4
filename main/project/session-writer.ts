/**
 * Writes a session's files; runs on the appender's thread only.
 * - An entry is written as soon as it comes, and on the disk half a second later.
 * - Folding makes a new snapshot of the last one and its edits, both as they lie on the disk, while
 *   further entries are written. After a crash at any place the files say all that was written.
 * - Temporary files are made exclusively; links are replaced or refused, never followed.
 * - What cannot be written is kept and tried again.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fdatasync,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  ForeignFiles,
  idOf,
  isSameFile,
  makeFile,
  readBytes,
  syncFile,
  syncFolder,
  writeAll,
} from './raw-files.ts';
import {
  applyEntry,
  editsHeader,
  type NumberedEntry,
  SESSION_NAME,
  SESSION_VERSION,
  type SessionSnapshot,
  type SessionState,
  snapshotText,
} from './session-state.ts';

const SYNC_MILLISECONDS = 500;
const RETRY_MILLISECONDS = 5_000;
/** Edits are folded when nothing was edited for so long. */
const IDLE_MILLISECONDS = 30_000;
/** They are folded at once beyond that, or beyond the size of the snapshot. */
const MOST_BYTES = 2 ** 20;
const MOST_ENTRIES = 2_000;
/** Written in one piece; entries are written in between. */
const PIECE_BYTES = 2 ** 20;
/** Entries are folded for so long without a pause. */
const STEP_MILLISECONDS = 5;

const SESSION_FILE = 'session.rtmixer';
const EDITS_FILE = 'edits.ndjson';
const PREVIOUS_FILES = ['session.previous-1.rtmixer', 'session.previous-2.rtmixer'] as const;
/** Of versions up to 4, and what they are called once the session is in the files above. */
const OLD_FILES = [
  ['session.json', 'session.old.json'],
  ['takes.json', 'takes.old.json'],
] as const;

const syncData = promisify(fdatasync);

export interface WriterStart {
  readonly root: string;
  /** null = the whole session comes first. */
  readonly snapshot: { readonly id: string; readonly revision: number } | null;
  /** The id of the snapshot that the file of edits follows; null = there is none. */
  readonly editsAfter: string | null;
  /** Of the last entry on the disk. */
  readonly revision: number;
}

export interface WriterEvents {
  /** Everything up to an entry is in a file. */
  written(revision: number): void;
  /** It is tried again by itself. */
  failed(error: unknown): void;
  /** The files are not what they were: the whole session has to be written. */
  wanted(): void;
  /** Nothing is lost by it; for the log. */
  noted(what: string, error: unknown): void;
}

export class SessionWriter {
  readonly #root: string;
  readonly #events: WriterEvents;
  #snapshot: WriterStart['snapshot'];
  #snapshotBytes = 0;
  #editsAfter: string | null;
  /** The file of edits; null = it is not open. */
  #edits: number | null = null;
  /** Of it, up to the last whole line. */
  #bytes = 0;
  /** Of the last entry in a file. */
  #written: number;
  /** Not in a file yet; the revision is the last one's. */
  #waiting = '';
  #waitingRevision: number;
  /** Comes before what waits. */
  #whole: SessionState | null = null;
  #isFailing = false;
  /** The whole session has been asked for. */
  #isWanted = false;
  #isFolding = false;
  /** Not before; milliseconds of `performance.now()`. */
  #foldsAgain = 0;
  /** Writes, and how many of them are on the disk. */
  #writes = 0;
  #synced = 0;
  #syncing: Promise<void> | null = null;
  #isFolderSynced = true;
  #syncTimer: NodeJS.Timeout | null = null;
  #idleTimer: NodeJS.Timeout | null = null;
  #retryTimer: NodeJS.Timeout | null = null;
  /** Long steps run one after the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(start: WriterStart, events: WriterEvents) {
    this.#root = start.root;
    this.#events = events;
    this.#snapshot = start.snapshot;
    this.#editsAfter = start.editsAfter;
    this.#written = start.revision;
    this.#waitingRevision = start.revision;
  }

  /** @param line an entry of this revision */
  append(line: string, revision: number): void {
    this.#waiting += line;
    this.#waitingRevision = revision;
    if (!this.#isFailing) this.#write();
  }

  /** The whole session, with all entries that came until now. */
  replace(state: SessionState): void {
    this.#whole = state;
    this.#isWanted = false;
    this.#waiting = '';
    this.#waitingRevision = state.revision;
    this.retry();
  }

  /** Tries again what failed. */
  retry(): void {
    this.#isFailing = false;
    if (this.#whole === null) this.#write();
    else void this.#run(() => this.#writeWhole());
  }

  /** False = something that came until now could not be written. */
  async flush(): Promise<boolean> {
    const revision = this.#waitingRevision;
    if (this.#isFailing) this.retry();
    if (this.#whole !== null) await this.#last;
    await this.#sync();
    const isWritten = this.#written >= revision && !this.#isWanted;
    return isWritten && this.#synced === this.#writes;
  }

  /** Makes a snapshot of the last one and its edits. */
  fold(): Promise<void> {
    return this.#run(async () => {
      this.#isFolding = true;
      try {
        await this.#fold();
      } catch (error) {
        if (error instanceof ForeignFiles) throw error;
        this.#foldsAgain = performance.now() + IDLE_MILLISECONDS;
        this.#events.noted('folding the edits', error);
      } finally {
        this.#isFolding = false;
      }
    });
  }

  close(): void {
    for (const timer of [this.#syncTimer, this.#idleTimer, this.#retryTimer]) {
      if (timer !== null) clearTimeout(timer);
    }
    this.#closeEdits();
  }

  get revision(): number {
    return this.#written;
  }

  /** Never rejects. */
  #run(step: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(() => step()).catch((error: unknown) => this.#fail(error));
    return this.#last;
  }

  #fail(error: unknown): void {
    if (error instanceof ForeignFiles) {
      this.#closeEdits();
      this.#snapshot = null;
      this.#isWanted = true;
      this.#events.wanted();
      return;
    }
    this.#isFailing = true;
    this.#retryTimer ??= setTimeout(() => {
      this.#retryTimer = null;
      if (this.#isFailing) this.retry();
    }, RETRY_MILLISECONDS);
    this.#events.failed(error);
  }

  /** Writes what waits, unless the whole session comes first. */
  #write(): void {
    if (this.#waiting === '' || this.#snapshot === null || this.#whole !== null) return;
    try {
      const edits = this.#openEdits(this.#snapshot.id);
      const data = Buffer.from(this.#waiting);
      // At a place of its own: the rest of a write that failed is overwritten.
      writeAll(edits, data, this.#bytes);
      this.#bytes += data.length;
      this.#waiting = '';
      this.#hasWritten(this.#waitingRevision);
    } catch (error) {
      this.#fail(error);
    }
  }

  #hasWritten(revision: number): void {
    this.#written = revision;
    this.#writes += 1;
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = null;
      void this.#sync();
    }, SYNC_MILLISECONDS);
    this.#events.written(revision);
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => void this.fold(), IDLE_MILLISECONDS);
    const entries = revision - (this.#snapshot?.revision ?? revision);
    const isLong =
      entries > MOST_ENTRIES || this.#bytes > Math.max(MOST_BYTES, this.#snapshotBytes);
    if (isLong && !this.#isFolding && performance.now() > this.#foldsAgain) void this.fold();
  }

  /** Never rejects. Ends early where it fails, or where the whole session has to be written first. */
  async #sync(): Promise<void> {
    const wanted = this.#writes;
    while (this.#synced < wanted && this.#edits !== null) {
      this.#syncing ??= this.#syncOnce(this.#edits).finally(() => {
        this.#syncing = null;
      });
      await this.#syncing;
    }
  }

  async #syncOnce(edits: number): Promise<void> {
    const writes = this.#writes;
    try {
      await syncData(edits);
      if (!this.#isFolderSynced) await syncFolder(this.#root);
      this.#isFolderSynced = true;
      this.#synced = writes;
    } catch (error) {
      // The system may have dropped what it could not write: only writing it all again helps.
      this.#events.noted('syncing the edits', error);
      this.#fail(new ForeignFiles());
    }
  }

  /** Opened or made at the first write; then looked at, since others may have removed it. */
  #openEdits(snapshotId: string): number {
    const file = this.#path(EDITS_FILE);
    if (this.#edits !== null) {
      if (!isSameFile(fstatSync(this.#edits, { bigint: true }), idOf(file)))
        throw new ForeignFiles();
      return this.#edits;
    }
    try {
      this.#snapshotBytes = statSync(this.#path(SESSION_FILE)).size;
      if (this.#editsAfter === null) {
        const made = openSync(file, 'wx+');
        this.#edits = made;
        const header = Buffer.from(editsHeader(snapshotId));
        writeAll(made, header, 0);
        this.#bytes = header.length;
        this.#editsAfter = snapshotId;
        this.#isFolderSynced = false;
      } else {
        this.#edits = openSync(file, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
        this.#bytes = fstatSync(this.#edits).size;
      }
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      this.#closeEdits();
      if (['ENOENT', 'EEXIST', 'ELOOP'].includes(code)) throw new ForeignFiles();
      throw error;
    }
    return this.#edits;
  }

  #closeEdits(): void {
    if (this.#edits !== null) closeSync(this.#edits);
    this.#edits = null;
  }

  async #fold(): Promise<void> {
    const revision = this.#written;
    const { id, revision: folded } = this.#snapshot ?? { id: '', revision };
    if (this.#whole !== null || revision === folded) return;
    const edits = this.#openEdits(id);
    const bytes = this.#bytes;
    const text = readBytes(edits, 0, bytes).toString();
    let state: SessionState = readSnapshot(this.#path(SESSION_FILE), id);
    await turn();
    const lines = text.split('\n').slice(1, -1);
    let paused = performance.now();
    for (const line of lines) {
      state = stateAfter(state, line);
      if (performance.now() - paused < STEP_MILLISECONDS) continue;
      await turn();
      paused = performance.now();
    }
    if (state.revision !== revision) throw new ForeignFiles();
    await this.#putSnapshot(state);
    // A whole session that came meanwhile is newer.
    if (this.#whole === null) await this.#putEdits(bytes);
  }

  async #writeWhole(): Promise<void> {
    const state = this.#whole;
    if (state === null) return;
    await this.#putSnapshot(state);
    await this.#putEdits(this.#bytes);
    for (const [name, aside] of OLD_FILES) this.#rename(name, aside);
    // Another one may have come meanwhile.
    if (this.#whole !== state) return;
    this.#whole = null;
    this.#hasWritten(state.revision);
    this.#synced = this.#writes;
    this.#write();
  }

  async #putSnapshot(state: SessionState): Promise<void> {
    const id = randomBytes(8).toString('hex');
    const snapshot: SessionSnapshot = { ...state, id, before: this.#editsAfter };
    const data = Buffer.from(snapshotText(snapshot));
    const part = this.#path(`${SESSION_FILE}.part`);
    const made = makeFile(part);
    try {
      for (let from = 0; from < data.length; from += PIECE_BYTES) {
        writeAll(made, data.subarray(from, from + PIECE_BYTES), from);
        await turn();
      }
      await syncFile(made);
    } catch (error) {
      unlinkSync(part);
      throw error;
    } finally {
      closeSync(made);
    }
    this.#keepPrevious();
    renameSync(part, this.#path(SESSION_FILE));
    await syncFolder(this.#root);
    this.#snapshot = { id, revision: state.revision };
    this.#snapshotBytes = data.length;
  }

  /** A new file of edits, with those of the old one from a place on. */
  async #putEdits(from: number): Promise<void> {
    const { id } = this.#snapshot ?? { id: '' };
    const part = this.#path(`${EDITS_FILE}.part`);
    const made = makeFile(part);
    const header = Buffer.from(editsHeader(id));
    writeAll(made, header, 0);
    const offset = header.length - from;
    const copy = (begin: number, end: number) => {
      if (this.#edits === null || end <= begin) return;
      writeAll(made, readBytes(this.#edits, begin, end), begin + offset);
    };
    try {
      // Most of it is on the disk before the files change places.
      const copied = this.#bytes;
      copy(from, copied);
      await syncFile(made);
      while (this.#syncing !== null) await this.#syncing;
      // From here to the end nothing else is written.
      const end = this.#bytes;
      copy(copied, end);
      this.#closeEdits();
      renameSync(part, this.#path(EDITS_FILE));
      this.#edits = made;
      this.#bytes = end + offset;
      this.#editsAfter = id;
    } catch (error) {
      closeSync(made);
      throw error;
    }
    this.#isFolderSynced = false;
    await this.#syncing;
    await this.#syncOnce(made);
  }

  /** Never throws: a snapshot less is kept then. */
  #keepPrevious(): void {
    const [newest, oldest] = PREVIOUS_FILES;
    const [from, to] = [this.#path(SESSION_FILE), this.#path(newest)];
    // Kept already by a fold that ended here.
    if (isSameFile(idOf(from), idOf(to))) return;
    this.#rename(newest, oldest);
    try {
      linkSync(from, to);
    } catch (error) {
      // Some file systems have no links.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#copyPrevious(from, to);
    }
  }

  #copyPrevious(from: string, to: string): void {
    try {
      copyFileSync(from, to, constants.COPYFILE_EXCL);
    } catch (error) {
      this.#events.noted('keeping the previous snapshot', error);
    }
  }

  /** Never throws; what is not there stays so. */
  #rename(from: string, to: string): void {
    try {
      renameSync(this.#path(from), this.#path(to));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      this.#events.noted(`renaming ${from}`, error);
    }
  }

  #path(name: string): string {
    return path.join(this.#root, name);
  }
}

/** The snapshot that was written or read before, by its id. */
function readSnapshot(file: string, id: string): SessionSnapshot {
  try {
    const read = JSON.parse(readFileSync(file, 'utf8'));
    const isOwn =
      read.format === SESSION_NAME && read.version === SESSION_VERSION && read.id === id;
    if (isOwn) return read;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What cannot be read now may be there all the same.
    if (code !== undefined && code !== 'ENOENT') throw error;
  }
  throw new ForeignFiles();
}

function stateAfter(state: SessionState, line: string): SessionState {
  const entry = parsedEntry(line);
  if (entry.revision <= state.revision) return state;
  const applied = applyEntry(state, entry);
  if (!applied.ok) throw new ForeignFiles();
  return applied.value;
}

function parsedEntry(line: string): NumberedEntry {
  try {
    return JSON.parse(line);
  } catch {
    throw new ForeignFiles();
  }
}

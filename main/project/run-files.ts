/**
 * Writes the files in a session's `runs/`; runs on the appender's thread only.
 * - What is added to a file is written as soon as it comes, and on the disk half a second later.
 * - Files are made exclusively; links are refused or replaced, never followed.
 * - What cannot be written is kept and tried again. A file that others removed or replaced is made again
 *   from what was written to it.
 */
import {
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  unlinkSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { idOf, isSameFile, makeFile, readBytes, syncFolder, writeAll } from './raw-files.ts';

const SYNC_MILLISECONDS = 500;
const RETRY_MILLISECONDS = 5_000;
const PIECE_BYTES = 2 ** 20;
/** A name inside the folder, and no temporary one. */
const FILE_NAME = /^[\w-]+(\.\d+)?\.(ndjson|json)(\.deleted)?$/;

const syncData = promisify(fdatasync);

/** Numbered by the sender, from 1. */
export type RunFileStep = { readonly sequence: number; readonly file: string } & (
  | {
      readonly kind: 'add';
      /** Whole lines. */
      readonly text: string;
      /** It is the file's first. `perhaps`: of a thread that ended meanwhile, it may be there. */
      readonly isNew: boolean | 'perhaps';
      /** Nothing follows. */
      readonly isLast: boolean;
    }
  | { readonly kind: 'replace'; readonly text: string }
  /** Takes the place of what has that name. */
  | { readonly kind: 'rename'; readonly to: string }
  | { readonly kind: 'remove' }
);

export interface RunFileEvents {
  /** Everything up to a step is done. */
  done(sequence: number): void;
  /** It is tried again by itself. */
  failed(error: unknown): void;
  /** For the log. */
  noted(what: string, error: unknown): void;
}

interface OpenFile {
  file: number;
  /** Up to the last whole line. */
  bytes: number;
  isSynced: boolean;
  /** The last one that was tried. */
  hasSyncFailed: boolean;
  isLast: boolean;
}

export class RunFiles {
  readonly #folder: string;
  readonly #events: RunFileEvents;
  readonly #open = new Map<string, OpenFile>();
  #waiting: RunFileStep[] = [];
  #isFailing = false;
  #isFolderSynced = true;
  #syncing: Promise<void> | null = null;
  #syncTimer: NodeJS.Timeout | null = null;
  #retryTimer: NodeJS.Timeout | null = null;

  /** @param folder `runs/` of the session; made with the first file */
  constructor(folder: string, events: RunFileEvents) {
    this.#folder = folder;
    this.#events = events;
  }

  take(step: RunFileStep): void {
    this.#waiting.push(step);
    if (!this.#isFailing) this.#work();
  }

  /** Tries again what failed. */
  retry(): void {
    this.#isFailing = false;
    this.#work();
    if (this.#isSyncDue) this.#armSync();
  }

  /** False = something that came until now could not be written. */
  async flush(): Promise<boolean> {
    if (this.#isFailing) this.retry();
    while (!this.#isFailing && this.#isSyncDue) await this.#sync();
    return this.#waiting.length === 0 && !this.#isFailing;
  }

  close(): void {
    for (const timer of [this.#syncTimer, this.#retryTimer]) {
      if (timer !== null) clearTimeout(timer);
    }
    for (const { file } of this.#open.values()) closeSync(file);
    this.#open.clear();
  }

  get #isSyncDue(): boolean {
    return !this.#isFolderSynced || [...this.#open.values()].some(({ isSynced }) => !isSynced);
  }

  #work(): void {
    let done = 0;
    try {
      for (const step of this.#waiting) {
        this.#do(step);
        done += 1;
      }
    } catch (error) {
      this.#fail(error);
    }
    const last = this.#waiting[done - 1];
    this.#waiting = this.#waiting.slice(done);
    if (last !== undefined) this.#events.done(last.sequence);
  }

  #do(step: RunFileStep): void {
    if (!FILE_NAME.test(step.file)) throw new Error(`${step.file} is no file of runs.`);
    if (step.kind === 'add' || step.kind === 'replace') this.#prepareFolder();
    switch (step.kind) {
      case 'add':
        this.#add(step);
        break;
      case 'replace':
        this.#replace(step.file, step.text);
        break;
      case 'rename':
        this.#rename(step.file, step.to);
        break;
      case 'remove':
        this.#remove(step.file);
        break;
    }
  }

  #add(step: Extract<RunFileStep, { kind: 'add' }>): void {
    const open = this.#openFile(step.file, step.isNew);
    const data = Buffer.from(step.text);
    // At a place of its own: the rest of a write that failed is overwritten.
    writeAll(open.file, data, open.bytes);
    open.bytes += data.length;
    open.isSynced = false;
    open.isLast ||= step.isLast;
    this.#armSync();
  }

  /** What lies there in its place is neither followed nor written to. */
  #prepareFolder(): void {
    const found = lstatSync(this.#folder, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) return;
    if (found === undefined) {
      mkdirSync(this.#folder);
      return;
    }
    throw Object.assign(new Error(`${this.#folder} is no folder.`), { code: 'ENOTDIR' });
  }

  #openFile(name: string, isNew: boolean | 'perhaps'): OpenFile {
    const file = path.join(this.#folder, name);
    const known = this.#open.get(name);
    if (known !== undefined) {
      if (!isSameFile(fstatSync(known.file, { bigint: true }), idOf(file)))
        this.#remake(name, known);
      return known;
    }
    const opened = openedFile(file, isNew);
    const bytes = isNew === true ? 0 : wholeLineBytes(opened);
    const open = { file: opened, bytes, isSynced: true, hasSyncFailed: false, isLast: false };
    this.#open.set(name, open);
    this.#isFolderSynced = false;
    return open;
  }

  /** What was written is still there while it is open. */
  #remake(name: string, open: OpenFile): void {
    const file = path.join(this.#folder, name);
    const part = `${file}.part`;
    const made = makeFile(part);
    try {
      for (let from = 0; from < open.bytes; from += PIECE_BYTES) {
        const end = Math.min(open.bytes, from + PIECE_BYTES);
        writeAll(made, readBytes(open.file, from, end), from);
      }
      renameSync(part, file);
    } catch (error) {
      closeSync(made);
      throw error;
    }
    closeSync(open.file);
    open.file = made;
    open.isSynced = false;
    this.#isFolderSynced = false;
  }

  #replace(name: string, text: string): void {
    const part = path.join(this.#folder, `${name}.part`);
    const made = makeFile(part);
    try {
      writeAll(made, Buffer.from(text), 0);
      renameSync(part, path.join(this.#folder, name));
    } catch (error) {
      closeSync(made);
      throw error;
    }
    const before = this.#open.get(name);
    if (before !== undefined) closeSync(before.file);
    const bytes = Buffer.byteLength(text);
    const unsynced = { isSynced: false, hasSyncFailed: false };
    this.#open.set(name, { file: made, bytes, ...unsynced, isLast: true });
    this.#isFolderSynced = false;
    this.#armSync();
  }

  /** Never throws: what cannot be renamed keeps its name. */
  #rename(name: string, to: string): void {
    if (!FILE_NAME.test(to)) throw new Error(`${to} is no file of runs.`);
    this.#changeEntry(`renaming ${name}`, name, (file) => {
      renameSync(file, path.join(this.#folder, to));
    });
  }

  /** Never throws: what cannot be removed stays. */
  #remove(name: string): void {
    this.#changeEntry(`removing ${name}`, name, unlinkSync);
  }

  #changeEntry(what: string, name: string, change: (file: string) => void): void {
    const open = this.#open.get(name);
    if (open !== undefined) closeSync(open.file);
    this.#open.delete(name);
    try {
      change(path.join(this.#folder, name));
      this.#isFolderSynced = false;
      this.#armSync();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      this.#events.noted(what, error);
    }
  }

  #armSync(): void {
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = null;
      void this.#sync();
    }, SYNC_MILLISECONDS);
  }

  /** Never rejects. */
  #sync(): Promise<void> {
    this.#syncing ??= this.#syncOnce().finally(() => {
      this.#syncing = null;
    });
    return this.#syncing;
  }

  async #syncOnce(): Promise<void> {
    if (!this.#isFolderSynced) {
      this.#isFolderSynced = true;
      await syncFolder(this.#folder);
    }
    for (const [name, open] of [...this.#open]) {
      if (open.isSynced) continue;
      const { file } = open;
      open.isSynced = true;
      try {
        await syncData(file);
        open.hasSyncFailed = false;
      } catch (error) {
        // Closed or made again meanwhile.
        if (this.#open.get(name)?.file !== file) continue;
        this.#events.noted(`syncing ${name}`, error);
        this.#writeAgain(name, open, error);
      }
      if (open.isLast && open.isSynced && this.#open.get(name) === open) {
        closeSync(open.file);
        this.#open.delete(name);
      }
    }
  }

  /** The system may have dropped what it could not write: only writing it all again helps. */
  #writeAgain(name: string, open: OpenFile, why: unknown): void {
    open.isSynced = false;
    const isAgain = open.hasSyncFailed;
    open.hasSyncFailed = true;
    try {
      if (isAgain) throw why;
      this.#remake(name, open);
      this.#armSync();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#isFailing = true;
    this.#retryTimer ??= setTimeout(() => {
      this.#retryTimer = null;
      if (this.#isFailing) this.retry();
    }, RETRY_MILLISECONDS);
    this.#events.failed(error);
  }
}

function openedFile(file: string, isNew: boolean | 'perhaps'): number {
  if (isNew === true) return openSync(file, 'wx+');
  const { O_RDWR, O_CREAT, O_NOFOLLOW = 0 } = constants;
  return openSync(file, O_RDWR | O_NOFOLLOW | (isNew === 'perhaps' ? O_CREAT : 0));
}

/** Without a last line that is not whole. */
function wholeLineBytes(file: number): number {
  let end = fstatSync(file).size;
  while (end > 0) {
    const begin = Math.max(0, end - PIECE_BYTES);
    const found = readBytes(file, begin, end).lastIndexOf('\n');
    if (found >= 0) return begin + found + 1;
    end = begin;
  }
  return 0;
}

/**
 * The runs that a session keeps: their list, their names and pins, and how many there may be. Files are
 * changed by the appender's thread only.
 */
import path from 'node:path';
import { failure, type Outcome, success } from '../../../preload/outcome.ts';
import type { RunAccount, RunListEntry } from '../../../preload/run.ts';
import { failureOf } from '../../failure-of.ts';
import type { RunFileChange } from '../../project/appender.ts';
import { Serial } from '../../serial.ts';
import { keepDamaged, readVersionedFile, versionedText } from '../../versioned-file.ts';
import type { RunFigures } from './open-run.ts';
import { dayOf, wallTimeNow } from './run-dates.ts';
import { type ReadEntry, type RunPart, readRunEntry } from './run-entry.ts';
import {
  deletedFileName,
  isRunId,
  listDeletedFiles,
  listRunFiles,
  openRunFile,
  type RunFilesOf,
  runFileName,
} from './run-folder.ts';
import { headerLine, readHeader, recordLine } from './run-lines.ts';
import { NAMES_FILE, type NamedRun, RUN_NAMES_FORMAT } from './run-names.ts';
import { readRun } from './run-reader.ts';

/** Of all runs of a session: beyond it the oldest ones keep their headers only. */
const MOST_BYTES = 2 ** 30;
/** Files that are read at the same time. */
const READ_TOGETHER = 16;
const MOST_HEADER_BYTES = 2 ** 26;

export interface RunStoreOptions {
  /** `runs/` of the session. */
  readonly folder: string;
  readonly files: {
    changeRunFile(change: RunFileChange): number;
    runFilesWritten(): Promise<void>;
  };
  readonly recorder: {
    readonly runIds: readonly string[];
    figuresOf(runId: string): RunFigures | null;
    handedOver(): Promise<void>;
  };
  /** For the log. */
  readonly onNote: (what: string, error: unknown) => void;
  /** For people. */
  readonly onWarning: (sentence: string) => void;
  readonly mostBytes?: number;
}

type ChangedRun = Pick<NamedRun, 'runId'> & Partial<Omit<NamedRun, 'runId'>>;

export interface PreparedRun extends Pick<RunListEntry, 'name' | 'number'> {
  readonly sessionName: string;
  readonly isRunning: boolean;
}

interface DeletedRun extends Pick<RunFilesOf, 'parts'> {
  readonly entry: RunListEntry;
}

export class RunStore {
  readonly #options: RunStoreOptions;
  readonly #serial = new Serial();
  /** Of runs that do not go on, by their ids. */
  readonly #known = new Map<string, ReadEntry>();
  readonly #names = new Map<string, NamedRun>();
  /** Their files have other names; the last one last. */
  #deleted: readonly DeletedRun[] = [];
  #mayWriteNames = true;
  /** Reading the names; null = not begun. */
  #reading: Promise<void> | null = null;

  constructor(options: RunStoreOptions) {
    this.#options = options;
  }

  /** Newest first. Never rejects. */
  list(): Promise<Outcome<readonly RunListEntry[]>> {
    return this.#guarded(async () => {
      return success(await this.#list());
    });
  }

  /** What has ended until now is in the run's files. Gives what its report has to know beside them. */
  prepare(runId: string): Promise<Outcome<PreparedRun>> {
    return this.#guarded(async () => {
      await this.#readNames();
      await this.#written();
      const found = await this.#filesOf(runId);
      const read = found === undefined ? null : await this.#entry(found);
      const isRunning = this.#isRunning(runId);
      // What is in its files says why it cannot be read.
      if (found === undefined) return GONE;
      const { name = null } = this.#names.get(runId) ?? {};
      const sessionName = read?.sessionName ?? '';
      return success({ name, isRunning, sessionName, number: found.number });
    });
  }

  /** All of a run; of one that goes on what has ended until now. Codes as `readRun`. */
  async read(runId: string): Promise<Outcome<RunAccount>> {
    await this.#written();
    return readRun(this.#options.folder, runId, this.#isRunning(runId));
  }

  change({ runId, ...change }: ChangedRun): Promise<Outcome<null>> {
    return this.#guarded(async () => {
      await this.#readNames();
      if ((await this.#filesOf(runId)) === undefined) return GONE;
      if (!this.#mayWriteNames) return NAMES_REFUSED;
      const before = this.#names.get(runId) ?? { runId, name: null, isPinned: false };
      const trimmed = change.name?.trim() ?? null;
      const name = change.name === undefined ? before.name : trimmed === '' ? null : trimmed;
      const isPinned = change.isPinned ?? before.isPinned;
      if (name === null && !isPinned) this.#names.delete(runId);
      else this.#names.set(runId, { runId, name, isPinned });
      this.#writeNames();
      return success(null);
    });
  }

  /** It can be brought back until the session is closed. */
  remove(runId: string): Promise<Outcome<null>> {
    return this.#guarded(async () => {
      await this.#readNames();
      const found = await this.#filesOf(runId);
      if (found === undefined) return GONE;
      if (this.#isRunning(runId)) {
        return failure('edit-refused', 'This run goes on. Stop it before you delete it.');
      }
      const read = await this.#entry(found);
      if (read === null) return GONE;
      for (const part of found.parts) {
        this.#rename(runFileName(runId, part), deletedFileName(runId, part));
      }
      await this.#options.files.runFilesWritten();
      if ((await this.#filesOf(runId)) !== undefined) {
        return failure('file-system', 'This run cannot be deleted now. Try again later.');
      }
      this.#known.delete(runId);
      this.#deleted = [...this.#deleted, { entry: this.#named(read), parts: found.parts }];
      if (this.#names.delete(runId) && this.#mayWriteNames) this.#writeNames();
      return success(null);
    });
  }

  /** Deleted since the session was opened, the last one first. */
  get deleted(): readonly RunListEntry[] {
    return this.#deleted.map(({ entry }) => entry).reverse();
  }

  /** Brings back a run that was deleted since the session was opened. */
  restore(runId: string): Promise<Outcome<null>> {
    return this.#guarded(async () => {
      const found = this.#deleted.find(({ entry }) => entry.runId === runId);
      if (found === undefined) return GONE;
      for (const part of found.parts) {
        this.#rename(deletedFileName(runId, part), runFileName(runId, part));
      }
      await this.#options.files.runFilesWritten();
      if ((await this.#filesOf(runId)) === undefined) {
        return failure('file-system', 'This run cannot be brought back now. Try again later.');
      }
      this.#deleted = this.#deleted.filter((each) => each !== found);
      const { name, isPinned } = found.entry;
      if (name !== null || isPinned) {
        this.#names.set(runId, { runId, name, isPinned });
        if (this.#mayWriteNames) this.#writeNames();
      }
      return success(null);
    });
  }

  /** Removes what was deleted, also by an earlier start that did not come to it. Never rejects. */
  async removeDeleted(): Promise<void> {
    await this.#guarded(async () => {
      this.#deleted = [];
      for (const file of await listDeletedFiles(this.#options.folder)) {
        this.#options.files.changeRunFile({ kind: 'remove', file });
      }
      return success(null);
    });
  }

  #rename(file: string, to: string): void {
    this.#options.files.changeRunFile({ kind: 'rename', file, to });
  }

  /** Keeps the headers only of what is too much, the oldest first. Never rejects. */
  async limit(): Promise<void> {
    await this.#guarded(async () => {
      const { mostBytes = MOST_BYTES } = this.#options;
      const entries = await this.#entries();
      let excess = entries.reduce((sum, { entry }) => sum + entry.bytes, -mostBytes);
      for (const read of entries.toReversed()) {
        if (excess <= 0) break;
        for (const part of this.#removable(read)) {
          if (excess > 0) excess -= await this.#keepHeader(read, part);
        }
      }
      return success(null);
    });
  }

  /** Of a run that goes on what is not of its last day. */
  #removable({ entry, parts }: ReadEntry): readonly RunPart[] {
    if (this.#names.get(entry.runId)?.isPinned === true) return [];
    const left = parts.filter(({ isRemoved }) => !isRemoved);
    if (!this.#isRunning(entry.runId)) return left;
    const lastDay = dayOf(parts.at(-1)?.wallTime ?? 0);
    return left.filter(({ wallTime }) => dayOf(wallTime) !== lastDay);
  }

  /** Gives how many bytes are free by it. */
  async #keepHeader({ entry }: ReadEntry, { part, bytes }: RunPart): Promise<number> {
    const { folder, files } = this.#options;
    const file = runFileName(entry.runId, part);
    const header = await readWholeHeader(folder, file);
    if (header === null) return 0;
    const account = await readEnd(folder, file);
    const removed = recordLine({ type: 'removed', wallTime: wallTimeNow() });
    const text = `${header}${removed}${account}`;
    files.changeRunFile({ kind: 'replace', file, text });
    await files.runFilesWritten();
    this.#known.delete(entry.runId);
    return bytes - Buffer.byteLength(text);
  }

  async #list(): Promise<readonly RunListEntry[]> {
    const entries = await this.#entries();
    return entries.map((read) => this.#named(read));
  }

  #named({ entry }: ReadEntry): RunListEntry {
    const { name = null, isPinned = false } = this.#names.get(entry.runId) ?? {};
    const figures = this.#options.recorder.figuresOf(entry.runId);
    return { ...entry, ...figures, name, isPinned };
  }

  #isRunning(runId: string): boolean {
    return this.#options.recorder.runIds.includes(runId);
  }

  async #filesOf(runId: string): Promise<RunFilesOf | undefined> {
    if (!isRunId(runId)) return undefined;
    const found = await listRunFiles(this.#options.folder);
    return found.find((each) => each.runId === runId);
  }

  /** What was recorded until now is in files. */
  async #written(): Promise<void> {
    await this.#options.recorder.handedOver();
    await this.#options.files.runFilesWritten();
  }

  /** Newest first; what is read once of a run that has ended is not read again. */
  async #entries(): Promise<readonly ReadEntry[]> {
    await this.#readNames();
    await this.#written();
    const files = await listRunFiles(this.#options.folder);
    const entries: (ReadEntry | null)[] = [];
    for (let from = 0; from < files.length; from += READ_TOGETHER) {
      const some = files.slice(from, from + READ_TOGETHER);
      entries.push(...(await Promise.all(some.map((each) => this.#entry(each)))));
    }
    return entries.filter((entry) => entry !== null);
  }

  async #entry(files: RunFilesOf): Promise<ReadEntry | null> {
    const isRunning = this.#isRunning(files.runId);
    const known = this.#known.get(files.runId);
    if (known !== undefined && !isRunning) return known;
    const { folder, onNote } = this.#options;
    const read = await readRunEntry(folder, files, isRunning).catch((error: unknown) => {
      onNote(`reading run ${files.number}`, error);
      return null;
    });
    // What is not written yet is read again.
    const isWhole = !isRunning && read !== null && read.entry.state !== 'cut-off';
    if (isWhole) this.#known.set(files.runId, read);
    return read;
  }

  #readNames(): Promise<void> {
    this.#reading ??= this.#readNamesOnce();
    return this.#reading;
  }

  async #readNamesOnce(): Promise<void> {
    const file = path.join(this.#options.folder, NAMES_FILE);
    const read = await readVersionedFile(file, RUN_NAMES_FORMAT);
    for (const named of read.value ?? []) this.#names.set(named.runId, named);
    const kept = await keepDamaged(file, RUN_NAMES_FORMAT, read);
    this.#mayWriteNames = kept.mayWrite;
    if (kept.warning !== null) this.#options.onWarning(kept.warning);
    if (kept.mayWrite && read.damage !== 0) this.#writeNames();
  }

  #writeNames(): void {
    const text = versionedText(RUN_NAMES_FORMAT, [...this.#names.values()]);
    this.#options.files.changeRunFile({ kind: 'replace', file: NAMES_FILE, text });
  }

  /** One after the other; the system's errors are values. */
  #guarded<Value>(work: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
    return this.#serial.run(() =>
      work().catch((error: unknown): Outcome<Value> => {
        this.#options.onNote('reading runs', error);
        const { code, message } = failureOf(error);
        return failure(code, `The runs of this session cannot be read. ${message}`);
      }),
    );
  }
}

const GONE = failure('run-unknown', 'This run is not there any more. Choose another one.');
const NAMES_REFUSED = failure(
  'file-unsupported',
  'The list of names of runs is of a newer RtMixer or cannot be read, and stays as it is.',
);

/** With its line end; null = it cannot be kept. */
async function readWholeHeader(folder: string, name: string): Promise<string | null> {
  const handle = await openRunFile(folder, name);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    for (let bytes = 2 ** 16; ; bytes *= 8) {
      const data = Buffer.alloc(Math.min(bytes, size, MOST_HEADER_BYTES));
      await handle.read(data, 0, data.length, 0);
      const end = data.indexOf('\n');
      if (end >= 0) {
        const header = readHeader(JSON.parse(data.toString('utf8', 0, end)));
        return header === null || header === 'newer' ? null : headerLine(header);
      }
      if (data.length < bytes) return null;
    }
  } finally {
    await handle.close();
  }
}

/** The line of its end; empty = it has none. */
async function readEnd(folder: string, name: string): Promise<string> {
  const handle = await openRunFile(folder, name);
  if (handle === null) return '';
  try {
    const { size } = await handle.stat();
    const data = Buffer.alloc(Math.min(size, 4_096));
    await handle.read(data, 0, data.length, size - data.length);
    const lines = data.toString('utf8').split('\n').slice(0, -1);
    const end = lines.findLast((line) => line.startsWith('{"type":"end"'));
    return end === undefined ? '' : `${end}\n`;
  } finally {
    await handle.close();
  }
}

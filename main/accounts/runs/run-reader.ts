/**
 * Reads a run from its files, also while it is written: up to its last whole line. Changes nothing and
 * takes no lock.
 * - A last line that is not whole is where the run was cut off, and no damage.
 * - A line in the middle that cannot be read is counted; the rest is read.
 * - A newer version is refused.
 */
import { type FileHandle, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ActionRow } from '../../../preload/actions.ts';
import { failure, type Outcome, success } from '../../../preload/outcome.ts';
import type { RunAccount, RunHeader, RunSound } from '../../../preload/run.ts';
import { failureOf } from '../../failure-of.ts';
import { newerRefusal } from '../../versioned-file.ts';
import { isRunId, listRunFiles, openRunFile, type RunFilesOf, runFileName } from './run-folder.ts';
import { type OtherRecord, readHeader, readRunLine } from './run-lines.ts';

const TITLE = 'The account of a run';
const CHUNK_BYTES = 2 ** 20;
/** A longer line is none of ours. */
const MOST_LINE_BYTES = 2 ** 26;
const NEWLINE = 10;
/** Of the next line, while the event loop waits. */
const STEP_MILLISECONDS = 4;

/** Where a line lies. */
export interface LinePlace {
  readonly part: number;
  readonly offset: number;
  readonly bytes: number;
}

export interface RunVisitor {
  header(header: RunHeader): void;
  record(record: OtherRecord): void;
  rows(rows: readonly ActionRow[], place: LinePlace): void;
  damage(): void;
  /** How much of the files is read, 0...1; absent = nobody asks. */
  onRead?: ((share: number) => void) | undefined;
}

/** All of a run. Codes: `run-unknown`, `file-unsupported`, `file-damaged`, those of the system. */
export async function readRun(
  folder: string,
  runId: string,
  isRunning = false,
  onRead?: RunVisitor['onRead'],
): Promise<Outcome<RunAccount>> {
  const account = new AccountBuilder(isRunning, onRead);
  const read = await visitRun(folder, runId, account);
  return read.ok ? success(account.result) : read;
}

/** Gives the number of files that were read. Never rejects. */
export async function visitRun(
  folder: string,
  runId: string,
  visitor: RunVisitor,
): Promise<Outcome<number>> {
  try {
    const found = isRunId(runId) ? await listRunFiles(folder) : [];
    const parts = found.find((each) => each.runId === runId)?.parts ?? [];
    if (parts.length === 0) return GONE;
    const onBytes = await readingOf(folder, { runId, parts }, visitor);
    for (const part of parts) {
      const isLast = part === parts.at(-1);
      const refused = await visitPart(folder, { runId, part, isLast, onBytes }, visitor);
      if (refused !== null) return refused;
    }
    return success(parts.length);
  } catch (error) {
    const { code, message } = failureOf(error);
    return failure(code, `${TITLE} cannot be read. ${message}`);
  }
}

const GONE = failure('run-unknown', 'This run is not there any more. Choose another one.');

/** What is to be told of each piece that is read. */
async function readingOf(
  folder: string,
  { runId, parts }: Pick<RunFilesOf, 'runId' | 'parts'>,
  { onRead }: RunVisitor,
): Promise<(bytes: number) => void> {
  if (onRead === undefined) return () => {};
  const files = parts.map((part) => path.join(folder, runFileName(runId, part)));
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const total = Math.max(
    1,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  let read = 0;
  return (bytes) => {
    read += bytes;
    onRead(Math.min(1, read / total));
  };
}

type Refused = ReturnType<typeof failure>;

interface VisitedPart {
  readonly runId: string;
  readonly part: number;
  readonly isLast: boolean;
  readonly onBytes: (bytes: number) => void;
}

async function visitPart(
  folder: string,
  { runId, part, isLast, onBytes }: VisitedPart,
  visitor: RunVisitor,
): Promise<Refused | null> {
  const name = runFileName(runId, part);
  const handle = await openRunFile(folder, name);
  if (handle === null) return GONE;
  try {
    let hasHeader = false;
    let isDamaged = false;
    for await (const { text, offset, bytes, isCut } of linesOf(handle, onBytes)) {
      // What is damaged at the end was cut off there; else it is told with the next line.
      if (isDamaged) visitor.damage();
      isDamaged = isCut;
      if (isCut) continue;
      if (!hasHeader) {
        const header = readHeader(parsed(text));
        if (header === 'newer') return newer(path.join(folder, name));
        if (header?.runId !== runId) return damaged(path.join(folder, name));
        visitor.header(header);
        hasHeader = true;
        continue;
      }
      const line = readRunLine(text);
      if (line.kind === 'record') visitor.record(line.record);
      if (line.kind === 'actions') visitor.rows(line.rows, { part, offset, bytes });
      isDamaged = line.kind === 'damaged';
    }
    if (isDamaged && !isLast) visitor.damage();
    return hasHeader ? null : damaged(path.join(folder, name));
  } finally {
    await handle.close();
  }
}

function newer(file: string): Refused {
  return failure('file-unsupported', newerRefusal(file, TITLE));
}

function damaged(file: string): Refused {
  return failure(
    'file-damaged',
    `${TITLE} ${file} is damaged: it does not begin as one. Choose another run.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

interface TextLine {
  readonly text: string;
  readonly offset: number;
  readonly bytes: number;
  /** It has no end, or is longer than any of ours: there is no text. */
  readonly isCut: boolean;
}

/** Lets the event loop go on now and then. */
async function* linesOf(
  handle: FileHandle,
  onBytes: (bytes: number) => void,
): AsyncGenerator<TextLine> {
  let rest: Buffer = Buffer.alloc(0);
  let position = 0;
  let paused = performance.now();
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) break;
    onBytes(bytesRead);
    const data = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    const begin = position - rest.length;
    position += bytesRead;
    let from = 0;
    for (let end = data.indexOf(NEWLINE); end >= 0; end = data.indexOf(NEWLINE, from)) {
      const text = data.toString('utf8', from, end);
      yield { text, offset: begin + from, bytes: end - from, isCut: false };
      from = end + 1;
      if (performance.now() - paused < STEP_MILLISECONDS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      paused = performance.now();
    }
    rest = data.subarray(from);
    if (rest.length > MOST_LINE_BYTES) break;
  }
  const bytes = rest.length;
  if (bytes > 0) yield { text: '', offset: position - bytes, bytes, isCut: true };
}

class AccountBuilder implements RunVisitor {
  readonly onRead: RunVisitor['onRead'];
  readonly #isRunning: boolean;
  #header: RunHeader | null = null;
  #parts = 0;
  #removed = 0;
  #damaged = 0;
  #end: RunAccount['end'] = null;
  readonly #actions: ActionRow[] = [];
  /** Places in `#actions` by the numbers of requests. */
  readonly #places = new Map<number, number>();
  readonly #sounds = new Map<string, RunSound>();
  readonly #streams = new Map<number, RunAccount['streams'][number]>();
  readonly #origins = new Map<string, RunAccount['origins'][number]>();
  readonly #streamEnds: RunAccount['streamEnds'][number][] = [];
  readonly #dropouts = new Map<number, RunAccount['dropouts'][number]>();
  readonly #outages = new Map<number, RunAccount['outages'][number]>();
  readonly #edits: RunAccount['edits'][number][] = [];
  readonly #loads: RunAccount['loads'][number][] = [];

  constructor(isRunning: boolean, onRead: RunVisitor['onRead']) {
    this.#isRunning = isRunning;
    this.onRead = onRead;
  }

  get result(): RunAccount {
    return {
      header: this.#header as RunHeader,
      streams: [...this.#streams.values()],
      streamEnds: this.#streamEnds,
      origins: [...this.#origins.values()],
      actions: this.#actions,
      dropouts: [...this.#dropouts.values()],
      outages: [...this.#outages.values()],
      edits: this.#edits,
      loads: this.#loads,
      sounds: [...this.#sounds.values()],
      end: this.#end,
      state: this.#state,
      damagedLines: this.#damaged,
      removedParts: this.#removed,
    };
  }

  get #state(): RunAccount['state'] {
    if (this.#removed === this.#parts) return 'header-only';
    if (this.#end !== null) return 'ended';
    return this.#isRunning ? 'running' : 'cut-off';
  }

  header(header: RunHeader): void {
    this.#header ??= header;
    this.#parts += 1;
    for (const sound of header.sounds) this.#learn(sound);
  }

  rows(rows: readonly ActionRow[]): void {
    for (const row of rows) {
      const place = this.#places.get(row.requestNumber);
      // What is told again has become known, or was written twice by a writer that was interrupted.
      if (place !== undefined) this.#actions[place] = row;
      else this.#places.set(row.requestNumber, this.#actions.push(row) - 1);
    }
  }

  record(record: OtherRecord): void {
    switch (record.type) {
      // Each file begins with the stream and the origin that go on.
      case 'stream':
        if (!this.#streams.has(record.streamNumber)) {
          this.#streams.set(record.streamNumber, record);
        }
        break;
      case 'streamEnd':
        this.#streamEnds.push(record);
        break;
      case 'origin': {
        const key = `${record.streamNumber} ${record.playNumber} ${record.originFrame}`;
        if (!this.#origins.has(key)) this.#origins.set(key, record);
        break;
      }
      // What is told again has become known.
      case 'dropout':
        this.#dropouts.set(record.dropout.id, record.dropout);
        break;
      case 'outage':
        this.#outages.set(record.outage.id, record.outage);
        break;
      case 'edit':
        this.#edits.push(record);
        break;
      case 'sound':
        this.#learn(record.sound);
        break;
      case 'load':
        this.#loads.push(record);
        break;
      case 'removed':
        this.#removed += 1;
        break;
      case 'end':
        this.#end = record;
        break;
    }
  }

  damage(): void {
    this.#damaged += 1;
  }

  #learn(sound: RunSound): void {
    const { hash } = this.#sounds.get(sound.sourceId) ?? sound;
    this.#sounds.set(sound.sourceId, { ...sound, hash: sound.hash ?? hash });
  }
}

/** What a list says of a run, from the first and the last bytes of its files. */
import type { FileHandle } from 'node:fs/promises';
import type { RunEnd, RunHeader, RunListEntry, RunState } from '../../../preload/run.ts';
import { parseJsonPrefix } from '../../json-prefix.ts';
import { isObject } from '../../versioned-file.ts';
import { openRunFile, type RunFilesOf, runFileName } from './run-folder.ts';
import { readHeader, readRunLine } from './run-lines.ts';

/** Enough for a header without its tracks and sounds. */
const HEAD_BYTES = 4_096;
/** Enough for the end of a run. */
const TAIL_BYTES = 4_096;

/** Of one of the files of a run. */
export interface RunPart {
  readonly part: number;
  readonly bytes: number;
  /** Milliseconds since 1970, of its beginning. */
  readonly wallTime: number;
  /** Only its header was kept. */
  readonly isRemoved: boolean;
}

export interface ReadEntry {
  readonly sessionName: string;
  readonly entry: Omit<RunListEntry, 'name' | 'isPinned'>;
  readonly parts: readonly RunPart[];
}

/** null = it is no run, of a newer version, or gone. Rejects with the system's error. */
export async function readRunEntry(
  folder: string,
  { runId, number, parts }: RunFilesOf,
  isRunning: boolean,
): Promise<ReadEntry | null> {
  const read: PartEnds[] = [];
  for (const part of parts) {
    const ends = await readEnds(folder, runFileName(runId, part), part);
    if (ends !== null && ends.header.runId === runId) read.push(ends);
  }
  const [first] = read;
  const last = read.at(-1);
  if (first === undefined || last === undefined) return null;
  const { kind, wallTime, audible, device, sessionName } = first.header;
  const { end } = last;
  return {
    sessionName,
    parts: read.map(({ part }) => part),
    entry: {
      runId,
      number,
      kind,
      wallTime,
      audible,
      device,
      seconds: end?.seconds ?? null,
      state: stateOf(read, end, isRunning),
      summary: end?.summary ?? null,
      dropouts: end?.dropouts ?? null,
      outages: end?.outages ?? null,
      bytes: read.reduce((sum, { part }) => sum + part.bytes, 0),
    },
  };
}

function stateOf(parts: readonly PartEnds[], end: RunEnd | null, isRunning: boolean): RunState {
  if (isRunning) return 'running';
  if (parts.every(({ part }) => part.isRemoved)) return 'header-only';
  return end === null ? 'cut-off' : 'ended';
}

interface PartEnds {
  readonly part: RunPart;
  readonly header: RunHeader;
  readonly end: RunEnd | null;
}

async function readEnds(folder: string, name: string, part: number): Promise<PartEnds | null> {
  const handle = await openRunFile(folder, name);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    const header = readHeader(headOf(await readText(handle, 0, Math.min(size, HEAD_BYTES))));
    if (header === null || header === 'newer') return null;
    const from = Math.max(0, size - TAIL_BYTES);
    const tail = await readText(handle, from, size - from);
    const records = tail
      .split('\n')
      .slice(0, -1)
      .filter((line) => /^\{"type":"(end|removed)"/.test(line))
      .map(readRunLine)
      .flatMap((line) => (line.kind === 'record' ? [line.record] : []));
    const end = records.findLast((record) => record.type === 'end') ?? null;
    const isRemoved = records.some(({ type }) => type === 'removed');
    return { part: { part, bytes: size, wallTime: header.wallTime, isRemoved }, header, end };
  } finally {
    await handle.close();
  }
}

/** A long header is read without the lists at its end. */
function headOf(text: string): unknown {
  const end = text.indexOf('\n');
  if (end < 0) {
    const prefix = parseJsonPrefix(text);
    return isObject(prefix) ? { ...prefix, tracks: [], sounds: [] } : null;
  }
  try {
    return JSON.parse(text.slice(0, end));
  } catch {
    return null;
  }
}

async function readText(handle: FileHandle, from: number, bytes: number): Promise<string> {
  const data = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(data, 0, bytes, from);
  return data.toString('utf8', 0, bytesRead);
}

/**
 * What earlier runs leave to the next start, so that it reads no run: the newest result of each clip, the
 * dropouts and outages of the last run, and the largest numbers that were given. `runs/results.ndjson` is
 * written when a run has ended and when the session is closed; runs after it are read themselves. Without it
 * the newest runs are read.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { ActionRow } from '../../../preload/actions.ts';
import type { Dropout, Outage } from '../../../preload/dropouts.ts';
import { type ClipResult, resultAfter, VERDICT_KINDS } from '../../../preload/verdict.ts';
import { readPatiently } from '../../versioned-file.ts';
import { listRunFiles, type RunFilesOf, runFileName } from './run-folder.ts';
import {
  actionLines,
  MOST_ROWS_A_LINE,
  type OtherRecord,
  readRunLine,
  recordLine,
} from './run-lines.ts';
import { visitRun } from './run-reader.ts';

export const RESULTS_FILE = 'results.ndjson';
const FORMAT = 'rtmixer-results';
const VERSION = 1;
/** Of the newest runs, where there is no file of results. */
const MOST_RUNS_READ = 32;
const MOST_BYTES_READ = 2 ** 25;

/** The largest numbers that were given. */
export interface LargestNumbers {
  readonly requestCount: number;
  readonly playCount: number;
  /** The first request of the last run with the transport. */
  readonly runFromRequest: number;
  readonly streamNumber: number;
}

export interface KeptResults {
  /** Runs up to this one are in it. */
  readonly runNumber: number;
  readonly numbers: LargestNumbers;
  readonly clipResults: ReadonlyMap<string, ClipResult>;
  /** Of the last run with the transport. */
  readonly dropouts: readonly Dropout[];
  readonly outages: readonly Outage[];
}

/** The text of the file; lets the event loop go on now and then. */
export async function resultsText(kept: KeptResults): Promise<string> {
  const { runNumber, numbers, clipResults, dropouts, outages } = kept;
  const parts = [
    `${JSON.stringify({ format: FORMAT, version: VERSION, runNumber, ...numbers })}\n`,
    ...dropouts.map((dropout) => recordLine({ type: 'dropout', dropout })),
    ...outages.map((outage) => recordLine({ type: 'outage', outage })),
  ];
  const results = [...clipResults.values()];
  for (let from = 0; from < results.length; from += MOST_ROWS_A_LINE) {
    const some = results.slice(from, from + MOST_ROWS_A_LINE);
    parts.push(...actionLines(some.map(({ row }) => row)).map(({ line }) => line));
    for (const { row, passes } of some) {
      if (passes === null) continue;
      parts.push(`${JSON.stringify({ type: 'passes', clipId: row.clipId, ...passes })}\n`);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return parts.join('');
}

/** Never rejects: what cannot be read is not known. `onRead`: how much of a run is read, 0...1. */
export async function readKeptResults(
  folder: string,
  onRead: (runNumber: number, share: number) => void = () => {},
): Promise<KeptResults> {
  const builder = new ResultsBuilder();
  const from = await readFileOfResults(path.join(folder, RESULTS_FILE), builder);
  const files = await listRunFiles(folder).catch((): RunFilesOf[] => []);
  const newer = files.filter(({ number }) => number > from).slice(0, MOST_RUNS_READ);
  const chosen: RunFilesOf[] = from > 0 ? newer : [];
  if (from === 0) {
    // The newest first, until it is enough.
    let bytes = 0;
    for (const run of newer) {
      bytes += await bytesOf(folder, run);
      if (chosen.length > 0 && bytes > MOST_BYTES_READ) break;
      chosen.push(run);
    }
  }
  for (const { runId, number } of chosen.toReversed()) {
    await builder.readRun(folder, runId, (share) => onRead(number, share));
  }
  // Also of those that cannot be read.
  for (const { number } of files) builder.begin(number);
  return builder.results;
}

/** Of its first file. */
async function bytesOf(folder: string, { runId }: RunFilesOf): Promise<number> {
  const { size } = await stat(path.join(folder, runFileName(runId, 1))).catch(() => ({ size: 0 }));
  return size;
}

/** Larger numbers are none that this program gave: what counts on from them could not be read any more. */
const MOST_GIVEN = 2 ** 50;
const MOST_RUN_NUMBER = 900_000_000;

const count = z.number().int().min(0).max(MOST_GIVEN);
const headerSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  runNumber: count.max(MOST_RUN_NUMBER),
  requestCount: count,
  playCount: count,
  // Files of before have none.
  runFromRequest: count.default(0),
  streamNumber: count,
});
const passesSchema = z.object({
  type: z.literal('passes'),
  clipId: z.string(),
  playNumber: count,
  counts: z.partialRecord(z.enum(VERDICT_KINDS as [string, ...string[]]), count),
  lostPass: count.nullable(),
});

/** Gives the number of the last run in it; 0 = it cannot be used. */
async function readFileOfResults(file: string, builder: ResultsBuilder): Promise<number> {
  const found = await readPatiently(file, 'The file of results');
  if (found === null || found.refusal !== null) return 0;
  const [first = '', ...lines] = found.text.split('\n').slice(0, -1);
  const header = headerSchema.safeParse(parsed(first));
  if (!header.success) return 0;
  builder.begin(header.data.runNumber);
  builder.count(header.data);
  for (const line of lines) builder.take(line);
  return header.data.runNumber;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function largerGiven(known: number, read: number): number {
  return read <= MOST_GIVEN ? Math.max(known, read) : known;
}

class ResultsBuilder {
  #runNumber = 0;
  #requestCount = 0;
  #playCount = 0;
  #runFromRequest = 0;
  #streamNumber = 0;
  readonly #clipResults = new Map<string, ClipResult>();
  #dropouts = new Map<number, Dropout>();
  #outages = new Map<number, Outage>();

  get results(): KeptResults {
    return {
      runNumber: this.#runNumber,
      numbers: {
        requestCount: this.#requestCount,
        playCount: this.#playCount,
        runFromRequest: this.#runFromRequest,
        streamNumber: this.#streamNumber,
      },
      clipResults: this.#clipResults,
      dropouts: [...this.#dropouts.values()],
      outages: [...this.#outages.values()],
    };
  }

  begin(runNumber: number): void {
    if (runNumber <= MOST_RUN_NUMBER) this.#runNumber = Math.max(this.#runNumber, runNumber);
  }

  count({ requestCount, playCount, streamNumber, runFromRequest }: LargestNumbers): void {
    this.#requestCount = largerGiven(this.#requestCount, requestCount);
    this.#runFromRequest = largerGiven(this.#runFromRequest, runFromRequest);
    this.#playCount = largerGiven(this.#playCount, playCount);
    this.#streamNumber = largerGiven(this.#streamNumber, streamNumber);
  }

  /** A line of the file of results. */
  take(line: string): void {
    const read = readRunLine(line);
    if (read.kind === 'actions') {
      for (const row of read.rows) {
        if (row.clipId !== null) this.#clipResults.set(row.clipId, { row, passes: null });
      }
    }
    if (read.kind === 'record') this.#takeTrouble(read.record);
    if (read.kind !== 'unknown') return;
    const passes = passesSchema.safeParse(parsed(line));
    if (!passes.success) return;
    const { clipId, type: _, ...others } = passes.data;
    const known = this.#clipResults.get(clipId);
    if (known !== undefined) {
      this.#clipResults.set(clipId, { ...known, passes: others });
    }
  }

  /** As the log judged it. */
  async readRun(folder: string, runId: string, onRead: (share: number) => void): Promise<void> {
    let isTimeline = false;
    let first = Number.POSITIVE_INFINITY;
    await visitRun(folder, runId, {
      header: ({ kind, part, number }) => {
        this.begin(number);
        isTimeline = kind === 'timeline';
        if (!isTimeline || part > 1) return;
        this.#dropouts = new Map();
        this.#outages = new Map();
      },
      record: (record) => {
        if (record.type === 'stream') this.#countStream(record.streamNumber);
        this.#takeTrouble(record);
      },
      rows: (rows) => {
        for (const row of rows) {
          first = Math.min(first, row.requestNumber);
          this.#judge(row);
        }
      },
      damage: () => {},
      onRead,
    });
    if (isTimeline && Number.isFinite(first)) this.#runFromRequest = first;
  }

  #judge(row: ActionRow): void {
    const { requestNumber, playNumber, streamNumber, clipId } = row;
    const playCount = playNumber ?? 0;
    this.count({ requestCount: requestNumber, playCount, streamNumber, runFromRequest: 0 });
    if (clipId === null) return;
    const result = resultAfter(this.#clipResults.get(clipId), row);
    if (result !== null) this.#clipResults.set(clipId, result);
  }

  #countStream(streamNumber: number): void {
    this.#streamNumber = largerGiven(this.#streamNumber, streamNumber);
  }

  #takeTrouble(record: OtherRecord): void {
    if (record.type === 'dropout') this.#dropouts.set(record.dropout.id, record.dropout);
    if (record.type === 'outage') this.#outages.set(record.outage.id, record.outage);
  }
}

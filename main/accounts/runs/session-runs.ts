/** All of a session's runs: the one that goes on, the kept ones, and their rows. */

import { type Dropout, KEPT_DROPOUTS } from '../../../preload/dropouts.ts';
import { placeOfId } from '../../../preload/id-index.ts';
import { type Outcome, success } from '../../../preload/outcome.ts';
import type { RunTrack } from '../../../preload/run.ts';
import type { RunRowsContext } from '../../../preload/run-rows.ts';
import type { EndedRows } from '../ended-rows.ts';
import { type KeptResults, RESULTS_FILE, resultsText } from './kept-results.ts';
import { RunColumns } from './run-columns.ts';
import { readRunEntry } from './run-entry.ts';
import { listRunFiles, runFileName } from './run-folder.ts';
import { visitRun } from './run-reader.ts';
import { RunRecorder, type RunRecorderOptions } from './run-recorder.ts';
import { RunStore, type RunStoreOptions } from './run-store.ts';

export interface SessionRunsOptions
  extends Omit<RunRecorderOptions, 'trackPlace' | 'files'>,
    Pick<RunStoreOptions, 'onNote' | 'onWarning' | 'mostBytes'> {
  readonly files: RunRecorderOptions['files'] & RunStoreOptions['files'];
  /** What is known of streams, dropouts and outages now. */
  readonly shown: () => Pick<KeptResults, 'dropouts' | 'outages'> & {
    readonly streamNumber: number;
  };
}

/** So long after the end of a run the results are written: another one may end soon. */
const KEEP_MILLISECONDS = 2_000;

/** Runs without the transport that are looked at to find one with it. */
const MOST_DIRECT_RUNS = 32;

export class SessionRuns {
  readonly recorder: RunRecorder;
  readonly store: RunStore;
  readonly #options: SessionRunsOptions;
  /** The rows of an earlier run, which were looked at last. */
  #read: EndedRows | null = null;
  #restoring: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SessionRunsOptions) {
    this.#options = options;
    this.recorder = new RunRecorder({ ...options, trackPlace: this.#trackPlace });
    this.store = new RunStore({ ...options, recorder: this.recorder });
    this.recorder.onEnd(() => {
      void this.store.limit();
      this.#timer ??= setTimeout(() => void this.#keepResults(), KEEP_MILLISECONDS);
      this.#timer.unref();
    });
  }

  /** Reads the rows of the last run before this start. Never rejects. */
  begin(): Promise<void> {
    void this.store.removeDeleted();
    this.#restoring ??= this.#restoreRows();
    return this.#restoring;
  }

  /** Ends what is recorded and keeps the results; nothing is live any more. */
  async close(): Promise<void> {
    this.recorder.close();
    if (this.#hasRecorded) await this.#keepResults();
    await this.store.removeDeleted();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Of a run, or what has ended since the last Play; null = there is no such run. */
  async endedRows(runId: string | null): Promise<EndedRows | null> {
    await this.#restoring;
    const now = this.recorder.endedRows;
    if (runId === null || runId === now.runId) return now;
    if (this.#read?.runId !== runId) this.#read = await this.#columnsOf([runId]);
    return this.#read;
  }

  /** The last ones of a run. Codes as `readRun`. */
  async dropoutsOf(runId: string): Promise<Outcome<{ readonly dropouts: readonly Dropout[] }>> {
    await this.recorder.handedOver();
    await this.#options.files.runFilesWritten();
    let dropouts: Dropout[] = [];
    const read = await visitRun(this.#options.folder, runId, {
      header: () => {},
      rows: () => {},
      record: (record) => {
        if (record.type !== 'dropout') return;
        dropouts.push(record.dropout);
        if (dropouts.length >= 2 * KEPT_DROPOUTS) dropouts = dropouts.slice(-KEPT_DROPOUTS);
      },
      damage: () => {},
    });
    return read.ok ? success({ dropouts: dropouts.slice(-KEPT_DROPOUTS) }) : read;
  }

  readonly #trackPlace = (trackId: string): number | null => {
    const place = placeOfId(this.#options.project.project.tracks, trackId);
    return place < 0 ? null : place;
  };

  get #hasRecorded(): boolean {
    return this.recorder.newestNumber > this.#options.lastNumber;
  }

  async #keepResults(): Promise<void> {
    this.#timer = null;
    const { actionLog, files, shown, onNote } = this.#options;
    const { streamNumber, dropouts, outages } = shown();
    const { requestCount, playCount, runFromRequest } = actionLog;
    try {
      const text = await resultsText({
        // Of those that go on not all is known.
        runNumber: this.recorder.endedNumber,
        numbers: { requestCount, playCount, runFromRequest, streamNumber },
        clipResults: new Map(Object.entries(actionLog.clipResults)),
        dropouts,
        outages,
      });
      files.changeRunFile({ kind: 'replace', file: RESULTS_FILE, text });
    } catch (error) {
      onNote('keeping the results of clips', error);
    }
  }

  async #restoreRows(): Promise<void> {
    const { onNote } = this.#options;
    try {
      const columns = await this.#columnsOf(await this.#runsSincePlay());
      if (columns !== null && !this.#hasRecorded) this.recorder.restore(columns);
    } catch (error) {
      onNote('reading the last run', error);
    }
  }

  /** The last run with the transport and those after it, oldest first. */
  async #runsSincePlay(): Promise<readonly string[]> {
    const { folder } = this.#options;
    const runIds: string[] = [];
    for (const files of await listRunFiles(folder)) {
      const read = await readRunEntry(folder, files, false);
      if (read === null) continue;
      runIds.unshift(files.runId);
      if (read.entry.kind === 'timeline' || runIds.length === MOST_DIRECT_RUNS) break;
    }
    return runIds;
  }

  /** The rows of runs, oldest first, as those of the first one; null = it is gone. */
  async #columnsOf([first, ...later]: readonly string[]): Promise<RunColumns | null> {
    if (first === undefined) return null;
    let columns: RunColumns | null = null;
    const { folder } = this.#options;
    const trackPlace = this.#trackPlace;
    const streams = new Map<number, RunRowsContext['streams'][number]>();
    const tracks = new Map<string, RunTrack>();
    for (const runId of [first, ...later]) {
      const read = await visitRun(folder, runId, {
        header: ({ audible, tracks: named }) => {
          columns ??= new RunColumns({ runId: first, audible, folder, trackPlace });
          for (const track of named) tracks.set(track.trackId, track);
        },
        rows: (rows, { part, offset, bytes }) => {
          const file = runFileName(runId, part);
          for (const [index, row] of rows.entries()) {
            columns?.addPlaced(row, { file, offset, bytes, index });
          }
        },
        record: (record) => {
          if (record.type !== 'stream') return;
          const { streamNumber, device } = record;
          const { inputChannels, outputChannels, reports } = device;
          streams.set(streamNumber, { streamNumber, inputChannels, outputChannels, reports });
        },
        damage: () => {},
      });
      if (!read.ok && runId === first) return null;
    }
    return withContext(columns, {
      streams: [...streams.values()],
      tracks: [...tracks.values()].map(({ trackId, name }) => ({ trackId, name })),
    });
  }
}

function withContext(columns: RunColumns | null, context: RunRowsContext): RunColumns | null {
  if (columns !== null) columns.context = context;
  return columns;
}

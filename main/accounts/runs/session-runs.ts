/** All of a session's runs: the one that goes on, the kept ones, and their rows. */

import { type Dropout, KEPT_DROPOUTS } from '../../../preload/dropouts.ts';
import { placeOfId } from '../../../preload/id-index.ts';
import { type Outcome, success } from '../../../preload/outcome.ts';
import type { EndedRows } from '../ended-rows.ts';
import { RunColumns } from './run-columns.ts';
import { runFileName } from './run-folder.ts';
import { visitRun } from './run-reader.ts';
import { RunRecorder, type RunRecorderOptions } from './run-recorder.ts';
import { RunStore, type RunStoreOptions } from './run-store.ts';

export interface SessionRunsOptions
  extends Omit<RunRecorderOptions, 'trackPlace' | 'files'>,
    Pick<RunStoreOptions, 'onNote' | 'onWarning' | 'mostBytes'> {
  readonly files: RunRecorderOptions['files'] & RunStoreOptions['files'];
}

export class SessionRuns {
  readonly recorder: RunRecorder;
  readonly store: RunStore;
  readonly #options: SessionRunsOptions;
  /** The rows of an earlier run, which were looked at last. */
  #read: EndedRows | null = null;

  constructor(options: SessionRunsOptions) {
    this.#options = options;
    this.recorder = new RunRecorder({ ...options, trackPlace: this.#trackPlace });
    this.store = new RunStore({ ...options, recorder: this.recorder });
    this.recorder.onEnd(() => void this.store.limit());
  }

  /** Of a run, or what has ended since the last Play; null = there is no such run. */
  async endedRows(runId: string | null): Promise<EndedRows | null> {
    const now = this.recorder.endedRows;
    if (runId === null || runId === now.runId) return now;
    if (this.#read?.runId !== runId) this.#read = await this.#columnsOf(runId);
    return this.#read;
  }

  /** The last ones of a run. Codes as `readRun`. */
  async dropoutsOf(runId: string): Promise<Outcome<{ readonly dropouts: readonly Dropout[] }>> {
    this.recorder.flush();
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

  /** Of the newest run of earlier starts; null = there are none. Never rejects. */
  async lastDropouts(): Promise<{
    readonly runNumber: number;
    readonly dropouts: readonly Dropout[];
  } | null> {
    const listed = await this.store.list();
    const [newest] = listed.ok ? listed.value : [];
    if (newest === undefined || newest.dropouts === 0) return null;
    const read = await this.dropoutsOf(newest.runId);
    return read.ok ? { runNumber: newest.number, dropouts: read.value.dropouts } : null;
  }

  readonly #trackPlace = (trackId: string): number | null => {
    const place = placeOfId(this.#options.project.project.tracks, trackId);
    return place < 0 ? null : place;
  };

  async #columnsOf(runId: string): Promise<RunColumns | null> {
    let columns: RunColumns | null = null;
    const { folder } = this.#options;
    const trackPlace = this.#trackPlace;
    const read = await visitRun(folder, runId, {
      header: ({ audible }) => {
        columns ??= new RunColumns({ runId, audible, folder, trackPlace });
      },
      rows: (rows, { part, offset, bytes }) => {
        const file = runFileName(runId, part);
        for (const [index, row] of rows.entries()) {
          columns?.addPlaced(row, { file, offset, bytes, index });
        }
      },
      record: () => {},
      damage: () => {},
    });
    return read.ok ? columns : null;
  }
}

/** All of a session's runs: the one that goes on, the kept ones, and their rows. */
import { placeOfId } from '../../../preload/id-index.ts';
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

/** The books of one mixer: which actions are unfinished, who waits for them, who wants to know. */
import { type ActionType, accountColumn, accountRowLength, actionStates } from './account.ts';
import { type Action, type ActionOwner, createAction, finishAction, partsOf } from './action.ts';
import type { NativeMixer } from './addon-interface.ts';
import { invalidArgument, RtMixerError } from './failure.ts';
import type { ActionRequest, Start } from './request.ts';
import { RequestRows, type RowsContext, startNumbers } from './request-rows.ts';
import { giveBackStorage, takeStorage } from './row-storage.ts';
import { nativeSamples, SampleBuffer } from './sample-buffer.ts';

const collectCapacity = 512;
const collected = new Float64Array(collectCapacity * accountRowLength);
const finishedState = actionStates.indexOf('finished');

/** Numbers of a packed clock map, see native/src/addon_mixer.cc. */
const clockMapLength = 7;

export type FinishedListener = (actions: readonly Action[]) => void;

interface Wait {
  /** null: every action. */
  readonly action: Action | null;
  readonly resolve: (action: Action | null) => void;
  readonly reject: (error: RtMixerError) => void;
}

function deviceLost(): RtMixerError {
  return new RtMixerError('device-lost', 'The device stopped answering; open the stream again.');
}

export class Ledger implements ActionOwner {
  readonly key = {};
  readonly unfinished = new Map<number, Action>();
  /** A worker thread is starting or stopping the stream: hands off until it is done. */
  busy = false;
  /** The device went away under the present run. */
  lost = false;
  /** Called when there is something new to look after: actions, waits, watchers. */
  onWork: () => void = () => {};
  readonly #native: NativeMixer;
  readonly #context: RowsContext;
  readonly #listeners = new Set<FinishedListener>();
  readonly #waits = new Set<Wait>();
  readonly #map = new Float64Array(clockMapLength);
  #mapIsFresh = false;
  #watchers = 0;

  constructor(native: NativeMixer, context: Omit<RowsContext, 'key'>) {
    this.#native = native;
    this.#context = { ...context, key: this.key };
  }

  /** All or none; one call into the addon. */
  schedule(requests: readonly ActionRequest[], origin: Start | undefined): Action[] {
    if (!Array.isArray(requests)) {
      throw invalidArgument('schedule() takes a list of requests.');
    }
    const grouped = origin !== undefined;
    const start = startNumbers(origin, false, 'origin');
    const storage = takeStorage(requests.length);
    try {
      const batch = new RequestRows(requests, grouped, this.#context, storage);
      storage.origin[0] = grouped ? 1 : 0;
      storage.origin.set(start, 1);
      this.#native.schedule(
        requests.length,
        storage.rows,
        storage.channels.pool,
        batch.samples,
        batch.rings,
        storage.origin,
        this.#turnsMap(),
        storage.ids,
      );
      return this.#enter(batch, storage.ids);
    } finally {
      giveBackStorage(storage);
    }
  }

  #enter(batch: RequestRows, ids: Float64Array): Action[] {
    const actions = batch.parts.map((parts, i) => {
      const id = ids[i] as number;
      const action = createAction(id, batch.types[i] as ActionType, this, parts);
      this.unfinished.set(id, action);
      return action;
    });
    this.onWork();
    return actions;
  }

  /** All requests in seconds of one JavaScript turn share one map, which the first of them pins to
   * the nominal rate, so that they keep their distances to the frame. */
  #turnsMap(): Float64Array | null {
    if (!this.#mapIsFresh) {
      if (!this.#native.clockMap(this.#map)) {
        return null;
      }
      this.#mapIsFresh = true;
      queueMicrotask(() => this.forgetMap());
    }
    return this.#map;
  }

  /** A new run has another clock. */
  forgetMap(): void {
    this.#mapIsFresh = false;
  }

  /** Takes over what has finished since: accounts, recorded samples, promises, listeners. */
  collect(): void {
    if (this.busy) {
      return;
    }
    const finished: Action[] = [];
    let count: number;
    do {
      count = this.#native.collect(collected);
      if (count === 0) {
        break;
      }
      const rows = collected.slice(0, count * accountRowLength);
      for (let offset = 0; offset < rows.length; offset += accountRowLength) {
        this.#finish(rows, offset, finished);
      }
    } while (count === collectCapacity);
    if (finished.length > 0) {
      this.#settleWaits();
      for (const listener of this.#listeners) {
        queueMicrotask(() => listener(finished));
      }
    }
  }

  #finish(rows: Float64Array, offset: number, finished: Action[]): void {
    const id = rows[offset + accountColumn.id] as number;
    const action = this.unfinished.get(id);
    if (action === undefined) {
      return;
    }
    this.unfinished.delete(id);
    const parts = partsOf(action);
    if (parts.target instanceof Float32Array && parts.samples instanceof SampleBuffer) {
      const { channels } = parts.samples;
      // Frames that `trim` skipped keep their places.
      const skipped = rows[offset + accountColumn.skippedFrames] as number;
      const from = (parts.offset + skipped) * channels;
      const done = rows[offset + accountColumn.doneFrames] as number;
      nativeSamples(parts.samples).copyOut(parts.target, from, from, done * channels);
    }
    const fetches = action.type === 'fetchAndResetStats';
    const clips = fetches ? Object.freeze(this.#native.takeFetchedClips(id)) : [];
    finishAction(action, rows, offset, clips);
    finished.push(action);
  }

  readLive(id: number, row: Float64Array): void {
    if (!this.#native.readAction(id, row)) {
      row.fill(0);
    } else if (row[accountColumn.state] === finishedState) {
      this.collect();
    }
  }

  takeActionPeak(id: number): number {
    return this.#native.takeActionPeak(id);
  }

  watch(): void {
    this.#watchers++;
    this.onWork();
  }

  unwatch(): void {
    this.#watchers--;
  }

  /** Whether somebody would wait for ever if this were dropped. */
  get watched(): boolean {
    return this.#watchers > 0 || this.waiting;
  }

  get waiting(): boolean {
    return this.#waits.size > 0;
  }

  wait(action: Action | null): Promise<Action | null> {
    return new Promise((resolve, reject) => {
      this.#waits.add({ action, resolve, reject });
      this.#settleWaits();
      this.onWork();
    });
  }

  #settleWaits(): void {
    for (const wait of this.#waits) {
      const { action } = wait;
      const over = action === null ? this.unfinished.size === 0 : !this.unfinished.has(action.id);
      if (over) {
        this.#waits.delete(wait);
        if (action === null ? this.lost : action.outcome === 'device-lost') {
          wait.reject(deviceLost());
        } else {
          wait.resolve(action);
        }
      }
    }
  }

  addListener(listener: FinishedListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

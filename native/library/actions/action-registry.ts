/** The books of one mixer: which actions are unfinished, who waits for them, who wants to know. */

import type { AddonMixer } from '../addon-interface.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import { nativeSamples, SampleBuffer } from '../memory/sample-buffer.ts';
import { actionStates, outcomes } from '../names.ts';
import { giveBackStorage, takeStorage } from '../requests/batch-storage.ts';
import { commonRequest, type PlayBufferColumns, packColumns } from '../requests/columns.ts';
import type { MixerRequest, Start } from '../requests/request.ts';
import { startNumbers, startOf } from '../requests/request-numbers.ts';
import { RequestRows, type RowsContext } from '../requests/request-rows.ts';
import { TurnMap } from '../requests/turn-map.ts';
import { accountColumn, accountRowLength } from './account.ts';
import {
  type Action,
  type ActionOwner,
  type ActionParts,
  createAction,
  finishAction,
  type OwnerKey,
  partsOf,
} from './action.ts';
import {
  type ActionList,
  createList,
  endList,
  firstIdOf,
  makeAction,
  openActions,
} from './action-list.ts';
import { Chains } from './chains.ts';
import { UnfinishedActions } from './unfinished-actions.ts';
import { Waits } from './waits.ts';

const collectCapacity = 512;
const collected = new Float64Array(collectCapacity * accountRowLength);
/** Number of quiet endings, number of ended series, and the first ids of as many as fit. */
const quiet = new Float64Array(2 + 256);
const calledOffOutcome = outcomes.indexOf('cancelled-before-start');
const finishedState = actionStates.indexOf('finished');

/** In one batch: its rows take two gigabytes. */
const mostRequests = 10_000_000;

export type FinishedListener = (actions: readonly Action[]) => void;

export class ActionRegistry implements ActionOwner {
  readonly key: OwnerKey;
  readonly unfinished = new UnfinishedActions();
  /** A worker thread is starting or stopping the stream: hands off until it is done. */
  busy = false;
  /** For good: nothing can be scheduled any more. */
  closed = false;
  /** The device went away under the present run. */
  lost = false;
  /** Called when there is something new to look after: actions, waits, watchers. */
  onWork: () => void = () => {};
  readonly #native: AddonMixer;
  readonly #context: RowsContext;
  readonly #listeners = new Set<FinishedListener>();
  readonly #waits = new Waits();
  readonly #chains = new Chains();
  readonly #map = new TurnMap();
  /** What is unfinished of them, in the order of their ids. */
  readonly #lists: ActionList[] = [];
  /** Unfinished actions of lists that nobody asked for. */
  #unseen = 0;
  #watchers = 0;

  constructor(native: AddonMixer, context: Omit<RowsContext, 'key'>) {
    this.#native = native;
    this.key = { buses: context.buses };
    this.#context = { ...context, key: this.key };
  }

  /** All or none; one call into the addon. */
  schedule(requests: readonly MixerRequest[], origin: Start | undefined): Action[] {
    if (!Array.isArray(requests)) {
      throw invalidArgument('schedule() takes a list of requests.');
    }
    // A getter of a request may make the list longer or shorter.
    const count = requests.length;
    if (count > mostRequests) {
      throw invalidArgument(`schedule() takes up to ${mostRequests} requests, not ${count}.`);
    }
    const grouped = origin !== undefined;
    const start = startNumbers(origin, false, 'origin');
    const storage = takeStorage(count);
    let batch: RequestRows;
    let actions: Action[];
    try {
      batch = new RequestRows(grouped, this.#context, storage);
      const parts = batch.packAll(requests, count);
      storage.origin[0] = grouped ? 1 : 0;
      storage.origin.set(start, 1);
      this.#requireOpen();
      this.#native.schedule(
        count,
        storage.rows,
        storage.channels.pool,
        batch.rings,
        storage.origin,
        this.#map.read(this.#native),
        storage.ids,
      );
      actions = this.#enter(batch, parts, storage.ids);
    } finally {
      giveBackStorage(storage);
    }
    this.#noteChains(batch, actions, grouped ? startOf(start) : undefined);
    return actions;
  }

  /** What followed an action when a cancel of its chain was asked ends even if the action is over
   * before. */
  #noteChains(batch: RequestRows, actions: readonly Action[], origin: Start | undefined): void {
    this.#chains.enter(batch.predecessors, actions, this.unfinished);
    for (const cancels of this.#chains.cancelsBehind(batch.cuts)) {
      this.schedule(cancels, origin);
    }
  }

  /** As schedule(), for players by columns. */
  scheduleColumns(columns: PlayBufferColumns, origin: Start | undefined): ActionList {
    const packed = packColumns(columns);
    const grouped = origin !== undefined;
    const start = startNumbers(origin, false, 'origin');
    const storage = takeStorage(1);
    try {
      const batch = new RequestRows(grouped, this.#context, storage);
      const { channels } = batch.pack(commonRequest(columns, packed), 0);
      if (packed.rows === 0) {
        return createList(this, null, packed, channels);
      }
      storage.origin[0] = grouped ? 1 : 0;
      storage.origin.set(start, 1);
      this.#requireOpen();
      const series = this.#native.scheduleColumns(
        packed.rows,
        storage.rows,
        storage.channels.pool,
        packed.samples,
        packed.columns,
        packed.sampleIndex,
        storage.origin,
        this.#map.read(this.#native),
        packed.rowLoop,
      );
      return this.#enterList(createList(this, series, packed, channels));
    } finally {
      giveBackStorage(storage);
    }
  }

  /** A getter of a request may have closed the mixer while it was being packed. */
  #requireOpen(): void {
    if (this.closed) {
      throw new RtMixerError('stream-closed', 'The stream was closed; open a new one.');
    }
  }

  #enterList(list: ActionList): ActionList {
    this.#lists.push(list);
    this.#unseen += list.length;
    this.onWork();
    return list;
  }

  #enter(batch: RequestRows, parts: readonly ActionParts[], ids: Float64Array): Action[] {
    const actions = parts.map((each, i) => {
      const id = ids[i] as number;
      const action = createAction(id, batch.typeOf(i), this, this.key, each);
      this.unfinished.add(action);
      return action;
    });
    this.onWork();
    return actions;
  }

  /** A new run has another clock. */
  forgetMap(): void {
    this.#map.forget();
  }

  /** Takes over what has finished since: accounts, recorded samples, promises, listeners. */
  collect(): void {
    if (this.busy) {
      return;
    }
    const finished: Action[] = [];
    let unseen = 0;
    let count: number;
    do {
      count = this.#native.collect(collected, quiet, this.#listeners.size > 0);
      if (count > 0) {
        const rows = collected.slice(0, count * accountRowLength);
        for (let offset = 0; offset < rows.length; offset += accountRowLength) {
          this.#finish(rows, offset, finished);
        }
      }
      unseen += this.#takeQuiet();
    } while (count === collectCapacity || quiet[1] === quiet.length - 2);
    if (finished.length + unseen > 0) {
      this.#settleWaits();
    }
    if (finished.length > 0) {
      for (const listener of this.#listeners) {
        queueMicrotask(() => listener(finished));
      }
    }
  }

  /** Takes over what finished without a row; returns how many. */
  #takeQuiet(): number {
    const [actions = 0, ended = 0] = quiet;
    this.#unseen -= actions;
    for (const firstId of quiet.subarray(2, 2 + ended)) {
      const at = this.#listAt(firstId);
      endList(this.#lists[at] as ActionList);
      this.#lists.splice(at, 1);
    }
    return actions;
  }

  /** Index of the list that would hold the id, -1 = none. They lie in the order of their ids. */
  #listAt(id: number): number {
    let low = 0;
    let high = this.#lists.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (firstIdOf(this.#lists[middle] as ActionList) <= id) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** The action of a list whose row came because somebody listens to all. */
  #unseenAction(id: number): Action | undefined {
    const list = this.#lists[this.#listAt(id)];
    if (list === undefined) {
      return undefined;
    }
    this.#unseen--;
    return makeAction(list, id);
  }

  #finish(rows: Float64Array, offset: number, finished: Action[]): void {
    const id = rows[offset + accountColumn.id] as number;
    const action = this.unfinished.get(id) ?? this.#unseenAction(id);
    if (action === undefined) {
      return;
    }
    this.unfinished.delete(id);
    const isCalledOff = rows[offset + accountColumn.outcome] === calledOffOutcome;
    const place = this.#chains.remove(action, isCalledOff);
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
    const clips = fetches ? Object.freeze(this.#native.takeFetchedClipped(id)) : [];
    finishAction(action, rows, offset, clips, place);
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

  /** An action of a list that somebody asked for: from now on it is one like all others. */
  watchAction(action: Action): void {
    this.#unseen--;
    this.unfinished.add(action);
  }

  /** Pending or active, commands included. */
  get unfinishedCount(): number {
    return this.unfinished.size + this.#unseen;
  }

  /** All of these as objects. */
  unfinishedActions(): Set<Action> {
    for (const list of this.#lists) {
      openActions(list);
    }
    return new Set(this.unfinished);
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
    return this.#waits.any;
  }

  wait(action: Action | null): Promise<Action | null> {
    const promise = this.#waits.add(action);
    this.#settleWaits();
    this.onWork();
    return promise;
  }

  #settleWaits(): void {
    this.#waits.settle(this.unfinished, this.unfinishedCount, this.lost);
  }

  addListener(listener: FinishedListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

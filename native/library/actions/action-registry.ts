/** The actions of one mixer that are unfinished: it collects their accounts when they finish, and
 * settles waits and calls listeners. */
import type { AddonMixer } from '../addon-interface.ts';
import { invalidArgument, type MixerFailure } from '../failure.ts';
import { nativeSamples, SampleBuffer } from '../memory/sample-buffer.ts';
import { actionStates, outcomes } from '../names.ts';
import { accountColumn, accountRowLength } from './account.ts';
import { type Action, addLoss, finishAction, type OwnerKey, partsOf } from './action.ts';
import {
  type ActionList,
  endList,
  firstIdOf,
  type ListOwner,
  makeAction,
  openActions,
} from './action-list.ts';
import { Chains } from './chains.ts';
import { takeRecordedLosses } from './recorded-loss.ts';
import { UnfinishedActions } from './unfinished-actions.ts';
import { Waits } from './waits.ts';

const collectCapacity = 512;
const collected = new Float64Array(collectCapacity * accountRowLength);
/** Number of actions that finished without a row, number of series that ended, and the first ids of as
 * many as fit. */
const mostEnded = 256;
const quiet = new Float64Array(2 + mostEnded);
const noIds: readonly number[] = [];
const cancelledBeforeStart = outcomes.indexOf('cancelled-before-start');
const finishedState = actionStates.indexOf('finished');

/** Of the samples that were recorded only `copied` are in the target. */
function undelivered(copied: number, samples: number, channels: number): MixerFailure {
  const delivered = Math.floor(copied / channels);
  return invalidArgument(
    `The array was transferred or shrunk while it was recorded into: ${delivered} of ${samples / channels} ` +
      'frames are in it. All are in action.samples; keep the array as it is until the end.',
  );
}

export type FinishedListener = (actions: readonly Action[]) => void;

export class ActionRegistry implements ListOwner {
  readonly key: OwnerKey;
  readonly unfinished = new UnfinishedActions();
  /** Which of them begin after which other ones. */
  readonly chains = new Chains();
  /** A worker thread is starting or stopping the stream: nothing here may touch it until that is done. */
  busy = false;
  /** Nothing can be scheduled any more. */
  closed = false;
  /** The device was lost while the stream was running. */
  lost = false;
  /** Called when there is something new to poll for: actions, waits, watchers. */
  onWork: () => void = () => {};
  readonly #native: AddonMixer;
  readonly #listeners = new Set<FinishedListener>();
  readonly #waits = new Waits();
  /** What is unfinished of them, in the order of their ids. */
  readonly #lists: ActionList[] = [];
  /** Unfinished rows of lists that were not made into actions. */
  #unseen = 0;
  #watchers = 0;
  /** Unfinished actions whose end is awaited. */
  #awaited = 0;

  constructor(native: AddonMixer, key: OwnerKey) {
    this.#native = native;
    this.key = key;
  }

  /** Scheduled just now: their ids ascend, and are larger than all before. */
  enter(actions: readonly Action[]): void {
    for (const action of actions) {
      this.unfinished.add(action);
    }
    this.onWork();
  }

  /** The same with the rows of a list, which become actions when they are asked for. */
  enterList(list: ActionList): void {
    this.#lists.push(list);
    this.#unseen += list.length;
    this.onWork();
  }

  /** Collects what has finished since the last call: writes accounts and recorded samples, settles
   * promises, calls listeners. */
  collect(): void {
    if (this.busy) {
      return;
    }
    const finished: Action[] = [];
    let unseen = 0;
    let count: number;
    let hasMore: boolean;
    do {
      count = this.#native.collect(collected, quiet, this.#listeners.size > 0);
      // Copies: what is called while these are handled may collect, too.
      const [seriesActions = 0, ended = 0] = quiet;
      const endedIds = ended === 0 ? noIds : quiet.slice(2, 2 + ended);
      if (count > 0) {
        // While they are still found by their ids.
        this.takeLosses();
        const rows = collected.slice(0, count * accountRowLength);
        for (let offset = 0; offset < rows.length; offset += accountRowLength) {
          this.#finish(rows, offset, finished);
        }
      }
      this.#countQuiet(seriesActions, endedIds);
      unseen += seriesActions;
      hasMore = count === collectCapacity || ended === mostEnded;
    } while (hasMore);
    if (finished.length + unseen > 0) {
      this.#settleWaits();
    }
    if (finished.length > 0) {
      for (const listener of this.#listeners) {
        queueMicrotask(() => listener(finished));
      }
    }
  }

  /** What finished without a row: a number of actions, and the lists that ended. */
  #countQuiet(actions: number, endedIds: Iterable<number>): void {
    this.#unseen -= actions;
    for (const firstId of endedIds) {
      const at = this.#listAt(firstId);
      endList(this.#lists[at] as ActionList);
      this.#lists.splice(at, 1);
    }
  }

  /** Index of the list that would hold the id, -1 = none. The lists are in the order of their ids. */
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

  /** The action of a row that was not asked for and came because a listener gets all. */
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
    const neverBegan = rows[offset + accountColumn.outcome] === cancelledBeforeStart;
    const place = this.chains.remove(action, neverBegan);
    const parts = partsOf(action);
    let failure: MixerFailure | null = null;
    if (parts.target instanceof Float32Array && parts.samples instanceof SampleBuffer) {
      const { channels } = parts.samples;
      // Frames that `trim` skipped keep their places.
      const skipped = rows[offset + accountColumn.skippedFrames] as number;
      const from = (parts.offset + skipped) * channels;
      const samples = channels * (rows[offset + accountColumn.doneFrames] as number);
      // The addon knows how long the array is, whatever a property of it says.
      const copied = nativeSamples(parts.samples).copyOut(parts.target, from, from, samples);
      failure = copied < samples ? undelivered(copied, samples, channels) : null;
    }
    const fetches = action.type === 'fetchAndResetStats';
    const clipped = fetches ? Object.freeze(this.#native.takeFetchedClipped(id)) : [];
    finishAction(action, rows, offset, { clipped, place, failure });
    finished.push(action);
  }

  readLive(id: number, row: Float64Array): void {
    if (!this.#native.readAction(id, row)) {
      row.fill(0);
    } else if (row[accountColumn.state] === finishedState) {
      this.collect();
    }
  }

  takeLosses(): void {
    if (this.busy) {
      return;
    }
    takeRecordedLosses(this.#native, (id, loss) => {
      const action = this.unfinished.get(id);
      if (action !== null) {
        addLoss(action, loss);
      }
    });
  }

  takeActionPeak(id: number): number {
    return this.#native.takeActionPeak(id);
  }

  /** An action of a list that was asked for: from now on it is treated like all others. */
  watchAction(action: Action): void {
    this.#unseen--;
    this.unfinished.add(action);
  }

  /** Pending or active, commands included. */
  get unfinishedCount(): number {
    return this.unfinished.size + this.#unseen;
  }

  /** All of these, made into actions. */
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

  await(): void {
    this.#awaited++;
    this.onWork();
  }

  unawait(): void {
    this.#awaited--;
  }

  /** Whether a caller waits, who would wait for ever if the mixer were collected. */
  get watched(): boolean {
    return this.#watchers > 0 || this.waiting;
  }

  get waiting(): boolean {
    return this.#waits.any || this.#awaited > 0;
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

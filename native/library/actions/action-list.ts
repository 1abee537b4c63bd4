/** The actions of one scheduleColumns(), each made into an object when it is asked for. */

import type { AddonSeries } from '../addon-interface.ts';
import type { SampleBuffer } from '../memory/sample-buffer.ts';
import type { PackedColumns } from '../requests/columns.ts';
import { accountRowLength } from './account.ts';
import {
  type Action,
  type ActionOwner,
  type ActionParts,
  createAction,
  finishAction,
  type OwnerKey,
} from './action.ts';

/** What made the list; it keeps the actions that were asked for until they are finished. */
export interface ListOwner extends ActionOwner {
  /** A row's action was asked for and is unfinished: from now on it is one like all others. */
  watchAction(action: Action): void;
}

let createList: (
  owner: ListOwner,
  native: AddonSeries | null,
  packed: PackedColumns,
  common: Pick<ActionParts, 'channels' | 'bus'>,
) => ActionList;
let endList: (list: ActionList) => void;
/** Makes the actions of all unfinished rows. */
let openActions: (list: ActionList) => void;
let firstIdOf: (list: ActionList) => number;
/** The action of a collected row that was not asked for before. */
let makeAction: (list: ActionList, id: number) => Action;

/** Read-only, in the order of the rows. A row whose action is never asked for costs no object,
 * neither before nor after it finishes.
 *
 * @example
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
 * const samples = SampleBuffer.from(Float32Array.of(1), { channels: 1, sampleRate: 48_000 });
 * const startFrame = Float64Array.of(2, 5, 7);
 * const list = mixer.scheduleColumns({ type: 'playBuffer', samples, startFrame });
 * mixer.render(64);
 * assert.deepEqual([list.length, list.at(-1)?.actualFrame], [3, 7]);
 */
export class ActionList implements Iterable<Action> {
  /** How many rows there are. */
  readonly length: number;
  readonly #native: AddonSeries | null;
  readonly #firstId: number;
  readonly #buffers: readonly SampleBuffer[];
  readonly #sampleIndex: Uint32Array | null;
  readonly #common: Pick<ActionParts, 'channels' | 'bus'>;
  readonly #made = new Map<number, Action>();
  /** null when all are finished, so that a list does not keep its stream. */
  #owner: ListOwner | null;
  readonly #key: OwnerKey;

  static {
    createList = (...parts) => new ActionList(...parts);
    firstIdOf = (list) => list.#firstId;
    endList = (list) => {
      list.#owner = null;
    };
    openActions = (list) => {
      for (let index = 0; index < list.length; index++) {
        if (!list.#made.has(index)) {
          list.#makeOpen(index);
        }
      }
    };
    makeAction = (list, id) => list.#make(id - list.#firstId);
  }

  private constructor(
    owner: ListOwner,
    native: AddonSeries | null,
    packed: PackedColumns,
    common: Pick<ActionParts, 'channels' | 'bus'>,
  ) {
    this.length = packed.rows;
    this.#owner = native === null ? null : owner;
    this.#key = owner.key;
    this.#native = native;
    this.#firstId = native?.firstId() ?? 0;
    this.#buffers = packed.buffers;
    this.#sampleIndex = packed.sampleIndex;
    this.#common = common;
  }

  /** Row `index`, counted from the end if negative; the same object each time. undefined = there is
   * no such row. */
  at(index: number): Action | undefined {
    const whole = Math.trunc(index) || 0;
    const row = whole < 0 ? this.length + whole : whole;
    if (!(row >= 0 && row < this.length)) {
      return undefined;
    }
    return this.#made.get(row) ?? this.#makeOpen(row) ?? this.#makeFinished(row);
  }

  /** All rows, in their order; makes every action. */
  *[Symbol.iterator](): Iterator<Action> {
    for (let index = 0; index < this.length; index++) {
      yield this.at(index) as Action;
    }
  }

  #make(index: number): Action {
    const samples = this.#buffers[this.#sampleIndex?.[index] ?? 0] as SampleBuffer;
    const parts: ActionParts = { ...this.#common, samples, ring: null, target: null, offset: 0 };
    const id = this.#firstId + index;
    const action = createAction(id, 'playBuffer', this.#owner, this.#key, parts);
    this.#made.set(index, action);
    return action;
  }

  /** undefined = it is already finished. */
  #makeOpen(index: number): Action | undefined {
    if (this.#owner === null || !this.#native?.watch(index)) {
      return undefined;
    }
    const action = this.#make(index);
    this.#owner.watchAction(action);
    return action;
  }

  #makeFinished(index: number): Action {
    const row = new Float64Array(accountRowLength);
    this.#native?.read(index, row);
    const action = this.#make(index);
    finishAction(action, row, 0, { clipped: [], place: null, failure: null });
    return action;
  }
}

export { createList, endList, firstIdOf, makeAction, openActions };

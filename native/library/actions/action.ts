/** One action: live values while it is pending or active, its account afterwards. */

import { markAsUncloneable } from 'node:worker_threads';
import { invalidArgument, type MixerFailure } from '../failure.ts';
import type { DiskReader } from '../files/disk-reader.ts';
import type { TakeWriter } from '../files/take-writer.ts';
import type { RingBuffer } from '../memory/ring-buffer.ts';
import type { SampleBuffer } from '../memory/sample-buffer.ts';
import {
  type AccountField,
  type AccountOutcome,
  type AccountState,
  type AccountType,
  actionStates,
  outcomes,
} from '../names.ts';
import { accountColumn, accountRowLength, type Stats, statsFields } from './account.ts';
import { AwaitedPromise } from './awaited-promise.ts';
import type { RecordedLoss } from './recorded-loss.ts';

/** Identifies the stream of an action; outlives it. */
export type OwnerKey = object;

/** What made the action; gives its live values until it is finished and collected. */
export interface ActionOwner {
  /** Identifies the stream. */
  readonly key: OwnerKey;

  /** Collects finished actions, then writes the row of this one if it is still unfinished. */
  readLive(id: number, row: Float64Array): void;
  /** A caller waits for an action's end: the owner must not be garbage-collected before. */
  watch(): void;
  unwatch(): void;
  /** A caller awaits an action's end: the program must keep running until then. */
  await(): void;
  unawait(): void;
  takeActionPeak(id: number): number;
  /** Adds the losses that are new to their actions. */
  takeLosses(): void;
}

/** What an action refers to. */
export interface ActionParts {
  readonly samples: SampleBuffer | DiskReader | null;
  readonly ring: RingBuffer | TakeWriter | null;
  readonly target: Float32Array | Action | null;
  readonly channels: readonly number[];
  /** First frame of the target that is recorded to. */
  readonly offset: number;
  /** The bus that it plays on or changes. */
  readonly bus?: string;
}

const noClipped: readonly number[] = Object.freeze([]);
const noLosses: readonly RecordedLoss[] = Object.freeze([]);
const liveRow = new Float64Array(accountRowLength);
/** UNKNOWN_FRAME of native/src/mixer/action/action.h. */
const unknownFrame = -(2 ** 63);

/** `owner` = null: the action is finished. */
let createAction: (
  id: number,
  type: AccountType,
  owner: ActionOwner | null,
  key: OwnerKey,
  parts: ActionParts,
) => Action;
/** Where an action begins that does not know its frame. */
export interface PlaceInChain {
  /** What is to end before. */
  readonly action: Action;
  /** Frames after its end. */
  readonly gap: number;
}

/** Where followers begin: after the action itself, or, where it was cancelled before its start, in the
 * place that it was to have. */
let placeOf: (action: Action) => PlaceInChain;
/** What an end has beside its row. */
export interface Ending {
  /** Per channel, of fetchAndResetStats. */
  readonly clipped: readonly number[];
  /** What it was to follow, if it was cancelled before its start. */
  readonly place: PlaceInChain | null;
  readonly failure: MixerFailure | null;
}

/** The action's row begins at `offset` of `rows`. */
let finishAction: (action: Action, rows: Float64Array, offset: number, ending: Ending) => void;
/** One more loss within what it records. */
let addLoss: (action: Action, loss: RecordedLoss) => void;
/** Calls back when the action is finished, without keeping the program running until then. */
let whenFinished: (action: Action, done: () => void) => void;
let ownerKeyOf: (action: Action) => object;
let partsOf: (action: Action) => ActionParts;
/** Where a finished action ended, or would have begun: null = unfinished; a frame of null = unknown. */
let endOf: (action: Action) => { frame: number | null; streamNumber: number } | null;

/** What was requested and what happened. Returned by the commands; its members may be read at any time
 * on the thread of its stream, also after the stream is closed.
 *
 * @example
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
 * const action = mixer.playBuffer(new Float32Array(100).fill(0.5), { start: { frame: 30 } });
 * assert.deepEqual([action.state, action.outcome], ['pending', null]);
 * mixer.render(64);
 * assert.deepEqual([action.state, action.actualFrame, action.doneFrames], ['active', 30, 34]);
 * mixer.render(128);
 * assert.deepEqual([action.state, action.outcome], ['finished', 'completed']);
 */
export class Action {
  /** Unique in this process. */
  readonly id: number;
  /** What it does. */
  readonly type: AccountType;
  readonly #parts: ActionParts;
  readonly #ownerKey: OwnerKey;
  /** null when finished, so that an account that is kept does not keep its stream. */
  #owner: ActionOwner | null;
  #rows: Float64Array | null = null;
  #offset = 0;
  #clipped: readonly number[] = noClipped;
  #losses: readonly RecordedLoss[] = noLosses;
  #place: PlaceInChain | null = null;
  #finished: Promise<Action> | null = null;
  #resolve: ((action: Action) => void) | null = null;
  #isAwaited = false;
  #failure: MixerFailure | null = null;

  static {
    createAction = (id, type, owner, key, parts) => new Action(id, type, owner, key, parts);
    ownerKeyOf = (action) => action.#ownerKey;
    partsOf = (action) => action.#parts;
    addLoss = (action, loss) => {
      action.#losses = [...action.#losses, loss];
    };
    placeOf = (action) => {
      // It may have been cancelled with its chain since it was collected last.
      action.#owner?.readLive(action.id, liveRow);
      let place: PlaceInChain = { action, gap: 0 };
      for (let before = action.#place; before !== null; before = before.action.#place) {
        place = { action: before.action, gap: place.gap + before.gap };
      }
      return place;
    };
    endOf = (action) =>
      action.#rows === null
        ? null
        : { frame: action.#placeAfter, streamNumber: action.streamNumber };
    whenFinished = (action, done) => {
      Promise.prototype.then.call(action.finished, done);
    };
    finishAction = (action, rows, offset, { clipped, place, failure }) => {
      if (action.#resolve !== null) {
        action.#owner?.unwatch();
      }
      if (action.#isAwaited) {
        action.#owner?.unawait();
      }
      action.#failure = failure;
      action.#owner = null;
      action.#rows = rows;
      action.#offset = offset;
      action.#clipped = clipped;
      action.#place = place;
      action.#resolve?.(action);
    };
  }

  private constructor(
    id: number,
    type: AccountType,
    owner: ActionOwner | null,
    key: OwnerKey,
    parts: ActionParts,
  ) {
    if (parts === undefined) {
      throw invalidArgument('An Action cannot be constructed; the commands of a stream return it.');
    }
    this.id = id;
    this.type = type;
    this.#owner = owner;
    this.#ownerKey = key;
    this.#parts = parts;
    markAsUncloneable(this);
  }

  #field(field: AccountField): number {
    this.#owner?.readLive(this.id, liveRow);
    const column = accountColumn[field];
    return (this.#rows === null ? liveRow[column] : this.#rows[this.#offset + column]) ?? 0;
  }

  /** A frame that may be unknown. */
  #frame(field: AccountField): number | null {
    const frame = this.#field(field);
    return frame < 0 ? null : frame;
  }

  /** `pending`, `active` or `finished`. */
  get state(): AccountState {
    const state = actionStates[this.#field('state')] ?? 'pending';
    // A recording is finished for JavaScript when its samples are in the target.
    return this.#rows === null && state === 'finished' ? 'active' : state;
  }

  /** Why it ended; null = it has not ended. */
  get outcome(): AccountOutcome | null {
    const outcome = outcomes[this.#field('outcome')];
    if (this.#failure !== null) {
      return 'undelivered';
    }
    return outcome === undefined || outcome === 'none' ? null : outcome;
  }

  /** Why its samples could not be delivered (outcome `undelivered`); null = nothing failed. */
  get failure(): MixerFailure | null {
    return this.#failure;
  }

  /** Number of the stream, from 1, that its frames belong to; 0 = it never reached a callback. */
  get streamNumber(): number {
    return this.#field('streamNumber');
  }

  /** Seconds of device time; 0 = as soon as possible. */
  get requestedTime(): number {
    return this.#field('requestedTime');
  }

  /** Seconds of device time of its first frame; null = it did not happen. */
  get actualTime(): number | null {
    return this.actualFrame === null ? null : this.#field('actualTime');
  }

  /** Stream frame, negative for a time before the stream's start; null = as soon as possible, or
   * seconds that are not mapped to a frame yet. */
  get requestedFrame(): number | null {
    const frame = this.#field('requestedFrame');
    return frame === unknownFrame ? null : frame;
  }

  /** Stream frame of its first frame; null = it did not happen. */
  get actualFrame(): number | null {
    return this.#frame('actualFrame');
  }

  /** Stream frame after its last one, where whatever follows it begins; null = it is not finished, or
   * did not happen. */
  get endFrame(): number | null {
    const { actualFrame } = this;
    return actualFrame === null || this.state !== 'finished'
      ? null
      : actualFrame + this.doneFrames + this.starvedFrames - this.filledFrames;
  }

  /** Where a follower begins: at the end; of what did not begin, at its requested frame, or after all of
   * it where `trim` missed it wholly. */
  get #placeAfter(): number | null {
    const { endFrame, requestedFrame } = this;
    const missed = this.outcome === 'belated' ? this.skippedFrames : 0;
    return endFrame ?? (requestedFrame === null ? null : requestedFrame + missed);
  }

  /** The requested length in frames, as a setLoop has changed it; null = endless. */
  get totalFrames(): number | null {
    return this.#frame('totalFrames');
  }

  /** Frames played or recorded so far. */
  get doneFrames(): number {
    return this.#field('doneFrames');
  }

  /** Frames missed at the start and left out, with `allowBelated: 'trim'`. */
  get skippedFrames(): number {
    return this.#field('skippedFrames');
  }

  /** Frames of silence where the source had none. */
  get starvedFrames(): number {
    return this.#field('starvedFrames');
  }

  /** How often its source had nothing. */
  get starvedGaps(): number {
    return this.#field('starvedGaps');
  }

  /** Of recorders: frames of silence that stand for lost ones (`onLoss`); `doneFrames` counts them. */
  get filledFrames(): number {
    return this.#field('filledFrames');
  }

  /** Of recorders: how many losses of the device lie within what was recorded; `losses` has their
   * places, unless thousands came at once. */
  get lossCount(): number {
    return this.#field('lossCount');
  }

  /** Of recorders: where the device lost frames within what was recorded so far, as that became known.
   * A loss of which only the clock tells is known up to 0.15 s later; one that becomes known after
   * the end is in the stream's `takeDropouts` alone. */
  get losses(): readonly RecordedLoss[] {
    this.#owner?.takeLosses();
    return this.#losses;
  }

  /** The smallest fill of its ring seen, of recorders its smallest free space, in frames; null without
   * a ring. */
  get minFillFrames(): number | null {
    return this.#frame('minFillFrames');
  }

  /** Of fetchAndResetStats: output samples beyond -1...1 since the last fetch. */
  get clippedSamples(): number {
    return this.#field('clippedSamples');
  }

  /** Of a finished fetchAndResetStats: the same for each output channel; of others empty. */
  get clippedSamplesByChannel(): readonly number[] {
    return this.#clipped;
  }

  /** Channel numbers, from 1. */
  get channels(): readonly number[] {
    return this.#parts.channels;
  }

  /** Name of the bus that it plays on, or that it changes; null = none. */
  get bus(): string | null {
    return this.#parts.bus ?? null;
  }

  /** The samples that it plays or records into, in native memory; null = none. */
  get samples(): SampleBuffer | DiskReader | null {
    return this.#parts.samples;
  }

  /** The ring that it plays from or records into; null = none. */
  get ring(): RingBuffer | TakeWriter | null {
    return this.#parts.ring;
  }

  /** Of recordBuffer: the array that gets the samples when it is finished. Of cancel, setGain and
   * setLoop: the action that they change. Of others null. */
  get target(): Float32Array | Action | null {
    return this.#parts.target;
  }

  /** Of cancel, setGain and setLoop once they were carried out: whether their target was pending or
   * active; false = it was over, so that nothing changed. Before, and of others, null. */
  get targetFound(): boolean | null {
    const changes = this.#parts.target instanceof Action;
    return changes && this.outcome === 'completed' ? this.#field('targetFound') === 1 : null;
  }

  /** Blocks and the driver's flags while it was active; of fetchAndResetStats: the stream's counters. */
  get stats(): Stats {
    const stats: Partial<Record<keyof Stats, number>> = {};
    for (const field of statsFields) {
      stats[field] = this.#field(field);
    }
    return stats as Stats;
  }

  /** Resolves with this action when it is finished, whatever its outcome; never rejects. Keeps the
   * program running while somebody awaits it, as a pending wait() does. */
  get finished(): Promise<Action> {
    this.#finished ??= new AwaitedPromise(
      (resolve) => {
        if (this.state === 'finished') {
          resolve(this);
        } else {
          this.#resolve = resolve;
          this.#owner?.watch();
        }
      },
      () => this.#keepRunning(),
    );
    return this.#finished;
  }

  #keepRunning(): void {
    if (this.#rows === null && !this.#isAwaited) {
      this.#isAwaited = true;
      this.#owner?.await();
    }
  }

  /** Peak of its signal since the last call, linear; the first call begins the measurement. 0 when
   * finished. */
  takePeak(): number {
    return this.#owner?.takeActionPeak(this.id) ?? 0;
  }
}

export { addLoss, createAction, endOf, finishAction, ownerKeyOf, partsOf, placeOf, whenFinished };

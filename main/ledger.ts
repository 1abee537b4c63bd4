/**
 * The ledger: what was asked of the mixer and what became of it, one row per action. setGain is
 * not listed: it changes an action that has its own row.
 */
import type { ActionRow, ActionSubject } from '../preload/actions.ts';
import { errorFrames } from '../preload/actions.ts';
import type { Frames } from '../preload/units.ts';
import type { NativeAction } from './native-mixer.ts';

/** Finished rows kept; the contract promises 10,000. */
const KEPT_ROWS = 20_000;
/** Pending rows shown, the nearest first. */
const SHOWN_PENDING = 500;

export interface ActionOrigin {
  /** Number of the stream's run in this process. */
  readonly run: number;
  /** Stream frame of the timeline's frame 0; null for what is not on the timeline. */
  readonly originFrame: Frames | null;
}

interface Entry {
  readonly action: NativeAction;
  readonly subject: ActionSubject;
  readonly origin: ActionOrigin;
  isFinished: boolean;
}

export class Ledger {
  readonly #live = new Map<number, Entry>();
  /** Live entries, the nearest first; may hold finished ones until the next sort. */
  #queue: Entry[] = [];
  #isSorted = true;
  #rows: ActionRow[] = [];
  #finishedCount = 0;
  #clipResults = new Map<string, ActionRow>();
  readonly #listeners: ((rows: readonly ActionRow[]) => void)[] = [];

  /** Finished since the program began; the last ones are kept. */
  get finishedCount(): number {
    return this.#finishedCount;
  }

  /** Pending and active ones. */
  get liveCount(): number {
    return this.#live.size;
  }

  /** Every kept account, oldest first. */
  get finishedRows(): readonly ActionRow[] {
    return this.#rows;
  }

  get clipResults(): Readonly<Record<string, ActionRow>> {
    return Object.fromEntries(this.#clipResults);
  }

  onFinished(listener: (rows: readonly ActionRow[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Takes actions into the books as they are scheduled. */
  enter(actions: readonly NativeAction[], subject: ActionSubject, origin: ActionOrigin): void {
    for (const action of actions) {
      const entry = { action, subject, origin, isFinished: false };
      this.#live.set(action.id, entry);
      this.#queue.push(entry);
    }
    this.#isSorted = false;
  }

  /** The live action of this id, for cancelling. */
  liveAction(id: number): NativeAction | undefined {
    return this.#live.get(id)?.action;
  }

  /** Closes the books of finished actions. */
  finish(actions: readonly NativeAction[]): void {
    const rows: ActionRow[] = [];
    for (const action of actions) {
      const entry = this.#live.get(action.id);
      if (entry === undefined) continue;
      this.#live.delete(action.id);
      entry.isFinished = true;
      rows.push(rowOf(entry));
    }
    this.#close(rows);
  }

  /** A stream is gone: what its actions did not account for themselves ended with it. */
  closeRun(run: number): void {
    const rows: ActionRow[] = [];
    for (const entry of this.#live.values()) {
      if (entry.origin.run !== run) continue;
      this.#live.delete(entry.action.id);
      entry.isFinished = true;
      const row = rowOf(entry);
      rows.push({ ...row, state: 'finished', outcome: row.outcome ?? 'stream-stopped' });
    }
    this.#close(rows);
  }

  /** Rows of everything active and of the nearest pending ones, the nearest first. */
  liveRows(): readonly ActionRow[] {
    this.#sort();
    const rows: ActionRow[] = [];
    let pending = 0;
    for (const entry of this.#queue) {
      if (entry.isFinished) continue;
      const row = rowOf(entry);
      rows.push(row);
      if (row.state === 'pending') pending += 1;
      if (pending >= SHOWN_PENDING) break;
    }
    return rows;
  }

  /** `from` counts finished actions from 0 at the program's start; older ones are gone. */
  page(from: number, count: number): readonly ActionRow[] {
    const first = this.#finishedCount - this.#rows.length;
    const start = Math.max(0, from - first);
    return this.#rows.slice(start, Math.max(start, from - first + count));
  }

  /** The newest rows, newest last. */
  newest(count: number): readonly ActionRow[] {
    return count === 0 ? [] : this.#rows.slice(-count);
  }

  #close(rows: readonly ActionRow[]): void {
    if (rows.length === 0) return;
    this.#finishedCount += rows.length;
    this.#rows = this.#rows.concat(rows);
    if (this.#rows.length > KEPT_ROWS) this.#rows = this.#rows.slice(-KEPT_ROWS);
    for (const row of rows) this.#judge(row);
    for (const listener of this.#listeners) listener(rows);
  }

  /** A clip's verdict: its newest player; of the voices of one pass the worst. */
  #judge(row: ActionRow): void {
    if (row.clipId === null || row.type !== 'playBuffer') return;
    const before = this.#clipResults.get(row.clipId);
    const samePass =
      before !== undefined && before.run === row.run && before.originFrame === row.originFrame;
    if (samePass && isFlawed(before) && !isFlawed(row)) return;
    this.#clipResults.set(row.clipId, row);
  }

  #sort(): void {
    const dead = this.#queue.length - this.#live.size;
    if (this.#isSorted && dead <= this.#live.size) return;
    this.#queue = this.#queue.filter((entry) => !entry.isFinished);
    const keys = new Map(
      this.#queue.map((entry) => [entry, entry.action.requestedFrame ?? Number.NEGATIVE_INFINITY]),
    );
    this.#queue.sort((one, other) => compare(keys.get(one) ?? 0, keys.get(other) ?? 0));
    this.#isSorted = true;
  }
}

function compare(one: number, other: number): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function isFlawed(row: ActionRow): boolean {
  return row.outcome !== 'completed' || (errorFrames(row) ?? 0) !== 0;
}

function rowOf({ action, subject, origin }: Entry): ActionRow {
  return {
    ...subject,
    id: action.id,
    type: action.type,
    state: action.state,
    outcome: action.outcome,
    run: action.run === 0 ? 0 : origin.run,
    originFrame: origin.originFrame,
    requestedFrame: action.requestedFrame,
    actualFrame: action.actualFrame,
    requestedTime: null,
    actualTime: action.actualFrame === null ? null : action.actualTime,
    totalFrames: action.totalFrames,
    doneFrames: action.doneFrames,
    skippedFrames: action.skippedFrames,
    starvedFrames: action.starvedFrames,
    channels: action.channels,
    stats: action.stats,
  };
}

/**
 * The rows of live actions, and which of them the window has already: a row is told once and again when
 * it changes; how far active ones are is told as numbers alone, for many less often.
 */
import { type ActionRow, reportedDropouts } from '../../preload/actions.ts';
import type { Snapshot, Update } from '../../preload/contract.ts';
import type { Frames } from '../../preload/units.ts';
import { type LoggedAction, rowOf } from './action-row.ts';

/** Pending rows shown, the nearest first. */
const SHOWN_PENDING = 500;
const PROGRESS_MILLISECONDS = 100;
/** Of each active row: so that the bytes a second do not grow with their number. */
const PROGRESS_MILLISECONDS_PER_ROW = 1;

export type LiveChanges = Pick<Update, 'changedActions' | 'actionProgress' | 'pendingCount'>;

export class LiveRows {
  readonly #live = new Set<LoggedAction>();
  /** Those whose rows were told as active. */
  readonly #active = new Set<LoggedAction>();
  /** The nearest first; may hold finished ones until the next sort. */
  #queue: LoggedAction[] = [];
  #isSorted = true;
  #progressAt = 0;
  #toldPending = 0;

  /** Pending and active ones. */
  get count(): number {
    return this.#live.size;
  }

  /** Whose rows were told as active. */
  get active(): Iterable<LoggedAction> {
    return this.#active;
  }

  /** Pending and active ones. */
  get entries(): Iterable<LoggedAction> {
    return this.#live;
  }

  /** Those that were to begin before a stream frame. */
  *dueBefore(frame: Frames): Iterable<LoggedAction> {
    this.#sort();
    for (const entry of this.#queue) {
      if (dueFrame(entry) >= frame) return;
      if (!entry.isFinished) yield entry;
    }
  }

  add(entry: LoggedAction): void {
    this.#live.add(entry);
    this.#queue.push(entry);
    this.#isSorted = false;
  }

  remove(entry: LoggedAction): void {
    entry.isFinished = true;
    this.#live.delete(entry);
    this.#active.delete(entry);
  }

  /** For a window that has nothing yet: everything active and the nearest pending ones, the nearest
   * first. */
  all(): Pick<Snapshot, 'activeActions' | 'pendingCount'> {
    this.#sort();
    const activeActions: ActionRow[] = [];
    let pending = 0;
    for (const entry of this.#queue) {
      if (entry.isFinished) continue;
      const row = this.#tell(entry, rowOf(entry));
      activeActions.push(row);
      if (row.state === 'pending') pending += 1;
      if (pending >= SHOWN_PENDING) break;
    }
    this.#toldPending = this.#pendingCount;
    return { activeActions, pendingCount: this.#toldPending };
  }

  /**
   * What the window does not have yet; rows of finished actions are told elsewhere.
   * @param frame of the stream
   * @param now milliseconds of performance.now()
   */
  changes(frame: Frames, now: number): LiveChanges {
    this.#sort();
    const interval = Math.max(
      PROGRESS_MILLISECONDS,
      this.#active.size * PROGRESS_MILLISECONDS_PER_ROW,
    );
    const isProgressDue = this.#active.size > 0 && now - this.#progressAt >= interval;
    if (isProgressDue) this.#progressAt = now;
    const changedActions: ActionRow[] = [];
    const progress: number[] = [];
    let pending = 0;
    for (const entry of this.#queue) {
      if (entry.isFinished) continue;
      const change = this.#changeOf(entry, frame, isProgressDue);
      if (change !== null && change !== 'progress') changedActions.push(change);
      if (change === 'progress') progress.push(...progressOf(entry));
      if (entry.told?.state === 'pending') pending += 1;
      if (pending >= SHOWN_PENDING) break;
    }
    return {
      ...(changedActions.length > 0 && { changedActions }),
      ...(progress.length > 0 && { actionProgress: Float64Array.from(progress) }),
      ...this.#pendingChange(),
    };
  }

  /** A row that the window does not have; `progress` = it is further than the window knows. */
  #changeOf(
    entry: LoggedAction,
    frame: Frames,
    isProgressDue: boolean,
  ): ActionRow | 'progress' | null {
    const { told, isChanged } = entry;
    if (told === null || isChanged) return this.#tell(entry, rowOf(entry));
    if (told.state === 'pending') {
      if (dueFrame(entry) > frame || entry.actions[0].state === 'pending') return null;
      return this.#tell(entry, rowOf(entry));
    }
    if (!isProgressDue) return null;
    const row = rowOf(entry);
    return hasNewFacts(told, row) ? this.#tell(entry, row) : 'progress';
  }

  #tell(entry: LoggedAction, row: ActionRow): ActionRow {
    entry.told = row;
    entry.isChanged = false;
    if (row.state === 'pending') this.#active.delete(entry);
    else this.#active.add(entry);
    return row;
  }

  get #pendingCount(): number {
    return this.#live.size - this.#active.size;
  }

  #pendingChange(): Pick<LiveChanges, 'pendingCount'> {
    if (this.#pendingCount === this.#toldPending) return {};
    this.#toldPending = this.#pendingCount;
    return { pendingCount: this.#toldPending };
  }

  #sort(): void {
    const finished = this.#queue.length - this.#live.size;
    if (this.#isSorted && finished <= this.#live.size) return;
    this.#queue = this.#queue.filter((entry) => !entry.isFinished);
    this.#queue.sort((one, other) => dueFrame(one) - dueFrame(other));
    this.#isSorted = true;
  }
}

/** Stream frame; what is asked as soon as possible comes first. */
function dueFrame(entry: LoggedAction): Frames {
  entry.dueFrame ??= entry.actions[0].requestedFrame ?? -1;
  return entry.dueFrame;
}

/** The numbers of `Update.actionProgress`. */
function progressOf({ actions, request }: LoggedAction): readonly number[] {
  const [{ doneFrames, stats }] = actions;
  return [request.requestNumber, doneFrames, stats.blocks];
}

/** Whether more has changed than its progress. */
function hasNewFacts(told: ActionRow, row: ActionRow): boolean {
  return (
    told.state !== row.state ||
    told.actualFrame !== row.actualFrame ||
    told.skippedFrames !== row.skippedFrames ||
    told.starvedFrames !== row.starvedFrames ||
    told.stats.minBlockSize !== row.stats.minBlockSize ||
    told.stats.maxBlockSize !== row.stats.maxBlockSize ||
    reportedDropouts(told.stats) !== reportedDropouts(row.stats) ||
    told.dropouts !== row.dropouts ||
    JSON.stringify(told.silences) !== JSON.stringify(row.silences)
  );
}

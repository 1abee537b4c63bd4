/**
 * The action log: what was asked of the mixer and what became of it, one row per action.
 * - The voices of a mono clip, one action per output channel in the same batch, are one row.
 * - setGain has no row: it changes an action that has its own.
 */
import {
  type ActionRow,
  type ActionSubject,
  isNewResult,
  NO_STATS,
} from '../../preload/actions.ts';
import type { Snapshot } from '../../preload/contract.ts';
import type { Failure } from '../../preload/outcome.ts';
import type { ChannelNumber, Frames } from '../../preload/units.ts';
import { outcomeOfAction, type StreamAction } from '../engine/native-mixer.ts';

/** Finished rows kept; the contract promises 10,000. */
const KEPT_ROWS = 20_000;
/** Pending rows shown, the nearest first. */
const SHOWN_PENDING = 500;

export interface ActionOrigin {
  /** Counts the streams of this process, from 1. */
  readonly streamNumber: number;
  /** Stream frame of the timeline's frame 0; null for what is not on the timeline. */
  readonly originFrame: Frames | null;
}

/** What was asked and cannot be played. */
export interface RefusedPlay extends ActionOrigin {
  readonly subject: ActionSubject;
  /** Stream frame; null = as soon as possible. */
  readonly requestedFrame: Frames | null;
  readonly totalFrames: Frames;
  readonly channels: readonly ChannelNumber[];
  readonly failure: Failure;
}

interface LoggedAction {
  /** At least one; the first one's id names the row. */
  readonly voices: readonly [StreamAction, ...StreamAction[]];
  readonly subject: ActionSubject;
  readonly origin: ActionOrigin;
  isFinished: boolean;
  /** Cached, because reading the mixer costs more: the sort key, and the row while pending. */
  dueFrame: number | null;
  pendingRow: ActionRow | null;
}

export class ActionLog {
  readonly #live = new Set<LoggedAction>();
  /** Live entries by the ids of all their voices. */
  readonly #byId = new Map<number, LoggedAction>();
  /** Live entries, the nearest first; may hold finished ones until the next sort. */
  #queue: LoggedAction[] = [];
  #isSorted = true;
  #rows: ActionRow[] = [];
  #finishedCount = 0;
  #refusedCount = 0;
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

  /** Logs actions that were scheduled as one: one row. */
  enter(voices: readonly StreamAction[], subject: ActionSubject, origin: ActionOrigin): void {
    const [first, ...others] = voices;
    if (first === undefined) return;
    const entry: LoggedAction = {
      voices: [first, ...others],
      subject,
      origin,
      isFinished: false,
      dueFrame: null,
      pendingRow: null,
    };
    this.#live.add(entry);
    for (const { id } of voices) this.#byId.set(id, entry);
    this.#queue.push(entry);
    this.#isSorted = false;
  }

  /** Logs what never reached the mixer: finished rows that say why, and the results of their clips. */
  refuse(plays: readonly RefusedPlay[]): void {
    this.#close(
      plays.map(({ subject, failure, ...asked }): ActionRow => {
        this.#refusedCount += 1;
        const { code, message } = failure;
        return {
          ...subject,
          ...asked,
          id: -this.#refusedCount,
          type: 'playBuffer',
          state: 'finished',
          outcome: null,
          cannotPlay: { code, message },
          actualFrame: null,
          requestedTime: null,
          actualTime: null,
          doneFrames: 0,
          skippedFrames: 0,
          starvedFrames: 0,
          stats: NO_STATS,
        };
      }),
    );
  }

  /** The live actions of the row with this id, for cancelling; none = it has finished. */
  liveActions(id: number): readonly StreamAction[] {
    const voices = this.#byId.get(id)?.voices ?? [];
    return voices.filter(({ state }) => state !== 'finished');
  }

  /** Moves the rows of finished actions to the finished ones. */
  finish(actions: readonly StreamAction[]): void {
    const rows: ActionRow[] = [];
    for (const { id } of actions) {
      const entry = this.#byId.get(id);
      if (entry === undefined) continue;
      if (entry.voices.some(({ state }) => state !== 'finished')) continue;
      this.#remove(entry);
      rows.push(rowOf(entry));
    }
    this.#close(rows);
  }

  /** A stream was replaced: its actions without an account of their own ended with it. */
  closeStream(streamNumber: number): void {
    const rows: ActionRow[] = [];
    for (const entry of this.#live) {
      if (entry.origin.streamNumber !== streamNumber) continue;
      this.#remove(entry);
      const row = rowOf(entry);
      rows.push({ ...row, state: 'finished', outcome: row.outcome ?? 'stream-stopped' });
    }
    this.#close(rows);
  }

  /** Rows of everything active and of the nearest pending ones, the nearest first. */
  live(): Pick<Snapshot, 'activeActions' | 'pendingCount'> {
    this.#sort();
    const activeActions: ActionRow[] = [];
    let pending = 0;
    for (const entry of this.#queue) {
      if (entry.isFinished) continue;
      const row = liveRowOf(entry);
      activeActions.push(row);
      if (row.state === 'pending') pending += 1;
      if (pending >= SHOWN_PENDING) break;
    }
    const active = activeActions.filter(({ state }) => state === 'active').length;
    return { activeActions, pendingCount: Math.max(0, this.liveCount - active) };
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

  #remove(entry: LoggedAction): void {
    entry.isFinished = true;
    this.#live.delete(entry);
    for (const { id } of entry.voices) this.#byId.delete(id);
  }

  #close(rows: readonly ActionRow[]): void {
    if (rows.length === 0) return;
    this.#finishedCount += rows.length;
    this.#rows = this.#rows.concat(rows);
    if (this.#rows.length > KEPT_ROWS) this.#rows = this.#rows.slice(-KEPT_ROWS);
    for (const row of rows) this.#judge(row);
    for (const listener of this.#listeners) listener(rows);
  }

  /** A clip's verdict is its newest player's. */
  #judge(row: ActionRow): void {
    const { clipId } = row;
    if (clipId === null || !isNewResult(row, this.#clipResults.get(clipId))) return;
    this.#clipResults.set(clipId, row);
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
  entry.dueFrame ??= entry.voices[0].requestedFrame ?? -1;
  return entry.dueFrame;
}

function liveRowOf(entry: LoggedAction): ActionRow {
  if (entry.voices.some(({ state }) => state !== 'pending')) return rowOf(entry);
  entry.pendingRow ??= rowOf(entry);
  return entry.pendingRow;
}

/** Of several voices the first outcome that is not `completed` counts. */
function outcomeOf(voices: readonly StreamAction[]): ActionRow['outcome'] {
  if (voices.some(({ state }) => state !== 'finished')) return null;
  const outcomes = voices.map(outcomeOfAction);
  return outcomes.find((outcome) => outcome !== 'completed') ?? outcomes[0] ?? null;
}

function stateOf(voices: readonly StreamAction[]): ActionRow['state'] {
  const states = voices.map(({ state }) => state);
  if (states.every((state) => state === 'finished')) return 'finished';
  return states.every((state) => state === 'pending') ? 'pending' : 'active';
}

function rowOf({ voices, subject, origin }: LoggedAction): ActionRow {
  const [first] = voices;
  const { actualFrame } = first;
  return {
    ...subject,
    id: first.id,
    type: first.type,
    state: stateOf(voices),
    outcome: outcomeOf(voices),
    cannotPlay: null,
    streamNumber: first.streamNumber === 0 ? 0 : origin.streamNumber,
    originFrame: origin.originFrame,
    requestedFrame: first.requestedFrame,
    actualFrame,
    requestedTime: null,
    actualTime: actualFrame === null ? null : first.actualTime,
    totalFrames: first.totalFrames,
    doneFrames: Math.min(...voices.map(({ doneFrames }) => doneFrames)),
    skippedFrames: first.skippedFrames,
    starvedFrames: Math.max(...voices.map(({ starvedFrames }) => starvedFrames)),
    channels: voices.flatMap(({ channels }) => channels),
    stats: first.stats,
  };
}

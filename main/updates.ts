/**
 * The updates of the window: changes are gathered, merged and sent as numbered steps, at most 60 a
 * second, the next only after the last was acknowledged. A window that was away asks for a snapshot.
 */
import type { ActionRow } from '../preload/actions.ts';
import type { Update } from '../preload/contract.ts';
import { type MediaStatus, mergedMeters } from '../preload/engine.ts';

/** How long to wait for an acknowledgement; a window that was reloaded gives none. */
const ACKNOWLEDGE_MILLISECONDS = 2_000;
const STEP_MILLISECONDS = 16;
/** Most finished actions in one step. */
const STEP_ACTIONS = 1_000;
/** With more items waiting than this a snapshot is cheaper. */
const WAITING_LIMIT = 20_000;

export type UpdateParts = Omit<Update, 'sequence'>;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export class Updates {
  readonly #send: (update: Update) => boolean;
  #sequence = 0;
  #pending: Writable<UpdateParts> = {};
  /** Changed statuses by source: thousands of files may open between two steps. */
  readonly #media = new Map<string, MediaStatus>();
  /** Changed requests by clip: a Play asks for thousands. */
  readonly #clipRequests = new Map<string, number>();
  /** Changed rows by request: the newest counts. */
  readonly #changedActions = new Map<number, ActionRow>();
  #unacknowledged: number | null = null;
  #sentAt = Number.NEGATIVE_INFINITY;

  /** @param send gives one step to the window; false = there is none */
  constructor(send: (update: Update) => boolean) {
    this.#send = send;
  }

  /** Number of the last step sent. */
  get sequence(): number {
    return this.#sequence;
  }

  /** True while something waits to be sent. */
  get isWaiting(): boolean {
    const gathered = this.#media.size + this.#clipRequests.size + this.#changedActions.size;
    return gathered > 0 || Object.keys(this.#pending).length > 0;
  }

  /** Adds to the next step: lists are appended, peaks take the greater, the rest is replaced. */
  put(parts: UpdateParts): void {
    const next = this.#pending;
    const { edits, log, dropouts, finishedActions, amendedActions, media, ...others } = parts;
    const { clipRequests, forgottenClips, meters, changedActions, ...replaced } = others;
    Object.assign(next, replaced);
    if (edits !== undefined) next.edits = [...(next.edits ?? []), ...edits];
    if (log !== undefined) next.log = [...(next.log ?? []), ...log];
    if (amendedActions !== undefined) {
      next.amendedActions = [...(next.amendedActions ?? []), ...amendedActions];
      // A row that is not sent yet is sent as it is now.
      const newest = new Map(amendedActions.map((row) => [row.requestNumber, row]));
      const { finishedActions: waiting = [] } = next;
      if (waiting.length > 0)
        next.finishedActions = waiting.map((row) => newest.get(row.requestNumber) ?? row);
    }
    if (dropouts !== undefined) next.dropouts = [...(next.dropouts ?? []), ...dropouts];
    if (finishedActions !== undefined) {
      next.finishedActions = (next.finishedActions ?? []).concat(finishedActions);
    }
    for (const status of media ?? []) this.#media.set(status.sourceId, status);
    for (const { clipId, requestNumber } of clipRequests ?? []) {
      this.#clipRequests.set(clipId, requestNumber);
    }
    if (forgottenClips !== undefined) {
      next.forgottenClips = [...(next.forgottenClips ?? []), ...forgottenClips];
      for (const clipId of forgottenClips) this.#clipRequests.delete(clipId);
    }
    for (const row of changedActions ?? []) this.#changedActions.set(row.requestNumber, row);
    if (meters !== undefined) next.meters = mergedMeters(next.meters, meters);
    this.#forgetWhenTooMuch();
  }

  /** Milliseconds until the next step may be sent; null = nothing waits, or the window has not
   * acknowledged the last one. */
  dueIn(now: number): number | null {
    const isAcknowledged =
      this.#unacknowledged === null || now - this.#sentAt >= ACKNOWLEDGE_MILLISECONDS;
    if (!this.isWaiting || !isAcknowledged) return null;
    return Math.max(0, this.#sentAt + STEP_MILLISECONDS - 1 - now);
  }

  /** Sends the next step if it is due; called by the poll loop. `now` in milliseconds. */
  flush(now: number): void {
    if (this.dueIn(now) !== 0) return;
    const { finishedActions = [] } = this.#pending;
    const step = this.#pending;
    this.#pending = {};
    if (this.#media.size > 0) step.media = [...this.#media.values()];
    this.#media.clear();
    if (this.#clipRequests.size > 0) {
      step.clipRequests = [...this.#clipRequests].map(([clipId, requestNumber]) => ({
        clipId,
        requestNumber,
      }));
    }
    this.#clipRequests.clear();
    if (this.#changedActions.size > 0) step.changedActions = [...this.#changedActions.values()];
    this.#changedActions.clear();
    if (finishedActions.length > STEP_ACTIONS) {
      step.finishedActions = finishedActions.slice(0, STEP_ACTIONS);
      this.#pending.finishedActions = finishedActions.slice(STEP_ACTIONS);
    }
    this.#sequence += 1;
    this.#sentAt = now;
    const isSent = this.#send({ sequence: this.#sequence, ...step });
    this.#unacknowledged = isSent ? this.#sequence : null;
  }

  acknowledge(sequence: number): void {
    if (sequence === this.#unacknowledged) this.#unacknowledged = null;
  }

  /** A snapshot is being made: it contains everything gathered so far. Gives its number. */
  beginSnapshot(): number {
    this.#pending = {};
    this.#media.clear();
    this.#clipRequests.clear();
    this.#changedActions.clear();
    this.#unacknowledged = null;
    return this.#sequence;
  }

  /** Drops what waits and skips a number, so that the window asks for a snapshot. */
  #forgetWhenTooMuch(): void {
    const { finishedActions = [], edits = [], log = [], dropouts = [] } = this.#pending;
    const rows = finishedActions.length + this.#changedActions.size;
    const waiting = rows + edits.length + log.length + dropouts.length;
    if (waiting <= WAITING_LIMIT) return;
    const { finishedCount } = this.#pending;
    this.#media.clear();
    this.#clipRequests.clear();
    this.#changedActions.clear();
    this.#pending = finishedCount === undefined ? { log: [] } : { finishedCount };
    this.#sequence += 1;
  }
}

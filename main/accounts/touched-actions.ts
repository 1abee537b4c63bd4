/** Which actions a dropout lay within, also those that ended before it was told. */
import { ACTION_KINDS, type ActionRow } from '../../preload/actions.ts';
import { isTouched, type TouchedAction, type TouchingPlace } from '../../preload/dropouts.ts';
import type { Frames } from '../../preload/units.ts';
import { type LoggedAction, rowOf } from './action-row.ts';

/** A dropout is told up to 0.15 s after its place, and a poll may be late. */
const KEPT_SECONDS = 2;

/** The rows that ended of late. */
export class RecentEnds {
  #rows: ActionRow[] = [];

  add(rows: readonly ActionRow[]): void {
    for (const row of rows) if (row.actualFrame !== null) this.#rows.push(row);
  }

  /** A row has got another one. */
  replace(before: ActionRow, after: ActionRow): void {
    const index = this.#rows.indexOf(before);
    if (index >= 0) this.#rows[index] = after;
  }

  /** Those within which a dropout may lie; older ones are forgotten. */
  around({ streamNumber, streamFrame }: TouchingPlace): readonly ActionRow[] {
    this.#rows = this.#rows.filter((row) => {
      if (row.streamNumber !== streamNumber) return row.streamNumber > streamNumber - 2;
      return endOf(row) >= streamFrame - KEPT_SECONDS * row.sampleRate;
    });
    return this.#rows.filter((row) => row.streamNumber === streamNumber);
  }
}

function endOf({ actualFrame, doneFrames, starvedFrames }: ActionRow): Frames {
  return (actualFrame ?? 0) + doneFrames + starvedFrames;
}

/** Rows of those that have begun, for dropouts up to a stream frame. */
export function begunRows(entries: Iterable<LoggedAction>): ReadonlyMap<LoggedAction, ActionRow> {
  const rows = new Map<LoggedAction, ActionRow>();
  for (const entry of entries) {
    const [{ type, actualFrame }] = entry.actions;
    if (ACTION_KINDS[type] === 'command' || actualFrame === null) continue;
    rows.set(entry, rowOf(entry));
  }
  return rows;
}

export function touchedOf(row: ActionRow): TouchedAction {
  const { requestNumber, name, clipId, trackId, type } = row;
  return { requestNumber, name, clipId, trackId, isTake: ACTION_KINDS[type] === 'recorder' };
}

/** Of a take whose file is still written the recorder may have ended long ago. */
export function liesWithin(entry: LoggedAction, row: ActionRow, place: TouchingPlace): boolean {
  const hasEnded = entry.actions.every(({ state }) => state === 'finished');
  return isTouched(hasEnded ? { ...row, state: 'finished' } : row, place);
}

/** What came and went among the ended rows between two states of the Actions table. Pure. */
import type { ActionRow } from '../../preload/actions.ts';
import type { TableState } from './table-order.ts';

export interface RowChange {
  /** Fetched, older than all others. */
  readonly older: readonly ActionRow[];
  readonly newer: readonly ActionRow[];
  /** The oldest ones, which are not kept any more. */
  readonly gone: readonly ActionRow[];
}

const NOTHING: readonly ActionRow[] = [];

/** null = other rows, another order or another choice. */
export function changeOf(before: TableState, after: TableState): RowChange | null {
  const isSameChoice =
    before.order === after.order &&
    before.filter === after.filter &&
    (before.clipIds === after.clipIds || after.filter !== 'clip') &&
    before.context === after.context;
  if (!isSameChoice) return null;
  const [was, is] = [before.finished, after.finished];
  if (was === is) return { older: NOTHING, newer: NOTHING, gone: NOTHING };
  const last = was.at(-1);
  if (last === undefined) return { older: NOTHING, newer: is, gone: NOTHING };
  const place = is.lastIndexOf(last);
  if (place < 0) return null;
  const grown = place + 1 - was.length;
  if (grown > 0 && is[grown] !== was[0]) return null;
  if (grown <= 0 && is[0] !== was[-grown]) return null;
  return {
    older: grown > 0 ? is.slice(0, grown) : NOTHING,
    newer: is.slice(place + 1),
    gone: grown < 0 ? was.slice(0, -grown) : NOTHING,
  };
}

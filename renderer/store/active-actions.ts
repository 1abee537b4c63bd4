/** The live rows after an update, without their progress. Pure. */
import { ACTION_KINDS, type ActionRow } from '../../preload/actions.ts';
import type { Update } from '../../preload/contract.ts';

type LiveRowChanges = Pick<Update, 'changedActions' | 'finishedActions'>;

/** The same array when no row of it has changed, begun or ended. */
export function activeActionsAfter(
  before: readonly ActionRow[],
  { changedActions = [], finishedActions = [] }: LiveRowChanges,
): readonly ActionRow[] {
  const hasNoEnd = before.length === 0 || finishedActions.length === 0;
  if (changedActions.length === 0 && hasNoEnd) return before;
  const changed = new Map(changedActions.map((row) => [row.requestNumber, row]));
  const finished = new Set(finishedActions.map(({ requestNumber }) => requestNumber));
  const after: ActionRow[] = [];
  for (const row of before) {
    const { requestNumber } = row;
    if (finished.has(requestNumber)) continue;
    after.push(changed.get(requestNumber) ?? row);
    changed.delete(requestNumber);
  }
  for (const row of changed.values()) if (!finished.has(row.requestNumber)) after.push(row);
  const isSame = changedActions.length === 0 && after.length === before.length;
  return isSame ? before : after;
}

/** What sounds and what records now. */
interface Sounding {
  readonly players: number;
  readonly recorders: number;
}

let counted: { readonly rows: readonly ActionRow[]; readonly sounding: Sounding } = {
  rows: [],
  sounding: { players: 0, recorders: 0 },
};

/** A selector of the mirror. Counts only when a row has changed. */
export function soundingNow({
  activeActions: rows,
}: {
  readonly activeActions: readonly ActionRow[];
}): Sounding {
  if (counted.rows !== rows) {
    let [players, recorders] = [0, 0];
    for (const { state, type } of rows) {
      if (state !== 'active') continue;
      if (ACTION_KINDS[type] === 'player') players += 1;
      if (ACTION_KINDS[type] === 'recorder') recorders += 1;
    }
    counted = { rows, sounding: { players, recorders } };
  }
  return counted.sounding;
}

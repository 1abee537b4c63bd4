/** The live rows after an update. Pure. */
import type { ActionRow } from '../../preload/actions.ts';
import type { Update } from '../../preload/contract.ts';

/** Numbers of one action in `Update.actionProgress`. */
const PROGRESS_NUMBERS = 3;

/** The same array when nothing of it has changed. */
export function activeActionsAfter(
  before: readonly ActionRow[],
  { changedActions = [], actionProgress, finishedActions = [] }: Update,
): readonly ActionRow[] {
  const isSame = changedActions.length === 0 && actionProgress === undefined;
  if (isSame && (before.length === 0 || finishedActions.length === 0)) return before;
  const changed = new Map(changedActions.map((row) => [row.requestNumber, row]));
  const finished = new Set(finishedActions.map(({ requestNumber }) => requestNumber));
  const progress = progressByRequest(actionProgress);
  const after: ActionRow[] = [];
  for (const row of before) {
    const { requestNumber } = row;
    if (finished.has(requestNumber)) continue;
    const place = progress.get(requestNumber);
    const now = changed.get(requestNumber);
    changed.delete(requestNumber);
    if (now !== undefined) after.push(now);
    else if (place === undefined || actionProgress === undefined) after.push(row);
    else after.push(withProgress(row, actionProgress, place));
  }
  for (const row of changed.values()) if (!finished.has(row.requestNumber)) after.push(row);
  return after;
}

/** Where the numbers of each request begin. */
function progressByRequest(numbers: Float64Array | undefined): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (let place = 0; place < (numbers?.length ?? 0); place += PROGRESS_NUMBERS) {
    places.set(numbers?.[place] as number, place);
  }
  return places;
}

function withProgress(row: ActionRow, numbers: Float64Array, place: number): ActionRow {
  const [, doneFrames = 0, blocks = 0] = numbers.subarray(place, place + PROGRESS_NUMBERS);
  return { ...row, doneFrames, stats: { ...row.stats, blocks } };
}

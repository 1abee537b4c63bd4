/** The newest actions that ended with trouble, for where there is no room for the Actions table. */
import { type ActionRow, timelineFrame } from '../../preload/actions.ts';
import { isTrouble, timeText, type Verdict, verdictOfAction } from '../../preload/verdict.ts';
import type { Mirror } from './mirror.ts';

export interface Trouble {
  /** For the way to its row. */
  readonly requestNumber: number;
  readonly name: string;
  readonly verdict: Verdict;
  /** Where it was to begin on the timeline; null = it was not on it. */
  readonly time: string | null;
}

const SHOWN = 2;

/** Of the rows that were looked at last. */
let known: { readonly finished: Mirror['finishedActions']; readonly troubles: readonly Trouble[] } =
  { finished: [], troubles: [] };

/** A selector of the mirror: the last two, newest first; the same array while nothing has changed. Looks
 * at rows that are new only. */
export function newestTrouble({
  finishedActions: finished,
}: Pick<Mirror, 'finishedActions'>): readonly Trouble[] {
  if (finished === known.finished) return known.troubles;
  const last = known.finished.at(-1);
  const found: Trouble[] = [];
  let at = finished.length - 1;
  for (; at >= 0 && found.length < SHOWN; at -= 1) {
    const row = finished[at] as ActionRow;
    if (row === last) break;
    const verdict = verdictOfAction(row);
    if (isTrouble(verdict)) found.push(troubleOf(row, verdict));
  }
  const isContinued = at >= 0 && finished[at] === last && at < known.finished.length;
  const before = isContinued ? known.troubles : [];
  const isSame = found.length === 0 && (isContinued || before.length === known.troubles.length);
  const troubles = isSame ? known.troubles : [...found, ...before].slice(0, SHOWN);
  known = { finished, troubles };
  return troubles;
}

function troubleOf(row: ActionRow, verdict: Verdict): Trouble {
  const frame = timelineFrame(row, row.requestedFrame);
  return {
    requestNumber: row.requestNumber,
    name: row.name,
    verdict,
    time: frame === null ? null : timeText(frame, row.sampleRate),
  };
}

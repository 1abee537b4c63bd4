/** The verdict of a row, judged once: rows never change, new ones take their places. */
import type { ActionRow } from '../../preload/actions.ts';
import { type Verdict, verdictOfAction } from '../../preload/verdict.ts';

const judged = new WeakMap<ActionRow, Verdict>();

export function rowVerdict(row: ActionRow): Verdict {
  const known = judged.get(row);
  if (known !== undefined) return known;
  const verdict = verdictOfAction(row);
  judged.set(row, verdict);
  return verdict;
}

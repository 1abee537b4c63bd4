/** The verdict of a row, judged once: rows never change, new ones take their places. */
import type { ActionRow } from '../../preload/actions.ts';
import { type Audible, type Verdict, verdictOfAction } from '../../preload/verdict.ts';

const judged = new WeakMap<ActionRow, { readonly audible: Audible; readonly verdict: Verdict }>();

export function rowVerdict(row: ActionRow, audible: Audible = 'device'): Verdict {
  const known = judged.get(row);
  if (known?.audible === audible) return known.verdict;
  const verdict = verdictOfAction(row, audible);
  judged.set(row, { audible, verdict });
  return verdict;
}

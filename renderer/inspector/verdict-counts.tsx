/** How many of each verdict; the numbers add up to the number of what was judged. */
import { summaryOf, VERDICT_KINDS, VERDICTS, type Verdict } from '../../preload/verdict.ts';
import { figure } from '../ui/figures.ts';
import { Property } from './property.tsx';

export function VerdictCounts({ verdicts }: { verdicts: readonly Verdict[] }) {
  const summary = summaryOf(verdicts);
  return VERDICT_KINDS.filter((kind) => summary[kind] > 0).map((kind) => (
    <Property key={kind} name={nameOf(kind)}>
      <span className={`tone-${VERDICTS[kind].tone}`}>{figure(summary[kind])}</span>
    </Property>
  ));
}

function nameOf(kind: keyof typeof VERDICTS): string {
  const word = kind === 'recordedWithDropouts' ? 'recorded, with dropouts' : VERDICTS[kind].word;
  return word[0]?.toUpperCase() + word.slice(1);
}

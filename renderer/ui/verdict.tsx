/** How verdicts are drawn: a glyph and a word; the colour only repeats them. */
import { counted } from '../../preload/units.ts';
import type { Tone, Verdict } from '../../preload/verdict.ts';

/** A word with its tone; the dot repeats the tone. */
export function ToneText({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={`tone tone-${tone}`}>
      <span className="tone-dot" aria-hidden />
      {children}
    </span>
  );
}

/** A verdict with its glyph; `isLong`: with its reasons. */
export function VerdictText({ verdict, isLong }: { verdict: Verdict; isLong?: boolean }) {
  return (
    <span className={`verdict tone-${verdict.tone}`} data-verdict={verdict.kind}>
      <span className="verdict-glyph" aria-hidden>
        {verdict.glyph}
      </span>
      {isLong === true ? verdict.words : verdict.text}
    </span>
  );
}

/** The words for a screen reader, with the second mark. */
export function spokenVerdict(verdict: Verdict): string {
  const { words, dropouts, kind } = verdict;
  if (dropouts === 0 || kind === 'recordedWithDropouts') return words;
  return `${words}, ${counted(dropouts, 'dropout')}`;
}

/** What a clip says of its verdict: words where they fit, else the glyph. Pure. */
import { counted } from '../../../preload/units.ts';
import type { Tone, Verdict } from '../../../preload/verdict.ts';

/** About the widths of a letter in the title and in a verdict, and of what is around them. */
const NAME_LETTER_PIXELS = 5.8;
const VERDICT_LETTER_PIXELS = 6.1;
const VERDICT_MARGIN_PIXELS = 26;

/** Words where they fit, else the glyph. Good words only beside the whole name; trouble pushes it. */
export function badgeText(verdict: Verdict, name: string, width: number): string {
  const { glyph, text, tone, dropouts } = verdict;
  if (verdict.kind === 'notPlayed') return '';
  const isMarked = dropouts > 0 && verdict.kind !== 'recordedWithDropouts';
  const mark = isMarked ? ' ◆' : '';
  const isCalm = !isMarked && (tone === 'ok' || tone === 'plain');
  const nameWidth = isCalm ? name.length * NAME_LETTER_PIXELS : 0;
  const fits = (words: string) =>
    nameWidth + words.length * VERDICT_LETTER_PIXELS + VERDICT_MARGIN_PIXELS <= width;
  const words = `${glyph} ${text}${mark}`;
  const whole = isMarked ? `${words} ${counted(dropouts, 'dropout')}` : words;
  return [whole, words].find(fits) ?? `${glyph}${mark}`;
}

/** A dropout takes the green away. */
export function toneOf({ tone, dropouts }: Verdict): Tone {
  return dropouts > 0 && (tone === 'ok' || tone === 'plain' || tone === 'run') ? 'warn' : tone;
}

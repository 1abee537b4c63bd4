/** What a clip says of its verdict: words where they fit, else the glyph. Pure. */
import { counted } from '../../../preload/units.ts';
import type { Tone, Verdict, VerdictGlyph } from '../../../preload/verdict.ts';

/** About the widths of a letter in the title and in a verdict, and of what is around them. */
const NAME_LETTER_PIXELS = 5.8;
const VERDICT_LETTER_PIXELS = 6.1;
const GLYPH_PIXELS = 12;
const VERDICT_MARGIN_PIXELS = 26;

/** In their order: the verdict's glyph and words in its tone, the mark of dropouts and its words in amber. */
export interface ClipBadge {
  readonly tone: Tone;
  /** null = the mark of dropouts stands alone. */
  readonly glyph: VerdictGlyph | null;
  /** Empty where only the glyph fits. */
  readonly text: string;
  readonly hasDropouts: boolean;
  readonly dropoutText: string;
}

/** Narrower clips show one glyph. */
const TWO_GLYPHS_PIXELS = 34;

/** Words where they fit, else the glyph. Good words only beside the whole name; trouble pushes it.
 * null = not played yet. */
export function badgeOf(verdict: Verdict, name: string, width: number): ClipBadge | null {
  const { glyph, text, tone, dropouts } = verdict;
  if (verdict.kind === 'notPlayed') return null;
  const hasDropouts = dropouts > 0 && verdict.kind !== 'recordedWithDropouts';
  if (hasDropouts && width < TWO_GLYPHS_PIXELS) return oneGlyph(verdict);
  const isCalm = !hasDropouts && (tone === 'ok' || tone === 'plain');
  const nameWidth = isCalm ? name.length * NAME_LETTER_PIXELS : 0;
  const glyphsWidth = hasDropouts ? 2 * GLYPH_PIXELS : GLYPH_PIXELS;
  const room = width - nameWidth - glyphsWidth - VERDICT_MARGIN_PIXELS;
  const fits = (words: string) => words.length * VERDICT_LETTER_PIXELS <= room;
  const dropoutText = hasDropouts ? counted(dropouts, 'dropout') : '';
  if (hasDropouts && fits(`${text} ${dropoutText}`)) {
    return { tone, glyph, text, hasDropouts, dropoutText };
  }
  return { tone, glyph, text: fits(text) ? text : '', hasDropouts, dropoutText: '' };
}

/** Of a clip that is muted itself and has not been played yet. */
export function mutedBadge(name: string, width: number): ClipBadge {
  const room = width - name.length * NAME_LETTER_PIXELS - GLYPH_PIXELS - VERDICT_MARGIN_PIXELS;
  const text = 'muted'.length * VERDICT_LETTER_PIXELS <= room ? 'muted' : '';
  return { tone: 'plain', glyph: 'dash', text, hasDropouts: false, dropoutText: '' };
}

/** Of a clip without a title, or without room for two. */
export function glyphAlone(verdict: Verdict): ClipBadge | null {
  return verdict.kind === 'notPlayed' ? null : oneGlyph(verdict);
}

/** The worse of both: a dropout in place of what went well. */
function oneGlyph({ tone, glyph, dropouts }: Verdict): ClipBadge {
  const isDropout = dropouts > 0 && (tone === 'ok' || tone === 'plain' || tone === 'run');
  const shown = isDropout ? null : glyph;
  return { tone, glyph: shown, text: '', hasDropouts: isDropout, dropoutText: '' };
}

export function isSameBadge(one: ClipBadge | null, other: ClipBadge | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.tone === other.tone &&
    one.glyph === other.glyph &&
    one.text === other.text &&
    one.hasDropouts === other.hasDropouts &&
    one.dropoutText === other.dropoutText
  );
}

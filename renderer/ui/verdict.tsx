/** How verdicts are drawn: a glyph and a word; the colour only repeats them. */
import type { ReactNode } from 'react';
import { counted } from '../../preload/units.ts';
import type { Tone, Verdict } from '../../preload/verdict.ts';
import { GLYPH_STROKE, GLYPH_UNITS, GLYPHS } from './verdict-glyphs.ts';

/** A word with its tone; the dot repeats the tone. */
export function ToneText({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={`tone tone-${tone}`}>
      <span className="tone-dot" aria-hidden />
      {children}
    </span>
  );
}

/** In the colour of the text beside it. */
export function Glyph({ name }: { name: keyof typeof GLYPHS }) {
  const { path, isFilled } = GLYPHS[name];
  return (
    <svg
      className={isFilled ? 'verdict-glyph filled-glyph' : 'verdict-glyph'}
      viewBox={`0 0 ${GLYPH_UNITS} ${GLYPH_UNITS}`}
      strokeWidth={GLYPH_STROKE}
      aria-hidden
    >
      <path d={path} />
    </svg>
  );
}

interface MarkedTextProps {
  readonly tone: 'warn' | 'bad';
  readonly glyph: keyof typeof GLYPHS;
  readonly children: ReactNode;
}

/** Amber or red words that are no verdict, with the glyph that says the same. */
export function MarkedText({ tone, glyph, children }: MarkedTextProps) {
  return (
    <span className={`marked-text tone-${tone}`}>
      <Glyph name={glyph} />
      <span className="verdict-words">{children}</span>
    </span>
  );
}

/** A verdict with its glyph; `isLong`: with its reasons. */
export function VerdictText({ verdict, isLong }: { verdict: Verdict; isLong?: boolean }) {
  return (
    <span className={`verdict tone-${verdict.tone}`} data-verdict={verdict.kind}>
      {verdict.glyph !== null && <Glyph name={verdict.glyph} />}
      <span className="verdict-words">{isLong === true ? verdict.words : verdict.text}</span>
    </span>
  );
}

/** The words for a screen reader, with the second mark. */
export function spokenVerdict(verdict: Verdict): string {
  const { words, dropouts, kind } = verdict;
  if (dropouts === 0 || kind === 'recordedWithDropouts') return words;
  return `${words}, ${counted(dropouts, 'dropout')}`;
}

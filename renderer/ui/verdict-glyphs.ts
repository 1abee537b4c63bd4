/**
 * The glyphs of verdicts: paths in a square of `GLYPH_UNITS`, for the page and for a canvas alike (`new
 * Path2D(path)`). All are stroked with `GLYPH_STROKE` and round ends; those that are filled are filled, too.
 */
import type { VerdictGlyph } from '../../preload/verdict.ts';

export const GLYPH_UNITS = 9;
export const GLYPH_STROKE = 1.6;

interface GlyphShape {
  readonly path: string;
  readonly isFilled: boolean;
}

/** `diamond` is the mark of dropouts, beside a verdict; `lock` that of a locked clip. */
export const GLYPHS: Readonly<Record<VerdictGlyph | 'diamond' | 'lock', GlyphShape>> = {
  check: { path: 'M1 4.8L3.6 7.4L8 1.8', isFilled: false },
  arrow: { path: 'M1 4.5h6M4.5 1.5l3 3l-3 3', isFilled: false },
  cross: { path: 'M1.5 1.5l6 6M7.5 1.5l-6 6', isFilled: false },
  play: { path: 'M2 1l6 3.5L2 8z', isFilled: true },
  dot: { path: 'M4.5 1.5a3 3 0 1 0 0 6a3 3 0 0 0 0 -6z', isFilled: true },
  quarter: { path: 'M4.5 1v3.5h2.5M4.5 0.8a3.7 3.7 0 1 0 0 7.4', isFilled: false },
  square: { path: 'M1.8 1.8h5.4v5.4h-5.4z', isFilled: true },
  ring: { path: 'M4.5 1.2a3.3 3.3 0 1 0 0 6.6a3.3 3.3 0 0 0 0 -6.6z', isFilled: false },
  dash: { path: 'M1 4.5h7', isFilled: false },
  diamond: { path: 'M4.5 1.2l3.3 3.3l-3.3 3.3l-3.3 -3.3z', isFilled: true },
  lock: { path: 'M1.8 4.2h5.4v3.6h-5.4zM2.9 4.2v-1.4a1.6 1.6 0 0 1 3.2 0v1.4', isFilled: false },
};

/** For elements that are written by hand; the colour is the text's. */
export function glyphElement(name: keyof typeof GLYPHS): SVGSVGElement {
  const { path, isFilled } = GLYPHS[name];
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', isFilled ? 'verdict-glyph filled-glyph' : 'verdict-glyph');
  svg.setAttribute('viewBox', `0 0 ${GLYPH_UNITS} ${GLYPH_UNITS}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('stroke-width', `${GLYPH_STROKE}`);
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  shape.setAttribute('d', path);
  svg.append(shape);
  return svg;
}

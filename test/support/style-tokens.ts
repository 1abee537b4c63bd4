/** The tokens of each theme, as the style sheet has them, and how far two colours differ. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Theme } from '../../preload/appearance.ts';

const SHEET = path.join(import.meta.dirname, '../../renderer/styles/tokens.css');

export type TokenSet = Readonly<Record<string, string>>;

/** Red, green and blue, 0...255, and how much it covers, 0...1. */
export type Colour = readonly [number, number, number, number];

function declarationsOf(sheet: string, selector: string): TokenSet {
  const start = sheet.indexOf(`${selector} {`);
  if (start < 0) throw new Error(`tokens.css has no rule ${selector}`);
  const body = sheet.slice(start, sheet.indexOf('}', start));
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]),
  );
}

/** What each theme sets itself. `dark` has all names. */
export function tokenSets(): Readonly<Record<Theme, TokenSet>> {
  const sheet = readFileSync(SHEET, 'utf8');
  return {
    dark: declarationsOf(sheet, ':root'),
    light: declarationsOf(sheet, ':root[data-theme="light"]'),
    'high-contrast': declarationsOf(sheet, ':root[data-theme="high-contrast"]'),
  };
}

export function colourOf(text: string): Colour {
  const parts = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})([\da-f]{2})?$/i.exec(text);
  if (parts === null) throw new Error(`${text} is not a colour of six or eight digits.`);
  const [red, green, blue, cover] = parts.slice(1).map((part) => Number.parseInt(part ?? 'ff', 16));
  return [red ?? 0, green ?? 0, blue ?? 0, (cover ?? 255) / 255];
}

/** `share` of the first colour, 0...1, and the rest of the second, as `color-mix(in srgb)` does. */
export function mixed(first: Colour, second: Colour, share: number): Colour {
  const mix = (index: 0 | 1 | 2) => first[index] * share + second[index] * (1 - share);
  return [mix(0), mix(1), mix(2), 1];
}

/** What is seen of a colour over an opaque one. */
export function over(above: Colour, below: Colour): Colour {
  return mixed(above, below, above[3]);
}

function luminance([red, green, blue]: Colour): number {
  const linear = (value: number) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Contrast of two opaque colours, 1...21, as WCAG 2 defines it. */
export function contrast(one: Colour, other: Colour): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

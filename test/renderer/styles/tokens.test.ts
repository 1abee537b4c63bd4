/** The sets of tokens: the same names in each theme, and words and marks that can be read on what they
 * are put on. */
import { describe, expect, test } from 'vitest';
import { THEMES, type Theme, WINDOW_COLOURS } from '../../../preload/appearance.ts';
import { TRACK_COLOUR_COUNT } from '../../../preload/project.ts';
import {
  type Colour,
  colourOf,
  contrast,
  mixed,
  over,
  tokenSets,
} from '../../support/style-tokens.ts';

const sets = tokenSets();
const dark = sets.dark;
const tracks = Array.from({ length: TRACK_COLOUR_COUNT }, (_, index) => `track-${index + 1}`);

/** Least contrast of words and of marks. */
const LEAST: Readonly<Record<Theme, { readonly words: number; readonly marks: number }>> = {
  dark: { words: 4.5, marks: 3 },
  light: { words: 4.5, marks: 3 },
  'high-contrast': { words: 7, marks: 4.5 },
};

const SURFACES = ['bg', 'panel', 'raised', 'field', 'raised-2'];
const CALM_SURFACES = ['bg', 'panel', 'raised', 'field'];
/** Chosen rows, menu entries and buttons that are on. */
const TINTS = ['panel over accent-soft', 'raised over accent-soft', 'field over accent-soft'];

/** Each kind of words with all that it is put on. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  bright: [...SURFACES, ...TINTS, 'panel over record-soft', 'panel over accent-line'],
  text: [...SURFACES, ...TINTS, 'panel over warning-soft', 'panel over record-soft'],
  dim: [...SURFACES, ...TINTS],
  faint: CALM_SURFACES,
  accent: [...SURFACES, ...TINTS],
  'on-time': [...SURFACES, ...TINTS],
  warning: [...SURFACES, ...TINTS, 'panel over warning-soft'],
  error: [...SURFACES, ...TINTS],
  record: CALM_SURFACES,
  'accent-ink': ['accent'],
  panel: ['dim'],
};

const MARKS: Readonly<Record<string, readonly string[]>> = {
  meter: [...CALM_SURFACES, 'meter-bed'],
  record: SURFACES,
  'record-ink': ['record'],
  accent: SURFACES,
  warning: SURFACES,
  ...Object.fromEntries(tracks.map((track) => [track, [...CALM_SURFACES, 'meter-bed']])),
};

function colours(theme: Theme) {
  const values = { ...dark, ...sets[theme] };
  const token = (name: string): Colour => colourOf(values[name] ?? `no token ${name}`);
  const share = (name: string) => Number.parseFloat(values[name] ?? '') / 100;
  return {
    token,
    share,
    /** `panel over accent-soft`: the surface with the tint on it. */
    surface: (name: string): Colour => {
      const [below = '', tint] = name.split(' over ');
      return tint === undefined ? token(below) : over(token(tint), token(below));
    },
  };
}

/** Pairs that differ by less than `least`. */
function unreadable(
  theme: Theme,
  least: number,
  pairs: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const { token, surface } = colours(theme);
  return Object.entries(pairs).flatMap(([ink, surfaces]) =>
    surfaces
      .map((name) => ({ name, ratio: contrast(token(ink), surface(name)) }))
      .filter(({ ratio }) => ratio < least)
      .map(({ name, ratio }) => `${ink} on ${name}: ${ratio.toFixed(2)}`),
  );
}

test('every theme sets every colour, and nothing that the dark one does not', () => {
  const ofColours = Object.keys(dark).filter((name) => /^(#|\d+%|0 \d)/.test(dark[name] ?? ''));
  expect(Object.keys(sets.light)).toEqual(ofColours);
  expect(Object.keys(sets['high-contrast'])).toEqual(ofColours);
});

test('the window has the colour of the timeline before its page is there', () => {
  for (const theme of THEMES) expect(WINDOW_COLOURS[theme]).toBe(sets[theme].bg);
});

test('black on white is 21, and the same colour 1', () => {
  expect(contrast(colourOf('#000000'), colourOf('#ffffff'))).toBeCloseTo(21, 5);
  expect(contrast(colourOf('#787878'), colourOf('#787878'))).toBe(1);
  expect(unreadable('dark', 4.5, { faint: ['raised-2'] })).toEqual(['faint on raised-2: 4.02']);
});

/** A verdict is drawn by style sheets on what canvases draw: no tool sees what it is on. */
const VERDICTS = ['on-time', 'warning', 'error', 'accent', 'dim'];

describe.each(THEMES)('In the %s theme', (theme) => {
  test('words can be read on every surface that they are put on', () => {
    expect(unreadable(theme, LEAST[theme].words, WORDS)).toEqual([]);
  });

  test('marks can be told from what they are put on', () => {
    expect(unreadable(theme, LEAST[theme].marks, MARKS)).toEqual([]);
  });

  test('a verdict can be read on the title of every clip, and on the waveform of a low one', () => {
    const { token, share } = colours(theme);
    const found: string[] = [];
    for (const track of tracks) {
      const waveform = over(token('name-bed'), token(track));
      for (const below of [mixed(token(track), token('bg'), share('clip-title')), waveform]) {
        const title = over(token('verdict-bed'), below);
        for (const word of VERDICTS) {
          const ratio = contrast(token(word), title);
          if (ratio < LEAST[theme].words) found.push(`${word} on ${track}: ${ratio.toFixed(2)}`);
        }
      }
    }
    expect(found).toEqual([]);
  });

  test('the name of a clip can be read on its title and its waveform, whatever its track is', () => {
    const { token, share } = colours(theme);
    for (const track of tracks) {
      const title = mixed(token(track), token('bg'), share('clip-title'));
      const name = mixed(token(track), token('text'), share('name-mix'));
      const waveform = over(token('name-bed'), token(track));
      for (const below of [title, waveform]) {
        expect({ track, ratio: contrast(name, below) }).toSatisfy(
          ({ ratio }) => ratio >= LEAST[theme].words,
        );
      }
    }
  });
});

import { expect, test } from 'vitest';
import {
  clipTitle,
  columnLevels,
  fadeLevel,
  levelAt,
  loopSeams,
  passAt,
} from '../../../../renderer/timeline/clips/clip-level.ts';
import { clip } from '../../../support/fake-studio.ts';

test('fades begin at silence and end at the whole level on every curve', () => {
  for (const curve of ['linear', 'equal-power', 'raised-cosine'] as const) {
    expect(fadeLevel(curve, 0)).toBeCloseTo(0);
    expect(fadeLevel(curve, 1)).toBeCloseTo(1);
  }
  expect(fadeLevel('equal-power', 0.5)).toBeCloseTo(Math.SQRT1_2);
});

test('a level is that of both fades and the gain line together', () => {
  const shaped = clip('one', {
    fadeIn: { frames: 400, curve: 'linear' },
    fadeOut: { frames: 800, curve: 'linear' },
    gainLine: [
      { frame: 0, gainDb: 0 },
      { frame: 600, gainDb: -12 },
    ],
  });
  expect(levelAt(shaped, 300)).toBeCloseTo((300 / 400) * (700 / 800) * 10 ** (-6 / 20));
  const silent = clip('two', { gainLine: [{ frame: 0, gainDb: -90 }] });
  expect(levelAt(silent, 10)).toBe(0);
});

test('columns that no fade touches need no levels', () => {
  const faded = clip('one', { fadeIn: { frames: 100, curve: 'linear' } });
  expect(columnLevels(faded, 100, 10, 50)).toBeNull();
  expect(columnLevels(faded, 50, 10, 50)?.[0]).toBeCloseTo(0.55);
  expect(columnLevels(clip('two'), 0, 10, 100)).toBeNull();
});

test('a loop is told by its rounds, from the place in it where the clip begins', () => {
  const looped = clip('rain', {
    offsetFrames: 120,
    lengthFrames: 250,
    loop: { startFrame: 100, lengthFrames: 100 },
  });
  expect(clipTitle(looped)).toBe('rain × 2.5');
  expect([...loopSeams(looped, 0, 1_000)]).toEqual([80, 180]);
  expect([...loopSeams(looped, 100, 1_000)]).toEqual([180]);
  expect([...loopSeams(clip('plain'), 0, 1_000)]).toEqual([]);
  expect([0, 79, 80, 249, 250].map((frame) => passAt(looped, frame))).toEqual([1, 1, 2, 3, null]);
});

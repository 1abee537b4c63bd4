import { expect, test } from 'vitest';
import { ghostPlaces, ghostWords } from '../../../../renderer/timeline/canvas/ghost-places.ts';

const ghost = {
  trackIndex: 1,
  startFrame: 1_000,
  lengthFrames: null,
  name: 'new sound',
  count: 3,
  rule: 'stack',
} as const;

test('several files lie on a track each from the one under the pointer on, also on new ones', () => {
  const rows = (trackIndex: number) =>
    ghostPlaces({ ...ghost, trackIndex }, 2, 10).map((place) => place.trackIndex);
  expect(rows(1)).toEqual([1, 2, 3]);
  expect(rows(-1)).toEqual([2, 3, 4]);
  expect(ghostWords(ghost)).toBe('3 files, a track each (Shift: one after another)');
});

test('with Shift they lie one after another on one track', () => {
  const places = ghostPlaces({ ...ghost, lengthFrames: 500, rule: 'sequence' }, 2, 10);
  expect(places.map(({ startFrame }) => startFrame)).toEqual([1_000, 1_500, 2_000]);
  expect(new Set(places.map(({ trackIndex }) => trackIndex))).toEqual(new Set([1]));
  expect(ghostWords({ ...ghost, rule: 'sequence' })).toBe('3 files, one after another');
});

test('a thousand files are told by their number', () => {
  expect(ghostPlaces({ ...ghost, count: 1_000 }, 2, 10)).toHaveLength(64);
});

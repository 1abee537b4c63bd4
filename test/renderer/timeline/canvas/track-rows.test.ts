/** Where the rows of tracks of three heights lie. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newTrack } from '../../../../preload/builders.ts';
import {
  checkedHeights,
  nearestHeight,
  TRACK_HEIGHTS,
  withHeightOf,
} from '../../../../renderer/store/track-heights.ts';
import { evenRows, TrackRows, trackRows } from '../../../../renderer/timeline/canvas/track-rows.ts';

const HEIGHTS = Object.values(TRACK_HEIGHTS);
const anyHeights = fc.array(fc.constantFrom(...HEIGHTS), { maxLength: 60 });

describe('rows of tracks', () => {
  test('lie one below the other, however their heights are mixed', () => {
    fc.assert(
      fc.property(anyHeights, (heights) => {
        const rows = new TrackRows(heights);
        let top = 0;
        for (const [index, height] of heights.entries()) {
          expect([rows.top(index), rows.height(index)]).toEqual([top, height]);
          expect([rows.at(top), rows.at(top + height - 0.5)]).toEqual([index, index]);
          top += height;
        }
        expect([rows.total, rows.top(rows.count)]).toEqual([top, top]);
        expect([rows.at(-0.5), rows.at(top)]).toEqual([-1, -1]);
      }),
    );
  });

  test('are found for a range of heights as by looking at each', () => {
    const range = fc.integer({ min: -200, max: 4_000 });
    fc.assert(
      fc.property(anyHeights, range, fc.integer({ min: 1, max: 900 }), (heights, from, size) => {
        const rows = new TrackRows(heights);
        const { first, last } = rows.between(from, from + size);
        const met = heights.flatMap((height, index) =>
          rows.top(index) < from + size && rows.top(index) + height > from ? [index] : [],
        );
        expect(Array.from({ length: last - first }, (_, index) => first + index)).toEqual(met);
      }),
    );
  });

  test('that only touch a range are not in it', () => {
    const rows = new TrackRows([32, 60, 104]);
    expect(rows.between(32, 92)).toEqual({ first: 1, last: 2 });
    expect(rows.between(-60, 0)).toEqual({ first: 0, last: 0 });
    expect(rows.between(196, 300)).toEqual({ first: 3, last: 3 });
  });

  test('stay the same object until a height or the number of tracks changes', () => {
    const stereo = { inputChannels: 2, outputChannels: 2 };
    const tracks = ['a', 'b', 'c'].map((id) => newTrack([], id, stereo));
    const view = { trackHeight: 'M', ownHeights: {} } as const;
    const rows = trackRows(tracks, view);
    expect(trackRows([...tracks], { ...view, ownHeights: {} })).toBe(rows);
    const mixed = trackRows(tracks, { ...view, ownHeights: { b: 'L' } });
    expect([mixed.top(1), mixed.top(2), mixed.total]).toEqual([60, 164, 224]);
    expect(trackRows(tracks.slice(1), view).isSameAs(evenRows(2))).toBe(true);
  });
});

describe('heights', () => {
  test('of single tracks are kept, the latest thousand of them, and nothing that is none', () => {
    let own = checkedHeights({ a: 'L', b: 'XL', c: 3, d: 'S' });
    expect(own).toEqual({ a: 'L', d: 'S' });
    own = withHeightOf(own, ['a'], 'M');
    expect(Object.keys(own)).toEqual(['d', 'a']);
    const many = Array.from({ length: 1_500 }, (_, index) => `t${index}`);
    own = withHeightOf(own, many, 'S');
    expect([Object.keys(own).length, own.t499, own.t500]).toEqual([1_000, undefined, 'S']);
    expect(checkedHeights('nonsense')).toEqual({});
  });

  test('snap to the nearest of the three while an edge is dragged', () => {
    expect([0, 45, 47, 81, 83, 900].map(nearestHeight)).toEqual(['S', 'S', 'M', 'M', 'L', 'L']);
  });
});

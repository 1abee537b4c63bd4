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
import { clipRectangle } from '../../../../renderer/timeline/canvas/geometry.ts';
import {
  evenRows,
  groupHeadings,
  HEADING_PIXELS,
  TrackRows,
  trackRows,
} from '../../../../renderer/timeline/canvas/track-rows.ts';

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
    const view = { trackHeight: 'M', ownHeights: {}, foldedGroups: [] } as const;
    const rows = trackRows(tracks, view);
    expect(trackRows([...tracks], { ...view, ownHeights: {} })).toBe(rows);
    const mixed = trackRows(tracks, { ...view, ownHeights: { b: 'L' } });
    expect([mixed.top(1), mixed.top(2), mixed.total]).toEqual([60, 164, 224]);
    expect(trackRows(tracks.slice(1), view).isSameAs(evenRows(2))).toBe(true);
  });
});

describe('rows of groups', () => {
  const tracksIn = (...groupIds: readonly (string | null)[]) =>
    groupIds.map((groupId) => ({ groupId }));
  const heights = [60, 32, 60, 104, 60];
  const tracks = tracksIn(null, 'g', 'g', 'g', null);

  test('have a heading above the first of them', () => {
    const rows = new TrackRows(heights, groupHeadings(tracks, []));
    expect(rows.headings).toEqual([
      { groupId: 'g', first: 1, count: 3, isFolded: false, topPixels: 60 },
    ]);
    expect([1, 2, 4].map((index) => rows.top(index))).toEqual([92, 124, 288]);
    expect(rows.total).toBe(348);
    // The heading belongs to the first of them.
    expect([59, 60, 91, 92].map((y) => rows.at(y))).toEqual([0, 1, 1, 1]);
    expect(rows.between(60, 90)).toEqual({ first: 1, last: 2 });
  });

  test('are strips in the heading while the group is folded, one below the other', () => {
    const rows = new TrackRows(heights, groupHeadings(tracks, ['g']));
    expect(rows.total).toBe(60 + HEADING_PIXELS + 60);
    expect([0, 1, 2, 3, 4].map((index) => rows.isFolded(index))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    const viewport = { framesPerPixel: 1, scrollFrame: 0, scrollTopPixels: 0, rows };
    const strips = [1, 2, 3].map((index) =>
      clipRectangle(viewport, { startFrame: 0, lengthFrames: 10 }, index),
    );
    expect(strips.map(({ top, height }) => [top, height])).toEqual([
      [64, 8],
      [72, 8],
      [80, 8],
    ]);
    for (const [place, { top, height }] of strips.entries()) {
      expect([rows.at(top), rows.at(top + height - 0.1)]).toEqual([place + 1, place + 1]);
      expect(rows.between(top, top + height)).toEqual({ first: place + 1, last: place + 2 });
    }
    expect(rows.at(60 + HEADING_PIXELS)).toBe(4);
  });

  test('begin again where another track stands between them', () => {
    expect(groupHeadings(tracksIn('g', null, 'g', 'h'), ['h'])).toEqual([
      { groupId: 'g', first: 0, count: 1, isFolded: false },
      { groupId: 'g', first: 2, count: 1, isFolded: false },
      { groupId: 'h', first: 3, count: 1, isFolded: true },
    ]);
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

/** Where heads that are dragged would land. */
import { expect, test } from 'vitest';
import { groupHeadings, TrackRows } from '../../../../renderer/timeline/canvas/track-rows.ts';
import { lineOfPlace, placeBetween } from '../../../../renderer/timeline/tracks/head-drags.ts';

const TRACKS = [null, 'g', 'g', null].map((groupId) => ({ groupId }));
/** Rows of 60 pixels: 0 to 60, the heading to 92, its tracks to 212, the last one to 272. */
const rowsOf = (folded: readonly string[]) =>
  new TrackRows([60, 60, 60, 60], groupHeadings(TRACKS, folded));

test('the halves of rows and headings decide, and a group is entered below its heading', () => {
  const rows = rowsOf([]);
  const places = [-5, 10, 50, 65, 85, 100, 145, 160, 205, 220, 400].map((y) =>
    placeBetween(rows, TRACKS, y),
  );
  expect(places.map(({ index, groupId }) => `${index} ${groupId}`)).toEqual([
    ...['0 null', '0 null', '1 null'],
    ...['1 null', '1 g', '1 g', '2 g', '2 g', '3 g'],
    ...['3 null', '4 null'],
  ]);
  expect(lineOfPlace(rows, { index: 1, groupId: null })).toBe(60);
  expect(lineOfPlace(rows, { index: 1, groupId: 'g' })).toBe(92);
  expect(lineOfPlace(rows, { index: 3, groupId: null })).toBe(212);
});

test('a folded group is left whole', () => {
  const rows = rowsOf(['g']);
  expect([62, 90].map((y) => placeBetween(rows, TRACKS, y))).toEqual([
    { index: 1, groupId: null },
    { index: 3, groupId: null },
  ]);
});

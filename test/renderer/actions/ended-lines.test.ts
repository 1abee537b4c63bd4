/** The ended lines that the window has of a long table. */
import { expect, test } from 'vitest';
import { type RunRowsPage, rowKey } from '../../../preload/run-rows.ts';
import { EndedLines } from '../../../renderer/actions/ended-lines.ts';
import { actionRow } from '../../support/action-rows.ts';

/** Of 100,000 lines, newest first: line 0 has the request `newest`. */
function pageOf(
  lines: EndedLines,
  newest = 100_000,
  places: RunRowsPage['places'] = [],
): RunRowsPage {
  const { from, count } = lines.query([]);
  const rows = Array.from({ length: count }, (_, index) => ({
    kind: 'row' as const,
    row: actionRow({ requestNumber: newest - from - index }),
    foldKey: null,
  }));
  const counts = { all: newest, trouble: 0, clip: 0 };
  const nothing = { runId: null, audible: 'device', context: null, revision: 1 } as const;
  return { ...nothing, lineCount: newest, counts, from, lines: rows, places };
}

const numberAt = (lines: EndedLines, place: number) => {
  const line = lines.at(place);
  return line?.kind === 'row' ? line.row.requestNumber : undefined;
};

test('are those in view and half a screen around them, however many there are', () => {
  const lines = new EndedLines();
  lines.want({ from: 50_000, to: 50_030 });
  lines.take(pageOf(lines), []);
  expect(lines.count).toBe(100_000);
  expect(numberAt(lines, 50_000)).toBe(50_000);
  expect(lines.page?.lines).toHaveLength(60);
  // Another place is on its way, and shown as blanks until then.
  expect(lines.want({ from: 90_000, to: 90_030 })).toBe(true);
  expect(lines.at(90_000)).toBeUndefined();
  lines.take(pageOf(lines), []);
  expect(numberAt(lines, 90_029)).toBe(9_971);
  expect(lines.at(50_000)).toBeUndefined();
});

test('are asked again before an edge is in view, not at every step', () => {
  const lines = new EndedLines();
  lines.want({ from: 1_000, to: 1_030 });
  lines.take(pageOf(lines), []);
  const asked = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((step) =>
    lines.want({ from: 1_000 + step, to: 1_030 + step }),
  );
  expect(asked.indexOf(true)).toBe(7);
  lines.want({ from: 0, to: 30 });
  lines.take(pageOf(lines), []);
  expect(lines.want({ from: 0, to: 30 })).toBe(false);
});

test('keep the row with the focus, out of view and while rows come above it', () => {
  const lines = new EndedLines();
  lines.take(pageOf(lines), []);
  const key = rowKey({ requestNumber: 99_990 });
  lines.keep(key);
  lines.want({ from: 500, to: 530 });
  expect(lines.query(['7']).places).toEqual(['7', key]);
  lines.take(pageOf(lines, 100_005, [null, 15]), ['7', key]);
  expect(lines.placeOf(key)).toBe(15);
  expect(numberAt(lines, 15)).toBe(99_990);
  expect([lines.placeOf('7'), lines.foldOf('7'), lines.wasAsked('7')]).toEqual([-1, null, true]);
});

/** The live lines of the Actions table: their order, what chips choose, and what waits. */
import { expect, test } from 'vitest';
import type { ActionRow } from '../../../preload/actions.ts';
import {
  isWaitingLine,
  type LiveLines,
  type LiveState,
  liveLines,
} from '../../../renderer/actions/live-lines.ts';
import { NEWEST_FIRST } from '../../../renderer/actions/table-choices.ts';
import { actionRow } from '../../support/action-rows.ts';

function linesOf(values: Partial<LiveState>, isOpen = false): LiveLines {
  const context = { tracks: new Map(), streams: new Map(), audible: 'device' } as const;
  const nothing = { active: [], pendingCount: 0, clipIds: new Set(['c']) };
  return liveLines({ ...nothing, filter: 'all', order: NEWEST_FIRST, context, ...values }, isOpen);
}

/** Number `at` sounds from `at` tenths of a second on. */
function live(at: number, values: Partial<ActionRow> = {}): ActionRow {
  const requestedFrame = 500 + at * 4_800;
  const times = { requestedFrame, actualFrame: requestedFrame };
  const row = { id: at, requestNumber: at, name: `sound ${at}`, ...times };
  return actionRow({ ...row, state: 'active', outcome: null, ...values });
}

const waiting = (at: number) => live(at, { state: 'pending', actualFrame: null });

/** Request numbers of rows, and in words how many wait. */
function numbers({ lines }: LiveLines): readonly (number | string)[] {
  return lines.map((line) => (isWaitingLine(line) ? `${line.count} waits` : line.requestNumber));
}

test('takes that are recorded are on top, then what sounds, then what waits, the nearest first', () => {
  const take = live(9, { type: 'recordRingBuffer' });
  const lines = linesOf({ active: [waiting(5), waiting(4), live(7), live(6), take] });
  expect(numbers(lines)).toEqual([9, 6, 7, 4, 5]);
  expect(lines.takes).toBe(1);
  expect(lines.counts).toEqual({ all: 5, trouble: 0, clip: 5 });
});

test('a column sorts them among themselves, numbers in names in their order', () => {
  const active = [live(5), live(9), live(7)];
  const by = (column: string, isDescending = false) => ({ order: { column, isDescending } });
  expect(numbers(linesOf({ active, ...by('Timeline', true) }))).toEqual([9, 7, 5]);
  const named = [live(10), live(9), live(100)];
  expect(numbers(linesOf({ active: named, ...by('Name') }))).toEqual([9, 10, 100]);
});

test('a chip chooses them, and all are counted', () => {
  const late = live(2, { actualFrame: 12_000, dropouts: 1 });
  const active = [live(1, { clipId: 'd' }), late];
  expect(numbers(linesOf({ active, filter: 'clip' }))).toEqual([2]);
  expect(numbers(linesOf({ active, filter: 'trouble' }))).toEqual([2]);
  expect(linesOf({ active }).counts).toEqual({ all: 2, trouble: 1, clip: 1 });
});

test('what waits is one line where it is much, with what only main knows, and opens', () => {
  const active = [live(1), ...Array.from({ length: 9 }, (_, at) => waiting(10 + at))];
  const lines = linesOf({ active, pendingCount: 700 });
  expect(numbers(lines)).toEqual([1, '700 waits']);
  expect(lines.counts.all).toBe(701);
  expect(numbers(linesOf({ active, pendingCount: 700 }, true)).slice(0, 4)).toEqual([
    1,
    '700 waits',
    10,
    11,
  ]);
  expect(numbers(linesOf({ active: active.slice(0, 9), pendingCount: 8 }))).toHaveLength(9);
});

/** The order of the Actions table, and what its chips choose. */
import { describe, expect, test } from 'vitest';
import type { ActionRow } from '../../../preload/actions.ts';
import { isFold } from '../../../renderer/actions/folds.ts';
import { NEWEST_FIRST, type TableState } from '../../../renderer/actions/table-order.ts';
import { TableRows } from '../../../renderer/actions/table-rows.ts';
import { actionRow } from '../../support/action-rows.ts';

const NOTHING: readonly ActionRow[] = [];
const CLIPS = new Set(['c']);
const CONTEXT = { tracks: new Map(), streams: new Map() };

function state(values: Partial<TableState>): TableState {
  const nothing = { active: NOTHING, pendingCount: 0, finished: NOTHING, clipIds: CLIPS };
  return { ...nothing, filter: 'all', order: NEWEST_FIRST, context: CONTEXT, ...values };
}

/** Number `at` began so many frames late at `at` tenths of a second. */
function ended(at: number, late = 0, values: Partial<ActionRow> = {}): ActionRow {
  const requestedFrame = 500 + at * 4_800;
  const times = { requestedFrame, actualFrame: requestedFrame + late };
  return actionRow({ id: at, requestNumber: at, name: `sound ${at}`, ...times, ...values });
}

const live = (at: number, values: Partial<ActionRow> = {}) =>
  ended(at, 0, { state: 'active', outcome: null, ...values });

/** Request numbers of rows, and in words how many a line folds. */
function numbers(rows: TableRows): readonly (number | string | undefined)[] {
  return Array.from({ length: rows.count }, (_, index) => {
    const entry = rows.at(index);
    return isFold(entry) ? `${entry.count} ${entry.fold}` : entry?.requestNumber;
  });
}

const by = (column: string, isDescending = false) => ({ column, isDescending });

test('takes that are recorded are on top, then what sounds, what waits, and what has ended', () => {
  const rows = new TableRows();
  const waiting = { state: 'pending', actualFrame: null } as const;
  const active = [live(5, waiting), live(4, waiting), live(7), live(6)];
  const take = live(9, { type: 'recordRingBuffer' });
  rows.update(state({ active: [...active, take], finished: [ended(1), ended(3), ended(2)] }));
  expect(numbers(rows)).toEqual([9, 6, 7, 4, 5, 2, 3, 1]);
  expect(rows.takes).toBe(1);
  expect(rows.counts).toEqual({ all: 8, trouble: 0, clip: 8 });
});

describe('a column', () => {
  const finished = [ended(1, 90), ended(2), ended(3, 40), ended(4, 0, { actualFrame: null })];

  test('sorts up and down, and rows without a value come last both ways', () => {
    const rows = new TableRows();
    rows.update(state({ finished, order: by('Error') }));
    expect(numbers(rows)).toEqual([2, 3, 1, 4]);
    rows.update(state({ finished, order: by('Error', true) }));
    expect(numbers(rows)).toEqual([1, 3, 2, 4]);
    rows.update(state({ finished }));
    expect(numbers(rows)).toEqual([4, 3, 2, 1]);
  });

  test('sorts live rows among themselves, above those that have ended', () => {
    const rows = new TableRows();
    const active = [live(5), live(9), live(7)];
    rows.update(state({ active, finished, order: by('Timeline', true) }));
    expect(numbers(rows)).toEqual([9, 7, 5, 4, 3, 2, 1]);
  });

  test('has numbers in names in their order', () => {
    const rows = new TableRows();
    rows.update(state({ finished: [ended(10), ended(9), ended(100)], order: by('Name') }));
    expect(numbers(rows)).toEqual([9, 10, 100]);
  });

  test('takes in rows that come, and lets go of the oldest, as if all were sorted again', () => {
    const all = Array.from({ length: 400 }, (_, at) => ended(at + 1, (at * 37) % 101));
    const rows = new TableRows();
    const order = by('Error');
    for (const [from, to] of [
      [100, 200],
      [0, 200],
      [0, 203],
      [0, 260],
      [30, 300],
      [33, 301],
    ]) {
      const now = all.slice(from, to);
      rows.update(state({ finished: now, order }));
      const whole = new TableRows();
      whole.update(state({ finished: now, order }));
      expect(numbers(rows)).toEqual(numbers(whole));
      expect(rows.counts).toEqual(whole.counts);
    }
  });
});

describe('a chip', () => {
  const finished = [
    ended(1),
    ended(2, 341),
    ended(3, 0, { outcome: 'belated', actualFrame: null, clipId: 'd' }),
    ended(4, 0, { clipId: 'd' }),
  ];

  test('chooses trouble, or the rows of the selected clip, and all are counted', () => {
    const rows = new TableRows();
    rows.update(state({ finished, filter: 'trouble' }));
    expect(numbers(rows)).toEqual([3, 2]);
    rows.update(state({ finished, filter: 'clip' }));
    expect(numbers(rows)).toEqual([2, 1]);
    expect(rows.counts).toEqual({ all: 4, trouble: 2, clip: 2 });
  });

  test('counts another clip’s rows as soon as it is selected', () => {
    const rows = new TableRows();
    rows.update(state({ finished }));
    rows.update(state({ finished, clipIds: new Set(['none']) }));
    expect(rows.counts).toEqual({ all: 4, trouble: 2, clip: 0 });
    rows.update(state({ finished: [...finished, ended(5)], clipIds: new Set(['d']) }));
    expect(rows.counts).toEqual({ all: 5, trouble: 2, clip: 2 });
  });

  test('finds the place of a row by its action', () => {
    const rows = new TableRows();
    rows.update(state({ active: [live(9)], finished, filter: 'trouble' }));
    expect(rows.indexOf('2')).toBe(1);
    expect(rows.indexOf('4')).toBe(-1);
  });
});

describe('a line of several rows', () => {
  const waiting = (at: number) => live(at, { state: 'pending', actualFrame: null });
  const stopped = (at: number) =>
    ended(at, 0, {
      outcome: 'cancelled-before-start',
      endedBy: 'stop',
      actualFrame: null,
      playNumber: 1,
    });

  test('folds what waits, so that what has ended stays in sight, with those only main knows', () => {
    const rows = new TableRows();
    const active = [live(1), ...Array.from({ length: 9 }, (_, at) => waiting(10 + at))];
    rows.update(state({ active, pendingCount: 700, finished: [ended(2)] }));
    expect(numbers(rows)).toEqual([1, '700 waits', 2]);
    expect(rows.counts.all).toBe(702);
    rows.toggle('waits');
    expect(numbers(rows).slice(0, 4)).toEqual([1, '700 waits', 10, 11]);
    expect(rows.count).toBe(12);
    rows.update(state({ active: active.slice(0, 9), pendingCount: 8, finished: [ended(2)] }));
    expect(numbers(rows)).toEqual([1, 10, 11, 12, 13, 14, 15, 16, 17, 2]);
  });

  test('folds what Stop ended before it had begun, and opens', () => {
    const rows = new TableRows();
    const stop = (at: number) => ended(at, 0, { type: 'cancel', playNumber: null });
    const finished = [ended(1), stopped(2), stop(3), stopped(4), stopped(5), stop(6)];
    rows.update(state({ finished: finished.slice(0, 3) }));
    expect(numbers(rows)).toEqual([3, 2, 1]);
    rows.update(state({ finished }));
    expect(numbers(rows)).toEqual([6, 3, '3 notBegun', 1]);
    rows.toggle('not begun 2');
    expect(numbers(rows)).toEqual([6, 3, '3 notBegun', 5, 4, 2, 1]);
    rows.toggle('not begun 2');
    expect(rows.reveal('4')).toBe(true);
    expect(rows.indexOf('4')).toBe(4);
    // Those that are not kept any more go one by one.
    rows.update(state({ finished: finished.slice(2) }));
    expect(numbers(rows)).toEqual([6, 3, '2 notBegun', 5, 4]);
    rows.update(state({ finished: finished.slice(4) }));
    expect(numbers(rows)).toEqual([6, 5]);
    rows.update(state({ finished, order: by('Timeline') }));
    expect(numbers(rows)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

test('a row that comes is taken in without a look at the thousands before it', () => {
  let looks = 0;
  const order = by('Error');
  const watched = (at: number) =>
    new Proxy(ended(at, at % 7), {
      get: (row, key) => {
        looks += 1;
        return Reflect.get(row, key);
      },
    });
  const finished = Array.from({ length: 20_000 }, (_, at) => watched(at));
  const rows = new TableRows();
  rows.update(state({ finished, order }));
  looks = 0;
  rows.update(state({ finished: [...finished, watched(20_000)], order }));
  expect(rows.count).toBe(20_001);
  expect(looks).toBeLessThan(500);
});

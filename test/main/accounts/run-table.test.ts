/** The Actions table of a run: order, folds and chips over all of its rows, page by page. */
import { describe, expect, test } from 'vitest';
import { type EndedRows, endedRowsOf } from '../../../main/accounts/ended-rows.ts';
import { RunTable } from '../../../main/accounts/run-table.ts';
import { type ActionRow, NO_STATS } from '../../../preload/actions.ts';
import {
  RUN_SORTS,
  type RunRowsPage,
  type RunRowsQuery,
  SORT_KEYS,
} from '../../../preload/run-rows.ts';
import { actionRow } from '../../support/action-rows.ts';

const CLIPS: ReadonlySet<string> = new Set(['c']);
const QUERY: RunRowsQuery = {
  runId: null,
  sort: 'ended',
  isDescending: true,
  filter: 'all',
  clipIds: null,
  openFolds: [],
  from: 0,
  count: 500,
  places: [],
};
const trackPlace = (trackId: string) => (trackId === 'gone' ? null : trackId.length);

/** Number `at` began so many frames late at `at` tenths of a second; no two are of one clip. */
function ended(at: number, late = 0, values: Partial<ActionRow> = {}): ActionRow {
  const requestedFrame = 500 + at * 4_800;
  const times = { requestedFrame, actualFrame: requestedFrame + late };
  const names = { name: `sound ${at}`, clipId: `c ${at}` };
  return actionRow({ id: at, requestNumber: at, ...names, ...times, ...values });
}

function sourceOf(rows: readonly ActionRow[]): EndedRows {
  return endedRowsOf(() => rows, { runId: 'r', audible: 'device', context: null, trackPlace });
}

function pageOf(rows: readonly ActionRow[], query: Partial<RunRowsQuery> = {}, clips = CLIPS) {
  return new RunTable(sourceOf(rows)).page({ ...QUERY, ...query }, clips);
}

/** Request numbers of rows, and in words how many a line folds. */
function numbers({ lines }: RunRowsPage): readonly (number | string)[] {
  return lines.map((line) =>
    line.kind === 'fold' ? `${line.count} ${line.reason}` : line.row.requestNumber,
  );
}

describe('an order', () => {
  const rows = [ended(1, 90), ended(2), ended(3, 40), ended(4, 0, { actualFrame: null })];

  test('is newest first, or by a column up and down, rows without a value last both ways', async () => {
    expect(numbers(await pageOf(rows))).toEqual([4, 3, 2, 1]);
    const by = { sort: 'error', isDescending: false } as const;
    expect(numbers(await pageOf(rows, by))).toEqual([2, 3, 1, 4]);
    expect(numbers(await pageOf(rows, { ...by, isDescending: true }))).toEqual([1, 3, 2, 4]);
    expect(numbers(await pageOf(rows, { sort: 'ended', isDescending: false }))).toEqual([
      1, 2, 3, 4,
    ]);
  });

  test('by any column is over all rows, whichever of them the page has', async () => {
    const many = Array.from({ length: 3_000 }, (_, at) =>
      ended(at + 1, (at * 7_919) % 997, {
        name: `Take ${(at * 31) % 500}`,
        trackId: ['t', 'tt', 'gone'][at % 3] ?? null,
        outcome: at % 2 === 0 ? 'completed' : 'cancelled',
        stats: { ...NO_STATS, blocks: (at * 13) % 77 },
      }),
    );
    for (const sort of RUN_SORTS.filter((each) => each !== 'ended')) {
      const key = (row: ActionRow) => SORT_KEYS[sort](row, trackPlace);
      const expected = many.toSorted((a, b) => {
        const [x, y] = [key(a), key(b)];
        if (x === y) return b.requestNumber - a.requestNumber;
        if (x === null || y === null) return x === null ? 1 : -1;
        return x < y ? -1 : 1;
      });
      const page = await pageOf(many, { sort, isDescending: false, from: 1_400, count: 5 });
      const wanted = expected.slice(1_400, 1_405).map(({ requestNumber }) => requestNumber);
      expect(numbers(page), sort).toEqual(wanted);
      expect(page).toMatchObject({ lineCount: 3_000, from: 1_400, runId: 'r', revision: 3_000 });
    }
  });

  test('takes in rows that come as if all were sorted again', async () => {
    const all = Array.from({ length: 400 }, (_, at) =>
      ended(at + 1, (at * 37) % 101, { name: `n ${(at * 7) % 30}` }),
    );
    for (const sort of ['error', 'name', 'ended'] as const) {
      const rows: ActionRow[] = [];
      const table = new RunTable(sourceOf(rows));
      for (const end of [0, 100, 101, 103, 260, 400]) {
        rows.push(...all.slice(rows.length, end));
        const query = { ...QUERY, sort, isDescending: false };
        const page = await table.page(query, CLIPS);
        expect(numbers(page)).toEqual(numbers(await pageOf(rows, query)));
      }
    }
  });

  test('looks at a row that comes, not at the thousands before it', async () => {
    let looks = 0;
    const rows = Array.from({ length: 20_000 }, (_, at) => ended(at, at % 7));
    const source = sourceOf(rows);
    const facts = (index: number) => {
      looks += 1;
      return source.facts(index);
    };
    const watched = { ...source, facts, rows: source.rows };
    Object.defineProperty(watched, 'count', { get: () => rows.length });
    const table = new RunTable(watched);
    const query = { ...QUERY, sort: 'error', count: 60 } as const;
    await table.page(query, CLIPS);
    looks = 0;
    rows.push(ended(20_000, 3));
    expect((await table.page(query, CLIPS)).lineCount).toBe(20_001);
    expect(looks).toBeLessThan(500);
  });
});

describe('a chip', () => {
  const late = ended(2, 341);
  const dropped = ended(3, 0, { outcome: 'belated', actualFrame: null });
  const rows = [ended(1), late, dropped, ended(4, 0, { clipId: 'c' })];

  test('chooses trouble, or the rows of the selected clip, and all are counted', async () => {
    const trouble = await pageOf(rows, { filter: 'trouble' });
    expect(numbers(trouble)).toEqual([3, 2]);
    expect(trouble.counts).toEqual({ all: 4, trouble: 2, clip: 1 });
    expect(numbers(await pageOf(rows, { filter: 'clip' }))).toEqual([4]);
    const other = await pageOf(rows, { filter: 'clip', sort: 'error' }, new Set(['c 1', 'c 2']));
    expect(numbers(other)).toEqual([2, 1]);
    expect(other.counts).toEqual({ all: 4, trouble: 2, clip: 2 });
  });
});

describe('a line of several rows', () => {
  const notBegun = (at: number, playNumber = 1) =>
    ended(at, 0, {
      outcome: 'cancelled-before-start',
      endedBy: 'stop',
      actualFrame: null,
      playNumber,
    });
  const pass = (at: number, loopPass: number, late = 0, clipId = 'c') =>
    ended(at, late, { clipId, loopPass, name: 'knock' });

  test('folds what one Stop ended before it began, whatever comes between', async () => {
    const stop = (at: number) => ended(at, 0, { type: 'cancel', playNumber: null });
    const rows = [
      ended(1),
      notBegun(2),
      stop(3),
      notBegun(4),
      notBegun(5),
      stop(6),
      notBegun(7, 2),
    ];
    const page = await pageOf(rows);
    expect(numbers(page)).toEqual([7, 6, 3, '3 notBegun', 1]);
    expect(page.lines[3]).toMatchObject({ verdicts: { notBegun: 3 }, timelineFrame: 9_600 });
    const open = await pageOf(rows, { openFolds: ['notBegun 2'] });
    expect(numbers(open)).toEqual([7, 6, 3, '3 notBegun', 5, 4, 2, 1]);
    const keys = open.lines.map((line) => (line.kind === 'row' ? line.foldKey : line.isOpen));
    expect(keys).toEqual([null, null, null, true, 'notBegun 2', 'notBegun 2', 'notBegun 2', null]);
    // A page that begins within it.
    const part = await pageOf(rows, { openFolds: ['notBegun 2'], from: 6, count: 9 });
    expect(part.lines.map((line) => line.kind === 'row' && line.foldKey)).toEqual([
      'notBegun 2',
      null,
    ]);
  });

  test('folds the loop passes of a clip under the worst', async () => {
    const rows = [pass(1, 0), pass(2, 0, 0, 'd'), pass(3, 1, 90), pass(4, 2, 341), pass(5, 3)];
    const page = await pageOf(rows);
    expect(numbers(page)).toEqual([2, '4 loopPasses']);
    expect(page.lines[1]).toMatchObject({
      verdicts: { onTime: 2, late: 2 },
      row: { requestNumber: 4, loopPass: 2 },
      maxErrorSeconds: 341 / 48_000,
    });
    // What an edit began again in the same pass is not another pass.
    expect(numbers(await pageOf([pass(1, 0), pass(2, 0)]))).toEqual([2, 1]);
    expect(numbers(await pageOf(rows, { filter: 'trouble' }))).toEqual(['2 loopPasses']);
  });

  test('folds long stretches on time, but neither short ones nor the newest rows', async () => {
    const rows = Array.from({ length: 400 }, (_, at) => ended(at + 1, at === 60 ? 7 : 0));
    const page = await pageOf(rows);
    // From the newest on: 50 rows, a stretch, the one that is late, and too few for another stretch.
    expect(page.lines.slice(48, 53).map((line) => line.kind)).toEqual([
      'row',
      'row',
      'fold',
      'row',
      'row',
    ]);
    expect(page.lines[50]).toMatchObject({ count: 289, reason: 'onTime', maxErrorSeconds: 0 });
    expect(page.lines[51]).toMatchObject({ row: { requestNumber: 61 } });
    expect(page.lineCount).toBe(50 + 1 + 1 + 60);
    expect(page.counts.all).toBe(400);
    expect(numbers(await pageOf(rows, { sort: 'timeline' })).length).toBe(400);
  });

  test('tells where a row is: its place, or the line that has it', async () => {
    const rows = [ended(1), notBegun(2), notBegun(4), ended(5)];
    const places = ['5', 'notBegun 2', '4', '1', '9', 'none'];
    expect((await pageOf(rows, { places })).places).toEqual([0, 1, 'notBegun 2', 2, null, null]);
    const open = await pageOf(rows, { places, openFolds: ['notBegun 2'] });
    expect(open.places).toEqual([0, 1, 2, 4, null, null]);
  });
});

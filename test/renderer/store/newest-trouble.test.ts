/** What the folded bottom panel says of trouble. */
import { expect, test } from 'vitest';
import type { ActionRow } from '../../../preload/actions.ts';
import { newestTrouble } from '../../../renderer/store/newest-trouble.ts';
import { actionRow } from '../../support/action-rows.ts';

const late = (requestNumber: number, name: string) =>
  actionRow({ requestNumber, name, actualFrame: 1_841 });
const fine = (requestNumber: number) => actionRow({ requestNumber });
const names = (rows: readonly ActionRow[]) =>
  newestTrouble({ finishedActions: rows }).map(({ name }) => name);

test('the newest two rows with trouble are told, newest first, with verdict and time', () => {
  const rows = [late(1, 'bell'), late(2, 'knock'), fine(3), late(4, 'rain'), fine(5)];
  const [newest] = newestTrouble({ finishedActions: rows });
  expect(newest).toMatchObject({ name: 'rain', requestNumber: 4, time: '0:00.021' });
  expect(newest?.verdict).toMatchObject({ text: 'late 7.1 ms', glyph: 'arrow' });
  expect(names(rows)).toEqual(['rain', 'knock']);
});

test('rows that are added later are told beside those before, and good ones change nothing', () => {
  const rows = [late(1, 'bell'), fine(2)];
  expect(names(rows)).toEqual(['bell']);
  const before = newestTrouble({ finishedActions: rows });
  const withGood = [...rows, fine(3)];
  expect(newestTrouble({ finishedActions: withGood })).toBe(before);
  expect(names([...withGood, late(4, 'knock')])).toEqual(['knock', 'bell']);
  // Older rows that were fetched.
  expect(names([late(0, 'rain'), ...rows])).toEqual(['bell', 'rain']);
  // Another session's rows.
  expect(names([fine(1)])).toEqual([]);
  expect(names([])).toEqual([]);
});

test('a take that is complete is no trouble, one with dropouts is', () => {
  const take = (dropouts: number) =>
    actionRow({
      type: 'recordBuffer',
      name: 'Take 1',
      dropouts,
    });
  expect(names([take(0)])).toEqual([]);
  expect(names([take(2)])).toEqual(['Take 1']);
});

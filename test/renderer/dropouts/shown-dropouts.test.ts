/** Which dropouts are listed and marked, by the run in which they came. */
import { expect, test } from 'vitest';
import { NO_DROPOUTS } from '../../../preload/dropouts.ts';
import { chosenDropouts, sortedDropouts } from '../../../renderer/dropouts/dropout-order.ts';
import { idleDropouts, shownDropouts } from '../../../renderer/dropouts/shown-dropouts.ts';
import { inventedDropout } from '../../support/invented-dropout.ts';

const TAKE = { requestNumber: 1, name: 'Take 1', clipId: null, trackId: null, isTake: true };

const dropouts = [
  inventedDropout({ id: 1, runNumber: 1 }),
  inventedDropout({ id: 2, runNumber: null, timelineFrame: null }),
  inventedDropout({ id: 3, runNumber: 2, timelineFrame: 900, direction: 'input', touched: [TAKE] }),
  inventedDropout({ id: 4, runNumber: 2, timelineFrame: 100, frames: 64, direction: 'both' }),
  inventedDropout({ id: 5, runNumber: null, count: 3 }),
  inventedDropout({ id: 6, runNumber: 2, timelineFrame: null, frames: 512 }),
];
const ids = (some: readonly { readonly id: number }[]) => some.map(({ id }) => id);

test('ruler and list have those of the newest run, and the same array while they are the same', () => {
  const dropoutTotals = { ...NO_DROPOUTS, runNumber: 2, outsideRuns: 3 };
  const shown = shownDropouts({ dropouts, dropoutTotals });
  expect(ids(shown)).toEqual([3, 4, 6]);
  expect(shownDropouts({ dropouts, dropoutTotals: { ...dropoutTotals } })).toBe(shown);
  expect(shownDropouts({ dropouts, dropoutTotals: { ...dropoutTotals, runNumber: 3 } })).toEqual(
    [],
  );
  // Of those outside a run as many as were counted since it began.
  expect(ids(idleDropouts({ dropouts, dropoutTotals }))).toEqual([5]);
});

test('the list is sorted by any column, what has nothing to compare last, and chosen by its chips', () => {
  const ofRun = dropouts.filter(({ runNumber }) => runNumber === 2);
  const sorted = (column: 'place' | 'frames', isDescending = false) =>
    ids(sortedDropouts(ofRun, { column, isDescending }));
  expect(sorted('place')).toEqual([4, 3, 6]);
  expect(sorted('place', true)).toEqual([3, 4, 6]);
  expect(sorted('frames', true)).toEqual([6, 4, 3]);
  const chosen = (filter: Parameters<typeof chosenDropouts>[0]) =>
    ids(chosenDropouts(filter, ofRun, [dropouts[4] as (typeof dropouts)[0]]));
  expect(chosen('input')).toEqual([3, 4]);
  expect(chosen('output')).toEqual([4, 6]);
  expect(chosen('inTakes')).toEqual([3]);
  expect(chosen('idle')).toEqual([5]);
});

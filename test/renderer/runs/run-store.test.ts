/** Which run is shown. */
import { beforeEach, expect, test } from 'vitest';
import {
  chooseRun,
  chosenRun,
  runStore,
  runsNow,
  setRuns,
} from '../../../renderer/runs/run-store.ts';
import { inventedRun } from '../../support/invented-run.ts';

const shown = () => chosenRun(runsNow())?.number;

beforeEach(() => runStore.setState(runStore.getInitialState()));

test('the newest run is shown, and the next one after it', () => {
  setRuns([inventedRun(2), inventedRun(3), inventedRun(1)]);
  expect(runsNow().entries?.map(({ number }) => number)).toEqual([3, 2, 1]);
  chooseRun('run-3');
  setRuns([inventedRun(3), inventedRun(4)]);
  expect(shown()).toBe(4);
});

test('a chosen run stays shown while others come, until it is deleted', () => {
  setRuns([inventedRun(2), inventedRun(3)]);
  chooseRun('run-2');
  setRuns([inventedRun(4), inventedRun(3), inventedRun(2)]);
  expect(shown()).toBe(2);
  setRuns([inventedRun(4), inventedRun(3)]);
  expect(shown()).toBe(4);
});

test('a run that has not changed is the same, so that only others are drawn again', () => {
  setRuns([inventedRun(2), inventedRun(1)]);
  const before = runsNow().entries;
  setRuns([inventedRun(2, { bytes: 30_000 }), inventedRun(1)]);
  const after = runsNow().entries;
  expect(after?.[0]).not.toBe(before?.[0]);
  expect(after?.[1]).toBe(before?.[1]);
});

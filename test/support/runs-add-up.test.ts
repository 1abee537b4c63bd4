import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { summaryOf } from '../../preload/verdict.ts';
import { actionRow } from './action-rows.ts';
import { runsThatDoNotAddUp } from './runs-add-up.ts';
import { putRun, runHeader } from './written-run.ts';

test('a run whose end counts other actions than it has is told, wherever it lies', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-sums-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  expect(await runsThatDoNotAddUp(folder)).toEqual([]);
  const end = { type: 'end', reason: 'stopped', wallTime: 0, seconds: 1 } as const;
  const endOf = (onTime: number) => [
    { ...end, summary: { ...summaryOf([]), onTime }, dropouts: 0, outages: 0 },
  ];
  const rows = [actionRow({ requestNumber: 1 }), actionRow({ requestNumber: 2, type: 'cancel' })];
  const runs = path.join(folder, 'user data', 'Session.rtmix', 'runs');
  putRun(runs, runHeader(1), rows, endOf(1));
  expect(await runsThatDoNotAddUp(folder)).toEqual([]);
  putRun(runs, runHeader(2), rows, endOf(2));
  expect(await runsThatDoNotAddUp(folder)).toEqual([
    'run 2-0a1b2c3d has 1 actions, its end counts 2',
    'run 2-0a1b2c3d: its end and its report count onTime 2 and 1',
  ]);
});

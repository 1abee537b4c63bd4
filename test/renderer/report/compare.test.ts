/** Two runs side by side. */
import { expect, test } from 'vitest';
import { comparedFigures, setupDifferences } from '../../../renderer/report/compare.ts';
import { comparedErrorTable } from '../../../renderer/report/error-plot.ts';
import { entryOfNumber } from '../../../renderer/report/run-list.tsx';
import { exampleHeader } from '../../support/example-run.ts';
import { inventedReport } from '../../support/invented-report.ts';
import { inventedRun, inventedSummary } from '../../support/invented-run.ts';

const first = inventedReport();
const second = inventedReport({
  summary: inventedSummary({ onTime: 90, late: 4, ranDry: 6 }),
  seconds: 201.5,
  plots: { ...first.plots, load: [], errors: { ...first.plots.errors, mean: null } },
});

test('every verdict that one of them has is compared, with its difference', () => {
  const rows = new Map(comparedFigures(first, second).map((row) => [row.name, row]));
  expect(rows.get('On time')).toMatchObject({ first: '96', second: '90', difference: '+6' });
  expect(rows.get('Ran dry')).toMatchObject({ first: '0', second: '6', difference: '−6' });
  expect(rows.get('Muted')).toMatchObject({ difference: '+2' });
  expect(rows.has('Stopped')).toBe(false);
  expect(rows.get('Actions')).toMatchObject({ difference: '0', isSame: true });
  expect(rows.get('Length')?.difference).toBe('−0:01.500');
});

test('what one of them does not know has no difference', () => {
  const rows = new Map(comparedFigures(first, second).map((row) => [row.name, row]));
  expect(rows.get('Worst block')).toMatchObject({ first: '61 %', second: '–', difference: '–' });
  expect(rows.get('Mean error')).toMatchObject({ second: '–', difference: '–' });
});

test('another set-up is told before figures are compared', () => {
  const header = exampleHeader();
  const other = inventedReport({
    header: { ...header, device: { ...header.device, hostApi: 'ALSA', blockSize: 512 } },
  });
  expect(setupDifferences(first, second)).toEqual([]);
  expect(setupDifferences(first, other)).toEqual(['host API JACK, ALSA', 'block 256, 512']);
});

test('errors of both are in one table by shares', () => {
  const { errors } = first.plots;
  const { heads, rows } = comparedErrorTable(['Run 1', errors], ['Run 2', errors]);
  expect(heads).toEqual(['Error', 'Run 1', 'Run 2']);
  expect(rows).toHaveLength(errors.counts.length);
  expect(rows.every(([, one, two]) => one === two)).toBe(true);
});

test('typed digits find the run of that number, else one that begins so', () => {
  const entries = [inventedRun(120), inventedRun(12), inventedRun(3)];
  expect(entryOfNumber(entries, '12')?.number).toBe(12);
  expect(entryOfNumber(entries, '1')?.number).toBe(120);
  expect(entryOfNumber(entries, '7')).toBeUndefined();
});

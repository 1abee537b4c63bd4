/** What the plots of a report draw. */
import { describe, expect, test } from 'vitest';
import { errorSpec, errorTable } from '../../../renderer/report/error-plot.ts';
import { pointAtKey } from '../../../renderer/report/plot-cursor.tsx';
import {
  errorCount,
  errorDensity,
  errorRange,
  LEAST_LATENESS,
  latenessHeight,
  latenessLines,
  latenessRange,
  loadLines,
  percentText,
  signedSmallTime,
  thinnedLoad,
  tickText,
  timeTicks,
  worstLoad,
  worstPoints,
} from '../../../renderer/report/plot-data.ts';
import {
  dropoutsSpec,
  dropoutsTable,
  latenessSpec,
  latenessTable,
  loadSpec,
  loadTable,
} from '../../../renderer/report/run-plots.ts';
import { inventedReport } from '../../support/invented-report.ts';

const report = inventedReport();
const { errors, lateness } = report.plots;

describe('the distribution of errors', () => {
  test('shows both lines of half a frame and every bin', () => {
    const [from, to] = errorRange([errors]);
    expect(from).toBeLessThan(-errors.halfFrame);
    expect(to).toBeGreaterThan(errors.from + errors.binWidth * errors.counts.length);
  });

  test('of runs of different sizes compares by shares', () => {
    const double = { ...errors, counts: errors.counts.map((count) => count * 2), above: 2 };
    const heights = (histogram: typeof errors) =>
      errorDensity(histogram).map(({ count }) => count.toFixed(6));
    expect(heights(double)).toEqual(heights(errors));
    expect(errorCount(double)).toBe(2 * errorCount(errors));
  });

  test('has all of its actions in its table', () => {
    const counts = errorTable(errors).rows.map((cells) => Number(cells[1]));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(errorCount(errors));
  });
});

describe('lateness', () => {
  const point = { seconds: 0, verdict: 'onTime', name: 'a', label: null } as const;

  test('that is early or none lies on the lowest line, and an unknown one at the top', () => {
    const height = (latenessSeconds: number | null) =>
      latenessHeight({ ...point, latenessSeconds }, 0.2);
    expect(height(-0.5)).toBe(LEAST_LATENESS);
    expect(height(0.007)).toBe(0.007);
    expect(height(null)).toBe(0.2);
    expect(latenessRange(lateness)[1]).toBeGreaterThan(0.214);
  });

  test('has lines up to the latest action', () => {
    expect(latenessLines(0)).toEqual([0.0001, 0.001, 0.01, 0.1]);
    expect(latenessLines(2)).toEqual([0.0001, 0.001, 0.01, 0.1, 1]);
  });

  test('names the worst first, and its table has them however many were on time', () => {
    expect(worstPoints(lateness, 1).map(({ name }) => name)).toEqual(['bell']);
    const many = Array.from({ length: 2_000 }, () => ({ ...point, latenessSeconds: 0 }));
    const plots = { ...report.plots, lateness: [...many, ...lateness] };
    const table = latenessTable({ plots, seconds: 200 });
    expect(table.rows.flat()).toEqual(expect.arrayContaining(['knock', 'bell']));
    expect(table.rest).toBe('1\u00a0598 more on time; CSV has all.');
  });
});

describe('load', () => {
  const day = Array.from({ length: 86_400 }, (_, second) => ({
    seconds: second,
    meanLoad: 0.1,
    worstLoad: second === 50_001 ? 1.3 : 0.2,
  }));

  test('of a day is thinned to what a plot can show, and keeps its worst block', () => {
    const thinned = thinnedLoad(day);
    expect(thinned.length).toBeLessThanOrEqual(1_000);
    expect(worstLoad(thinned)?.worstLoad).toBe(1.3);
    expect(worstLoad(day)?.seconds).toBe(50_001);
    expect(thinned.every(({ meanLoad }) => Math.abs(meanLoad - 0.1) < 1e-9)).toBe(true);
  });

  test('says in its table that rows stand for several seconds', () => {
    const plots = { ...report.plots, load: day };
    expect(loadTable({ plots, seconds: 86_400 }).rest).toMatch(/JSON has all/);
    expect(loadTable(report).rest).toBeUndefined();
  });

  test('that nobody measured has no worst block', () => {
    expect(worstLoad([])).toBeNull();
  });
});

test('dropouts and outages are in one table, sizes as they are known', () => {
  expect(dropoutsTable(report).rows).toEqual([
    ['0:12.300', 'input', '~128\u00a0fr', 'inferred'],
    ['0:41.055', 'output', '512\u00a0fr', 'reported'],
    ['2:00.000', 'outage', '0:08.000', '–'],
  ]);
});

test('keys go from value to value of a plot, from its first or last one', () => {
  expect(pointAtKey('ArrowRight', null, 5)).toBe(0);
  expect(pointAtKey('ArrowLeft', null, 5)).toBe(4);
  expect(pointAtKey('ArrowRight', 4, 5)).toBe(4);
  expect(pointAtKey('PageDown', 3, 5)).toBe(0);
  expect(pointAtKey('End', 1, 5)).toBe(4);
  expect(pointAtKey('a', 1, 5)).toBeUndefined();
});

test('the values of a plot are told from left to right, with all they say', () => {
  const texts = dropoutsSpec(report).points.map(({ text }) => text);
  expect(texts).toEqual([
    '0:12.300: input, ~128\u00a0fr, inferred',
    '0:41.055: output, 512\u00a0fr, reported',
    '2:00.000: outage, 0:08.000',
  ]);
  for (const { points } of [
    errorSpec(report.plots.errors),
    latenessSpec(report),
    loadSpec(report),
  ]) {
    expect(points.length).toBeGreaterThan(0);
    expect(points.map(({ x }) => x)).toEqual(points.map(({ x }) => x).sort((a, b) => a - b));
  }
});

test('the scale of load has room for its figures, however long the worst block took', () => {
  expect(loadLines(1.15)).toEqual([0.25, 0.5, 0.75, 1]);
  expect(loadLines(4.1)).toEqual([1, 2, 3, 4]);
  expect(loadLines(23)).toEqual([1, 10, 15, 20]);
  for (const top of [1.2, 1.7, 3, 9, 80, 4_000]) expect(loadLines(top).length).toBeLessThan(8);
});

test('times below a plot come in steps that people count in, and end before the end', () => {
  expect(timeTicks(200, 4)).toEqual([0, 60, 120]);
  expect(timeTicks(3, 3)).toEqual([0, 1, 2]);
  expect(timeTicks(0.1, 4).length).toBeGreaterThan(0);
  expect(timeTicks(400_000, 4).length).toBeLessThanOrEqual(5);
  expect([0, 50, 3_720, 0.2].map(tickText)).toEqual(['0:00', '0:50', '1:02:00', '0:00.2']);
});

test('small times and shares have as many decimals as tell them apart', () => {
  const texts = [0, 10.4e-6, -0.00125, 0.5].map(signedSmallTime);
  expect(texts).toEqual(['0.0 µs', '+10.4 µs', '−1.25 ms', '+500 ms']);
  expect([0, 0.034, 0.61, 1.2].map(percentText)).toEqual(['0 %', '3.4 %', '61 %', '120 %']);
});

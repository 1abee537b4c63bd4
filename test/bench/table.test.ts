import { describe, expect, test } from 'vitest';
import { figure, margin } from './figure.ts';
import { tableOf } from './table.ts';

describe('a figure with a goal', () => {
  const fast = figure('twice as fast', [41, 39, 40], 'times', {
    goal: { bound: 'at least', value: 20 },
    whenMissed: 'the plain loop: 30',
  });
  const slow = figure('too slow', [140, 150, 130], '%', { goal: { bound: 'at most', value: 70 } });

  test('is judged by its median', () => {
    expect(margin(fast)).toBe(2);
    expect(margin(slow)).toBe(0.5);
    expect(margin(figure('without', [1], 'ms'))).toBeNull();
  });

  test('says in the table whether it is met', () => {
    expect(tableOf([fast])).toMatch(/39 to 41 of 3\s+goal: at least 20, met$/);
    expect(tableOf([slow])).toMatch(/goal: at most 70, MISSED$/);
  });

  test('says what to know when it is missed', () => {
    const missed = { ...fast, value: 10 };
    expect(tableOf([missed])).toContain('MISSED; the plain loop: 30');
  });

  test('stays out of the table when it is a detail', () => {
    const detail = figure('part of another', [1], 'ms', { isDetail: true });
    expect(tableOf([fast, detail]).split('\n')).toHaveLength(1);
  });
});

test('a figure says what it was before', () => {
  const faster = figure('faster', [3], 'ms', { goal: { bound: 'at most', value: 4 }, before: 30 });
  expect(tableOf([faster])).toMatch(/before: 30, goal: at most 4, met$/);
});

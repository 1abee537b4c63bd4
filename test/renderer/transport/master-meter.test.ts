/** The master's meter: its scale, its peak, and its lights of overs. */
import { expect, test } from 'vitest';
import {
  NO_PEAK,
  peakAfter,
  peakForgotten,
  sidePeak,
} from '../../../renderer/store/master-peak.ts';
import { meterPart } from '../../../renderer/ui/meter-scale.ts';

const overs = (...clippedSamples: number[]) => ({ clippedSamples });

test('full scale fills the bar, loud levels have more room than soft ones', () => {
  expect(meterPart(0)).toBe(1);
  expect(meterPart(3)).toBe(1);
  expect(meterPart(-60)).toBe(0);
  expect(meterPart(-12)).toBeCloseTo(0.7, 2);
  expect(meterPart(-48)).toBeCloseTo(0.076, 3);
});

test('outputs share the two bars, a single one has both', () => {
  expect([sidePeak([0.1, 0.2, 0.3], 0), sidePeak([0.1, 0.2, 0.3], 1)]).toEqual([0.3, 0.2]);
  expect([sidePeak([0.4], 0), sidePeak([0.4], 1)]).toEqual([0.4, 0.4]);
  expect(sidePeak([], 0)).toBe(0);
});

test('the highest peak stays until it is clicked', () => {
  const loud = peakAfter(NO_PEAK, [0.9, 0.2], overs(0, 0));
  const soft = peakAfter(loud, [0.1, 0.1], overs(0, 0));
  expect(soft.peak).toBe(0.9);
  expect(peakAfter(peakForgotten(soft), [0.1, 0.1], overs(0, 0)).peak).toBe(0.1);
});

test('the light of an over stays until it is clicked, and is lit by newer overs only', () => {
  const over = peakAfter(NO_PEAK, [1, 0.2], overs(3, 0));
  expect(over.isOver).toEqual([true, false]);
  expect(peakAfter(over, [0.1, 0.1], overs(3, 0)).isOver).toEqual([true, false]);
  const clicked = peakAfter(peakForgotten(over), [0.1, 0.1], overs(3, 0));
  expect(clicked.isOver).toEqual([false, false]);
  expect(peakAfter(clicked, [1, 1], overs(4, 0)).isOver).toEqual([true, false]);
});

test('overs of the next stream light it, too, though they count from 0', () => {
  const clicked = peakForgotten(peakAfter(NO_PEAK, [1, 1], overs(500, 500)));
  const next = peakAfter(clicked, [0.1, 0.1], overs(0, 0));
  expect(next.isOver).toEqual([false, false]);
  expect(peakAfter(next, [1, 1], overs(0, 2)).isOver).toEqual([false, true]);
  expect(peakAfter(clicked, [1, 1], overs(1, 0)).isOver).toEqual([true, false]);
});

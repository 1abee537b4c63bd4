/**
 * What the master's meter keeps until it is clicked: the highest peak, and which sides had samples beyond
 * full scale. Counted from the counters, so that none is missed between two updates.
 */
import type { StreamCounters } from '../../preload/engine.ts';

/** Every second output channel, from the first or the second one: more channels than bars share them. */
export type MeterSide = 0 | 1;

export interface MasterPeak {
  /** Linear; 0 = silence. */
  readonly peak: number;
  readonly isOver: readonly [boolean, boolean];
  /** Overs that are known, of each side; less than them: another stream has begun. */
  readonly seen: readonly [number, number];
}

export const NO_PEAK: MasterPeak = { peak: 0, isOver: [false, false], seen: [0, 0] };

/** The values of one side's channels; of a mono output both sides have the first one. */
export function sideValues(values: ArrayLike<number>, side: MeterSide): readonly number[] {
  const all = Array.from(values);
  if (all.length < 2) return all;
  return all.filter((_, channel) => channel % 2 === side);
}

/** The greatest of one side's channels; 0 = there are none. */
export function sidePeak(outputs: ArrayLike<number>, side: MeterSide): number {
  return sideValues(outputs, side).reduce((most, peak) => Math.max(most, peak), 0);
}

function sideOvers(counters: Pick<StreamCounters, 'clippedSamples'>, side: MeterSide): number {
  return sideValues(counters.clippedSamples, side).reduce((sum, count) => sum + count, 0);
}

/** @param outputs peaks of the output channels, linear */
export function peakAfter(
  before: MasterPeak,
  outputs: ArrayLike<number>,
  counters: Pick<StreamCounters, 'clippedSamples'>,
): MasterPeak {
  const peak = Math.max(before.peak, sidePeak(outputs, 0), sidePeak(outputs, 1));
  const seen = [sideOvers(counters, 0), sideOvers(counters, 1)] as const;
  const isOver = (side: MeterSide) =>
    before.isOver[side] || seen[side] > (seen[side] < before.seen[side] ? 0 : before.seen[side]);
  return { peak, isOver: [isOver(0), isOver(1)], seen };
}

/** After a click. */
export function peakForgotten({ seen }: MasterPeak): MasterPeak {
  return { ...NO_PEAK, seen };
}

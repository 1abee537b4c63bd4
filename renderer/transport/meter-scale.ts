/** The scale of the master's meter. */
import { type Decibels, MIN_GAIN_DB } from '../../preload/units.ts';

/** More room for loud levels than for soft ones. */
const SCALE_POWER = 1.6;

/** The part of the meter's width for a level, 0 to 1. */
export function meterWidth(decibels: Decibels): number {
  const part = (Math.min(0, decibels) - MIN_GAIN_DB) / -MIN_GAIN_DB;
  return Math.max(0, part) ** SCALE_POWER;
}

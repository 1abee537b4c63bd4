/** The scale of level meters. */
import { type Decibels, MIN_GAIN_DB } from '../../preload/units.ts';

/** More room for loud levels than for soft ones. */
const SCALE_POWER = 1.6;

/** The part of a bar's length for a level, 0 to 1; full scale fills it. */
export function meterPart(decibels: Decibels): number {
  const part = (Math.min(0, decibels) - MIN_GAIN_DB) / -MIN_GAIN_DB;
  return Math.max(0, part) ** SCALE_POWER;
}

/** What one bar of a level meter shows: it rises at once, falls by itself, and holds its peak for a while.
 * Levels in dB, times in milliseconds. */
import { type Decibels, MIN_GAIN_DB } from '../../preload/units.ts';

const FALL_DB_PER_SECOND = 20;
/** After Stop: what the meter still shows is no level any more. */
const STOPPED_FALL_DB_PER_SECOND = 150;
const HOLD_MILLISECONDS = 2_000;

export class MeterLevel {
  #levelDb: Decibels = MIN_GAIN_DB;
  #rmsDb: Decibels = MIN_GAIN_DB;
  #heldDb: Decibels = MIN_GAIN_DB;
  #newestDb: Decibels = MIN_GAIN_DB;
  #newestRmsDb: Decibels = MIN_GAIN_DB;
  #heldSince: number;
  #last: number;

  constructor(now: number) {
    this.#last = now;
    this.#heldSince = now;
  }

  get levelDb(): Decibels {
    return this.#levelDb;
  }

  /** MIN_GAIN_DB beside a level: not known. */
  get rmsDb(): Decibels {
    return this.#rmsDb;
  }

  get heldDb(): Decibels {
    return this.#heldDb;
  }

  /** Nothing moves any more until the next peak. */
  get isAtRest(): boolean {
    return Math.max(this.#levelDb, this.#rmsDb, this.#heldDb) <= MIN_GAIN_DB;
  }

  observe(peakDb: Decibels, rmsDb: Decibels = MIN_GAIN_DB): void {
    this.#newestDb = Math.max(this.#newestDb, peakDb);
    this.#newestRmsDb = Math.max(this.#newestRmsDb, rmsDb);
  }

  advance(now: number, isStopped: boolean): void {
    const perSecond = isStopped ? STOPPED_FALL_DB_PER_SECOND : FALL_DB_PER_SECOND;
    const fall = ((now - this.#last) / 1_000) * perSecond;
    this.#last = now;
    this.#levelDb = Math.max(this.#newestDb, this.#levelDb - fall, MIN_GAIN_DB);
    this.#rmsDb = Math.max(this.#newestRmsDb, this.#rmsDb - fall, MIN_GAIN_DB);
    this.#newestDb = MIN_GAIN_DB;
    this.#newestRmsDb = MIN_GAIN_DB;
    if (this.#levelDb >= this.#heldDb) {
      this.#heldDb = this.#levelDb;
      this.#heldSince = now;
    } else if (isStopped || now - this.#heldSince > HOLD_MILLISECONDS) {
      this.#heldDb = Math.max(this.#levelDb, this.#heldDb - fall);
    }
  }
}

/**
 * Load, block sizes and dropouts over the last two minutes, for the charts: four points a
 * second, however often updates come.
 */
import type { StreamCounters } from '../../preload/engine.ts';

export interface HistoryPoint {
  /** Seconds on the page's own clock. */
  readonly atSeconds: number;
  readonly load: number;
  readonly minBlockSize: number;
  readonly maxBlockSize: number;
  /** Since the last point. */
  readonly dropouts: number;
}

const POINTS_PER_SECOND = 4;
const KEPT_SECONDS = 120;

let points: readonly HistoryPoint[] = [];
/** Since the last point. */
let waitingDropouts = 0;
let highest = { streamNumber: 0, load: 0 };

export function historyNow(): readonly HistoryPoint[] {
  return points;
}

/** The highest load of a block of the present stream; 0...1, may exceed 1. */
export function highestLoad(): number {
  return highest.load;
}

/** @param newDropouts told since the last update, of any stream */
export function recordHistory(
  counters: StreamCounters | undefined,
  streamNumber: number,
  newDropouts = 0,
): void {
  waitingDropouts += newDropouts;
  if (counters === undefined) return;
  const before = highest.streamNumber === streamNumber ? highest.load : 0;
  // The smoothed load tells something where the driver's blocks are not timed.
  const load = Math.max(counters.load, counters.worstLoad);
  highest = { streamNumber, load: Math.max(before, load) };
  const atSeconds = performance.now() / 1000;
  const last = points.at(-1);
  if (last !== undefined && atSeconds - last.atSeconds < 1 / POINTS_PER_SECOND) return;
  const point: HistoryPoint = {
    atSeconds,
    load: counters.load,
    minBlockSize: counters.minBlockSize,
    maxBlockSize: counters.maxBlockSize,
    dropouts: waitingDropouts,
  };
  waitingDropouts = 0;
  points = [...points.filter((old) => old.atSeconds > atSeconds - KEPT_SECONDS), point];
}

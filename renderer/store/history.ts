/**
 * Load, block sizes and dropouts over the last two minutes, for the charts: four points a
 * second, however often updates come.
 */
import { reportedDropouts } from '../../preload/actions.ts';
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
let lastTotal = 0;
let lastStreamNumber = 0;
let highest = { streamNumber: 0, load: 0 };

export function historyNow(): readonly HistoryPoint[] {
  return points;
}

/** The highest load that was told of the present stream; 0...1, may exceed 1. */
export function highestLoad(): number {
  return highest.load;
}

/** Reported by the driver, and inferred from its clock. */
export function totalDropouts(counters: StreamCounters): number {
  return reportedDropouts(counters) + counters.inferredDropouts;
}

export function recordHistory(counters: StreamCounters | undefined, streamNumber: number): void {
  if (counters === undefined) return;
  const before = highest.streamNumber === streamNumber ? highest.load : 0;
  highest = { streamNumber, load: Math.max(before, counters.load) };
  const atSeconds = performance.now() / 1000;
  const last = points.at(-1);
  if (last !== undefined && atSeconds - last.atSeconds < 1 / POINTS_PER_SECOND) return;
  const total = totalDropouts(counters);
  const isReset = streamNumber !== lastStreamNumber || total < lastTotal;
  const point: HistoryPoint = {
    atSeconds,
    load: counters.load,
    minBlockSize: counters.minBlockSize,
    maxBlockSize: counters.maxBlockSize,
    dropouts: isReset ? total : total - lastTotal,
  };
  lastTotal = total;
  lastStreamNumber = streamNumber;
  points = [...points.filter((old) => old.atSeconds > atSeconds - KEPT_SECONDS), point];
}

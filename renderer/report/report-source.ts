/** Reports as main makes them, read for as long as they are shown. */
import { useEffect, useState } from 'react';
import type { Failure } from '../../preload/outcome.ts';
import type { ReportModel } from '../../preload/report.ts';
import type { RunListEntry } from '../../preload/run.ts';
import { bridge } from '../store/bridge.ts';

/** A report of a run that goes on takes no more than this share of the time. */
const READING_SHARE = 0.1;

/** The account of a run that goes on is read whole for each report: of a longer one once. */
const MOST_LIVE_BYTES = 4 * 2 ** 20;

/** Its report is read again when the run has ended. */
export function isLongAndRunning({ state, bytes }: RunListEntry): boolean {
  return state === 'running' && bytes > MOST_LIVE_BYTES;
}

export interface ShownReport {
  readonly runId: string;
  /** null = it could not be read. */
  readonly model: ReportModel | null;
  readonly failure: Failure | null;
  /** What of the run it was made of. */
  readonly stand: string;
}

/** What changes with a run's account. */
export function standOf(entry: RunListEntry): string {
  const { runId, state, bytes, seconds, dropouts } = entry;
  return JSON.stringify([runId, state, bytes, seconds, dropouts]);
}

/** Ended runs do not change: those that were looked at last are not read again. */
const KEPT_REPORTS = 6;
const kept = new Map<string, ShownReport>();
let pauseUntil = 0;

async function readReport(entry: RunListEntry): Promise<ShownReport> {
  const stand = standOf(entry);
  const known = kept.get(stand);
  if (known !== undefined) return known;
  const begun = performance.now();
  const outcome = await bridge().report({ runId: entry.runId });
  pauseUntil = performance.now() + (performance.now() - begun) / READING_SHARE;
  const { runId } = entry;
  if (!outcome.ok) return { runId, model: null, failure: outcome, stand };
  const report = { runId, model: outcome.value, failure: null, stand };
  if (entry.state !== 'running') keepReport(report);
  return report;
}

function keepReport(report: ShownReport): void {
  kept.set(report.stand, report);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_REPORTS && oldest !== undefined) kept.delete(oldest);
}

/** The report of a run, and the newest one while it goes on; null = it is being read. */
export function useReport(entry: RunListEntry | null): ShownReport | null {
  const [shown, setShown] = useState<ShownReport | null>(null);
  const stand = entry === null ? '' : standOf(entry);
  // The entry belongs to its stand.
  // biome-ignore lint/correctness/useExhaustiveDependencies: nothing else of it changes the report.
  useEffect(() => {
    if (entry === null) return;
    let isOver = false;
    let isReading = false;
    const read = () => {
      isReading = true;
      void readReport(entry).then((report) => {
        isReading = false;
        if (!isOver) setShown(report);
      });
    };
    const isSameRun = shown?.runId === entry.runId;
    if (isSameRun && isLongAndRunning(entry)) return;
    const wait = isSameRun && entry.state === 'running' ? pauseUntil - performance.now() : 0;
    const timer = setTimeout(read, Math.max(0, wait));
    return () => {
      isOver = true;
      clearTimeout(timer);
      // Nobody waits for it any more; of a long run it is work for seconds.
      if (isReading) void bridge().cancelReport({ runId: entry.runId, format: null });
    };
  }, [stand]);
  return entry !== null && shown?.runId === entry.runId ? shown : null;
}

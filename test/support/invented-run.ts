/** Runs of the list of runs, for tests of what shows them. */
import type { RunListEntry } from '../../preload/run.ts';
import { summaryOf, type VerdictKind, type VerdictSummary } from '../../preload/verdict.ts';
import { EXAMPLE_DEVICE } from './example-run.ts';

/** So many actions of each verdict. */
export function inventedSummary(counts: Partial<Record<VerdictKind, number>>): VerdictSummary {
  return { ...summaryOf([]), ...counts };
}

/** Run `number`, ended after 3:20, all of its actions on time. */
export function inventedRun(number: number, values: Partial<RunListEntry> = {}): RunListEntry {
  return {
    runId: `run-${number}`,
    number,
    name: null,
    isPinned: false,
    kind: 'timeline',
    wallTime: Date.UTC(2026, 10, 30, 12, number),
    audible: 'device',
    device: EXAMPLE_DEVICE,
    seconds: 200,
    state: 'ended',
    summary: inventedSummary({ onTime: 40 }),
    dropouts: 0,
    outages: 0,
    bytes: 20_000,
    ...values,
  };
}

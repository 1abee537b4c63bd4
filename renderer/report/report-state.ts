/** What the view Report shows beside the chosen run. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export type RunsTab = 'runs' | 'compare';
export const RUNS_TABS: Readonly<Record<RunsTab, string>> = { runs: 'Runs', compare: 'Compare' };

interface ReportState {
  readonly tab: RunsTab;
  /** The run beside the chosen one in Compare; null = the one before it. */
  readonly comparedRunId: string | null;
  /** The run whose name is typed; null = none. */
  readonly renamedRunId: string | null;
  /** The run that may be deleted after a question; null = none. */
  readonly deletedRunId: string | null;
}

export const reportStore = createStore<ReportState>(() => ({
  tab: 'runs',
  comparedRunId: null,
  renamedRunId: null,
  deletedRunId: null,
}));

export function changeReport(change: Partial<ReportState>): void {
  reportStore.setState(change);
}

export function useReportState<T>(select: (state: ReportState) => T): T {
  return useStore(reportStore, select);
}

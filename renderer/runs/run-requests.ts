/** What the window asks of main about runs. */
import type { Outcome } from '../../preload/outcome.ts';
import type { ReportFormat, ReportModel } from '../../preload/report.ts';
import type { RunListEntry } from '../../preload/run.ts';
import { bridge } from '../store/bridge.ts';

interface RunRequests {
  readonly runs: (payload: null) => Promise<Outcome<readonly RunListEntry[]>>;
  readonly changeRun: (
    payload: { readonly runId: string } & Partial<Pick<RunListEntry, 'name' | 'isPinned'>>,
  ) => Promise<Outcome<null>>;
  readonly deleteRun: (payload: { readonly runId: string }) => Promise<Outcome<null>>;
  readonly report: (payload: { readonly runId: string }) => Promise<Outcome<ReportModel>>;
  readonly exportReport: (payload: {
    readonly runId: string;
    readonly format: ReportFormat;
  }) => Promise<Outcome<{ readonly path: string | null }>>;
}

/** null where this program keeps no runs. */
export function runRequests(): RunRequests | null {
  const requests = bridge() as Partial<RunRequests>;
  return requests.runs === undefined ? null : (requests as RunRequests);
}

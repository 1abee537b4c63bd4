/** What a thread that makes reports is asked for, and what it answers. */
import type { Outcome } from '../../../preload/outcome.ts';
import type { ReportModel, ReportSubject } from '../../../preload/report.ts';
import type { ExportFormat, ExportOptions } from './exports.ts';

/** How far a piece of work is, in memory that both threads see: cancelled only before it is written. */
export const WORK_STATE = { made: 0, written: 1, cancelled: 2 } as const;

export interface ReportWorkerData {
  /** One of `WORK_STATE`. */
  readonly state: Int32Array;
}

export interface ReportWork {
  /** `runs/` of the session. */
  readonly folder: string;
  readonly runId: string;
  readonly isRunning: boolean;
  readonly result:
    | { readonly kind: 'model'; readonly subject: ReportSubject }
    | {
        readonly kind: 'file';
        readonly file: string;
        readonly format: ExportFormat;
        readonly options: ExportOptions;
      };
}

/** The model, or the path of the file. */
export type ReportResult = ReportModel | string;

export type ReportAnswer =
  | { readonly kind: 'read'; readonly share: number }
  | { readonly kind: 'done'; readonly outcome: Outcome<ReportResult> };

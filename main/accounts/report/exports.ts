/** The files that a report becomes, by one function for the window and the command line. Pure. */
import { REPORT_FORMATS, type ReportFormat, type ReportSubject } from '../../../preload/report.ts';
import type { RunAccount, RunHeader } from '../../../preload/run.ts';
import { bidsEvents } from './events.ts';
import { reportHtml } from './html.ts';
import { reportJson } from './json.ts';
import { type JudgedRun, judgedRun } from './judged.ts';
import { reportOfJudged } from './report.ts';
import { reportCsv } from './table.ts';
import { accountWithoutPaths } from './without-paths.ts';

/** What can be written; `txt` is the Methods paragraph alone. */
export type ExportFormat = ReportFormat | 'txt';
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  ...(Object.keys(REPORT_FORMATS) as ReportFormat[]),
  'txt',
];

export interface ExportOptions {
  /** Given to the run by a person; null = none. */
  readonly name: string | null;
  /** JSON names the files of sounds with their folders. */
  readonly withPaths: boolean;
  /** BIDS also has what was not heard. */
  readonly withUnheard: boolean;
}

export const PLAIN_EXPORT: ExportOptions = { name: null, withPaths: false, withUnheard: false };

export interface ExportedFile {
  /** With which the name of the file is to end in place of the chosen one's ending; null = the chosen name. */
  readonly ending: string | null;
  readonly content: string;
}

/** The first file is the one that a name is chosen for. */
export function exportedFiles(
  account: RunAccount,
  format: ExportFormat,
  { name, withPaths, withUnheard }: ExportOptions,
): readonly ExportedFile[] {
  const mayHavePaths = format === 'json' && withPaths;
  const run = judgedRun(mayHavePaths ? account : accountWithoutPaths(account));
  const subject: ReportSubject = { name, nowWallTime: null };
  if (format !== 'tsv') {
    const content = contentOf(run, format, subject, mayHavePaths);
    return [{ ending: null, content }];
  }
  const { table, sidecar } = bidsEvents(run, withUnheard);
  return [
    { ending: null, content: table },
    { ending: '.json', content: sidecar },
  ];
}

function contentOf(
  run: JudgedRun,
  format: Exclude<ExportFormat, 'tsv'>,
  subject: ReportSubject,
  withPaths: boolean,
): string {
  switch (format) {
    case 'html':
      return reportHtml(run, subject);
    case 'json':
      return reportJson(run, subject, withPaths);
    case 'csv':
      return reportCsv(run);
    case 'txt':
      return `${reportOfJudged(run, subject).methods}\n`;
  }
}

/** `Reaction pilot 3, run 14.html`; a name of BIDS for its events. */
export function suggestedName(
  { sessionName, number }: Pick<RunHeader, 'sessionName' | 'number'>,
  format: ExportFormat,
): string {
  if (format === 'tsv') {
    const task = sessionName.normalize('NFKD').replace(/[^A-Za-z0-9]/g, '');
    return `task-${task === '' ? 'session' : task}_run-${number}_events.tsv`;
  }
  const stem = sessionName.replace(/[\p{Cc}<>:"/\\|?*]+/gu, ' ').trim();
  return `${stem === '' ? 'session' : stem.slice(0, 80)}, run ${number}.${format}`;
}

/** Makes and writes reports of runs on a thread of its own, however long the runs are. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Failure, type Outcome, success } from '../../../preload/outcome.ts';
import { failureOf } from '../../failure-of.ts';
import { readRun } from '../runs/run-reader.ts';
import { exportedFiles } from './exports.ts';
import { reportOf } from './report.ts';
import {
  type ReportAnswer,
  type ReportResult,
  type ReportWork,
  type ReportWorkerData,
  WORK_STATE,
} from './report-work.ts';
import { saveReport } from './save-report.ts';

const port = parentPort;
if (port === null) throw new Error('This is a thread of the main process.');
const { state } = workerData as ReportWorkerData;

port.on('message', (work: ReportWork) => {
  void done(work).then((outcome) => answer({ kind: 'done', outcome }));
});

function answer(message: ReportAnswer): void {
  port?.postMessage(message);
}

async function done(work: ReportWork): Promise<Outcome<ReportResult>> {
  try {
    return await resultOf(work);
  } catch (error) {
    const { code, message }: Failure = failureOf(error);
    return { ok: false, code, message };
  }
}

async function resultOf({ folder, runId, isRunning, result }: ReportWork) {
  const onRead = (share: number) => answer({ kind: 'read', share });
  const account = await readRun(folder, runId, isRunning, onRead);
  if (!account.ok) return account;
  if (result.kind === 'model') return success(reportOf(account.value, result.subject));
  const files = exportedFiles(account.value, result.format, result.options);
  const before = Atomics.compareExchange(state, 0, WORK_STATE.made, WORK_STATE.written);
  // The thread is about to be ended.
  if (before === WORK_STATE.cancelled) return success(result.file);
  return saveReport(result.file, files);
}

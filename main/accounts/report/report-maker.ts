/**
 * Reports for people who wait: made and written by threads, so that neither sound nor window feels them. What
 * takes longer tells how far it is, and can be cancelled until it is written.
 */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { failure, type Outcome } from '../../../preload/outcome.ts';
import type { ReportFormat, ReportJob, ReportModel } from '../../../preload/report.ts';
import { failureOf } from '../../failure-of.ts';
import { wallTimeNow } from '../runs/run-dates.ts';
import type { RunStore } from '../runs/run-store.ts';
import { PLAIN_EXPORT } from './exports.ts';
import {
  type ReportAnswer,
  type ReportResult,
  type ReportWork,
  type ReportWorkerData,
  WORK_STATE,
} from './report-work.ts';

/** Beside the bundle of main, or beside this source. */
const THREAD_FILE =
  import.meta.dirname === undefined
    ? path.join(__dirname, 'report-thread.cjs')
    : path.join(import.meta.dirname, 'report-thread.ts');
/** Work that takes longer is told. */
const TOLD_MILLISECONDS = 250;
/** A thread without work ends after this time; starting one takes a tenth of a second. */
const IDLE_MILLISECONDS = 10_000;

const CANCELLED = failure('job-cancelled', 'The report was cancelled.');

interface ReportThread {
  readonly worker: Worker;
  readonly state: Int32Array;
  /** Ends it; null = it works. */
  idle: NodeJS.Timeout | null;
  onAnswer: (answer: ReportAnswer) => void;
  /** It has ended by itself. */
  onFault: (error: Error) => void;
}

interface OpenJob {
  job: ReportJob;
  readonly thread: ReportThread;
  isTold: boolean;
  readonly end: (outcome: Outcome<ReportResult>) => void;
}

export interface ReportMakerOptions {
  /** `runs/` of the session. */
  readonly folder: string;
  readonly runs: Pick<RunStore, 'prepare'>;
  /** What is waited for has changed. */
  readonly onJobs: (jobs: readonly ReportJob[]) => void;
}

export class ReportMaker {
  readonly #options: ReportMakerOptions;
  readonly #open = new Set<OpenJob>();
  #idle: ReportThread | null = null;
  #isClosed = false;

  constructor(options: ReportMakerOptions) {
    this.#options = options;
  }

  /** Those that take long enough to be told, the first one first. */
  get jobs(): readonly ReportJob[] {
    return [...this.#open].filter(({ isTold }) => isTold).map(({ job }) => job);
  }

  /** As it is shown. Codes: those of `readRun`; `job-cancelled`; `out-of-memory`. */
  async model(runId: string): Promise<Outcome<ReportModel>> {
    const prepared = await this.#options.runs.prepare(runId);
    if (!prepared.ok) return prepared;
    const { name, isRunning } = prepared.value;
    const subject = { name, nowWallTime: wallTimeNow() };
    const work = { runId, isRunning, result: { kind: 'model', subject } as const };
    return this.#work(work, null) as Promise<Outcome<ReportModel>>;
  }

  /** Writes a file; gives its path. Codes as `model`, and those of the system. */
  async write(runId: string, format: ReportFormat, file: string): Promise<Outcome<string>> {
    const prepared = await this.#options.runs.prepare(runId);
    if (!prepared.ok) return prepared;
    const { name, isRunning } = prepared.value;
    const options = { ...PLAIN_EXPORT, name };
    const result = { kind: 'file', file, format, options } as const;
    return this.#work({ runId, isRunning, result }, format) as Promise<Outcome<string>>;
  }

  /** What is written already goes on. @param format null = the report that is to be shown */
  cancel(runId: string, format: ReportFormat | null): void {
    for (const open of [...this.#open]) {
      if (open.job.runId === runId && open.job.format === format) this.#cancel(open);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const waits = [...this.#open].filter((open) => !this.#cancel(open));
    await Promise.all(waits.map(({ thread }) => ended(thread.worker)));
    await this.#endIdle();
  }

  /** False = it is being written. */
  #cancel({ thread, end }: OpenJob): boolean {
    const { made, cancelled } = WORK_STATE;
    if (Atomics.compareExchange(thread.state, 0, made, cancelled) !== made) return false;
    void thread.worker.terminate();
    end(CANCELLED);
    return true;
  }

  #work(
    work: Omit<ReportWork, 'folder'>,
    format: ReportFormat | null,
  ): Promise<Outcome<ReportResult>> {
    if (this.#isClosed) return Promise.resolve(CANCELLED);
    const { promise, resolve } = Promise.withResolvers<Outcome<ReportResult>>();
    const thread = this.#takeThread();
    const tell = setTimeout(() => {
      open.isTold = true;
      this.#tell();
    }, TOLD_MILLISECONDS);
    const open: OpenJob = {
      job: { runId: work.runId, format, share: 0 },
      thread,
      isTold: false,
      end: (outcome) => {
        clearTimeout(tell);
        if (!this.#open.delete(open)) return;
        if (open.isTold) this.#tell();
        resolve(outcome);
      },
    };
    this.#open.add(open);
    thread.onAnswer = (answer) => {
      if (answer.kind === 'done') {
        open.end(answer.outcome);
        this.#keepThread(thread);
        return;
      }
      open.job = { ...open.job, share: answer.share < 1 ? answer.share : null };
      if (open.isTold) this.#tell();
    };
    thread.onFault = (error) => open.end(failureOfThread(error));
    thread.worker.postMessage({ ...work, folder: this.#options.folder } satisfies ReportWork);
    return promise;
  }

  #tell(): void {
    this.#options.onJobs(this.jobs);
  }

  #takeThread(): ReportThread {
    const known = this.#idle;
    this.#idle = null;
    if (known?.idle != null) {
      clearTimeout(known.idle);
      known.idle = null;
      known.worker.ref();
      Atomics.store(known.state, 0, WORK_STATE.made);
      return known;
    }
    const state = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const workerData: ReportWorkerData = { state };
    const worker = new Worker(THREAD_FILE, { workerData, execArgv: [], name: 'reports' });
    const nobody = { idle: null, onAnswer: () => {}, onFault: () => {} };
    const thread: ReportThread = { worker, state, ...nobody };
    worker.on('message', (answer: ReportAnswer) => thread.onAnswer(answer));
    worker.on('error', (error) => thread.onFault(error));
    worker.on('exit', () => thread.onFault(new Error('The thread has ended.')));
    return thread;
  }

  /** For the next work; one is enough. */
  #keepThread(thread: ReportThread): void {
    if (this.#isClosed || this.#idle !== null) {
      void thread.worker.terminate();
      return;
    }
    thread.worker.unref();
    thread.onAnswer = () => {};
    thread.onFault = () => {
      if (this.#idle === thread) this.#idle = null;
    };
    thread.idle = setTimeout(() => void this.#endIdle(), IDLE_MILLISECONDS).unref();
    this.#idle = thread;
  }

  async #endIdle(): Promise<void> {
    const thread = this.#idle;
    this.#idle = null;
    if (thread === null) return;
    if (thread.idle !== null) clearTimeout(thread.idle);
    await thread.worker.terminate();
  }
}

function ended(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.on('exit', () => resolve());
    worker.on('message', ({ kind }: ReportAnswer) => {
      if (kind !== 'done') return;
      void worker.terminate();
      resolve();
    });
  });
}

function failureOfThread(error: Error): Outcome<never> {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return failure(
      'out-of-memory',
      'The report of this run needs more memory than there is. Its account is safe in the session.',
    );
  }
  const { code, message } = failureOf(error);
  return failure(code, `The report could not be made. ${message}`);
}

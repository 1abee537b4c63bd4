/**
 * Keeps a session on disk by a thread of its own: main only hands over what changed, so that its cost
 * does not grow with the session and no disk delays it.
 */

import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { activities } from '../activities.ts';
import type { AppenderReport, AppenderRequest, SystemError } from './appender-thread.ts';
import type { RunFileStep } from './run-files.ts';
import { entryLine, type SessionEntry, type SessionState } from './session-state.ts';
import type { WriterStart } from './session-writer.ts';

/** Beside the bundle of main, or beside this source. */
const THREAD_FILE =
  import.meta.dirname === undefined
    ? path.join(__dirname, 'appender-thread.cjs')
    : path.join(import.meta.dirname, 'appender-thread.ts');
/** A thread that ended by itself is started again so often. */
const MOST_STARTS = 5;

/** A step without its number. */
export type RunFileChange = RunFileStep extends infer Step
  ? Step extends unknown
    ? Omit<Step, 'sequence'>
    : never
  : never;

export interface AppenderOptions {
  readonly start: WriterStart;
  /** As it is now; of the whole session. */
  readonly state: () => Omit<SessionState, 'revision'>;
  /** Everything until now is in a file, which survives the end of the program. */
  readonly onSaved: () => void;
  /** Something could not be written; it is kept and tried again. */
  readonly onFailure: (error: unknown) => void;
  /** The same of a file in `runs/`. */
  readonly onRunFailure: (error: unknown) => void;
  /** For the log. */
  readonly onNote: (what: string, error: unknown) => void;
  /** Removes the cause of a failure if it can; true = it is tried once more at once. */
  readonly mend: (error: unknown) => Promise<boolean>;
}

export class Appender {
  readonly #options: AppenderOptions;
  #worker: Worker | null = null;
  #starts = 0;
  /** The session on disk is unusable, or there is none: the whole one comes first. */
  #isWholeWanted: boolean;
  #revision: number;
  #written: number;
  #leaveSaving = () => {};
  /** Settles when what is to be done about the last failure was done; true = it is tried again. */
  #mending: Promise<boolean> = Promise.resolve(false);
  /** Steps in `runs/` that are not done yet, in their order. */
  #runSteps: RunFileStep[] = [];
  #runStepCount = 0;
  readonly #runListeners: ((sequence: number) => void)[] = [];
  #runWaiters: { readonly sequence: number; readonly resolve: () => void }[] = [];
  #hasRunFailed = false;
  #flushes = 0;
  readonly #flushing = new Map<number, (isDone: boolean) => void>();
  #isClosing = false;
  #closing: Promise<void> | null = null;

  constructor(options: AppenderOptions) {
    this.#options = options;
    this.#isWholeWanted = options.start.snapshot === null;
    this.#revision = options.start.revision;
    this.#written = options.start.revision;
  }

  /** True while something is in no file. */
  get isUnsaved(): boolean {
    return this.#written < this.#revision || this.#runSteps.length > 0;
  }

  /** True while something is waited for. */
  get isBusy(): boolean {
    return this.#flushing.size > 0;
  }

  /** Starts the thread and makes the files of a new session, so that the first entry waits for neither. */
  prepare(): void {
    if (this.#isWholeWanted) this.writeWhole();
    else this.#worker ??= this.#startThread();
    this.#holdProcess();
  }

  /** The state holds the entry already. Returns at once; it is written within 100 ms. */
  append(entry: SessionEntry): void {
    this.#leaveSaving();
    this.#leaveSaving = activities.enter('saving', null);
    this.#revision += 1;
    if (this.#isWholeWanted) this.writeWhole();
    else {
      const line = entryLine(this.#revision, entry);
      this.#post({ kind: 'append', line, revision: this.#revision });
    }
  }

  /** Changes a file in `runs/`, after what was asked before; gives the number of the step. Returns at
   * once; it is done within 100 ms. */
  changeRunFile(change: RunFileChange): number {
    this.#runStepCount += 1;
    const step = { ...change, sequence: this.#runStepCount };
    this.#runSteps.push(step);
    this.#post({ kind: 'run', step });
    return step.sequence;
  }

  /** Resolves when every step in `runs/` up to now is done, on the disk or not yet, or cannot be. */
  runFilesWritten(): Promise<void> {
    if (this.#runSteps.length === 0 || this.#worker === null) return Promise.resolve();
    const sequence = this.#runStepCount;
    return new Promise((resolve) => this.#runWaiters.push({ sequence, resolve }));
  }

  /** Every step in `runs/` up to a number is done. */
  onRunStep(listener: (sequence: number) => void): void {
    this.#runListeners.push(listener);
  }

  /** Writes the whole session in place of what lies there. */
  writeWhole(): void {
    this.#isWholeWanted = false;
    const state = { ...this.#options.state(), revision: this.#revision };
    this.#post({ kind: 'replace', state });
  }

  /** Makes a snapshot of the session on disk; returns at once. */
  fold(): void {
    this.#post({ kind: 'fold' });
  }

  /** Resolves when everything up to now is on the disk; false = it could not be written. */
  async flush(): Promise<boolean> {
    if (this.#isClosing || this.#worker === null) return !this.isUnsaved;
    return this.#ask('flush');
  }

  /** Writes everything, folds and ends the thread. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // Nothing is folded while something cannot be written.
    if (this.#worker !== null && (await this.#ask('flush'))) await this.#ask('settle');
    this.#isClosing = true;
    const worker = this.#worker;
    if (worker === null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    this.#post({ kind: 'close' });
    worker.ref();
    await ended;
  }

  /** What was mended meanwhile is tried again; the third failure is final. */
  async #ask(kind: 'flush' | 'settle'): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      this.#flushes += 1;
      const id = this.#flushes;
      const isDone = await new Promise<boolean>((resolve) => {
        this.#flushing.set(id, resolve);
        this.#post({ kind, id });
      });
      if (isDone || attempt === 3 || !(await this.#mending)) return isDone;
    }
  }

  #post(request: AppenderRequest): void {
    if (this.#isClosing && request.kind !== 'close') return;
    this.#worker ??= this.#startThread();
    this.#worker.postMessage(request);
    this.#holdProcess();
  }

  /** The process does not end before everything is written. */
  #holdProcess(): void {
    if (this.isUnsaved || this.isBusy) this.#worker?.ref();
    else this.#worker?.unref();
  }

  #startThread(): Worker {
    this.#starts += 1;
    const start = { ...this.#options.start, revision: this.#revision };
    const workerData = this.#starts === 1 ? this.#options.start : { ...start, snapshot: null };
    const worker = new Worker(THREAD_FILE, { workerData, execArgv: [], name: 'appender' });
    worker.on('message', (report: AppenderReport) => this.#follow(report));
    worker.on('error', (error) => this.#options.onNote('the appender', error));
    worker.on('exit', () => this.#ended(worker));
    return worker;
  }

  /** By itself: another one writes the whole session. */
  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#isWholeWanted = true;
    const flushing = [...this.#flushing];
    this.#flushing.clear();
    if (this.#isClosing || this.#starts >= MOST_STARTS) {
      this.#answerWaiters(this.#runStepCount);
      for (const [, resolve] of flushing) resolve(false);
      if (!this.#isClosing) this.#options.onFailure(new Error('The appender has ended.'));
      return;
    }
    this.writeWhole();
    for (const step of this.#runSteps) {
      const isAgain = step.kind === 'add' && step.isNew === true;
      this.#post({ kind: 'run', step: isAgain ? { ...step, isNew: 'perhaps' } : step });
    }
    for (const [id, resolve] of flushing) {
      this.#flushing.set(id, resolve);
      this.#post({ kind: 'flush', id });
    }
  }

  #follow(report: AppenderReport): void {
    switch (report.kind) {
      case 'written':
        this.#written = report.revision;
        if (this.#written >= this.#revision) this.#leaveSaving();
        if (this.#written >= this.#revision && !this.#hasRunFailed) this.#options.onSaved();
        break;
      case 'runDone':
        this.#followRuns(report.sequence);
        break;
      case 'runFailed':
        this.#hasRunFailed = true;
        this.#answerWaiters(this.#runStepCount);
        this.#mending = this.#mend(
          errorOf(report.error),
          () => this.#post({ kind: 'retry' }),
          (error) => {
            // It may have been written meanwhile.
            if (this.#hasRunFailed) this.#options.onRunFailure(error);
          },
        );
        break;
      case 'failed':
        this.#mending = this.#mend(errorOf(report.error), () => this.#post({ kind: 'retry' }));
        break;
      case 'wanted':
        this.#mending = this.#mendFolder();
        break;
      case 'noted':
        this.#options.onNote(report.what, errorOf(report.error));
        break;
      case 'flushed':
        this.#flushing.get(report.id)?.(report.isDone);
        this.#flushing.delete(report.id);
        break;
    }
    this.#holdProcess();
  }

  #followRuns(sequence: number): void {
    this.#runSteps = this.#runSteps.filter((step) => step.sequence > sequence);
    for (const listener of this.#runListeners) listener(sequence);
    this.#answerWaiters(sequence);
    if (!this.#hasRunFailed || this.#runSteps.length > 0) return;
    this.#hasRunFailed = false;
    // Edits that wait tell it once they are written.
    if (!this.isUnsaved) this.#options.onSaved();
  }

  #answerWaiters(sequence: number): void {
    const done = this.#runWaiters.filter((waiter) => waiter.sequence <= sequence);
    this.#runWaiters = this.#runWaiters.filter((waiter) => waiter.sequence > sequence);
    for (const { resolve } of done) resolve();
  }

  async #mend(
    error: Error,
    tryAgain: () => void,
    onFailure = this.#options.onFailure,
  ): Promise<boolean> {
    const isMended = await this.#options.mend(error);
    if (isMended) tryAgain();
    else onFailure(error);
    return isMended;
  }

  /** What others removed is made again. */
  async #mendFolder(): Promise<boolean> {
    const error = Object.assign(new Error('The files of the session are gone.'), {
      code: 'ENOENT',
    });
    await this.#options.mend(error);
    this.writeWhole();
    return true;
  }
}

function errorOf({ code, message, stack }: SystemError): Error {
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}

/** The appender's thread: passes messages between main and the writers of the session's files and of its
 * runs. */
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { type RunFileStep, RunFiles } from './run-files.ts';
import type { SessionState } from './session-state.ts';
import { SessionWriter, type WriterStart } from './session-writer.ts';

export type AppenderRequest =
  | { readonly kind: 'append'; readonly line: string; readonly revision: number }
  | { readonly kind: 'replace'; readonly state: SessionState }
  | { readonly kind: 'run'; readonly step: RunFileStep }
  | { readonly kind: 'retry' }
  | { readonly kind: 'fold' }
  | { readonly kind: 'flush'; readonly id: number }
  /** Folds, then flushes. */
  | { readonly kind: 'settle'; readonly id: number }
  | { readonly kind: 'close' };

export type AppenderReport =
  | { readonly kind: 'written'; readonly revision: number }
  | { readonly kind: 'failed'; readonly error: SystemError }
  | { readonly kind: 'wanted' }
  | { readonly kind: 'runDone'; readonly sequence: number }
  | { readonly kind: 'runFailed'; readonly error: SystemError }
  | { readonly kind: 'noted'; readonly what: string; readonly error: SystemError }
  | { readonly kind: 'flushed'; readonly id: number; readonly isDone: boolean };

/** What of an error survives on its way between threads. */
export interface SystemError {
  readonly code: string | undefined;
  readonly message: string;
  readonly stack: string | undefined;
}

const port = parentPort;
if (port === null) throw new Error('This is a thread of the main process.');

const report = (message: AppenderReport) => port.postMessage(message);
const start = workerData as WriterStart;
const noted = (what: string, error: unknown) =>
  report({ kind: 'noted', what, error: systemError(error) });
const writer = new SessionWriter(start, {
  written: (revision) => report({ kind: 'written', revision }),
  failed: (error) => report({ kind: 'failed', error: systemError(error) }),
  wanted: () => report({ kind: 'wanted' }),
  noted,
});
const runs = new RunFiles(path.join(start.root, 'runs'), {
  done: (sequence) => report({ kind: 'runDone', sequence }),
  failed: (error) => report({ kind: 'runFailed', error: systemError(error) }),
  noted,
});

port.on('message', (request: AppenderRequest) => {
  switch (request.kind) {
    case 'append':
      return writer.append(request.line, request.revision);
    case 'replace':
      return writer.replace(request.state);
    case 'run':
      return runs.take(request.step);
    case 'retry':
      writer.retry();
      return runs.retry();
    case 'fold':
      return void writer.fold();
    case 'flush':
      return void flush(request.id);
    case 'settle':
      return void writer.fold().then(() => flush(request.id));
    case 'close':
      writer.close();
      runs.close();
      return port.close();
  }
});

async function flush(id: number): Promise<void> {
  const areRunsDone = await runs.flush();
  const isDone = (await writer.flush()) && areRunsDone;
  report({ kind: 'flushed', id, isDone });
}

function systemError(error: unknown): SystemError {
  const { code, message, stack } = error as NodeJS.ErrnoException;
  return { code, message, stack };
}

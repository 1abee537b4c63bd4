/** The appender's thread: passes messages between main and the writer of the session's files. */
import { parentPort, workerData } from 'node:worker_threads';
import type { SessionState } from './session-state.ts';
import { SessionWriter, type WriterStart } from './session-writer.ts';

export type AppenderRequest =
  | { readonly kind: 'append'; readonly line: string; readonly revision: number }
  | { readonly kind: 'replace'; readonly state: SessionState }
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
const writer = new SessionWriter(workerData as WriterStart, {
  written: (revision) => report({ kind: 'written', revision }),
  failed: (error) => report({ kind: 'failed', error: systemError(error) }),
  wanted: () => report({ kind: 'wanted' }),
  noted: (what, error) => report({ kind: 'noted', what, error: systemError(error) }),
});

port.on('message', (request: AppenderRequest) => {
  switch (request.kind) {
    case 'append':
      return writer.append(request.line, request.revision);
    case 'replace':
      return writer.replace(request.state);
    case 'retry':
      return writer.retry();
    case 'fold':
      return void writer.fold();
    case 'flush':
      return void flush(request.id);
    case 'settle':
      return void writer.fold().then(() => flush(request.id));
    case 'close':
      writer.close();
      return port.close();
  }
});

async function flush(id: number): Promise<void> {
  const isDone = await writer.flush();
  report({ kind: 'flushed', id, isDone });
}

function systemError(error: unknown): SystemError {
  const { code, message, stack } = error as NodeJS.ErrnoException;
  return { code, message, stack };
}

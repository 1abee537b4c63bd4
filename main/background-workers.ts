/**
 * The background workers (take writers, disk readers, journals ...) as the poll loop watches them: each
 * has a state, and what it finds failed it tells at once, with what is safe.
 */
import type { Notices } from './notices.ts';

export interface BackgroundWorker {
  /** For the log file. */
  readonly what: string;
  /** Looks at its state now; does not wait. */
  watch(): void;
}

/** One that fails to be watched spoils nothing of the others. */
export function watchAll(workers: readonly BackgroundWorker[], notices: Notices): void {
  for (const worker of workers) {
    try {
      worker.watch();
    } catch (error) {
      notices.record(`watching ${worker.what}`, error);
    }
  }
}

/**
 * File operations that another program may refuse for a moment. On Windows virus scanners and indexers
 * open what was just written; until they close it, it can be neither renamed nor removed nor made again.
 */
import { rename } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const BUSY: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'EBUSY']);
const FIRST_PAUSE_MS = 10;
const ATTEMPTS = 8;

/** What the operations run on; a test gives its own. */
export interface FileWaiting {
  readonly platform: string;
  pause(milliseconds: number): Promise<void>;
}

const here: FileWaiting = {
  platform: process.platform,
  pause: (milliseconds) => pause(milliseconds),
};

/**
 * Tries the operation until the file is free, at most eight times in 1.3 s; elsewhere than on Windows once.
 * Rejects with the system's error.
 */
export async function whenFree<T>(
  operation: () => Promise<T>,
  { platform, pause: wait }: FileWaiting = here,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await operation();
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (platform !== 'win32' || !BUSY.has(code) || attempt === ATTEMPTS) throw error;
      await wait(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}

/** Renames a file, replacing what is there, as soon as it is free. */
export function renameWhenFree(
  from: string,
  to: string,
  waiting?: FileWaiting,
  system: (from: string, to: string) => Promise<void> = rename,
): Promise<void> {
  return whenFree(() => system(from, to), waiting);
}

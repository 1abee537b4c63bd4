/** A lock of a folder that ends with its process, so that one program at a time writes there. */
import { addon } from '../addon.ts';
import type { AddonFileLock } from '../addon-interface.ts';
import { filePath } from '../argument.ts';

/**
 * Held until it is disposed, collected, or the process ends.
 *
 * @example
 * const path = join(folder, 'lock');
 * {
 *   using lock = await FileLock.take(path, 'the first program');
 *   assert(lock instanceof FileLock);
 *   await assert.rejects(FileLock.take(path, 'the second program'), {
 *     code: 'file-locked',
 *     message: 'It is in use by the first program.',
 *   });
 * }
 * using free = await FileLock.take(path, 'the second program');
 * assert(free instanceof FileLock);
 */
export class FileLock {
  readonly #native: AddonFileLock;

  private constructor(native: AddonFileLock) {
    this.#native = native;
  }

  /**
   * Takes the lock of a file without waiting; makes the file where there is none. Another lock of
   * the same file fails, in this process and in others, whatever path or link led to its folder. The
   * file itself must be no link, and stays when the lock ends. `holder` is written into it: who
   * holds it, in printable ASCII, for the sentence that others get.
   * Rejects with `file-locked`, `file-write-failed` (also where the file system knows no locks),
   * `disk-full`.
   */
  static async take(path: string, holder: string): Promise<FileLock> {
    return new FileLock(await addon().lockFile(filePath(path), String(holder)));
  }

  /** Ends the lock. */
  [Symbol.dispose](): void {
    this.#native.release();
  }
}

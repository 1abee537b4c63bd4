/** A copy of a session, to be played while the session itself is open elsewhere. */
import { constants, cp, lstat } from 'node:fs/promises';
import path from 'node:path';

/** Runs stay with the session, the lock with who holds it. */
const LEFT_OUT = new Set(['runs', 'lock']);

/** Shares the disk's blocks with the original where the file system can. Links are left out: nothing in a session
 * folder is trusted. Rejects with the system's error. */
export async function copySession(root: string, target: string): Promise<void> {
  await cp(root, target, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: async (source) => {
      const relative = path.relative(root, source);
      const [top = ''] = relative.split(path.sep);
      if (LEFT_OUT.has(top) || relative.endsWith('.part')) return false;
      // What a program that works there removed meanwhile is not missed.
      const found = await lstat(source).catch(() => null);
      return found !== null && (found.isFile() || found.isDirectory());
    },
    dereference: false,
    verbatimSymlinks: false,
  });
}

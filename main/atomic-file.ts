/** Atomic writes: after a crash or a power cut a file is either the old or the new one. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { renameWhenFree, whenFree } from './busy-files.ts';

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; there the rename itself is what counts.
  const handle = await open(folder, 'r').catch(() => null);
  if (handle === null) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/** A file that is being written beside the one that it is to replace. */
export interface Replacement {
  readonly handle: FileHandle;
  /** Syncs it and gives it its name. After a rejection the old file is untouched and this one is gone. */
  commit(): Promise<void>;
  /** Removes it. Never rejects. */
  abandon(): Promise<void>;
}

/**
 * Makes a temporary file beside `file`. Rejects with the system's error. Not for two writes of one path at
 * once. A link of either name is replaced, never followed.
 */
export async function openReplacement(file: string): Promise<Replacement> {
  const temporary = `${file}.part`;
  // Left by a crash, or laid there: only a file that this call makes is written.
  const handle = await whenFree(async () => {
    const found = await lstat(temporary).catch(() => null);
    // A folder is no file of ours: it stays, under another name.
    if (found?.isDirectory() === true) {
      await rename(temporary, `${temporary}.other-${randomUUID().slice(0, 8)}`);
    } else await rm(temporary, { force: true });
    return open(temporary, 'wx');
  });
  const abandon = async () => {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
  };
  const commit = async () => {
    try {
      await handle.sync();
      await handle.close();
      await renameWhenFree(temporary, file);
    } catch (error) {
      await abandon();
      throw error;
    }
    await syncFolder(path.dirname(file));
  };
  return { handle, commit, abandon };
}

/**
 * Writes a file by way of a temporary one beside it, with fsync before and after the rename.
 * Rejects with the system's error; the old file is untouched then. Otherwise as `openReplacement`.
 */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
): Promise<void> {
  const replacement = await openReplacement(file);
  try {
    await replacement.handle.writeFile(content, 'utf8');
  } catch (error) {
    await replacement.abandon();
    throw error;
  }
  await replacement.commit();
}

/** Atomic writes: after a crash or a power cut a file is either the old or the new one. */
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { renameWhenFree, whenFree } from './busy-files.ts';

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; there the rename itself is what counts.
  const handle = await open(folder, 'r').catch(() => null);
  if (handle === null) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/**
 * Writes a file by way of a temporary one beside it, with fsync before and after the rename.
 * Rejects with the system's error; the old file is untouched then. Not for two writes of one path at
 * once. A link of either name is replaced, never followed.
 */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
): Promise<void> {
  const temporary = `${file}.part`;
  // Left by a crash, or laid there: only a file that this call makes is written.
  const handle = await whenFree(async () => {
    await rm(temporary, { force: true });
    return open(temporary, 'wx');
  });
  try {
    await handle.writeFile(content, 'utf8');
    await handle.sync();
  } catch (error) {
    await handle.close();
    await rm(temporary, { force: true });
    throw error;
  }
  await handle.close();
  await renameWhenFree(temporary, file);
  await syncFolder(path.dirname(file));
}

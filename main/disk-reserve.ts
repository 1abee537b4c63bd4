/**
 * Files of the session folder that take up room, so that session, list of takes and the headers of
 * takes can still be written when the disk is full: they are removed then, and made again once there
 * is room.
 * - There are two, each with room for what is to be written: takes that are still being written may
 *   take up what the first one gave back; the second one is for session and list of takes only.
 */
import { randomBytes } from 'node:crypto';
import { lstat, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const LEAST_BYTES = 2 ** 20;
/** Files are written beside the ones they replace, and grow. */
const GROWTH = 1.5;
/** It takes at most this part of the room there is. */
const MOST_OF_FREE = 1 / 16;

const someBytes = promisify(randomBytes);

interface ReservePart {
  readonly file: string;
  heldBytes: number;
}

export class DiskReserve {
  readonly #contentFiles: readonly string[];
  readonly #parts: readonly ReservePart[];
  #isBusy = false;
  /** Counts the releases. */
  #releases = 0;

  /** @param folder of the session; absolute. @param contentFiles what there has to be room for */
  constructor(folder: string, contentFiles: readonly string[]) {
    this.#contentFiles = contentFiles;
    this.#parts = ['reserve', 'reserve 2'].map((name) => ({
      file: path.join(folder, name),
      heldBytes: 0,
    }));
  }

  /** Makes the files where there is room for them. Never rejects. */
  async hold(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (const part of this.#parts) {
      await this.#make(part).catch(() => rm(part.file, { force: true }).catch(() => undefined));
    }
    this.#isBusy = false;
  }

  /** Gives room back: the first part, or, for session and list of takes, the next one there is. False =
   * there was none. Never rejects. */
  async release(what: 'first' | 'next'): Promise<boolean> {
    this.#releases += 1;
    const parts = what === 'first' ? this.#parts.slice(0, 1) : this.#parts;
    for (const part of parts) {
      part.heldBytes = 0;
      const isGiven = await rm(part.file).then(
        () => true,
        () => false,
      );
      if (isGiven) return true;
    }
    return false;
  }

  async #make(part: ReservePart): Promise<void> {
    const bytes = await this.#bytesNeeded();
    if (part.heldBytes >= bytes) return;
    const releases = this.#releases;
    const found = await lstat(part.file).catch(() => null);
    if (found?.isFile() !== true || found.size < bytes) {
      // One that is too small stays until there is room for another beside it.
      const { bavail, bsize } = await statfs(path.dirname(part.file));
      if (bytes > bavail * bsize * MOST_OF_FREE) return;
      await rm(part.file, { force: true });
      part.heldBytes = 0;
      // Random bytes: file systems that compress give zeros no room.
      await writeFile(part.file, await someBytes(bytes), { flag: 'wx' });
    }
    // Released while it was made: the room is wanted for something else.
    if (releases !== this.#releases) await rm(part.file, { force: true });
    else part.heldBytes = Math.max(bytes, found?.size ?? 0);
  }

  async #bytesNeeded(): Promise<number> {
    let content = 0;
    for (const file of this.#contentFiles) {
      content += (await lstat(file).catch(() => null))?.size ?? 0;
    }
    return Math.max(LEAST_BYTES, Math.ceil(content * GROWTH));
  }
}

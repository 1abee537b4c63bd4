/**
 * A file of the session folder that takes up room, so that session, list of takes and the headers of
 * takes can still be written when the disk is full: it is removed then, and made again once there is
 * room.
 */
import { randomBytes } from 'node:crypto';
import { lstat, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';

const RESERVE_BYTES = 2 ** 21;
/** It takes at most this part of the room there is. */
const MOST_OF_FREE = 1 / 8;

export class DiskReserve {
  readonly #file: string;
  #isHeld = false;
  #isBusy = false;
  /** Counts the releases. */
  #releases = 0;

  /** @param folder of the session; absolute */
  constructor(folder: string) {
    this.#file = path.join(folder, 'reserve');
  }

  /** Makes the file where there is room for it. Never rejects. */
  async hold(): Promise<void> {
    if (this.#isHeld || this.#isBusy) return;
    this.#isBusy = true;
    await this.#make().catch(() => rm(this.#file, { force: true }).catch(() => undefined));
    this.#isBusy = false;
  }

  /** Gives the room back; false = there was none. Never rejects. */
  async release(): Promise<boolean> {
    this.#isHeld = false;
    this.#releases += 1;
    return rm(this.#file).then(
      () => true,
      () => false,
    );
  }

  async #make(): Promise<void> {
    const releases = this.#releases;
    const found = await lstat(this.#file).catch(() => null);
    if (found?.isFile() !== true || found.size !== RESERVE_BYTES) {
      const { bavail, bsize } = await statfs(path.dirname(this.#file));
      if (RESERVE_BYTES > bavail * bsize * MOST_OF_FREE) return;
      // Random bytes: file systems that compress give zeros no room.
      await rm(this.#file, { force: true });
      await writeFile(this.#file, randomBytes(RESERVE_BYTES), { flag: 'wx' });
    }
    // Released while it was made: the room is wanted for something else.
    if (releases !== this.#releases) await rm(this.#file, { force: true });
    else this.#isHeld = true;
  }
}

/**
 * The decoded copies of a session: the only module that knows its folder `copies/`.
 * - A copy is made under a temporary name of its own and gets its lasting one, by the content that
 *   it was made of, when it is whole and on the disk: what has a lasting name is whole.
 * - Together they take at most a limit, which is looked after whenever one is made or let go.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { constants, copyFile, link, lstat, mkdir, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { SampleRate } from '../../preload/units.ts';
import { renameWhenFree } from '../busy-files.ts';
import { KeptFiles } from './kept-files.ts';

/** What a copy holds: the sound with this hash at this rate, or at its own. */
export interface CopyKey {
  readonly hash: string;
  readonly sampleRate: SampleRate | 'own';
}

/** Counts what decodes: copies of an older one are not used. */
const DECODER_VERSION = 1;
/** Named in README.md. */
export const COPIES_LIMIT_BYTES = 8 * 2 ** 30;

/** Of file systems that give a file one name only. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'EINVAL']);

export class DecodedCopies {
  readonly #folder: string;
  readonly #files: KeptFiles;
  /** Temporary names that were given before `begin` had looked; null = it has. */
  #places: Set<string> | null = new Set();

  constructor(folder: string, limitBytes = COPIES_LIMIT_BYTES) {
    this.#folder = folder;
    this.#files = new KeptFiles({ folder, limitBytes, isKept: isLasting });
  }

  /** Makes the folder, and removes what an earlier run left unfinished. Never rejects. */
  async begin(): Promise<void> {
    await mkdir(this.#folder, { recursive: true }).catch(() => undefined);
    const names = await readdir(this.#folder).catch(() => []);
    // The window may import while the session is still being opened.
    for (const name of names.filter(
      (each) => !isLasting(each) && this.#places?.has(each) !== true,
    )) {
      await this.#files.remove(name);
    }
    this.#places = null;
  }

  /** Until nothing is removed any more. */
  async end(): Promise<void> {
    await this.#files.serial.run(async () => {});
  }

  /** A name of its own for a copy that is being made; given to `keep` or `discard` afterwards. */
  newPlace(): string {
    makeAgain(this.#folder);
    const name = `${randomUUID()}.part.wav`;
    this.#places?.add(name);
    return path.join(this.#folder, name);
  }

  /** While it is held a copy is not removed, also one that is not there yet. Gives what lets it go,
   * which does so once. */
  hold(key: CopyKey): () => void {
    return this.#files.hold(nameOf(key));
  }

  /** The path of a whole copy, which counts as used now; null = there is none. Never rejects. */
  async find(key: CopyKey): Promise<string | null> {
    const file = path.join(this.#folder, nameOf(key));
    const found = await lstat(file).catch(() => null);
    // A link could lead anywhere: only what was written here is used.
    if (found === null || !found.isFile()) return null;
    await this.#files.noteUse(nameOf(key));
    return file;
  }

  /**
   * Gives a whole copy its lasting name; it can be read at both until it is discarded. False = it
   * could not be kept. Never rejects.
   */
  async keep(place: string, key: CopyKey): Promise<boolean> {
    try {
      await syncFile(place);
      await this.#giveName(place, nameOf(key));
    } catch (error) {
      // The same sound may be in the Library twice.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
    await this.#files.trim();
    return true;
  }

  /** Gives a whole copy, which should be held, its lasting name instead of the temporary one; gives
   * its path. Rejects with the system's error. */
  async adopt(place: string, key: CopyKey): Promise<string> {
    const file = path.join(this.#folder, nameOf(key));
    await syncFile(place);
    await renameWhenFree(place, file);
    await this.#files.trim();
    return file;
  }

  /** Removes the temporary name of a copy. Never rejects. */
  discard(place: string): Promise<void> {
    return this.#files.serial.run(async () => {
      await this.#files.remove(path.basename(place));
    });
  }

  /** Removes a copy that cannot be used. Never rejects. */
  async remove(key: CopyKey): Promise<void> {
    await this.#files.remove(nameOf(key));
  }

  /** Both names lead to the copy afterwards. */
  async #giveName(place: string, name: string): Promise<void> {
    const file = path.join(this.#folder, name);
    try {
      await link(place, file);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!NO_LINKS.has(code)) throw error;
      const second = this.newPlace();
      await copyFile(place, second, constants.COPYFILE_EXCL);
      await syncFile(second);
      await renameWhenFree(second, file);
    }
  }
}

/** A folder that was deleted since; not the session's own, whose loss is told by those who save in it. */
function makeAgain(folder: string): void {
  try {
    mkdirSync(folder);
  } catch {
    // It is there, or the copy that is written into it tells why not.
  }
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}

function nameOf({ hash, sampleRate }: CopyKey): string {
  return `${hash}-${sampleRate}-${DECODER_VERSION}.wav`;
}

function isLasting(name: string): boolean {
  return new RegExp(`^[0-9a-f]{64}-([0-9.]+|own)-${DECODER_VERSION}\\.wav$`).test(name);
}

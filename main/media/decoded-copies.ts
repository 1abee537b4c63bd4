/**
 * The decoded copies of a session: the only module that knows its folder `copies/`.
 * - A copy is made under a temporary name of its own and gets its lasting one, by the content that
 *   it was made of, when it is whole and on the disk: what has a lasting name is whole.
 * - Together they take at most a limit; the ones that were not used for longest go, never one that
 *   is held. That is looked after whenever one is made or let go.
 */
import { randomUUID } from 'node:crypto';
import {
  constants,
  copyFile,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  rm,
  utimes,
} from 'node:fs/promises';
import path from 'node:path';
import type { SampleRate } from '../../preload/units.ts';
import { renameWhenFree } from '../busy-files.ts';
import { Serial } from '../serial.ts';

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
  readonly #limitBytes: number;
  /** How often each lasting name is held. */
  readonly #held = new Map<string, number>();
  /** Temporary names that were given before `begin` had looked; null = it has. */
  #places: Set<string> | null = new Set();
  readonly #serial = new Serial();
  /** A look at the limit that has not begun yet. */
  #trimming: Promise<void> | null = null;

  constructor(folder: string, limitBytes = COPIES_LIMIT_BYTES) {
    this.#folder = folder;
    this.#limitBytes = limitBytes;
  }

  /** Makes the folder, and removes what an earlier run left unfinished. Never rejects. */
  async begin(): Promise<void> {
    await mkdir(this.#folder, { recursive: true }).catch(() => undefined);
    const names = await readdir(this.#folder).catch(() => []);
    // The window may import while the session is still being opened.
    for (const name of names.filter(
      (each) => !isLasting(each) && this.#places?.has(each) !== true,
    )) {
      await this.#remove(name);
    }
    this.#places = null;
  }

  /** Until nothing is removed any more. */
  async end(): Promise<void> {
    await this.#serial.run(async () => {});
  }

  /** A name of its own for a copy that is being made; given to `keep` or `discard` afterwards. */
  newPlace(): string {
    const name = `${randomUUID()}.part.wav`;
    this.#places?.add(name);
    return path.join(this.#folder, name);
  }

  /** While it is held a copy is not removed, also one that is not there yet. Gives what lets it go,
   * which does so once. */
  hold(key: CopyKey): () => void {
    const name = nameOf(key);
    this.#held.set(name, (this.#held.get(name) ?? 0) + 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.#release(name);
      isHeld = false;
    };
  }

  /** The path of a whole copy, which counts as used now; null = there is none. Never rejects. */
  async find(key: CopyKey): Promise<string | null> {
    const file = path.join(this.#folder, nameOf(key));
    const found = await lstat(file).catch(() => null);
    // A link could lead anywhere: only what was written here is used.
    if (found === null || !found.isFile()) return null;
    await noteUse(file);
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
    await this.#trim();
    return true;
  }

  /** Gives a whole copy, which should be held, its lasting name instead of the temporary one; gives
   * its path. Rejects with the system's error. */
  async adopt(place: string, key: CopyKey): Promise<string> {
    const file = path.join(this.#folder, nameOf(key));
    await syncFile(place);
    await renameWhenFree(place, file);
    await this.#trim();
    return file;
  }

  /** Removes the temporary name of a copy. Never rejects. */
  discard(place: string): Promise<void> {
    return this.#serial.run(async () => {
      await this.#remove(path.basename(place));
    });
  }

  /** Removes a copy that cannot be used. Never rejects. */
  async remove(key: CopyKey): Promise<void> {
    await this.#remove(nameOf(key));
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

  #release(name: string): void {
    const left = (this.#held.get(name) ?? 0) - 1;
    if (left > 0) {
      this.#held.set(name, left);
      return;
    }
    this.#held.delete(name);
    // It was in use until now, whenever it was opened.
    void this.#serial.run(() => noteUse(path.join(this.#folder, name)));
    void this.#trim();
  }

  /** Many that are let go at once are looked at once. */
  #trim(): Promise<void> {
    this.#trimming ??= this.#serial.run(() => {
      this.#trimming = null;
      return this.#removeOldest();
    });
    return this.#trimming;
  }

  async #removeOldest(): Promise<void> {
    const files = await this.#files();
    // A copy that is being used may have two names.
    const bytesOf = new Map(files.map(({ inode, bytes }) => [inode, bytes]));
    let total = [...bytesOf.values()].reduce((sum, bytes) => sum + bytes, 0);
    const copies = files.filter(({ name }) => isLasting(name));
    copies.sort((one, other) => one.usedAt - other.usedAt);
    for (const { name, bytes } of copies) {
      if (total <= this.#limitBytes) return;
      if (this.#held.has(name)) continue;
      if (await this.#remove(name)) total -= bytes;
    }
  }

  async #files(): Promise<
    readonly {
      readonly name: string;
      readonly inode: string;
      readonly bytes: number;
      /** Milliseconds of wall-clock time. */
      readonly usedAt: number;
    }[]
  > {
    const files = [];
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const found = await lstat(path.join(this.#folder, name)).catch(() => null);
      if (found === null) continue;
      const { dev, ino, size: bytes, mtimeMs: usedAt } = found;
      files.push({ name, inode: `${dev} ${ino}`, bytes, usedAt });
    }
    return files;
  }

  /** False = it is still there. */
  #remove(name: string): Promise<boolean> {
    return rm(path.join(this.#folder, name), { force: true, recursive: true }).then(
      () => true,
      () => false,
    );
  }
}

async function noteUse(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
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

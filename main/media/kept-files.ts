/**
 * A folder of files that can be made again, which together take at most a limit: the ones that were not
 * used for longest go, never one that is held. That is looked after whenever one is let go.
 */
import { lstat, readdir, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { Serial } from '../serial.ts';

export interface KeptFilesOptions {
  readonly folder: string;
  readonly limitBytes: number;
  /** False for names that are not looked after here. */
  readonly isKept: (name: string) => boolean;
}

interface KeptFile {
  readonly name: string;
  readonly inode: string;
  readonly bytes: number;
  /** Milliseconds of wall-clock time. */
  readonly usedAt: number;
}

export class KeptFiles {
  /** Steps that remove something follow each other. */
  readonly serial = new Serial();
  readonly #options: KeptFilesOptions;
  /** How often each name is held. */
  readonly #held = new Map<string, number>();
  /** A look at the limit that has not begun yet. */
  #trimming: Promise<void> | null = null;

  constructor(options: KeptFilesOptions) {
    this.#options = options;
  }

  /** While it is held a file is not removed, also one that is not there yet. Gives what lets it go,
   * which does so once. */
  hold(name: string): () => void {
    this.#held.set(name, (this.#held.get(name) ?? 0) + 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.#release(name);
      isHeld = false;
    };
  }

  /** It counts as used now. Never rejects. */
  async noteUse(name: string): Promise<void> {
    const now = new Date();
    await utimes(path.join(this.#options.folder, name), now, now).catch(() => undefined);
  }

  /** Many that are let go at once are looked at once. Never rejects. */
  trim(): Promise<void> {
    this.#trimming ??= this.serial.run(() => {
      this.#trimming = null;
      return this.#removeOldest();
    });
    return this.#trimming;
  }

  /** False = it is still there. Never rejects. */
  remove(name: string): Promise<boolean> {
    return rm(path.join(this.#options.folder, name), { force: true, recursive: true }).then(
      () => true,
      () => false,
    );
  }

  #release(name: string): void {
    const left = (this.#held.get(name) ?? 0) - 1;
    if (left > 0) {
      this.#held.set(name, left);
      return;
    }
    this.#held.delete(name);
    // It was in use until now, whenever it was opened.
    void this.serial.run(() => this.noteUse(name));
    void this.trim();
  }

  async #removeOldest(): Promise<void> {
    const { limitBytes, isKept } = this.#options;
    const files = await this.#files();
    // A file that is being used may have two names.
    const bytesOf = new Map(files.map(({ inode, bytes }) => [inode, bytes]));
    let total = [...bytesOf.values()].reduce((sum, bytes) => sum + bytes, 0);
    const kept = files.filter(({ name }) => isKept(name));
    kept.sort((one, other) => one.usedAt - other.usedAt);
    for (const { name, bytes } of kept) {
      if (total <= limitBytes) return;
      if (this.#held.has(name)) continue;
      if (await this.remove(name)) total -= bytes;
    }
  }

  async #files(): Promise<readonly KeptFile[]> {
    const { folder } = this.#options;
    const files: KeptFile[] = [];
    for (const name of await readdir(folder).catch(() => [])) {
      const found = await lstat(path.join(folder, name)).catch(() => null);
      if (found === null) continue;
      const { dev, ino, size: bytes, mtimeMs: usedAt } = found;
      files.push({ name, inode: `${dev} ${ino}`, bytes, usedAt });
    }
    return files;
  }
}

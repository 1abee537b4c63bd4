/**
 * What tells one file from another: its size and the SHA-256 of its bytes. A file that is as it was
 * when it was read last is not read again.
 * - None is read while something sounds or is recorded: the disk belongs to that.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { FileContent } from '../../preload/project.ts';
import { Serial } from '../serial.ts';
import { type KnownContents, stampOfFile } from './known-contents.ts';

/** Read and hashed at once; hashing it takes less than a millisecond. */
const PIECE_BYTES = 256 * 1_024;
/** Between looks whether the disk is free. */
const PAUSE_MILLISECONDS = 200;
/** Times of files are counted in steps of so much at most: what is written after a file began to be
 * read has another time than what was written before it. */
const TIME_STEP_MILLISECONDS = 20;

export class ContentHash {
  readonly #serial = new Serial();
  readonly #known: KnownContents;
  readonly #isDiskWanted: () => boolean;

  /** @param isDiskWanted true while hashing has to wait */
  constructor(known: KnownContents, isDiskWanted: () => boolean) {
    this.#known = known;
    this.#isDiskWanted = isDiskWanted;
  }

  /** In the background, one file at a time. null = the file cannot be read, or nobody waits any more.
   * Never rejects. */
  async contentOf(file: string, isWanted: () => boolean): Promise<FileContent | null> {
    const known = await this.#inFile(file, (handle) => this.#remembered(handle));
    if (known !== null || !isWanted()) return known;
    return this.#serial.run(() => this.contentNow(file, isWanted));
  }

  /** As `contentOf`, beside others. */
  contentNow(file: string, isWanted: () => boolean): Promise<FileContent | null> {
    return this.#inFile(file, (handle) => this.#read(handle, isWanted));
  }

  async #inFile<Value>(
    file: string,
    step: (handle: FileHandle) => Promise<Value | null>,
  ): Promise<Value | null> {
    const handle = await open(file, 'r').catch(() => null);
    if (handle === null) return null;
    return step(handle)
      .catch(() => null)
      .finally(() => handle.close());
  }

  async #remembered(handle: FileHandle): Promise<FileContent | null> {
    const stats = await handle.stat({ bigint: true });
    const hash = this.#known.hashOf(stampOfFile(stats));
    return hash === null ? null : { bytes: Number(stats.size), hash };
  }

  async #read(handle: FileHandle, isWanted: () => boolean): Promise<FileContent | null> {
    const remembered = await this.#remembered(handle);
    if (remembered !== null || !isWanted()) return remembered;
    const before = stampOfFile(await handle.stat({ bigint: true }));
    await new Promise((resolve) => setTimeout(resolve, TIME_STEP_MILLISECONDS));
    const content = await this.#hash(handle, isWanted);
    if (content === null) return null;
    const after = stampOfFile(await handle.stat({ bigint: true }));
    if (before === after) this.#known.learn(after, content.hash);
    return content;
  }

  async #hash(handle: FileHandle, isWanted: () => boolean): Promise<FileContent | null> {
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    for (let bytes = 0; ; ) {
      while (this.#isDiskWanted() && isWanted()) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS).unref());
      }
      if (!isWanted()) return null;
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, bytes);
      if (bytesRead === 0) return { bytes, hash: hash.digest('hex') };
      hash.update(piece.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  }
}

/**
 * What tells one file from another: its size and the SHA-256 of its bytes. One file at a time, and
 * none while something sounds or is recorded: the disk belongs to that.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { FileContent } from '../../preload/project.ts';
import { Serial } from '../serial.ts';

/** Read and hashed at once; hashing it takes less than a millisecond. */
const PIECE_BYTES = 256 * 1_024;
/** Between looks whether the disk is free. */
const PAUSE_MILLISECONDS = 200;

export class ContentHash {
  readonly #serial = new Serial();
  readonly #isDiskWanted: () => boolean;

  /** @param isDiskWanted true while hashing has to wait */
  constructor(isDiskWanted: () => boolean) {
    this.#isDiskWanted = isDiskWanted;
  }

  /** null = the file cannot be read, or nobody waits any more. Never rejects. */
  contentOf(file: string, isWanted: () => boolean): Promise<FileContent | null> {
    return this.#serial.run(() => this.#read(file, isWanted)).catch(() => null);
  }

  async #read(file: string, isWanted: () => boolean): Promise<FileContent | null> {
    if (!isWanted()) return null;
    const handle = await open(file, 'r');
    try {
      return await this.#hash(handle, isWanted);
    } finally {
      await handle.close();
    }
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

/**
 * `contents.json`: what files held when they were read last, so that a file that is as it was is not
 * read again for its hash. A file is known by what the system says of it (`stampOfFile`), never by its
 * name. Without it, or when it cannot be used, files are read again.
 */
import type { BigIntStats } from 'node:fs';
import { z } from 'zod';
import { exactly } from '../exact-schema.ts';
import { Journal } from '../journal.ts';
import { type FileFormat, readVersionedFile, versionedText } from '../versioned-file.ts';

/** The files that were not asked for longest are forgotten. */
const KEPT_FILES = 20_000;
/** From the first file that was read to the write. */
const GATHER_MILLISECONDS = 2_000;

interface KnownFile {
  readonly stamp: string;
  /** SHA-256. */
  readonly hash: string;
}

const knownFileSchema = exactly<KnownFile>()({
  stamp: z.string().regex(/^\d+( \d+){4}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

export const CONTENTS_FORMAT: FileFormat<readonly KnownFile[]> = {
  name: 'rtmixer-contents',
  title: 'The list of what files hold',
  ifLost: 'Sound files are read once more.',
  migrations: [(content) => content],
  read: ({ files }) => {
    if (!Array.isArray(files)) return null;
    const read = files.map((each) => knownFileSchema.safeParse(each));
    const value = read.flatMap(({ data }) => data ?? []);
    return { value, flaws: files.length - value.length };
  },
  content: (files) => ({ files }),
};

/** Another one after any change of a file: of its bytes, its times, its place on the disk. */
export function stampOfFile({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

export class KnownContents {
  readonly #file: string;
  readonly #journal: Journal;
  /** Hashes by stamps, in the order in which they were asked for. */
  readonly #hashes = new Map<string, string>();
  #timer: NodeJS.Timeout | null = null;
  #mayWrite = true;

  /** @param onFailure a fault of the disk; nothing is lost by it */
  constructor(file: string, onFailure: (error: unknown) => void) {
    this.#file = file;
    this.#journal = new Journal({
      file,
      text: () => versionedText(CONTENTS_FORMAT, this.#files()),
      onFailure,
    });
  }

  /** Reads what is known from earlier. Never rejects. */
  async begin(): Promise<void> {
    const { value, refusal } = await readVersionedFile(this.#file, CONTENTS_FORMAT);
    this.#mayWrite = refusal === null;
    const newer = [...this.#hashes];
    for (const { stamp, hash } of value ?? []) this.#put(stamp, hash);
    for (const [stamp, hash] of newer) this.#put(stamp, hash);
  }

  /** null = the file has to be read. */
  hashOf(stamp: string): string | null {
    const hash = this.#hashes.get(stamp) ?? null;
    if (hash !== null) this.#put(stamp, hash);
    return hash;
  }

  learn(stamp: string, hash: string): void {
    this.#put(stamp, hash);
    if (!this.#mayWrite) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#journal.touch();
    }, GATHER_MILLISECONDS);
  }

  /** Writes what is not written yet. Never rejects. */
  async close(): Promise<void> {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#journal.touch();
    }
    await this.#journal.flush();
  }

  #put(stamp: string, hash: string): void {
    this.#hashes.delete(stamp);
    this.#hashes.set(stamp, hash);
    const [oldest] = this.#hashes.keys();
    if (this.#hashes.size > KEPT_FILES && oldest !== undefined) this.#hashes.delete(oldest);
  }

  #files(): readonly KnownFile[] {
    return [...this.#hashes].map(([stamp, hash]) => ({ stamp, hash }));
  }
}

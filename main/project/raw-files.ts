/** Work on files of a session that waits for the disk; for the appender's thread only. */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';

export const syncFile = promisify(fsync);

interface FileId {
  readonly dev: bigint;
  readonly ino: bigint;
}

/** Others have removed or changed what was written. */
export class ForeignFiles extends Error {}

export function writeAll(file: number, data: Buffer, position: number): void {
  for (let done = 0; done < data.length; ) {
    done += writeSync(file, data, done, data.length - done, position + done);
  }
}

export function readBytes(file: number, begin: number, end: number): Buffer {
  const data = Buffer.alloc(end - begin);
  for (let done = 0; done < data.length; ) {
    const read = readSync(file, data, done, data.length - done, begin + done);
    if (read === 0) throw new ForeignFiles();
    done += read;
  }
  return data;
}

/** Made by this call: what lies there, a link perhaps, is removed; a folder is kept under another name. */
export function makeFile(file: string): number {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) renameSync(file, `${file}.other-${randomUUID().slice(0, 8)}`);
  else if (found !== undefined) unlinkSync(file);
  return openSync(file, 'wx+');
}

export function idOf(file: string): FileId | undefined {
  return statSync(file, { bigint: true, throwIfNoEntry: false });
}

export function isSameFile(a: FileId | undefined, b: FileId | undefined): boolean {
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

export async function syncFolder(folder: string): Promise<void> {
  let open: number;
  try {
    open = openSync(folder, 'r');
  } catch {
    // Windows opens no folders; there the rename itself is what counts.
    return;
  }
  await syncFile(open).catch(() => undefined);
  closeSync(open);
}

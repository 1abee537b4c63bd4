/** Reads accounts of actions where they lie in the files of runs. */
import type { FileHandle } from 'node:fs/promises';
import type { ActionRow } from '../../../preload/actions.ts';
import { openRunFile } from './run-folder.ts';
import { readRunLine } from './run-lines.ts';

export interface LineAt {
  /** A name in `runs/`. */
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  /** In the line. */
  readonly index: number;
  /** What is read has to be of it. */
  readonly requestNumber: number;
}

/** By the keys of what was asked; what cannot be read is left out. Never rejects. */
export async function readRowsAt<Key>(
  folder: string,
  lines: ReadonlyMap<Key, LineAt>,
): Promise<ReadonlyMap<Key, ActionRow>> {
  const rows = new Map<Key, ActionRow>();
  const files = Map.groupBy(lines, ([, { file }]) => file);
  for (const [file, asked] of files) {
    const handle = await openRunFile(folder, file).catch(() => null);
    if (handle === null) continue;
    try {
      // Rows that share a line are read once.
      for (const [offset, ofLine] of Map.groupBy(asked, ([, line]) => line.offset)) {
        const [[, { bytes }] = [null, { bytes: 0 }]] = ofLine;
        const read = await readLine(handle, offset, bytes);
        for (const [key, { index, requestNumber }] of ofLine) {
          const row = read[index];
          if (row?.requestNumber === requestNumber) rows.set(key, row);
        }
      }
    } finally {
      await handle.close();
    }
  }
  return rows;
}

async function readLine(
  handle: FileHandle,
  offset: number,
  bytes: number,
): Promise<readonly ActionRow[]> {
  const data = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(data, 0, bytes, offset).catch(() => ({ bytesRead: 0 }));
  const line = readRunLine(data.toString('utf8', 0, bytesRead));
  return line.kind === 'actions' ? line.rows : [];
}

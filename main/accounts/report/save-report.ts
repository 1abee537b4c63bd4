/** Writes a report's files, each whole or not at all. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { failure, type Outcome, success } from '../../../preload/outcome.ts';
import { writeFileAtomically } from '../../atomic-file.ts';
import { writeFailureOf } from '../../failure-of.ts';
import type { ExportedFile } from './exports.ts';

/** `run.tsv` with the ending `.json` is `run.json`. */
export function fileWithEnding(file: string, ending: string | null): string {
  if (ending === null) return file;
  const { dir, name } = path.parse(file);
  return path.join(dir, `${name}${ending}`);
}

/** @returns the file that was asked for. Never rejects. */
export async function saveReport(
  file: string,
  files: readonly ExportedFile[],
): Promise<Outcome<string>> {
  // What nobody was asked about first.
  for (const { ending, content } of files.toReversed()) {
    const target = fileWithEnding(file, ending);
    try {
      if (ending !== null && (await isOther(target))) {
        const name = path.basename(target);
        return failure(
          'file-system',
          `The report was not saved. ${name}, which would describe it, is there already and is something else. Choose another name.`,
        );
      }
      await writeFileAtomically(target, content);
    } catch (error) {
      const { code, message } = writeFailureOf(error, target);
      return failure(code, `The report was not saved. ${message}`);
    }
  }
  return success(file);
}

/** A file that is no sidecar: nobody was asked whether it may be replaced. */
async function isOther(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text !== null && !/^\s*\{\s*"onset"/.test(text);
}

/** Writes a report's files, each whole or not at all. */
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
  for (const { ending, content } of files) {
    const target = fileWithEnding(file, ending);
    try {
      await writeFileAtomically(target, content);
    } catch (error) {
      const { code, message } = writeFailureOf(error, target);
      return failure(code, `The report was not saved. ${message}`);
    }
  }
  return success(file);
}

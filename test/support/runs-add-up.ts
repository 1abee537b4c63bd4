/**
 * Whatever a test plays: the summary of each run that is left in its folder adds up to its actions, in the run's
 * own end and in its report.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Runs lie so deep below the folder of a test. */
const MOST_FOLDERS = 4;

/** A line for each run that does not add up. Of runs that have no end, or are damaged on purpose, none is told. */
export async function runsThatDoNotAddUp(folder: string): Promise<readonly string[]> {
  const folders = runFolders(folder, MOST_FOLDERS);
  if (folders.length === 0) return [];
  // Only where it is needed: most tests have no run.
  const { wrongRuns } = await import('./wrong-runs.ts');
  const found = await Promise.all(folders.map(wrongRuns));
  return found.flat();
}

function runFolders(folder: string, depth: number): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((each) => each.isDirectory())
      .flatMap(({ name }) => {
        const below = path.join(folder, name);
        if (name === 'runs') return hasRun(below) ? [below] : [];
        return depth === 0 ? [] : runFolders(below, depth - 1);
      });
  } catch {
    return [];
  }
}

function hasRun(folder: string): boolean {
  return readdirSync(folder).some((name) => name.endsWith('.ndjson'));
}

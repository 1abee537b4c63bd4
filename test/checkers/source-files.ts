/** The project's own source files, as paths from the root with forward slashes. */
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** TypeScript, style sheets, pages, C and C++ of the product and its tests, sorted by path. */
export function sourceFiles(root: string): SourceFile[] {
  return ['main', 'native', 'preload', 'renderer', 'test'].flatMap((folder) =>
    filesBelow(root, folder),
  );
}

function filesBelow(root: string, folder: string): SourceFile[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) {
        return /^(build.*|node_modules|dist|out)$/.test(entry.name) ? [] : filesBelow(root, file);
      }
      return /\.(ts|tsx|mts|css|html|c|h|cc)$/.test(entry.name)
        ? [{ path: file, text: readFileSync(path.join(root, file), 'utf8') }]
        : [];
    });
}

/** The number of the line, from 1, at which `index` lies. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Prints what a checker found, one line each, and sets the exit code. */
export function printViolations(violations: readonly string[]): void {
  for (const violation of violations) {
    console.error(violation);
  }
  process.exitCode = violations.length === 0 ? 0 : 1;
}

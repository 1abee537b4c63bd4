/**
 * What the Markdown pages name exists: the targets of their links, and the paths between backticks.
 *
 * Usage: node test/checkers/page-paths.ts [ROOT]
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lineAt, printViolations, type SourceFile } from './source-files.ts';

const pagePatterns = ['*.md', '{assets,docs,main,native,preload,renderer,test}/**/*.md'];
const folders = /^(?:\.github|assets|docs|main|native|preload|renderer|test)\//;
/** Made by commands, so not there in a fresh checkout. */
const generated = /^native\/build/;

function pagesOf(root: string): SourceFile[] {
  return pagePatterns.flatMap((pattern) =>
    globSync(pattern, { cwd: root, exclude: ['**/node_modules/**', 'native/build*/**'] })
      .sort()
      .map((page) => ({ path: page, text: readFileSync(path.join(root, page), 'utf8') })),
  );
}

/** One line each, as `page:line: message`. `exists` gets a path from the root, which may have `*`. */
export function pagePathViolations(
  pages: readonly SourceFile[],
  exists: (target: string) => boolean,
): string[] {
  return pages.flatMap(({ path: page, text }) => {
    const named = [
      ...[...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(({ index, 1: target = '' }) => ({
        index,
        target: path.posix.join(path.posix.dirname(page), target),
      })),
      ...[...text.matchAll(/`([^`\n]+)`/g)].flatMap(({ index, 1: code = '' }) =>
        code
          .split(/\s+/)
          .filter((word) => folders.test(word) && !/[<>=$]/.test(word) && !generated.test(word))
          .map((target) => ({ index, target })),
      ),
    ];
    return named
      .filter(({ target }) => !exists(target))
      .map(({ index, target }) => `${page}:${lineAt(text, index)}: ${target} does not exist.`);
  });
}

if (import.meta.main) {
  const root = path.resolve(process.argv[2] ?? '.');
  const exists = (target: string) =>
    target.includes('*')
      ? globSync(target, { cwd: root }).length > 0
      : existsSync(path.join(root, target));
  printViolations(pagePathViolations(pagesOf(root), exists));
}

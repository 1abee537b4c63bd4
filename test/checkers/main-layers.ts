/**
 * The order of main's folders, from the window down: each may import those further down only, and
 * Electron is known at the top only.
 *
 * Usage: node test/checkers/main-layers.ts [ROOT]
 */
import path from 'node:path';
import { lineAt, printViolations, type SourceFile, sourceFiles } from './source-files.ts';

/** From the window down. */
const layers: readonly { readonly name: string; readonly files: RegExp }[] = [
  { name: 'main.ts', files: /^main\/main\.ts$/ },
  { name: 'ipc/', files: /^main\/ipc\// },
  { name: 'shell/', files: /^main\/shell\// },
  { name: 'headless/', files: /^main\/headless\// },
  { name: 'studio.ts', files: /^main\/(studio|poll-loop|dropout-watch|meters|updates)\.ts$/ },
  { name: 'takes/', files: /^main\/takes\// },
  { name: 'playback/', files: /^main\/playback\// },
  { name: 'accounts/', files: /^main\/accounts\// },
  { name: 'media/', files: /^main\/media\// },
  { name: 'project/', files: /^main\/project\// },
  { name: 'engine/', files: /^main\/engine\// },
  { name: 'the small helpers', files: /^main\/[^/]+\.ts$/ },
];

/** enumerate.ts is a process of its own. */
const knowsElectron = /^main\/(main\.ts$|ipc\/|shell\/|engine\/enumerate\.ts$)/;

/** Breaches of the order, one line each as `file:line: message`. */
export function mainLayerViolations(files: readonly SourceFile[]): string[] {
  return files.filter(({ path: file }) => /^main\/.*\.ts$/.test(file)).flatMap(violationsOf);
}

function violationsOf({ path: file, text }: SourceFile): string[] {
  const rank = rankOf(file);
  if (rank < 0) {
    return [`${file}:1: This folder has no place in the order of main's folders; give it one.`];
  }
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].flatMap((match) => {
    const specifier = match[1] ?? '';
    const place = `${file}:${lineAt(text, match.index)}`;
    if (/^electron(\/|$)/.test(specifier) && !knowsElectron.test(file)) {
      return [`${place}: Only main.ts, ipc/, shell/ and engine/enumerate.ts import Electron.`];
    }
    if (!specifier.startsWith('.')) {
      return [];
    }
    const target = path.posix.join(path.posix.dirname(file), specifier);
    return target.startsWith('main/') && rankOf(target) < rank
      ? [`${place}: ${nameOf(rank)} may not import ${nameOf(rankOf(target))}, which lies above it.`]
      : [];
  });
}

function rankOf(file: string): number {
  return layers.findIndex(({ files }) => files.test(file));
}

function nameOf(rank: number): string {
  return layers[rank]?.name ?? 'an unknown folder';
}

if (import.meta.main) {
  printViolations(mainLayerViolations(sourceFiles(path.resolve(process.argv[2] ?? '.'))));
}

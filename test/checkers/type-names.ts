/**
 * One name, one shape: no two types of the repository have the same name.
 *
 * Usage: node test/checkers/type-names.ts [ROOT]
 */
import path from 'node:path';
import { lineAt, printViolations, type SourceFile, sourceFiles } from './source-files.ts';

const declaration = /^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|class|enum) (\w+)/gm;

/** Each place but the first that declares a name again, one line each as `file:line: message`. */
export function typeNameViolations(files: readonly SourceFile[]): string[] {
  const first = new Map<string, string>();
  return files
    .filter(({ path: file }) => /\.(ts|tsx|mts)$/.test(file))
    .flatMap(({ path: file, text }) =>
      [...withoutTemplates(text).matchAll(declaration)].flatMap((match) => {
        const [, name = ''] = match;
        const known = first.get(name);
        if (known === undefined || known === file) {
          first.set(name, file);
          return [];
        }
        const place = `${file}:${lineAt(text, match.index)}`;
        return [
          `${place}: ${known} has a type ${name}, too; import it or name this one otherwise.`,
        ];
      }),
    );
}

/** Programs that a test plants are text, not types of the repository. */
function withoutTemplates(text: string): string {
  return text.replace(/`(?:\\.|[^`\\])*`/g, (part) => part.replace(/[^\n]/g, ' '));
}

if (import.meta.main) {
  printViolations(typeNameViolations(sourceFiles(path.resolve(process.argv[2] ?? '.'))));
}

/**
 * The structure of native/src: an include points down the layers only, and what x.h, x_state.h or
 * x_internal.h declares is defined in x.c beside it. And what can be read of the C dialect line by
 * line: sizeof with parentheses, whole numbers as enum, other constants as #define.
 *
 * Usage: node test/checkers/c-structure.ts [ROOT]
 */
import path from 'node:path';
import { lineAt, printViolations, type SourceFile, sourceFiles } from './source-files.ts';

/** What each layer may include besides itself. */
const layers: Readonly<Record<string, readonly string[]>> = {
  addon: ['device', 'file', 'mixer', 'base'],
  device: ['mixer', 'base'],
  mixer: ['base'],
  file: ['base'],
  base: [],
};

interface Exception {
  readonly file: string;
  readonly reason: string;
}

interface Exceptions {
  readonly declaredForOthers: readonly Exception[];
  readonly withoutHeader: readonly Exception[];
}

/** Headers whose functions other files define, each with the reason. */
const declaredForOthers: readonly Exception[] = [];

/** C files without a header of their name, each with the reason. */
const withoutHeader: readonly Exception[] = [
  ...['cancel', 'play', 'set_bus', 'set_gain', 'set_loop'],
].map((handler) => ({
  file: `native/src/mixer/action/${handler}.c`,
  reason: 'defines handlers only, which ACTION_TYPES declares in action_handler.h',
}));

const sourceFolder = 'native/src/';

/** Breaches of the structure, one line each as `file:line: message`. */
export function cStructureViolations(
  files: readonly SourceFile[],
  exceptions: Exceptions = { declaredForOthers, withoutHeader },
): string[] {
  const sources = files.filter((file) => file.path.startsWith(sourceFolder));
  return [
    ...sources.flatMap(includeViolations),
    ...sources.filter(({ path: file }) => /\.[ch]$/.test(file)).flatMap(dialectViolations),
    ...headerViolations(sources, exceptions.declaredForOthers),
    ...missingHeaders(sources, exceptions.withoutHeader),
  ];
}

/** Numbers that the preprocessor compares or takes back may be macros. */
function dialectViolations({ path: file, text }: SourceFile): string[] {
  const place = (match: RegExpMatchArray) => `${file}:${lineAt(text, match.index ?? 0)}`;
  const isForPreprocessor = (name: string) =>
    name.startsWith('HAS_') || new RegExp(`^#(el)?(if|undef)\\b.*\\b${name}\\b`, 'm').test(text);
  return [
    ...[...text.matchAll(/\bsizeof [^(]/g)].map(
      (match) => `${place(match)}: Write sizeof with parentheses.`,
    ),
    ...[...text.matchAll(/^#define (\w+) +\(?-?\d{1,9}\)?(?= *$| *\/\*)/gm)]
      .filter(([, name = '']) => !isForPreprocessor(name))
      .map((match) => `${place(match)}: Write a whole number as enum { ${match[1]} = ... }.`),
    ...[...text.matchAll(/^static const (?:double|float|int) ([A-Z]\w*) =/gm)].map(
      (match) => `${place(match)}: Write the constant ${match[1]} as #define.`,
    ),
  ];
}

function includeViolations({ path: file, text }: SourceFile): string[] {
  const layer = file.slice(sourceFolder.length).split('/')[0] ?? '';
  const allowed = layers[layer];
  if (allowed === undefined) {
    return [
      `${file}:1: There is no layer ${layer}; the layers are ${Object.keys(layers).join(', ')}.`,
    ];
  }
  return [...text.matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)].flatMap((match) => {
    const place = `${file}:${lineAt(text, match.index)}`;
    const target = match[1]?.split('/')[0] ?? '';
    if (layers[target] === undefined) {
      return [`${place}: Write the path from native/src: "layer/file.h".`];
    }
    return target === layer || allowed.includes(target)
      ? []
      : [`${place}: ${layer}/ includes ${['itself', ...allowed].join(', ')} only, not ${target}/.`];
  });
}

/** Functions at file level, by what follows their parameters. */
function functionsOf(text: string): { declared: Map<string, number>; defined: Set<string> } {
  const declared = new Map<string, number>();
  const defined = new Set<string>();
  const code = withoutBodies(text);
  const pattern =
    /(^|[;}\n])\s*((?:[A-Za-z_]\w*[\s*]+)+)([a-z_]\w*)\s*\(((?:[^()]|\([^()]*\))*)\)\s*((?:[A-Z_]+(?:\([^()]*\))?\s*)*)([;{])/g;
  for (const match of code.matchAll(pattern)) {
    const [, , specifiers = '', name = '', , , end] = match;
    if (/\b(typedef|return|else|static)\b/.test(specifiers)) {
      continue;
    }
    if (end === ';') {
      declared.set(name, lineAt(code, match.index + match[0].indexOf(name)));
    } else {
      defined.add(name);
    }
  }
  return { declared, defined };
}

/** The text with comments, strings, directives and bodies blanked; lines stay where they are. */
function withoutBodies(text: string): string {
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  const plain = text
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (part) =>
      part === '"C"' ? part : blank(part),
    )
    .replace(/^[ \t]*#(?:[^\n]*\\\n)*[^\n]*/gm, blank)
    .replace(/extern\s+"C"\s*\{/g, blank);
  let depth = 0;
  let result = '';
  for (const character of plain) {
    if (character === '}') {
      depth = Math.max(0, depth - 1);
    }
    result += depth === 0 || character === '\n' ? character : ' ';
    if (character === '{') {
      depth += 1;
    }
  }
  return result;
}

function headerViolations(sources: SourceFile[], exceptions: readonly Exception[]): string[] {
  const definitions = new Map<string, string>();
  for (const { path: file, text } of sources.filter((one) => one.path.endsWith('.c'))) {
    for (const name of functionsOf(text).defined) {
      definitions.set(name, file);
    }
  }
  const used = new Set<string>();
  const found = sources
    .filter((one) => one.path.endsWith('.h'))
    .flatMap(({ path: header, text }) =>
      [...functionsOf(text).declared].flatMap(([name, line]) => {
        const own = header.replace(/(_state|_internal)?\.h$/, '.c');
        const place = definitions.get(name);
        if (place === undefined || place === own) {
          return [];
        }
        if (exceptions.some(({ file }) => file === header)) {
          used.add(header);
          return [];
        }
        return [`${header}:${line}: ${name}() is defined in ${place}; define it in ${own}.`];
      }),
    );
  return [...found, ...unusedExceptions(exceptions, used)];
}

function missingHeaders(sources: SourceFile[], exceptions: readonly Exception[]): string[] {
  const paths = new Set(sources.map(({ path: file }) => file));
  const used = new Set<string>();
  const found = [...paths]
    .filter((file) => file.endsWith('.c') && !paths.has(file.replace(/\.c$/, '.h')))
    .flatMap((file) => {
      if (exceptions.some((one) => one.file === file)) {
        used.add(file);
        return [];
      }
      const name = path.posix.basename(file).replace(/\.c$/, '.h');
      return [`${file}:1: There is no ${name} beside it; merge it with the file whose idea it is.`];
    });
  return [...found, ...unusedExceptions(exceptions, used)];
}

function unusedExceptions(exceptions: readonly Exception[], used: ReadonlySet<string>): string[] {
  return exceptions
    .filter(({ file }) => !used.has(file))
    .map(({ file }) => `${file}:1: The exception for it is not needed; remove it.`);
}

if (import.meta.main) {
  printViolations(cStructureViolations(sourceFiles(path.resolve(process.argv[2] ?? '.'))));
}

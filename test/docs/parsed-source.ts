/** A TypeScript file as the reference reads it: what it declares and imports, and the docstring
 * before each declaration. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Directive, parseSync, type Span, type Statement } from 'oxc-parser';

/** Where a name of a file comes from. */
export interface Import {
  /** The file, absolute; null = a package. */
  readonly file: string | null;
  readonly name: string;
}

export interface ParsedSource {
  readonly file: string;
  readonly text: string;
  readonly body: readonly (Directive | Statement)[];
  readonly imports: ReadonlyMap<string, Import>;
  /** The docstring that ends just before `node`, without its stars; '' = none. */
  docstringOf(node: Span): string;
  /** The line of `node`, from 1. */
  lineOf(node: Span): number;
}

/** `* Text` of a comment's lines, the stars removed. */
function withoutStars(comment: string): string {
  return comment
    .replace(/^\*/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();
}

function importsOf(file: string, body: readonly (Directive | Statement)[]): Map<string, Import> {
  const imports = new Map<string, Import>();
  for (const statement of body) {
    if (statement.type !== 'ImportDeclaration') {
      continue;
    }
    const from = statement.source.value;
    const target = from.startsWith('.') ? path.resolve(path.dirname(file), from) : null;
    for (const specifier of statement.specifiers) {
      if (specifier.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier') {
        imports.set(specifier.local.name, { file: target, name: specifier.imported.name });
      }
    }
  }
  return imports;
}

/** Reads and parses a file. Throws where it is no TypeScript. */
export function parsedSource(file: string): ParsedSource {
  const text = readFileSync(file, 'utf8');
  const { program, comments, errors } = parseSync(file, text);
  if (errors.length > 0) {
    throw new Error(`${file}: ${errors[0]?.message}`);
  }
  const docstrings = comments.filter(({ type, value }) => type === 'Block' && /^\*/.test(value));
  return {
    file,
    text,
    body: program.body,
    imports: importsOf(file, program.body),
    docstringOf: (node) => {
      const before = docstrings.findLast(({ end }) => end <= node.start);
      const isNext = before !== undefined && text.slice(before.end, node.start).trim() === '';
      return isNext ? withoutStars(before.value) : '';
    },
    lineOf: (node) => text.slice(0, node.start).split('\n').length,
  };
}

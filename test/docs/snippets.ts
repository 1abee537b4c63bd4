/** The examples of the docstrings as one program that runs them all. */
import type { Export } from './api-model.ts';

export interface Snippet {
  /** Whose docstring has it: `Mixer`, `Mixer.playBuffer`. */
  readonly name: string;
  readonly code: string;
}

/** Every example, those of inherited members once. */
export function snippetsOf(api: readonly Export[]): Snippet[] {
  const seen = new Set<string>();
  return api.flatMap((one) => {
    const members = one.members.map((member) => ({
      ...member,
      name: `${member.owner}.${member.name}`,
    }));
    return [one, ...members].flatMap(({ name, documentation, place }) => {
      if (seen.has(place)) {
        return [];
      }
      seen.add(place);
      return documentation.examples.map((code) => ({ name, code }));
    });
  });
}

/** One program: each snippet in a function of its own, with the library's values, `assert`, `join`,
 * `pipeline` and a `folder` of its own in reach. It prints a line of JSON: what each snippet threw, or
 * null.
 * @param index a file URL of the library */
export function snippetProgram(
  snippets: readonly Snippet[],
  api: readonly Export[],
  index: string,
): string {
  const values = api
    .filter(({ kind }) => kind !== 'interface' && kind !== 'type')
    .map(({ name }) => name);
  const functions = snippets.map(
    ({ name, code }) => `  // ${name}\n  async () => {\n${code}\n  },`,
  );
  return `import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ${values.join(', ')} } from '${index}';

const folder = mkdtempSync(join(tmpdir(), 'rtmixer-snippets-'));
const snippets: (() => Promise<void>)[] = [
${functions.join('\n')}
];
const thrown: (string | null)[] = [];
for (const snippet of snippets) {
  try {
    await snippet();
    thrown.push(null);
  } catch (error) {
    thrown.push(String((error as Error).stack));
  }
}
rmSync(folder, { recursive: true });
console.log(JSON.stringify(thrown));
`;
}

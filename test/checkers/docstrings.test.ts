import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { docstringProblems } from './docstrings.ts';
import { plantedProject } from './planted-project.ts';

const index = "export { failureCodes } from './library/failure.ts';\n";
const failures = "/** All codes. */\nexport const failureCodes = ['none', 'disk-full'] as const;\n";

/** What is told of a library that exports all of `names` from one file. */
function problems(names: string, clip: string): string[] {
  using project = plantedProject({
    'native/index.ts': `${index}export { ${names} } from './library/clip.ts';\n`,
    'native/library/failure.ts': failures,
    'native/library/clip.ts': clip,
  });
  return docstringProblems(project.root);
}

const documented = `/** A base. */
class Base {
  /** Frames. */
  get length(): number {
    return 1;
  }
  protected hidden(): void {}
}
/** A clip.
 *
 * @example
 * assert.equal(new Clip(1).length, 1);
 */
export class Clip extends Base {
  #secret = 1;
  /** Throws \`disk-full\`. */
  constructor(gain: number) {}
  /** As Mixer's. */
  play(): Action {
    return this.#secret;
  }
}
`;

test('a library that is documented has no problem', () => {
  expect(problems('Clip', documented)).toEqual([]);
});

test.each([
  ['a class', '/** A clip.\n *\n', '/**\n', /clip\.ts:\d+: Clip has no docstring/],
  ['a member', '  /** Throws `disk-full`. */\n', '', /Clip\.constructor has no docstring/],
  ['an inherited member', '  /** Frames. */\n', '', /Base\.length has no docstring/],
  ['an example', ' * @example\n', '', /Clip has no @example/],
  ["an example's check", 'assert.equal(new Clip(1).length, 1)', 'new Clip(1)', /asserts nothing/],
  ["a command's example", 'As Mixer', 'Plays', /Clip\.play has no @example/],
  ['a code that exists', '`disk-full`', '`disk-fool`', /`disk-fool`, which is not one/],
])('%s that is missing is told', (_, there, instead, message) => {
  const changed = documented.replace(there, instead);
  expect(changed).not.toBe(documented);
  expect(problems('Clip', changed)).toEqual([expect.stringMatching(message)]);
});

test('the members of interfaces count, and functions, types and constants', () => {
  const found = problems(
    'type Shape, draw, type Size, sizes',
    'export interface Shape { size: number }\nexport function draw(): void {}\n' +
      'export type Size = 1;\nexport const sizes = [1];\n',
  );
  expect(found.map((line) => line.replace(/^.*: (\S+) has.*/, '$1'))).toEqual([
    'Shape',
    'Shape.size',
    'draw',
    'Size',
    'sizes',
  ]);
});

test('what is checked is the library itself', () => {
  const text = readFileSync(path.resolve('package.json'), 'utf8');
  expect(text).toContain('"check:docs": "node test/checkers/docstrings.ts"');
  expect(docstringProblems(path.resolve('.'))).toEqual([]);
});

import { expect, test } from 'vitest';
import { pagePathViolations } from './page-paths.ts';

const exists = (target: string) =>
  ['main/a.ts', 'docs/b.md', 'test/**/*.long.test.ts'].includes(target);

test('a page may name what exists, by a link or between backticks', () => {
  const text =
    'See [b](b.md#part), [out](https://example.org/x) and `main/a.ts`, `test/**/*.long.test.ts`.\n';
  expect(pagePathViolations([{ path: 'docs/page.md', text }], exists)).toEqual([]);
});

test('a link and a path between backticks that lead nowhere are caught, also inside a command', () => {
  const text = 'first line\n[gone](gone.md)\n`node main/gone.ts FILE` and `main/<name>.ts`\n';
  expect(pagePathViolations([{ path: 'docs/page.md', text }], exists)).toEqual([
    'docs/page.md:2: docs/gone.md does not exist.',
    'docs/page.md:3: main/gone.ts does not exist.',
  ]);
});

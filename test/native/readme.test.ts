/** The program in README.md, run as it stands. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

test("the README's program plays and records what it says", () => {
  const [program] = [...readFileSync('README.md', 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
    ([, text = '']) => text,
  );
  const folder = mkdtempSync(join(tmpdir(), 'rtmixer-readme-'));
  const path = join(folder, 'program.mts');
  const index = pathToFileURL(resolve('native/index.ts')).href;
  writeFileSync(path, (program ?? '').replaceAll("'./native/index.ts'", `'${index}'`));
  const run = spawnSync(process.execPath, [path], { encoding: 'utf8', timeout: 40_000 });
  rmSync(folder, { recursive: true });
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/^completed -?\d\S* 0\n$/);
});

/** The programs on the Markdown pages: complete, run as they are, and print the text below them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { runTool } from '../../../checkers/run-tool.ts';

const pages = ['README.md', 'native/README.md', 'native/COMING-FROM-PYTHON-RTMIXER.md'];
const index = pathToFileURL(resolve('native/index.ts')).href;
const folder = mkdtempSync(join(tmpdir(), 'rtmixer-pages-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface PageProgram {
  /** Its page and its number there, from 1. */
  readonly name: string;
  readonly path: string;
  /** What it must print; null = the page does not say. */
  readonly output: string | null;
}

/** Writes each program to the folder, importing the library from its place. */
function programsOf(page: string): PageProgram[] {
  const blocks = /```ts\n(.*?)```\n(?:\n```text\n(.*?)```\n)?/gs;
  return [...readFileSync(resolve(page), 'utf8').matchAll(blocks)].map(
    ([, program = '', output = null], k) => {
      const path = join(folder, `${page.replaceAll('/', '-')}-${k + 1}.mts`);
      writeFileSync(path, program.replaceAll(/'\.\/(native\/)?index\.ts'/g, `'${index}'`));
      return { name: `${page}, program ${k + 1}`, path, output };
    },
  );
}

const programs = pages.flatMap(programsOf);

describe('the programs on the pages', () => {
  test('exist on each page', () => {
    for (const page of pages) {
      expect(programs.map(({ name }) => name)).toContain(`${page}, program 1`);
    }
  });

  test('have no type errors', () => {
    const compilerOptions = {
      paths: { [index]: [resolve('native/index.ts')] },
      types: ['node'],
      typeRoots: [resolve('node_modules/@types')],
    };
    const files = programs.map(({ path }) => path);
    const project = { extends: resolve('tsconfig.base.json'), compilerOptions, files };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
    expect(runTool('tsc', ['-p', '.'], folder)).toEqual({ status: 0, output: '' });
  });

  test.each(programs)('$name prints what it says', ({ path, output }) => {
    const run = spawnSync(process.execPath, [path], { encoding: 'utf8', timeout: 200_000 });
    expect([run.status, run.stdout, run.stderr]).toEqual([0, output, '']);
  });
});

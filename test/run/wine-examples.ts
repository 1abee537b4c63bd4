/** Every example of the library's docstrings, which assert their own results, under Node of Windows. vitest
 * itself does not start under Wine: the native part of its bundler does not load there. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformWithOxc } from 'vite';
import { builtAddon, windowsFolder } from '../../packaging/cross/built-addon.ts';
import { ApiReader } from '../docs/api-model.ts';
import { snippetProgram, snippetsOf } from '../docs/snippets.ts';
import { nodeOfWindows, runByWine, winePath } from '../support/wine.ts';
import type { SuiteResult } from './suite-result.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

/** What `using` becomes: resources are given back in reverse order, before what was thrown goes on. */
const USING = `export default function usingContext() {
  const held = [];
  const hold = (value) => {
    if (value !== null && value !== undefined) held.push(value);
    return value;
  };
  return {
    u: hold,
    a: hold,
    d() {
      const { e: thrown } = this;
      const isThrown = 'e' in this;
      let waiting = null;
      for (const value of held.reverse()) {
        const end = () => (value[Symbol.asyncDispose] ?? value[Symbol.dispose]).call(value);
        waiting = !(waiting instanceof Promise) ? end() : waiting.then(end);
      }
      const rethrow = () => {
        if (isThrown) throw thrown;
      };
      return waiting instanceof Promise ? waiting.then(rethrow) : rethrow();
    },
  };
}
`;

/** Adds to the suite what each example gave. Throws where the program did not come to its end. */
export async function runExamples(suite: SuiteResult): Promise<void> {
  const index = path.join(root, 'native', 'index.ts');
  const api = new ApiReader(root).exportsOf(index);
  const snippets = snippetsOf(api);
  const folder = path.join(windowsFolder, 'examples');
  mkdirSync(folder, { recursive: true });
  const program = path.join(folder, 'examples.mjs');
  // For Node 22, which does not know `using`.
  const written = snippetProgram(snippets, api, `file:///Z:${index}`);
  const { code } = await transformWithOxc(written, 'examples.mts', { target: 'es2022' });
  writeFileSync(path.join(folder, 'using.mjs'), USING);
  writeFileSync(program, code.replace(/'@oxc-project[^']*'|"@oxc-project[^"]*"/, "'./using.mjs'"));
  const addon = path.join(builtAddon('win32', 'x64').folder, 'rtmixer.node');
  const { status, output } = await runByWine({
    words: [nodeOfWindows('node.exe'), '--no-warnings', program],
    folder,
    env: { RTMIXER_ADDON: winePath(addon) },
    limitSeconds: 900,
  });
  const line = output.split('\n').find((each) => each.startsWith('['));
  if (status !== 0 || line === undefined) {
    throw new Error(`The examples ended with ${status}:\n${output.slice(-3_000)}`);
  }
  const thrown = JSON.parse(line) as (string | null)[];
  for (const [place, { name }] of snippets.entries()) {
    const detail = thrown[place] ?? null;
    if (detail === null) suite.passed += 1;
    else suite.failed.push({ name: `the example of ${name}`, detail });
  }
}

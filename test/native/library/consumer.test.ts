/** The library as a package: packed as it would be published, used by a project outside of the repository. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { npmCommand } from '../../../setup/npm.mjs';
import { runTool } from '../../checkers/run-tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtmixer consumer ä-'));
afterAll(() => rmSync(folder, { recursive: true }));

let paths: readonly string[] = [];

beforeAll(() => {
  const { command, leading } = npmCommand();
  const words = [...leading, 'pack', '--json', '--silent', '--pack-destination', folder];
  const packed = spawnSync(command, words, { cwd: resolve('native'), encoding: 'utf8' });
  expect([packed.status, packed.stderr]).toEqual([0, '']);
  const [{ filename, files }] = JSON.parse(packed.stdout);
  paths = files.map(({ path }: { path: string }) => path);
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'rtmixer-native'), { recursive: true });
  const archive = join(folder, filename);
  const target = join(modules, 'rtmixer-native');
  spawnSync('tar', ['-xzf', archive, '--strip-components=1', '-C', target]);
  for (const name of ['@types', 'cmake-js', 'node-addon-api', 'node-api-headers']) {
    symlinkSync(resolve('node_modules', name), join(modules, name), 'junction');
  }
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'es2024', lib: ['es2024', 'esnext.disposable'] },
    ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
    ...{ skipLibCheck: false, noEmit: true, types: ['node'], allowJs: true, checkJs: true },
  };
  for (const [name, text] of Object.entries({
    'package.json': '{ "type": "commonjs" }',
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.mts', '*.cjs'] }),
    'module.mts': `import { Mixer } from 'rtmixer-native';\n${program}`,
    'common.cjs': `const { Mixer } = require('rtmixer-native');\nvoid (async () => {\n${program}})();\n`,
    'worker.mts': `import { Worker } from 'node:worker_threads';\nnew Worker(new URL('module.mts', import.meta.url));\n`,
  })) {
    writeFileSync(join(folder, name), text);
  }
});

const program = `
const mixer = new Mixer({ hostApi: 'Virtual', sampleRate: 48000, channels: 1 });
mixer.start();
const [one, two] = mixer.schedule([
  { type: 'playBuffer', samples: new Float32Array(100).fill(0.5), start: { frame: 0 } },
  { type: 'playBuffer', samples: new Float32Array(100), start: { after: { request: 1 } } },
], { origin: mixer.time + 0.1 });
await mixer.wait();
const frame = (two.actualFrame ?? 0) - (one.actualFrame ?? 0);
console.log(two.outcome, frame);
await mixer.close();
`;

test('its types are complete for a strict project', () => {
  expect(runTool('tsc', ['-p', '.'], folder)).toEqual({ status: 0, output: '' });
});

test.each(['module.mts', 'common.cjs', 'worker.mts'])('it plays from %s', (name) => {
  const { RTMIXER_ADDON: _, ...env } = process.env;
  const run = spawnSync(process.execPath, [name], { cwd: folder, encoding: 'utf8', env });
  expect([run.status, run.stdout, run.stderr]).toEqual([0, 'completed 100\n', '']);
});

test('it has JavaScript, declarations, the sources of the addon, the addon and the licences', () => {
  const addon = `prebuilds/${process.platform}-${process.arch}/rtmixer.node`;
  for (const path of [
    'dist/index.js',
    'dist/index.d.ts',
    'src/mixer/mixer.c',
    'CMakeLists.txt',
    addon,
  ]) {
    expect(paths).toContain(path);
  }
  expect(paths).toEqual(
    expect.arrayContaining(['LICENSE', 'dist/THIRD-PARTY-NOTICES.txt', 'install.mjs']),
  );
  expect(paths.filter((path) => /(?<!\.d)\.ts$|test|examples/.test(path))).toEqual([]);
});

test('it has every source that its CMake file names', () => {
  const text = readFileSync('native/CMakeLists.txt', 'utf8');
  const named = [...text.matchAll(/\$\{CMAKE_CURRENT_SOURCE_DIR\}\/([\w./-]+\.c)\b/g)];
  expect(named.length).toBeGreaterThan(0);
  // What packages of the program carry beside the library is built where it is there.
  const own = named.map(([, file]) => file ?? '').filter((file) => !file.startsWith('../'));
  expect(paths).toEqual(expect.arrayContaining(own));
});

test('its version and the packages that build it are those of the program', () => {
  const [library, program] = ['native/package.json', 'package.json'].map((file) =>
    JSON.parse(readFileSync(file, 'utf8')),
  );
  expect(library.version).toBe(program.version);
  for (const [name, version] of Object.entries(library.dependencies)) {
    expect([name, program.devDependencies[name]]).toEqual([name, version]);
  }
});

test('what is installed where its addon does not load is built from the sources, or says what is missing', () => {
  const installed = join(folder, 'node_modules', 'rtmixer-native');
  rmSync(join(installed, 'prebuilds'), { recursive: true });
  // Without any tool of a compiler in reach.
  const run = spawnSync(process.execPath, ['install.mjs'], {
    cwd: installed,
    encoding: 'utf8',
    env: { PATH: '/nowhere' },
  });
  expect(run.status).toBe(1);
  expect(run.stderr).toContain(
    "RtMixer's addon could not be built for this system. Install what is missing",
  );
  const { RTMIXER_ADDON: _, ...env } = process.env;
  const used = spawnSync(process.execPath, ['module.mts'], { cwd: folder, encoding: 'utf8', env });
  expect(used.stderr).toContain(
    'is not built (rtmixer.node is missing): run "npm rebuild rtmixer-native"',
  );
});

/** Builds the addon and the C tests for Windows x64 by MinGW-w64, on another system. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { isLibraryOfTheSystem } from '../../native/libraries.ts';
import { readPe } from '../../native/pe-file.ts';
import { has } from '../../native/system-packages.mjs';
import type { Component } from '../components.ts';
import { debianComponent } from '../native-components.ts';
import { windowsFolder } from './built-addon.ts';
import { sourceNames, sourceVersion, unpackSources } from './debian-sources.ts';
import { runStep } from './step.ts';
import {
  buildWindowsLibraries,
  COMPILER,
  crossEnvironment,
  libraryRecipe,
  MINGW,
  toolchainFile,
} from './windows-libraries.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const prefix = path.join(windowsFolder, 'libraries');
const sources = path.join(windowsFolder, 'sources');

/** Not part of the set-up: only this build needs them. */
const TOOLS = [
  { command: COMPILER, apt: 'gcc-mingw-w64-x86-64-posix' },
  { command: `${MINGW}-g++-posix`, apt: 'g++-mingw-w64-x86-64-posix' },
  { command: 'dpkg-source', apt: 'dpkg-dev' },
  { command: 'apt-get', apt: 'apt' },
  { command: 'ninja', apt: 'ninja-build' },
  { command: 'make', apt: 'make' },
];
/** Libraries of the compiler that are linked statically, as its options say. */
const RUN_TIMES = [
  {
    name: 'Run time of GCC',
    licence: 'GPL-3.0-or-later WITH GCC-exception-3.1',
    website: 'https://gcc.gnu.org/',
    file: 'libgcc.a',
  },
  {
    name: 'Run time of MinGW-w64',
    licence: 'ZPL-2.1 AND MIT AND BSD-3-Clause',
    website: 'https://www.mingw-w64.org/',
    file: 'libmingw32.a',
  },
];
const WINE = { command: 'wine', apt: 'wine64 wine' };

/** Why it cannot be built here, with what to install; null = it can. */
export function reasonAgainstWindows(): string | null {
  return process.platform === 'win32'
    ? 'this is Windows, where npm test tells more'
    : sentenceFor(TOOLS);
}

/** Why what was built cannot be run here; null = it can. */
export function reasonAgainstWine(): string | null {
  return sentenceFor([WINE]);
}

function sentenceFor(tools: readonly { command: string; apt: string }[]): string | null {
  const missing = tools.filter(({ command }) => !has(command)).map(({ apt }) => apt);
  return missing.length === 0
    ? null
    : `tools of the cross build for Windows are missing: apt-get install --no-install-recommends ${missing.join(' ')}`;
}

/** Builds the libraries, where their recipe changed, then the addon where `builtAddon` says. */
export function buildForWindows(): void {
  buildLibraries();
  const folder = path.join(windowsFolder, 'addon');
  mkdirSync(folder, { recursive: true });
  const modules = path.join(root, 'node_modules');
  const hook = path.join(import.meta.dirname, 'delay_load_hook.c');
  buildWithCMake(folder, [
    `-DCMAKE_JS_INC=${path.join(modules, 'node-api-headers', 'include')}`,
    `-DCMAKE_JS_LIB=${nodeLibrary(folder, modules)};delayimp`,
    `-DCMAKE_JS_SRC=${hook}`,
    '-DCMAKE_CXX_FLAGS=-DBUILDING_NODE_EXTENSION',
    // The compiler's own libraries go into the addon: no package has to carry them.
    '-DCMAKE_SHARED_LINKER_FLAGS=-static -s',
    `-DCMAKE_RUNTIME_OUTPUT_DIRECTORY=${path.join(folder, 'Release')}`,
  ]);
  layDllsBeside(path.join(folder, 'Release'));
  keepPapers(path.join(folder, 'papers'));
}

/** Builds the C tests and gives the folder for CTest, which runs them by Wine. */
export function buildTestsForWindows(): string {
  const folder = path.join(windowsFolder, 'tests');
  buildWithCMake(folder, [
    ...['-DRTMIXER_TESTS=ON', '-DRTMIXER_TEST_SECONDS=900'],
    // The run time of POSIX threads, for tests that sleep.
    '-DCMAKE_EXE_LINKER_FLAGS=-static',
  ]);
  layDllsBeside(folder);
  return folder;
}

function buildLibraries(): void {
  const stamp = path.join(windowsFolder, 'libraries.recipe');
  const recipe = libraryRecipe();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === recipe) return;
  console.log('Building the libraries for Windows …');
  unpackSources(sources);
  buildWindowsLibraries(sources, prefix, path.join(windowsFolder, 'work'));
  writeFileSync(stamp, recipe);
}

/** What the addon is linked with in place of node.exe. */
function nodeLibrary(folder: string, modules: string): string {
  const file = path.join(folder, 'libnode_api.a');
  const names = path.join(modules, 'node-api-headers', 'def', 'node_api.def');
  const words = ['-d', names, '-D', 'node.exe', '--output-delaylib', file];
  runStep({ title: 'list Node-API', command: `${MINGW}-dlltool`, words, folder });
  return file;
}

function buildWithCMake(folder: string, definitions: readonly string[]): void {
  const env = crossEnvironment(prefix);
  const words = [
    ...['-S', path.join(root, 'native'), '-B', folder, '-G', 'Ninja'],
    ...[`-DCMAKE_TOOLCHAIN_FILE=${toolchainFile}`, '-DCMAKE_BUILD_TYPE=Release', ...definitions],
  ];
  runStep({ title: 'configure for Windows', command: 'cmake', words, folder: root, env });
  const build = ['--build', folder, '--parallel', '2'];
  runStep({ title: 'build for Windows', command: 'cmake', words: build, folder: root, env });
}

/** The libraries that were built, which Windows looks for beside a program. */
function layDllsBeside(folder: string): void {
  const built = path.join(prefix, 'bin');
  const waiting = readdirSync(folder)
    .filter((name) => /\.(node|exe)$/.test(name))
    .flatMap((name) => neededOf(path.join(folder, name)));
  const laid = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (laid.has(name) || isLibraryOfTheSystem(name)) continue;
    laid.add(name);
    copyFileSync(path.join(built, name), path.join(folder, name));
    runStep({ title: `strip ${name}`, command: `${MINGW}-strip`, words: [name], folder });
    waiting.push(...neededOf(path.join(folder, name)));
  }
}

function neededOf(file: string): string[] {
  return readPe(readFileSync(file))?.needed.filter((name) => name.endsWith('.dll')) ?? [];
}

/** What the compiler put into each of the programs that were built, as parts of a package. */
export function compilerComponents(): Promise<readonly Component[]> {
  return Promise.all(
    RUN_TIMES.map(({ file, ...named }) => {
      const words = [`-print-file-name=${file}`];
      const place = execFileSync(COMPILER, words, { encoding: 'utf8' }).trim();
      return debianComponent({ ...named, file: realpathSync(place) });
    }),
  );
}

/** The licence texts of the libraries and their versions, for the notices. */
function keepPapers(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const name of sourceNames) {
    const place = path.join(folder, name);
    mkdirSync(place, { recursive: true });
    copyFileSync(path.join(sources, name, 'debian', 'copyright'), path.join(place, 'copyright'));
    writeFileSync(path.join(place, 'version'), sourceVersion(name));
  }
}

/**
 * The C tests, built and run several times: optimised as deployed, then with the address,
 * undefined, thread and realtime sanitizers of clang 22. Builds live in native/build-*.
 * With `--long` only the programs named *_long_test.c and the fuzzers, which then search for a minute.
 *
 * With `--compile` they are compiled and not run; the next call says what did not compile.
 *
 * Usage: node test/run/native-tests.ts [--only NAME_PART] [--build NAME]... [--root DIR] [--long] [--compile]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { freeJackNames } from '../support/jack-server.ts';
import { ctestResults } from './ctest-results.ts';
import { printSuite, type SuiteResult, saveSuite } from './suite-result.ts';

type Build = {
  name: string;
  compiler: 'default' | 'clang-22';
  sanitizers: string;
};

const builds: Build[] = [
  { name: 'release', compiler: 'default', sanitizers: '' },
  { name: 'address', compiler: 'clang-22', sanitizers: 'address,undefined' },
  { name: 'thread', compiler: 'clang-22', sanitizers: 'thread' },
  { name: 'realtime', compiler: 'clang-22', sanitizers: 'realtime' },
];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    build: { type: 'string', multiple: true },
    long: { type: 'boolean', default: false },
    compile: { type: 'boolean', default: false },
    root: { type: 'string', default: path.resolve(import.meta.dirname, '..', '..') },
  },
});
const { root } = values;

// Beside this script, whatever the root.
const suppressions = path.resolve(import.meta.dirname, '../native/tsan-suppressions.txt');
const tsanOptions = `halt_on_error=1:suppressions='${suppressions}'`;

const chosen = builds.filter(({ name }) => values.build?.includes(name) ?? true);
if (values.compile) {
  for (const build of chosen) {
    if (canCompile(build)) compile(build, folderOf(build));
  }
  process.exit();
}
await freeJackNames();
const suites = chosen.map((build) => runBuild(build));
await freeJackNames();
const isEmpty = suites.every(
  ({ passed, failed, skipped }) => passed === 0 && failed.length === 0 && skipped.length === 0,
);
for (const suite of suites) {
  printSuite(suite);
  saveSuite(suite);
}
if (isEmpty && values.only !== undefined) {
  console.error(`No C test program of these builds has "${values.only}" in its name.`);
}
if (chosen.length === 0) {
  console.error(`There is no such build; there are ${builds.map(({ name }) => name).join(', ')}.`);
}
const isUnmatched = isEmpty && (values.only !== undefined || chosen.length === 0);
process.exitCode = isUnmatched || suites.some((suite) => suite.failed.length > 0) ? 1 : 0;

function runBuild(build: Build): SuiteResult {
  const suite: SuiteResult = {
    name: `C core, ${build.name === 'release' ? 'as deployed' : `${build.name} sanitizer`}`,
    host: build.compiler === 'default' ? 'the default C compiler' : build.compiler,
    devices: 'invented blocks, Virtual',
    passed: 0,
    failed: [],
    skipped: [],
    unsteady: [],
  };
  if (!canCompile(build)) {
    const reason = `${build.compiler} is not installed`;
    return { ...suite, skipped: [{ name: 'all tests of this build', reason }] };
  }
  const folder = folderOf(build);
  const problem = compile(build, folder);
  if (problem !== undefined) {
    return { ...suite, failed: [{ name: 'compiles', detail: problem }] };
  }
  return { ...suite, ...runTests(folder) };
}

function folderOf({ name }: Build): string {
  return path.join(root, 'native', `build-${name}`);
}

function canCompile({ compiler }: Build): boolean {
  return compiler === 'default' || isInstalled(compiler);
}

function compile(build: Build, folder: string): string | undefined {
  if (!existsSync(path.join(folder, 'CMakeCache.txt'))) {
    const generator = isInstalled('ninja') ? ['-G', 'Ninja'] : [];
    const compiler = build.compiler === 'default' ? [] : [`-DCMAKE_C_COMPILER=${build.compiler}`];
    const configured = run('cmake', [
      ...['-S', path.join(root, 'native'), '-B', folder, ...generator, ...compiler],
      ...['-DRTMIXER_TESTS=ON', `-DRTMIXER_SANITIZE=${build.sanitizers}`],
    ]);
    if (configured.status !== 0) {
      return configured.output;
    }
  }
  const compiled = run('cmake', ['--build', folder, '--parallel', '2']);
  // Only the failed steps are of interest.
  const errors = compiled.output.replace(/^(\[\d+\/\d+\] (?!Linking.*failed).*|--.*)\n/gm, '');
  return compiled.status === 0 ? undefined : errors;
}

function runTests(folder: string): Partial<SuiteResult> {
  const report = path.join(folder, 'results.xml');
  const kind = values.long ? ['--label-regex', '^(long|fuzz)$'] : ['--label-exclude', '^long$'];
  const only = values.only === undefined ? [] : ['--tests-regex', values.only];
  const ran = run('ctest', [
    // Many only wait, for a driver or a disk: beside them another one has a processor.
    ...['--test-dir', folder, '--parallel', '2', '--output-junit', report, '--output-on-failure'],
    ...['--test-output-size-passed', '1000000', '--test-output-size-failed', '1000000'],
    ...['--no-tests=ignore', ...kind, ...only],
  ]);
  if (!existsSync(report)) {
    const nothingToRun = ran.status === 0;
    return nothingToRun ? {} : { failed: [{ name: 'ctest', detail: ran.output }] };
  }
  return ctestResults(readFileSync(report, 'utf8'), ran.output);
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0;
}

function run(command: string, commandArguments: string[]) {
  const { status, stdout, stderr, error } = spawnSync(command, commandArguments, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, TSAN_OPTIONS: tsanOptions, CLICOLOR_FORCE: '0' },
  });
  return { status, output: error === undefined ? `${stdout}${stderr}` : error.message };
}

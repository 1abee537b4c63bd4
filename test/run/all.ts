/**
 * All suites, then the summary, whose last line adds them up. The tests come one after the other, because
 * they share the machine's audio devices. What only computes, the checks and the compiling of the C tests,
 * goes on beside them at the lowest priority: most tests wait for a device.
 *
 * Usage: node test/run/all.ts [checks] [native] [unit] [e2e]   (these four without a name)
 *        node test/run/all.ts long    what takes long and rarely fails; its skips never fail
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { npmRun } from '../../setup/npm.mjs';
import { shareCompiledModules } from './compile-cache.ts';
import { missingWindow } from './missing-window.ts';
import { type SuiteResult, savedSuites, summary } from './suite-result.ts';

interface Runner {
  name: string;
  title: string;
  script: string;
  args?: string[];
  /** Why it cannot run here; null = it can. */
  missing?: () => string | null;
  /** It only prepares another one, which tells what is wrong. */
  isSilent?: boolean;
}

shareCompiledModules();

const computing: Runner[] = [
  { name: 'checks', title: 'Checks', script: 'check' },
  {
    ...{ name: 'native', title: 'C core, compiled', script: 'test:native' },
    ...{ args: ['--compile'], isSilent: true },
  },
];
const runners: Runner[] = [
  // The host of the windows first: where that is broken, what comes after tells nothing.
  {
    ...{ name: 'e2e', title: 'The host of the windows', script: 'test:host' },
    missing: missingWindow,
  },
  { name: 'e2e', title: 'End to end', script: 'test:e2e', missing: missingWindow },
  { name: 'unit', title: 'Unit tests', script: 'test:unit' },
  { name: 'native', title: 'C core', script: 'test:native' },
];
const longRunners: Runner[] = [
  { name: 'long', title: 'C core, long', script: 'test:long-native' },
  { name: 'long', title: 'Windows, by MinGW and Wine', script: 'test:windows' },
  { name: 'long', title: 'Unit tests, long', script: 'test:long-unit' },
  { name: 'long', title: 'End to end, long', script: 'test:long-e2e', missing: missingWindow },
];

const isLong = process.argv[2] === 'long';
const wanted = process.argv.slice(isLong ? 3 : 2);
const unknown = wanted.filter(
  (name) => ![...computing, ...runners].some((runner) => runner.name === name),
);
if (unknown.length > 0) {
  console.error(
    `There is no suite "${unknown.join('", "')}"; there are checks, native, unit, e2e, and long alone.`,
  );
  process.exit(1);
}
const isWanted = ({ name }: Runner) => wanted.length === 0 || wanted.includes(name);

const results = mkdtempSync(path.join(tmpdir(), 'rtmixer-results-'));
/** What runs beside the tests has printed, until it can be shown between two of them. */
let printed = '';
const beside = isLong ? Promise.resolve([]) : compute(computing.filter(isWanted));
const suites: SuiteResult[] = [];
for (const runner of isLong ? longRunners : runners.filter(isWanted)) {
  if (runner.name === 'native') await beside;
  showPrinted();
  suites.push(...(await suitesOf(runner, 'inherit')));
}
suites.unshift(...(await beside));
showPrinted();
rmSync(results, { recursive: true, force: true });

const { lines, exitCode } = summary(suites, process.env.CI === 'true' && !isLong);
console.log(lines.join('\n'));
process.exitCode = exitCode;

function showPrinted(): void {
  process.stdout.write(printed);
  printed = '';
}

async function compute(all: Runner[]): Promise<SuiteResult[]> {
  const done: SuiteResult[] = [];
  for (const runner of all) {
    const given = await suitesOf(runner, 'pipe');
    if (runner.isSilent !== true) done.push(...given);
  }
  return done;
}

async function suitesOf(runner: Runner, output: 'inherit' | 'pipe'): Promise<SuiteResult[]> {
  const { title, script } = runner;
  const reason = runner.missing?.() ?? null;
  if (reason !== null) {
    const skipped = [{ name: 'all tests', reason }];
    return [{ ...emptySuite(title), skipped }];
  }
  const folder = path.join(results, script.replace(':', '-') + (runner.args ?? []).join(''));
  mkdirSync(folder);
  const end = await run(runner, folder, output);
  const saved = savedSuites(folder);
  if (saved.length === 0) {
    return [brokenSuite(title, `it ended with ${end} before it gave results`)];
  }
  const isExplained = end === 'exit code 0' || saved.some(({ failed }) => failed.length > 0);
  return isExplained
    ? saved
    : [...saved, brokenSuite(title, `no test failed, yet it ended with ${end}`)];
}

/** How it ended. What it prints is kept for later where `output` is 'pipe', and it yields to the others. */
function run(
  { title, script, args = [], isSilent = false }: Runner,
  folder: string,
  output: 'inherit' | 'pipe',
): Promise<string> {
  const npm = npmRun(script, ...args);
  const child = spawn(npm.command, npm.args, {
    stdio: ['inherit', output, output],
    env: { ...process.env, RTMIXER_RESULTS: folder, ...(isLong ? { RTMIXER_LONG: '1' } : {}) },
  });
  if (output === 'inherit') console.log(`\n${title}`);
  else if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  let text = `\n${title}\n`;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      if (output === 'pipe' && !isSilent) printed += text;
      resolve(signal ?? `exit code ${code}`);
    });
  });
}

function emptySuite(name: string): SuiteResult {
  return {
    name,
    host: `Node ${process.versions.node}`,
    devices: 'none',
    passed: 0,
    failed: [],
    skipped: [],
    unsteady: [],
  };
}

function brokenSuite(name: string, problem: string): SuiteResult {
  return { ...emptySuite(name), failed: [{ name: problem, detail: problem }] };
}

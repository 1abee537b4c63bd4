/**
 * All suites one after the other, then the summary, whose last line adds them up.
 *
 * Usage: node test/run/all.ts [checks] [native] [unit] [e2e]   (these four without a name)
 *        node test/run/all.ts long    what takes long and rarely fails; its skips never fail
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { npmRun } from '../../setup/npm.mjs';
import { type SuiteResult, savedSuites, summary } from './suite-result.ts';

const runners: { name: string; title: string; script: string }[] = [
  { name: 'checks', title: 'Checks', script: 'check' },
  { name: 'native', title: 'C core', script: 'test:native' },
  { name: 'unit', title: 'Unit tests', script: 'test:unit' },
  // The host of the windows first: where that is broken, what comes after tells nothing.
  { name: 'e2e', title: 'The host of the windows', script: 'test:host' },
  { name: 'e2e', title: 'End to end', script: 'test:e2e' },
];
const longRunners: typeof runners = [
  { name: 'long', title: 'C core, long', script: 'test:long-native' },
  { name: 'long', title: 'Linux on arm64, emulated', script: 'test:arm64' },
  { name: 'long', title: 'Unit tests, long', script: 'test:long-unit' },
  { name: 'long', title: 'End to end, long', script: 'test:long-e2e' },
];

const isLong = process.argv[2] === 'long';
const wanted = process.argv.slice(isLong ? 3 : 2);
const unknown = wanted.filter((name) => !runners.some((runner) => runner.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no suite "${unknown.join('", "')}"; there are checks, native, unit, e2e, and long alone.`,
  );
  process.exit(1);
}

const results = mkdtempSync(path.join(tmpdir(), 'rtmixer-results-'));
const suites = (isLong ? longRunners : runners)
  .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  .flatMap((runner) => suitesOf(runner, path.join(results, runner.script.replace(':', '-'))));
rmSync(results, { recursive: true, force: true });

const { lines, exitCode } = summary(suites, process.env.CI === 'true' && !isLong);
console.log(lines.join('\n'));
process.exitCode = exitCode;

function suitesOf({ title, script }: (typeof runners)[number], folder: string): SuiteResult[] {
  console.log(`\n${title}`);
  mkdirSync(folder);
  const { command, args } = npmRun(script);
  const { status, signal } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, RTMIXER_RESULTS: folder, ...(isLong ? { RTMIXER_LONG: '1' } : {}) },
  });
  const saved = savedSuites(folder);
  const end = signal ?? `exit code ${status}`;
  if (saved.length === 0) {
    return [brokenSuite(title, `it ended with ${end} before it gave results`)];
  }
  const isExplained = status === 0 || saved.some(({ failed }) => failed.length > 0);
  return isExplained
    ? saved
    : [...saved, brokenSuite(title, `no test failed, yet it ended with ${end}`)];
}

function brokenSuite(name: string, problem: string): SuiteResult {
  return {
    name,
    host: `Node ${process.versions.node}`,
    devices: 'none',
    passed: 0,
    failed: [{ name: problem, detail: problem }],
    skipped: [],
  };
}

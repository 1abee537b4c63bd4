/**
 * All suites one after the other, then the summary, whose last line adds them up.
 *
 * Usage: node test/run/all.ts [checks] [native] [unit] [e2e]   (all without a name)
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { npmCommand } from './npm-command.ts';
import { type SuiteResult, savedSuites, summary } from './suite-result.ts';

const runners: { name: string; title: string; script: string }[] = [
  { name: 'checks', title: 'Checks', script: 'check' },
  { name: 'native', title: 'C core', script: 'test:native' },
  { name: 'unit', title: 'Unit tests', script: 'test:unit' },
  { name: 'e2e', title: 'End to end', script: 'test:e2e' },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !runners.some((runner) => runner.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no suite "${unknown.join('", "')}"; there are checks, native, unit, e2e.`,
  );
  process.exit(1);
}

const results = mkdtempSync(path.join(tmpdir(), 'rtmixer-results-'));
const broken: SuiteResult[] = [];
for (const { title, script } of runners.filter(
  ({ name }) => wanted.length === 0 || wanted.includes(name),
)) {
  const before = savedSuites(results).length;
  console.log(`\n${title}`);
  const { command, leading } = npmCommand();
  const { status, signal } = spawnSync(command, [...leading, 'run', '--silent', script], {
    stdio: 'inherit',
    env: { ...process.env, RTMIXER_RESULTS: results },
    shell: process.platform === 'win32',
  });
  const saved = savedSuites(results).slice(before);
  const failures = savedSuites(results).flatMap(({ failed }) => failed);
  if (saved.length === 0 && savedSuites(results).length === before) {
    broken.push(brokenSuite(title, `it ended with ${signal ?? status} before it gave results`));
  } else if (status !== 0 && failures.length === 0) {
    broken.push(brokenSuite(title, `all tests passed, yet it ended with ${signal ?? status}`));
  }
}

const { lines, exitCode } = summary(
  [...savedSuites(results), ...broken],
  process.env.CI === 'true',
);
rmSync(results, { recursive: true, force: true });
console.log(lines.join('\n'));
process.exitCode = exitCode;

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

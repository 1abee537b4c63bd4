/**
 * Everything that tools can check without running the program; each check counts as one test.
 *
 * Usage: node test/run/check.ts
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { npmRun } from '../../setup/npm.mjs';
import { skippedExitCode } from '../checkers/c-sources.ts';
import { printSuite, type SuiteResult, saveSuite } from './suite-result.ts';

const checks: { name: string; script: string }[] = [
  { name: 'types, one program per process', script: 'check:types' },
  { name: 'lint and import boundaries', script: 'check:lint' },
  { name: 'format', script: 'check:format' },
  { name: 'project rules', script: 'check:boundaries' },
  { name: 'C format, clang-tidy and RT_SAFE', script: 'check:c' },
  { name: 'nothing unused', script: 'check:unused' },
  { name: 'docstrings and examples', script: 'check:docs' },
];

const suite: SuiteResult = {
  name: 'Checks',
  host: `Node ${process.versions.node}`,
  devices: 'none',
  passed: 0,
  failed: [],
  skipped: [],
  unsteady: [],
};
for (const { name, script } of checks) {
  const { command, args } = npmRun(script);
  const run = spawnSync(command, args, {
    cwd: path.resolve(import.meta.dirname, '..', '..'),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const output = `${run.stdout}${run.stderr}`.trim();
  if (run.status === 0) {
    suite.passed += 1;
    console.log(`passed  ${name}`);
  } else if (run.status === skippedExitCode) {
    suite.skipped.push({ name, reason: output.split('\n').at(-1) ?? 'no reason given' });
    console.log(`SKIPPED ${name}: ${output}`);
  } else {
    suite.failed.push({ name: `${name} (npm run ${script})`, detail: output });
    console.log(`FAILED  ${name}`);
  }
}
printSuite(suite);
saveSuite(suite);
process.exitCode = suite.failed.length > 0 ? 1 : 0;

/** The C tests of a build for another system, run by ctest, which gives each to an emulator. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ctestResults } from './ctest-results.ts';
import type { SuiteResult } from './suite-result.ts';

export interface CrossTests {
  /** Of the build. */
  readonly folder: string;
  /** Runs only those with this in their names. */
  readonly only: string | undefined;
  /** How names of programs begin that mean nothing there, and why. */
  readonly leftOut: readonly (readonly [name: string, why: string])[];
  readonly environment?: Readonly<Record<string, string>>;
}

export function runCrossTests(tests: CrossTests): Partial<SuiteResult> {
  const { folder, only, leftOut, environment = {} } = tests;
  const report = path.join(folder, 'results.xml');
  const { stdout } = spawnSync(
    'ctest',
    [
      ...['--test-dir', folder, '--output-junit', report, '--output-on-failure'],
      ...['--parallel', '2', '--label-exclude', '^long$'],
      ...['--exclude-regex', `^(${leftOut.map(([name]) => name).join('|')})`],
      ...['--test-output-size-passed', '1000000'],
      ...(only === undefined ? [] : ['--tests-regex', only]),
    ],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...environment } },
  );
  if (!existsSync(report)) return { failed: [{ name: 'ctest', detail: stdout }] };
  const { skipped, ...results } = ctestResults(readFileSync(report, 'utf8'), stdout);
  const left = leftOut.map(([name, reason]) => ({ name, reason }));
  return { ...results, skipped: [...skipped, ...left] };
}

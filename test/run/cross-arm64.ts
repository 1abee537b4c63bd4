/**
 * Builds addon and C tests for Linux on arm64 and runs the tests by QEMU, where Debian's cross compiler
 * and QEMU are installed; says loudly what is missing elsewhere.
 *
 * Usage: node test/run/cross-arm64.ts [--only NAME_PART]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  buildForArm64,
  buildTestsForArm64,
  reasonAgainstArm64,
} from '../../packaging/cross/arm64.ts';
import { ctestResults } from './ctest-results.ts';
import { printSuite, type SuiteResult, saveSuite } from './suite-result.ts';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const suite: SuiteResult = {
  name: 'C core, Linux on arm64',
  host: 'aarch64-linux-gnu-gcc, QEMU',
  devices: 'invented blocks, Virtual',
  passed: 0,
  failed: [],
  skipped: [],
  unsteady: [],
};

/** Programs that an emulated processor cannot run, and why. */
const NOT_EMULATED = [
  [
    'jack_',
    "the JACK server that is installed is this processor's, and shares memory with its clients",
  ],
  ['callback_memory_test', 'QEMU does not tell which memory stays out of forks'],
] as const;

const reason = reasonAgainstArm64();
if (reason === null) {
  try {
    buildForArm64();
    Object.assign(suite, runTests(buildTestsForArm64()));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    suite.failed.push({ name: 'builds', detail });
  }
} else {
  suite.skipped.push({ name: 'all of it', reason });
  console.log(`SKIPPED: ${reason}`);
}
printSuite(suite);
saveSuite(suite);
process.exitCode = suite.failed.length > 0 ? 1 : 0;

function runTests(folder: string): Partial<SuiteResult> {
  const report = path.join(folder, 'results.xml');
  const only = values.only === undefined ? [] : ['--tests-regex', values.only];
  const { stdout } = spawnSync(
    'ctest',
    [
      ...['--test-dir', folder, '--output-junit', report, '--output-on-failure'],
      ...['--parallel', '2', '--label-exclude', '^long$'],
      ...['--exclude-regex', `^(${NOT_EMULATED.map(([name]) => name).join('|')})`],
      ...['--test-output-size-passed', '1000000', ...only],
    ],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const left = NOT_EMULATED.map(([name, why]) => ({ name, reason: why }));
  if (existsSync(report)) {
    const { skipped, ...results } = ctestResults(readFileSync(report, 'utf8'), stdout);
    return { ...results, skipped: [...skipped, ...left] };
  }
  return { failed: [{ name: 'ctest', detail: stdout }] };
}

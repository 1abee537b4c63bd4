/**
 * Builds addon and C tests for Linux on arm64 and runs the tests by QEMU, where Debian's cross compiler
 * and QEMU are installed; says loudly what is missing elsewhere.
 *
 * Usage: node test/run/cross-arm64.ts [--only NAME_PART]
 */
import { parseArgs } from 'node:util';
import {
  buildForArm64,
  buildTestsForArm64,
  reasonAgainstArm64,
} from '../../packaging/cross/arm64.ts';
import { runCrossTests } from './cross-ctest.ts';
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
    Object.assign(
      suite,
      runCrossTests({ folder: buildTestsForArm64(), only: values.only, leftOut: NOT_EMULATED }),
    );
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

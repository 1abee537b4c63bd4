/**
 * Builds libraries, addon and C tests for Windows x64 by MinGW-w64, and runs by Wine: the C tests, the
 * addon under Node of Windows, and the library's examples. Says loudly what is missing where it cannot; with
 * CI=true that is a failure.
 *
 * Usage: node test/run/cross-windows.ts [--only NAME_PART] [--build-only]
 */
import { parseArgs } from 'node:util';
import {
  buildForWindows,
  buildTestsForWindows,
  reasonAgainstWindows,
  reasonAgainstWine,
} from '../../packaging/cross/windows.ts';
import { wineFolder } from '../support/wine.ts';
import { runCrossTests } from './cross-ctest.ts';
import { printSuite, type SuiteResult, saveSuite } from './suite-result.ts';
import { playFromPackage, playUnderWine } from './wine-addon.ts';
import { runExamples } from './wine-examples.ts';
import { playFromZip } from './wine-package.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, 'build-only': { type: 'boolean', default: false } },
});

/** Programs that mean nothing under Wine, and why. */
const NOT_FOR_WINE = [
  ['jack_', 'JACK on Windows is a library of its own, which PortAudio is built without'],
] as const;

const suites: SuiteResult[] = [];
const core = suite('C core, Windows x64');
const reason = reasonAgainstWindows();
if (reason === null) {
  await attempt(core, 'builds', async () => {
    buildForWindows();
    if (values['build-only']) return;
    const tests = buildTestsForWindows();
    const missing = reasonAgainstWine();
    if (missing === null) await runByWine(tests);
    else core.skipped.push({ name: 'all that runs', reason: missing });
  });
} else {
  core.skipped.push({ name: 'all of it', reason });
}
for (const each of suites) {
  for (const skipped of each.skipped) console.log(`SKIPPED ${skipped.name}: ${skipped.reason}`);
  printSuite(each);
  saveSuite(each);
}
const isIncomplete = reason !== null || reasonAgainstWine() !== null;
const isFailure = suites.some(({ failed }) => failed.length > 0);
process.exitCode = isFailure || (process.env.CI === 'true' && isIncomplete) ? 1 : 0;

function suite(name: string): SuiteResult {
  const made: SuiteResult = {
    name,
    host: 'MinGW-w64, Wine',
    devices: 'invented blocks, Virtual',
    passed: 0,
    failed: [],
    skipped: [],
    unsteady: [],
  };
  suites.push(made);
  return made;
}

async function attempt(result: SuiteResult, name: string, work: () => Promise<void>) {
  try {
    await work();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    result.failed.push({ name, detail });
  }
}

async function runByWine(tests: string): Promise<void> {
  const addon = suite('The addon, Windows x64');
  await attempt(addon, 'plays under Node of Windows', async () => {
    addon.passed += await playUnderWine();
  });
  await attempt(addon, "plays out of the library's package", async () => {
    addon.passed += await playFromPackage();
  });
  await attempt(addon, 'plays out of a zip made by Forge', async () => {
    addon.passed += await playFromZip();
  });
  const library = suite('The library, Windows x64');
  await attempt(library, 'runs its examples', () => runExamples(library));
  Object.assign(
    core,
    runCrossTests({
      folder: tests,
      only: values.only,
      leftOut: NOT_FOR_WINE,
      environment: { WINEDEBUG: '-all', WINEPREFIX: wineFolder },
    }),
  );
}

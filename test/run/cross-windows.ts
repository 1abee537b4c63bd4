/**
 * Builds libraries, addon and C tests for Windows x64 by MinGW-w64, and runs by Wine: the C tests, the
 * addon under Node of Windows, and the library's examples. Says loudly what is missing where it cannot; with
 * CI=true that is a failure.
 *
 * Usage: node test/run/cross-windows.ts [--only NAME_PART] [--build-only]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  buildForWindows,
  buildTestsForWindows,
  reasonAgainstWindows,
  reasonAgainstWine,
} from '../../packaging/cross/windows.ts';
import { wineFolder } from '../support/wine.ts';
import { ctestResults } from './ctest-results.ts';
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
  Object.assign(core, runTests(tests));
}

function runTests(folder: string): Partial<SuiteResult> {
  const report = path.join(folder, 'results.xml');
  const only = values.only === undefined ? [] : ['--tests-regex', values.only];
  const { stdout } = spawnSync(
    'ctest',
    [
      ...['--test-dir', folder, '--output-junit', report, '--output-on-failure'],
      ...['--parallel', '2', '--label-exclude', '^long$'],
      ...['--exclude-regex', `^(${NOT_FOR_WINE.map(([name]) => name).join('|')})`],
      ...['--test-output-size-passed', '1000000', ...only],
    ],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, WINEDEBUG: '-all', WINEPREFIX: wineFolder },
    },
  );
  const left = NOT_FOR_WINE.map(([name, why]) => ({ name, reason: why }));
  if (!existsSync(report)) return { failed: [{ name: 'ctest', detail: stdout }] };
  const { skipped, ...results } = ctestResults(readFileSync(report, 'utf8'), stdout);
  return { ...results, skipped: [...skipped, ...left] };
}

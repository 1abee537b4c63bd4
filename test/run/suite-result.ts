/**
 * What a suite of tests gave, and the summary of all suites. Each runner saves its suites as
 * files in the folder that RTMIXER_RESULTS names, so that the last line can add them up.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export type SuiteResult = {
  name: string;
  /** What the tested code ran in: Electron, the stand-in, Node, a compiler. */
  host: string;
  /** The audio devices that were played on. */
  devices: string;
  passed: number;
  failed: { name: string; detail: string }[];
  skipped: { name: string; reason: string }[];
  /** Counted as passed: they failed, and passed at the second try. */
  unsteady: { name: string; detail: string }[];
};

/** Prints one suite: a line with its counts, then each failure. */
export function printSuite(suite: SuiteResult): void {
  console.log(`${suite.name}: ${counts(suite)} (${suite.host}; devices: ${suite.devices})`);
  for (const { name, detail } of suite.failed) {
    console.log(`  FAILED ${name}\n${indented(detail)}`);
  }
  for (const { name, detail } of suite.unsteady) {
    console.log(`  UNSTEADY ${name}\n${indented(detail)}`);
  }
}

/** Leaves the suite where the summary finds it; does nothing outside `npm test`. */
export function saveSuite(suite: SuiteResult): void {
  const folder = process.env.RTMIXER_RESULTS;
  if (folder === undefined) {
    return;
  }
  mkdirSync(folder, { recursive: true });
  const file = `${suite.name.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}.json`;
  writeFileSync(path.join(folder, file), JSON.stringify(suite));
}

/** The suites saved in `folder`, by the names of their files. */
export function savedSuites(folder: string): SuiteResult[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
}

/**
 * The last lines of `npm test`: each suite, each failure with the beginning of its detail, each test that
 * passed at the second try only, with its failure, each skip with its reason (of many with the same one, their number), and one closing line with the sums. With `skipsFail` (CI) a skip makes the run fail.
 */
export function summary(
  suites: SuiteResult[],
  skipsFail: boolean,
): { lines: string[]; exitCode: 0 | 1 } {
  const passed = suites.reduce((sum, suite) => sum + suite.passed, 0);
  const failed = suites.flatMap((suite) => suite.failed.map((failure) => ({ suite, ...failure })));
  const skipped = suites.flatMap((suite) => suite.skipped);
  const sums = `${passed} passed, ${failed.length} failed`;
  const isFailure = failed.length > 0 || passed === 0 || (skipsFail && skipped.length > 0);
  return {
    lines: [
      '',
      ...suites.map(
        (suite) => `${suite.name}: ${counts(suite)} (${suite.host}; devices: ${suite.devices})`,
      ),
      ...failed.map(
        ({ suite, name, detail }) => `FAILED: ${suite.name}: ${name}: ${beginning(detail)}`,
      ),
      ...suites.flatMap(unsteadyLines),
      ...suites.flatMap(skipLines),
      skipped.length > 0 ? `${sums}, ${skipped.length} skipped` : sums,
    ],
    exitCode: isFailure ? 1 : 0,
  };
}

function unsteadyLines({ name, unsteady }: SuiteResult): string[] {
  return unsteady.map(
    (test) =>
      `UNSTEADY: ${name}: ${test.name} passed at the second try; the first: ${beginning(test.detail)}`,
  );
}

/** One line for many tests that lack the same thing. */
function skipLines({ name, skipped }: SuiteResult): string[] {
  const byReason = Map.groupBy(skipped, ({ reason }) => reason);
  return [...byReason].flatMap(([reason, tests]) =>
    tests.length > 3
      ? [`SKIPPED: ${name}: ${tests.length} tests: ${reason}`]
      : tests.map((test) => `SKIPPED: ${name}: ${test.name}: ${reason}`),
  );
}

function counts({ passed, failed, skipped }: SuiteResult): string {
  const sums = `${passed} passed, ${failed.length} failed`;
  return skipped.length > 0 ? `${sums}, ${skipped.length} skipped` : sums;
}

/** The first lines of an error as one, without colours: a summary is often all that is kept. */
function beginning(detail: string): string {
  const lines = stripVTControlCharacters(detail)
    .split('\n')
    .map((line) => line.trim());
  return lines.filter(Boolean).slice(0, 5).join(' | ').slice(0, 400);
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ctestResults } from '../run/ctest-results.ts';
import { type SuiteResult, savedSuites, summary } from '../run/suite-result.ts';
import { plantedProject } from './planted-project.ts';
import { runTool } from './run-tool.ts';

const good: SuiteResult = {
  name: 'Mixer',
  host: 'Node 24',
  devices: 'Virtual loopback',
  passed: 3,
  failed: [],
  skipped: [],
  unsteady: [],
};
const failing: SuiteResult = {
  ...good,
  name: 'Window',
  passed: 1,
  failed: [{ name: 'a clip plays', detail: 'it did not' }],
};
const skipping: SuiteResult = {
  ...good,
  name: 'JACK',
  skipped: [{ name: 'loopback', reason: 'jackd not found' }],
};

describe('the closing line', () => {
  test('adds up all suites and nothing else', () => {
    const { lines, exitCode } = summary([good, { ...good, passed: 4 }], false);
    expect(lines.at(-1)).toBe('7 passed, 0 failed');
    expect(exitCode).toBe(0);
  });

  test('counts failures, and the run fails', () => {
    const { lines, exitCode } = summary([good, failing], false);
    expect(lines.at(-1)).toBe('4 passed, 1 failed');
    expect(lines).toContain('FAILED: Window: a clip plays: it did not');
    expect(exitCode).toBe(1);
  });

  test('counts skips, whose reasons are the last lines before it', () => {
    const { lines, exitCode } = summary([good, skipping], false);
    expect(lines.at(-1)).toBe('6 passed, 0 failed, 1 skipped');
    expect(lines.at(-2)).toBe('SKIPPED: JACK: loopback: jackd not found');
    expect(exitCode).toBe(0);
  });

  test('gives the reason of many skips once', () => {
    const reason = 'jackd not found';
    const skipped = ['a', 'b', 'c', 'd'].map((name) => ({ name, reason }));
    const { lines } = summary([{ ...good, name: 'JACK', skipped }], false);
    expect(lines.filter((line) => line.includes(reason))).toEqual([
      'SKIPPED: JACK: 4 tests: jackd not found',
    ]);
    expect(lines.at(-1)).toBe('3 passed, 0 failed, 4 skipped');
  });

  test('tells what passed at the second try only', () => {
    const unsteady = [{ name: 'a take lands', detail: 'one frame late\nexpected 0' }];
    const { lines, exitCode } = summary([{ ...good, unsteady }], true);
    expect(lines).toContain(
      'UNSTEADY: Mixer: a take lands passed at the second try; the first: one frame late | expected 0',
    );
    expect(lines.at(-1)).toBe('3 passed, 0 failed');
    expect(exitCode).toBe(0);
  });

  test('a skip is a failure in CI', () => {
    expect(summary([good, skipping], true).exitCode).toBe(1);
    expect(summary([good], true).exitCode).toBe(0);
  });

  test('a run without a single test is a failure', () => {
    expect(summary([], false).exitCode).toBe(1);
  });

  test('names host and devices of each suite', () => {
    expect(summary([good], false).lines.join('\n')).toContain(
      '(Node 24; devices: Virtual loopback)',
    );
  });
});

describe('the report of CTest', () => {
  test('gives each test of a program, with the lines before a failure', () => {
    const results = ctestResults(`<testsuite>
      <testcase name="play_test" status="fail"><failure message=""/><system-out>ok starts
  play_test.c:7: a is 1 instead of 2
not ok ends &lt;late&gt;
skip plays on JACK: no jackd
</system-out></testcase></testsuite>`);
    expect(results.passed).toBe(1);
    expect(results.failed[0]?.name).toBe('play_test: ends <late>');
    expect(results.failed[0]?.detail).toContain('a is 1 instead of 2');
    expect(results.skipped).toEqual([{ name: 'play_test: plays on JACK', reason: 'no jackd' }]);
  });

  test('counts a program that was killed without a word as a failure', () => {
    const results = ctestResults(
      '<testcase name="crash_test" status="fail"><system-out></system-out></testcase>',
    );
    expect(results.failed).toHaveLength(1);
    expect(results.passed).toBe(0);
  });

  test('puts the reason of a sanitizer or fuzzer before what libraries chatter', () => {
    const chatter = 'Note: Illegal Audio-MPEG-Header 0x50505050 at offset 2400.\n'.repeat(20);
    const { failed } = ctestResults(
      `<testcase name="fuzz" status="fail"><system-out>${chatter}kind 35 (MP3): 2058 frames, libsndfile 8064
==7==ERROR: AddressSanitizer: heap-buffer-overflow
SUMMARY: AddressSanitizer: heap-buffer-overflow a.c:7</system-out></testcase>`,
    );
    expect(failed[0]?.detail.split('\n').slice(0, 3)).toEqual([
      'kind 35 (MP3): 2058 frames, libsndfile 8064',
      '==7==ERROR: AddressSanitizer: heap-buffer-overflow',
      'SUMMARY: AddressSanitizer: heap-buffer-overflow a.c:7',
    ]);
    const { lines } = summary([{ ...good, failed }], false);
    expect(lines.find((line) => line.startsWith('FAILED: '))).toContain(
      'fuzz: kind 35 (MP3): 2058 frames',
    );
  });

  test('tells of a program that CTest stopped or that crashed', () => {
    const report = `<testcase name="slow" status="fail"><system-out>chatter</system-out></testcase>
      <testcase name="bad" status="fail"><system-out></system-out></testcase>
      <testcase name="aborts" status="fail"><system-out></system-out></testcase>
      <testcase name="no" status="fail"><system-out>why</system-out></testcase>`;
    const log = `1/4 Test #1: slow ..........***Timeout  600.02 sec
2/4 Test #2: bad ...........***Exception: SegFault  0.01 sec
3/4 Test #3: aborts ........Subprocess aborted***Exception:   0.01 sec
4/4 Test #4: no ............***Failed    0.01 sec`;
    expect(ctestResults(report, log).failed.map(({ detail }) => detail)).toEqual([
      'Timeout after 600.02 s\nchatter',
      'Exception: SegFault',
      'Exception: Subprocess aborted',
      'why',
    ]);
  });

  test('takes the reason of a skipped program from its last line', () => {
    const results = ctestResults(
      '<testcase name="jack_test" status="notrun"><skipped message="77"/><system-out>x\nno jackd</system-out></testcase>',
    );
    expect(results.skipped).toEqual([{ name: 'jack_test', reason: 'no jackd' }]);
  });
});

test('the unit tests hand over each failure and each reason of a skip', () => {
  const reporter = path.resolve(import.meta.dirname, '..', 'run', 'vitest-reporter.ts');
  using project = plantedProject({
    'vitest.config.ts': `export default { test: { include: ['test/**/*.test.ts'], retry: 1, reporters: [${JSON.stringify(reporter)}] } };\n`,
    'test/main/planted.test.ts': `import { expect, test } from 'vitest';
test('passes', () => {});
test('fails', () => { expect(1).toBe(2); });
let tries = 0;
test('passes when tried again', () => { tries += 1; expect(tries).toBe(2); });
test('skips', ({ skip }) => { skip(true, 'no sound card'); });
`,
    'test/main/broken.test.ts': "import './nowhere.ts';\n",
  });
  const results = path.join(project.root, 'results');
  mkdirSync(results);
  const { status } = runTool('vitest', ['run', '--root', project.root], project.root, {
    RTMIXER_RESULTS: results,
  });
  expect(status).toBe(1);
  expect(readdirSync(results)).toEqual(['unit-tests-of-main.json']);
  const [suite] = savedSuites(results);
  expect(suite?.passed).toBe(2);
  expect(suite?.unsteady).toEqual([
    {
      name: 'test/main/planted.test.ts: passes when tried again',
      detail: expect.stringContaining('expected 1 to be 2'),
    },
  ]);
  expect(suite?.failed.map(({ name }) => name).sort()).toEqual([
    'test/main/broken.test.ts could not be loaded',
    'test/main/planted.test.ts: fails',
  ]);
  expect(suite?.skipped).toEqual([
    { name: 'test/main/planted.test.ts: skips', reason: 'no sound card' },
  ]);
  const named = ['run', '--root', project.root, 'planted', '-t'];
  const unmatched = runTool('vitest', [...named, 'pases'], project.root);
  expect(unmatched).toMatchObject({
    status: 1,
    output: expect.stringContaining('No test has /pases/'),
  });
  expect(runTool('vitest', [...named, 'passes'], project.root).status).toBe(0);
});

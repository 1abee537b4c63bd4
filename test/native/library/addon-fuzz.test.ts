/** Every public call with values of all kinds: it returns or fails with a code and a sentence, and
 * every action ends with an account. Each seed has a process of its own, so that a crash is a failure
 * of this test. Again, with each call named before it is made:
 *   RTMIXER_FUZZ_SEED=7 npm run test:unit -- test/native/library/addon-fuzz.test.ts */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { actionTypes } from '../../../native/index.ts';
import { publicCalls } from './addon-fuzz/calls.ts';

const program = path.resolve('test/native/library/addon-fuzz/program.ts');
const calls = 6000;
const limit = 200_000;
const givenSeed = process.env.RTMIXER_FUZZ_SEED;
const seeds = givenSeed === undefined ? [1, 2, 3, 4, 5, 6] : [Number(givenSeed)];

function run(seed: number | string, count: number | string) {
  const printFrom = givenSeed === undefined ? [] : ['1'];
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [program, String(seed), String(count), ...printFrom],
    { encoding: 'utf8', timeout: limit, maxBuffer: 2 ** 28 },
  );
  const lastCalls = stderr.split('\n').slice(-30).join('\n');
  // 13: nothing was left to wait for, but a promise that the program awaits.
  const how =
    signal === 'SIGTERM' ? `no end within ${limit} ms` : (signal ?? `exit code ${status}`);
  return { status, stdout, end: status === 0 ? 'all is well' : `${how}\n${lastCalls}` };
}

test.each(seeds)('no call misbehaves, whatever it is given: seed %i', (seed) => {
  const { end, stdout } = run(seed, calls);
  expect(`seed ${seed}: ${end}`).toBe(`seed ${seed}: all is well`);
  const counts = JSON.parse(stdout) as Record<string, number>;
  // Enough of the calls must get past the checks.
  expect(counts.actions).toBeGreaterThan(calls / 30);
  expect(counts.returned).toBeGreaterThan(calls / 3);
  expect(counts['invalid-argument']).toBeGreaterThan(calls / 20);
});

test('mixers are asked for every type of action', () => {
  const called = new Set(publicCalls.map(({ name }) => name));
  expect(actionTypes.filter((type) => !called.has(`mixer.${type}`))).toEqual([]);
});

test('a call that fails without a code is a failure', () => {
  const { status, end } = run('planted', 50);
  expect(status).toBe(1);
  expect(end).toMatch(/a planted call: TypeError/);
});

/** The command line that all examples understand. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runExample } from './run-example.ts';

test('an example refuses a command line that it does not understand, with a sentence', async () => {
  const run = await runExample('bleeperoo.ts', ['--bleeps=many']);
  expect([run.exitCode, run.errors.trim()]).toEqual([2, '--bleeps takes a number, not "many".']);
  expect((await runExample('bleeperoo.ts', ['--blobs=1'])).errors).toContain('--blobs');
});

test('every example lists the devices, and stops there', async () => {
  const names = readdirSync('native/examples').filter((name) => name.endsWith('.ts'));
  const examples = names.filter((name) =>
    readFileSync(join('native/examples', name), 'utf8').includes('import.meta.filename'),
  );
  expect(examples).toHaveLength(9);
  const runs = await Promise.all(examples.map((name) => runExample(name, ['--list-devices'])));
  for (const run of runs) {
    expect([run.exitCode, run.errors]).toEqual([0, '']);
    expect(run.output).toMatch(/^\d+ Virtual loopback, Virtual \(64 in, 64 out\)\n$/m);
  }
});

test('an example explains itself with --help', async () => {
  const run = await runExample('experiment.ts', ['--help']);
  expect([run.exitCode, run.errors]).toEqual([0, '']);
  expect(run.output).toMatch(/^An experiment: .*node experiment\.ts ONSETS\.csv.*--list-devices/s);
});

test('an example takes a device for each direction', async () => {
  const pair = ['--input-device=loopback', '--output-device=Virtual loopback'];
  const run = await runExample('delay.ts', [...pair, '--duration=0.2', '--channels=1,1']);
  expect([run.exitCode, run.errors]).toEqual([0, '']);
  const half = await runExample('delay.ts', ['--input-device=loopback', '--device=']);
  expect(half.exitCode).not.toBe(0);
});

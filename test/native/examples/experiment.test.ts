import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { writeWav } from '../../support/wav-file.ts';
import { runExample, temporaryPath } from './run-example.ts';

function noise(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 33;
  });
}

/** A list of onsets beside two sounds, mono and stereo, whose names have spaces and commas. */
function writeList(text: string): string {
  const list = temporaryPath('onsets.csv');
  writeWav(join(dirname(list), 'mono.wav'), noise(4800), { channels: 1, sampleRate: 48_000 });
  writeWav(join(dirname(list), 'a, b.wav'), noise(9600), { channels: 2, sampleRate: 48_000 });
  writeFileSync(list, text);
  return list;
}

test('experiment plays a list of onsets, finds each in the recording and writes their accounts', async () => {
  const list = writeList('0,mono.wav\n0.15,a, b.wav\r\n\n0.4,mono.wav\n');
  const accounts = join(dirname(list), 'accounts.csv');
  const run = await runExample('experiment.ts', [list, accounts]);
  expect([run.exitCode, run.errors]).toEqual([0, '']);
  expect(run.output).toContain('3 sounds, 3 completed on their frame');
  expect(run.output).toContain('3 found in the recording; their delays differ by 0 frames');
  const [header, ...rows] = readFileSync(accounts, 'utf8').trim().split('\n');
  expect(header).toMatch(/^onset_seconds,outcome,requested_frame,actual_frame,/);
  const cells = rows.map((row) => row.split(','));
  const first = Number(cells[0]?.[3]);
  expect(cells.map((row) => Number(row[3]) - first)).toEqual([0, 7200, 19_200]);
  expect(cells.map((row) => row[4])).toEqual(['4800', '4800', '4800']);
});

test('experiment plays without an input where the check is off', async () => {
  const list = writeList('0,mono.wav\n');
  const run = await runExample('experiment.ts', [list, '--check=0']);
  expect(run.output).toContain('1 sounds, 1 completed on their frame');
  expect(run.output).not.toContain('found in the recording');
});

test('experiment names the line of the list, or the file, that it cannot use', async () => {
  const wrongTime = await runExample('experiment.ts', [writeList('0,mono.wav\nsoon,mono.wav\n')]);
  expect([wrongTime.exitCode, wrongTime.errors.trim()]).toEqual([
    2,
    'Line 2 is "soon,mono.wav"; write seconds,file.wav',
  ]);
  const noFile = await runExample('experiment.ts', [writeList('0,other.wav\n')]);
  expect([noFile.exitCode, noFile.errors]).toEqual([2, expect.stringContaining('other.wav')]);
  expect((await runExample('experiment.ts', ['/no/list.csv'])).errors).toContain('/no/list.csv');
});

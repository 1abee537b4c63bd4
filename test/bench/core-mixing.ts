/** What the mixer core costs per voice and frame, beside a plain loop. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Bench, type Figure, figure, median, ratios } from './figure.ts';

const root = path.resolve(import.meta.dirname, '../..');
const rounds = 7;
const blockFrames = 64;
const buses = 8;

export const coreMixing: Bench = {
  name: 'core-mixing',
  how: `The deployed core library, called by a C program: stereo voices that each play a buffer of one
second of their own, ${blockFrames} frames a block, all of mixer_process() counted. In turns with a
scalar loop (compiled with -O2 -fno-tree-vectorize) over the same buffers. On buses: the voices take turns on them. Medians of ${rounds} rounds,
thread CPU time. The batch: 100,000 actions of 10 ms, five frames apart, accepted whole; a block of
${blockFrames} frames at 48 kHz lasts 1,333 µs.`,
  limitSeconds: 60,
  async measure() {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'rtmixer-bench-'));
    try {
      const program = compile(folder);
      return [
        ...mixing(program, 16),
        ...mixing(program, 1024),
        ...mixingOnBuses(program, 16),
        ...mixingOnBuses(program, 1024),
        ...besideSilentBuses(program),
        ...accepting(program),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function compile(folder: string): string {
  const program = path.join(folder, 'core_bench');
  const flags = execFileSync(
    'pkg-config',
    ['--libs', 'portaudio-2.0', 'sndfile', 'samplerate', 'libmpg123'],
    {
      encoding: 'utf8',
    },
  );
  execFileSync('cc', [
    ...['-std=c11', '-D_GNU_SOURCE', '-O2', '-fno-tree-vectorize', '-o', program],
    ...[`-I${path.join(root, 'native/src')}`, path.join(import.meta.dirname, 'core_bench.c')],
    path.join(root, 'native/build/librtmixer_core.a'),
    ...flags.trim().split(/\s+/),
    ...['-lm', '-lpthread'],
  ]);
  return program;
}

function mixing(program: string, voices: number): Figure[] {
  const printed = run(program, ['mix', String(voices), String(blockFrames), String(rounds)]);
  const { mixer = [], loop = [] } = printed;
  const unit = 'ns per voice-frame';
  const figures = [
    figure(`core, ${voices} stereo voices`, mixer, unit),
    figure(`plain scalar loop, ${voices} stereo voices`, loop, unit),
    figure(`loop / core, ${voices} stereo voices`, ratios(loop, mixer), 'times'),
  ];
  const possible = 1e9 / 48_000 / median(mixer);
  return [...figures, figure(`voices one core could mix, at ${voices}`, [possible], 'voices')];
}

function mixingOnBuses(program: string, voices: number): Figure[] {
  const words = ['mix', String(voices), String(blockFrames), String(rounds), String(buses)];
  const { mixer = [] } = run(program, words);
  return [figure(`core, ${voices} stereo voices on ${buses} buses`, mixer, 'ns per voice-frame')];
}

function besideSilentBuses(program: string): Figure[] {
  const { without = [], with: beside = [] } = run(program, ['silent', '1000', String(rounds)]);
  const voices = '16 voices on 16 buses';
  return [
    figure(`core, block of 64, ${voices}`, without, 'ns'),
    figure(`the same beside 1,000 silent buses`, beside, 'ns'),
    figure('beside / without silent buses (goal: 1.02 at most)', ratios(beside, without), 'times'),
  ];
}

function accepting(program: string): Figure[] {
  const { longest = [], idle = [] } = run(program, ['accept', '100000', '5']);
  return [
    figure('longest block while 100,000 actions are accepted and play', longest, 'µs'),
    figure('longest of as many blocks without any action', idle, 'µs'),
  ];
}

/** What the program prints: lines of a word and a number. */
function run(program: string, words: string[]): Record<string, number[]> {
  const printed: Record<string, number[]> = {};
  for (const line of execFileSync(program, words, { encoding: 'utf8' }).trim().split('\n')) {
    const [word = '', number] = line.split(' ');
    printed[word] = [...(printed[word] ?? []), Number(number)];
  }
  return printed;
}

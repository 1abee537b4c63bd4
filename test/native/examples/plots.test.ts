import { expect, test } from 'vitest';
import { plotLine } from '../../../native/examples/terminal-plot.ts';
import { numbersIn, runExample } from './run-example.ts';

/** Time, then lowest and highest sample of the first channel, of each line. */
function plotted(output: string): number[][] {
  return [...output.matchAll(/^ *(\S+) s {2}(\S+) … (\S+) \|/gm)].map((line) =>
    line.slice(1, 4).map(Number),
  );
}

test('a plotted line spans its smallest and largest sample', () => {
  const line = plotLine(1.5, Float32Array.of(0, 0.5, -1, 0.5, 1, 0.5), 2);
  const bars = line.split('|');
  expect(line).toContain('1.500 s  -1.000 … 1.000 |');
  expect(bars[1]).toBe('█'.repeat(41));
  expect(bars[3]).toBe(`${' '.repeat(30)}█${' '.repeat(10)}`);
});

test('plot-input plots the whole input', async () => {
  const run = await runExample('plot-input.ts', [
    '--duration=0.5',
    '--interval=0.1',
    '--tone=440',
    '--channels=1',
  ]);
  expect([run.exitCode, run.errors]).toEqual([0, '']);
  const lines = plotted(run.output);
  expect(lines.map(([seconds]) => seconds)).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
  for (const [, lowest, highest] of lines) {
    expect(lowest).toBeCloseTo(-0.5, 2);
    expect(highest).toBeCloseTo(0.5, 2);
  }
  expect(numbersIn(run.output, /^plotted (\d+) frames: completed$/m)).toEqual([24_000]);
});

test('plot-input of silence plots silence', async () => {
  const run = await runExample('plot-input.ts', ['--duration=0.1', '--channels=1']);
  expect(plotted(run.output)).toEqual([
    [0, 0, 0],
    [0.05, 0, 0],
  ]);
});

test('plot-recording counts down, records for the whole time and plots it', async () => {
  const run = await runExample('plot-recording.ts', [
    '--countdown=0.2',
    '--duration=0.3',
    '--lines=6',
    '--tone=440',
    '--channels=1',
  ]);
  expect([run.exitCode, run.errors]).toEqual([0, '']);
  expect(run.output).toMatch(/^1 …\nrecording\n/);
  const lines = plotted(run.output);
  expect(lines.map(([seconds]) => seconds)).toEqual([0, 0.05, 0.1, 0.15, 0.2, 0.25]);
  for (const [, , highest] of lines) {
    expect(highest).toBeCloseTo(0.5, 2);
  }
  expect(run.output).toContain('recorded 14400 of 14400 frames: completed');
});

test('plot-recording plots what there is when it is interrupted', async () => {
  let interrupted = false;
  const run = await runExample(
    'plot-recording.ts',
    ['--countdown=0', '--duration=40', '--lines=5', '--channels=1'],
    {
      onOutput: (child, output) => {
        if (!interrupted && output.includes('recording')) {
          interrupted = true;
          setTimeout(() => child.kill('SIGINT'), 1500);
        }
      },
    },
  );
  expect([run.exitCode, run.errors]).toEqual([0, '']);
  const [done = 0, total] = numbersIn(run.output, /^recorded (\d+) of (\d+) frames: cancelled$/m);
  expect(total).toBe(40 * 48_000);
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(40 * 48_000);
  expect(plotted(run.output)).toHaveLength(5);
});

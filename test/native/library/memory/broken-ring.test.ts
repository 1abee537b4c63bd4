/** The thread sanitizer's own test: a ring whose memory orders are relaxed must fail, or its silence
 * about the real one would mean nothing. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..', '..', '..', '..');
const folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-ring-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(({ skip }) => {
  const isInstalled = spawnSync('clang-22', ['--version']).status === 0;
  skip(!isInstalled, 'clang-22 is not installed, so its thread sanitizer was not tested');
});

/** Exit code and output of two threads on a ring compiled with these options. */
function raceOnRing(name: string, ...options: string[]): { status: number | null; output: string } {
  const program = path.join(folder, name);
  const sources = [
    'test/native/library/memory/broken_ring/ring_race.c',
    'native/src/base/callback_memory.c',
    'native/src/base/thread.c',
  ];
  const compiled = spawnSync(
    'clang-22',
    [
      ...[
        '-std=c11',
        '-D_GNU_SOURCE',
        '-DRTMIXER_SANITIZED',
        '-O2',
        '-g',
        '-fsanitize=thread',
        '-pthread',
        ...options,
      ],
      ...['-Inative/src', '-o', program, ...sources, 'native/src/base/failure.c'],
    ],
    { cwd: root, encoding: 'utf8' },
  );
  expect(compiled.stderr).toBe('');
  const { status, stdout, stderr } = spawnSync(program, [], {
    encoding: 'utf8',
    timeout: 200_000,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, TSAN_OPTIONS: 'halt_on_error=1' },
  });
  return { status, output: stdout + stderr };
}

describe('the thread sanitizer', () => {
  test('accepts the ring as it is', () => {
    expect(raceOnRing('ring')).toEqual({ status: 0, output: '200000 numbers read, 0 wrong\n' });
  });

  test.each([
    ['acquire', ['-DRELAX_ACQUIRE']],
    ['release', ['-DRELAX_RELEASE']],
    ['both', ['-DRELAX_ACQUIRE', '-DRELAX_RELEASE']],
  ])('reports the same ring with relaxed memory orders: %s', (name, options) => {
    const { status, output } = raceOnRing(`broken-${name}`, ...options);
    expect(status).toBe(66);
    expect(output).toContain('WARNING: ThreadSanitizer: data race');
  });
});

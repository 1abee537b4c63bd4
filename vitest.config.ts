import { defineConfig } from 'vitest/config';
import { shareCompiledModules } from './test/run/compile-cache.ts';

shareCompiledModules();

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/**/*.long.test.ts'],
    environment: 'node',
    globalSetup: './test/support/jack-names.ts',
    // Two processors and real audio threads: more workers only make each other late.
    maxWorkers: 2,
    // Only a machine with much else to do needs these.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    // A stalled machine fails a test once; the summary tells each that needed its second try.
    retry: 1,
    reporters: ['default', './test/run/vitest-reporter.ts'],
  },
});

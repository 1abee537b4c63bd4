import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/**/*.long.test.ts'],
    environment: 'node',
    globalSetup: './test/support/jack-names.ts',
    // Two processors and real audio threads: more workers only make each other late.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/run/vitest-reporter.ts'],
  },
});

import { defineConfig } from '@playwright/test';
import { shareCompiledModules } from './test/run/compile-cache.ts';

shareCompiledModules();

export default defineConfig({
  outputDir: 'test-results',
  globalSetup: './test/run/playwright-setup.ts',
  // Each spec has a virtual device or a JACK server of its own, and most of them wait for it.
  workers: 2,
  // Only a machine with much else to do needs these.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  // A stalled machine fails a test once; the summary tells each that needed its second try.
  retries: 1,
  forbidOnly: process.env.CI === 'true',
  reporter: [['list'], ['./test/run/playwright-reporter.ts']],
  use: { trace: 'retain-on-failure' },
  projects: [
    // The host first: when the stand-in is broken, nothing after it tells anything.
    { name: 'host', testDir: 'test/standin', testMatch: '**/*.spec.ts' },
    {
      name: 'end to end',
      testDir: 'test/e2e',
      testMatch: ['**/*.e2e.ts', '**/*.spec.ts'],
      testIgnore: '**/*.long.e2e.ts',
    },
    // What `npm run test:long` adds.
    {
      name: 'end to end, long',
      testDir: 'test/e2e',
      testMatch: '**/*.long.e2e.ts',
      timeout: 1_200_000,
    },
  ],
});

import { mergeConfig } from 'vitest/config';
import common from './vitest.config.ts';

/** What `npm run test:long` adds: the files named *.long.test.ts, one after the other. */
// A second try would not repeat the seed of the first.
const config = mergeConfig(common, { test: { maxWorkers: 1, testTimeout: 1_200_000, retry: 0 } });
if (config.test !== undefined) {
  config.test.include = ['test/**/*.long.test.ts'];
  config.test.exclude = [];
  config.test.passWithNoTests = true;
}
export default config;

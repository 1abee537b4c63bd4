/** The closed list of error codes: nothing in it that neither main, preload nor the library uses. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { failureCodes } from '../../native/index.ts';
import { ERROR_CODES } from '../../preload/outcome.ts';

test('Every error code is used', () => {
  const files = globSync('{main,preload}/**/*.ts').filter((file) => !file.endsWith('outcome.ts'));
  const source = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const used = (code: string) =>
    failureCodes.some((known) => known === code) || source.includes(`'${code}'`);
  expect(ERROR_CODES.filter((code) => !used(code))).toEqual([]);
});

test('An error code is listed once', () => {
  expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
});

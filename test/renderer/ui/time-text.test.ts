/** The grammar of typed times. */
import { expect, test } from 'vitest';
import { framesFromText } from '../../../renderer/ui/time-text.ts';

test.each([
  ['1:06.5', 3_192_000],
  ['66.5', 3_192_000],
  ['66,5 s', 3_192_000],
  ['3168000 fr', 3_168_000],
  ['3 168 000 fr', 3_168_000],
  ['1:00:00', 172_800_000],
  ['0', 0],
  ['.5', 24_000],
  ['-0:01', -48_000],
  ['−1', -48_000],
  ['90:00', 259_200_000],
])('%s is a time', (text, frames) => {
  expect(framesFromText(text, 48_000)).toBe(frames);
});

test.each([
  '',
  'abc',
  '1:2:3:4',
  '1:66',
  '1:60:00',
  '1.5 fr',
  '1e5',
  '0x10',
  ':',
  '1:',
  '9'.repeat(20),
])('%j is none', (text) => {
  expect(framesFromText(text, 48_000)).toBeNull();
});

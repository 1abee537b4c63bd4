import { describe, expect, test } from 'vitest';
import { withoutNames, withoutPaths } from '../../../main/shell/diagnostics.ts';

describe('Diagnostics without paths', () => {
  test.each([
    ['“/home/ann/my songs/a b.wav” does not exist.', '“…/a b.wav” does not exist.'],
    ['file /home/ann/x.wav', 'file …/x.wav'],
    ['"folder": "/media/Ann Lee/takes/"', '"folder": "…/"'],
    ['opened C:\\Users\\Ann Lee\\a.wav.', 'opened …\\a.wav.'],
    ['file:///home/ann/x.wav', '…/x.wav'],
    ['opened \\\\nas\\Ann Lee\\a.wav.', 'opened …\\a.wav.'],
  ])('have the last part of %s only', (text, expected) => {
    expect(withoutPaths(text)).toBe(expected);
  });

  test.each([
    '48 000 Hz / 256 frames',
    'a take of 3/4',
    'https://example.org/a/b',
    'host API: JACK',
  ])('leave %s as it is', (text) => {
    expect(withoutPaths(text)).toBe(text);
  });
});

test('Diagnostics without paths have no name of the person or of the session', () => {
  const names = ['ann', 'My Song (new)', 'root', 'x', ''];
  const text = '…/ann is full. Ann’s AirPods. planned. My Song (new) is locked. root x annex';
  expect(withoutNames(text, names)).toBe(
    '…/… is full. …’s AirPods. planned. … is locked. root x annex',
  );
});

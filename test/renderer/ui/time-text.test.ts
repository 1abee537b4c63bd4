/** The one grammar of times: what people type, what the screen says, and that both agree. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_FRAME } from '../../../preload/project.ts';
import { framesFromText } from '../../../preload/typed-time.ts';
import { refusalOfTime } from '../../../renderer/ui/time-field.tsx';
import {
  clockParts,
  dayTimeText,
  framesText,
  millisecondText,
  roughDuration,
  secondsText,
  shiftText,
  signedMilliseconds,
  tickText,
  timeText,
} from '../../../renderer/ui/time-text.ts';

const RATE = 48_000;

test.each([
  ['1:06.5', 3_192_000],
  ['66.5', 3_192_000],
  ['66,5 s', 3_192_000],
  ['3168000 fr', 3_168_000],
  ['3 168 000 fr', 3_168_000],
  ['3\u00a0168\u00a0000\u00a0fr', 3_168_000],
  ['3\u2009168\u202f000 frames', 3_168_000],
  ['1 fr', 1],
  ['1:00:00', 172_800_000],
  ['1:02:03.5', 178_728_000],
  ['0', 0],
  ['-0', 0],
  ['.5', 24_000],
  ['5.', 240_000],
  ['-0:01', -48_000],
  ['−1', -48_000],
  ['−12 fr', -12],
  ['90:00', 259_200_000],
])('%s is a time', (text, frames) => {
  expect(framesFromText(text, RATE)).toBe(frames);
});

test.each([
  '',
  ' ',
  '.',
  's',
  'fr',
  'abc',
  '1:2:3:4',
  '1:66',
  '1:60:00',
  '1:.5',
  '1.5 fr',
  '1.2.3',
  '1,000.5',
  '1e5',
  '0x10',
  'Infinity',
  ':',
  '1:',
  ':30',
  '--1',
  '1-',
  '9'.repeat(20),
])('%j is none', (text) => {
  expect(framesFromText(text, RATE)).toBeNull();
});

describe('texts', () => {
  test('of times have the minute always, the hour only where there is one', () => {
    expect(timeText(3_192_000, RATE)).toBe('1:06.500');
    expect(timeText(96_000, RATE)).toBe('0:02.000');
    expect(timeText(RATE * 3_723.5, RATE)).toBe('1:02:03.500');
    expect(timeText(-RATE, RATE)).toBe('−0:01.000');
    expect(timeText(-1, RATE)).toBe('0:00.000');
  });

  test('of the clock have the hour always, and tell no time that has not come', () => {
    expect(clockParts(3_234_432, RATE)).toEqual(['0:01:07', '.384']);
    expect(clockParts(47_999, RATE)).toEqual(['0:00:00', '.999']);
    expect(clockParts(RATE * 3600 * 11, RATE)).toEqual(['11:00:00', '.000']);
    expect(clockParts(-5, RATE)).toEqual(['0:00:00', '.000']);
  });

  test('of ticks have the decimals that their distance needs', () => {
    expect(tickText(RATE * 67, RATE, 0)).toBe('1:07');
    expect(tickText(RATE * 59.96, RATE, 1)).toBe('1:00.0');
    expect(tickText(RATE * 3_661.25, RATE, 2)).toBe('1:01:01.25');
  });

  test('of frames are grouped by no-break spaces', () => {
    expect(framesText(3_168_000)).toBe('3\u00a0168\u00a0000\u00a0fr');
  });

  test('of differences carry their sign, none none', () => {
    expect(signedMilliseconds(0.0071)).toBe('+7.100 ms');
    expect(signedMilliseconds(-0.0071)).toBe('−7.100 ms');
    expect(signedMilliseconds(-1e-9)).toBe('0.000 ms');
    expect(shiftText(-52_800, RATE)).toBe('−0:01.100');
    expect(shiftText(52_800, RATE)).toBe('+0:01.100');
    expect(millisecondText(0.010683)).toBe('10.683 ms');
    expect(millisecondText(null)).toBe('–');
  });

  test('of estimates have no seconds', () => {
    expect(roughDuration(42_000)).toBe('11 h 40 min');
    expect(roughDuration(59)).toBe('0 min');
  });

  test('for accessible names have six decimals where three do not name the frame', () => {
    expect(secondsText(96_000, RATE)).toBe('2.000');
    expect(secondsText(96_001, RATE)).toBe('2.000021');
  });
});

describe('a typed time reads as it was typed', () => {
  const rates = fc.oneof(
    fc.constantFrom(
      8_000,
      11_025,
      22_050,
      44_100,
      48_000,
      88_200,
      96_000,
      176_400,
      192_000,
      768_000,
    ),
    fc.integer({ min: 1, max: 3_072_000 }),
  );
  const frames = fc.oneof(
    fc.integer({ min: -MAX_FRAME, max: MAX_FRAME }),
    fc.integer({ min: 0, max: 10_000_000 }),
  );

  test('text to frames to text changes nothing, at every rate', () => {
    fc.assert(
      fc.property(frames, rates, (frame, rate) => {
        const text = timeText(frame, rate);
        const read = framesFromText(text, rate);
        expect(read).not.toBeNull();
        expect(timeText(read ?? Number.NaN, rate)).toBe(text);
        expect(framesFromText(framesText(frame), rate)).toBe(frame);
      }),
    );
  });

  test('the milliseconds that were typed are the ones that are shown, from 1000 frames a second up', () => {
    const typed = fc.integer({ min: 0, max: 100 * 3_600_000 });
    fc.assert(
      fc.property(typed, fc.integer({ min: 1_000, max: 3_072_000 }), (milliseconds, rate) => {
        const seconds = (milliseconds / 1_000).toFixed(3);
        const read = framesFromText(seconds, rate) ?? Number.NaN;
        const shown = clockParts(read, rate).join('');
        const [hours, minutes, rest] = shown.split(':').map(Number) as [number, number, number];
        expect(Math.round((hours * 3_600 + minutes * 60 + rest) * 1_000)).toBe(milliseconds);
      }),
    );
  });
});

test('a refusal tells the ends in the same grammar, tiny ones in frames', () => {
  expect(refusalOfTime(5, [0, 96_000], 'A start', RATE)).toBeNull();
  expect(refusalOfTime(-1, [0, 96_000], 'A start', RATE)).toBe(
    'A start goes from 0:00.000 to 0:02.000.',
  );
  expect(refusalOfTime(0, [1, 96_000], 'A length', RATE)).toBe(
    'A length goes from 1\u00a0fr to 0:02.000.',
  );
});

test('a time of the clock has its day as people say it', () => {
  const today = new Date(2026, 10, 30, 14, 2);
  const text = (...at: [number, number, number, number, number]) =>
    dayTimeText(new Date(...at).getTime(), today);
  expect(text(2026, 10, 30, 0, 0)).toBe('today 00:00');
  expect(text(2026, 10, 29, 23, 59)).toBe('yesterday 23:59');
  expect(text(2026, 10, 28, 17, 20)).toBe('28 Nov 17:20');
  expect(text(2025, 10, 28, 17, 20)).toBe('28 Nov 2025 17:20');
});

import { describe, expect, test } from 'vitest';
import { MIN_GAIN_DB } from '../../../preload/units.ts';
import { channelsFromText } from '../../../renderer/inspector/clip-section.tsx';
import {
  channelText,
  decibelText,
  figure,
  oversNote,
  panFromText,
  panText,
  signedFigure,
} from '../../../renderer/ui/figures.ts';
import { meterWords } from '../../../renderer/ui/meter-picture.ts';
import { gainFromText, numberFromText } from '../../../renderer/ui/text-field.tsx';

const spaced = (text: string) => text.replaceAll('\u00a0', ' ');

describe('figures', () => {
  test('are grouped by three with no-break spaces', () => {
    expect(spaced(figure(3_234_432))).toBe('3 234 432');
    expect(figure(3_234_432)).not.toContain(' ');
    expect(figure(0)).toBe('0');
    expect(spaced(figure(-1234))).toBe('−1 234');
  });

  test('that are differences carry their sign, zero none', () => {
    expect(signedFigure(341)).toBe('+341');
    expect(signedFigure(-3)).toBe('−3');
    expect(signedFigure(0)).toBe('0');
  });

  test('of overs name the outputs that had some, and no others', () => {
    expect(oversNote([])).toBe('samples beyond full scale');
    expect(oversNote([0, 0])).toBe('samples beyond full scale');
    expect(spaced(oversNote([0, 1_031, 2]))).toBe(
      'samples beyond full scale, on output 2: 1 031, 3: 2',
    );
  });
});

describe('gains and channels', () => {
  test('the lowest gain is silence', () => {
    expect(decibelText(-60)).toBe('−∞ dB');
    expect(decibelText(-3)).toBe('−3.0 dB');
    expect(decibelText(0.04)).toBe('0.0 dB');
    expect(decibelText(6)).toBe('+6.0 dB');
  });

  test('neighbouring channels are written as ranges', () => {
    expect(channelText([1, 2])).toBe('1–2');
    expect(channelText([1, 3, 4, 5, 8])).toBe('1, 3–5, 8');
    expect(channelText([])).toBe('none');
  });

  test('what people type as channels is understood or refused, never guessed', () => {
    expect(channelsFromText('1, 3-4')).toEqual([1, 3, 4]);
    expect(channelsFromText('track: 1–2')).toBeNull();
    expect(channelsFromText('')).toBeNull();
    expect(channelsFromText('0')).toBeUndefined();
    expect(channelsFromText('4-2')).toBeUndefined();
    expect(channelsFromText('left')).toBeUndefined();
  });

  test('what people type as numbers may carry units, groups and a comma', () => {
    expect(numberFromText('−3,5 dB')).toBe(-3.5);
    expect(numberFromText('3 168,5')).toBe(3_168.5);
    expect(numberFromText('soon')).toBeNull();
    expect(numberFromText('')).toBeNull();
  });
});

test('a pan is typed as it is shown, and what is none is refused', () => {
  for (const pan of [null, -1, -0.3, 0, 0.01, 0.5, 1]) expect(panFromText(panText(pan))).toBe(pan);
  expect([null, 0, -0.3, 1].map(panText)).toEqual(['off', 'C', '30 L', '100 R']);
  expect(['Off', 'c', 'R', '-25', '25', '12,4 l', '−8'].map(panFromText)).toEqual([
    null,
    0,
    1,
    -0.25,
    0.25,
    -0.12,
    -0.08,
  ]);
  const refused = ['', 'loud', '101', '-30 L', 'C 3', '-'].map(panFromText);
  expect(refused).toEqual(Array(6).fill(undefined));
});

test('a gain is typed with or without its unit, silence in words or by its sign', () => {
  expect(['-6', '+3 dB', '−1,5', '0'].map(gainFromText)).toEqual([-6, 3, -1.5, 0]);
  expect(['-inf', '−∞ dB', '-Infinity'].map(gainFromText)).toEqual(Array(3).fill(MIN_GAIN_DB));
  expect(['inf', '', 'loud'].map(gainFromText)).toEqual([null, null, null]);
});

test('a meter is told in words: its peak, its RMS where it is known, and its overs', () => {
  expect(meterWords(-60, -60, false)).toBe('silent');
  expect(meterWords(-12, -60, false)).toBe('−12 dB');
  expect(meterWords(-12, -20, true)).toBe('−12 dB, RMS −20 dB, it was over');
});

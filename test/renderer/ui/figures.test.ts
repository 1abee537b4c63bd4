import { describe, expect, test } from 'vitest';
import { channelsFromText } from '../../../renderer/inspector/clip-section.tsx';
import {
  channelText,
  clockText,
  decibelText,
  figure,
  lengthText,
  oversNote,
  roughDuration,
  secondsText,
  signedFigure,
} from '../../../renderer/ui/figures.ts';
import { numberFromText } from '../../../renderer/ui/text-field.tsx';

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

describe('times', () => {
  test('a position is cut, not rounded up to a time that has not come', () => {
    expect(clockText(3_234_432, 48_000)).toBe('00:01:07.384');
    expect(clockText(47_999, 48_000)).toBe('00:00:00.999');
    expect(clockText(48_000 * 3600 * 11, 48_000)).toBe('11:00:00.000');
  });

  test('a start that three decimals cannot name gets six', () => {
    expect(secondsText(96_000, 48_000)).toBe('2.000');
    expect(secondsText(96_001, 48_000)).toBe('2.000021');
  });

  test('lengths get shorter words as they get longer', () => {
    expect(lengthText(40_320, 48_000)).toBe('0.84 s');
    expect(lengthText(48_000 * 123.5, 48_000)).toBe('2:03.5');
    expect(lengthText(48_000 * 3661, 48_000)).toBe('1:01:01.0');
    expect(roughDuration(42_000)).toBe('11 h 40 min');
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
    expect(numberFromText('3 168 000 fr')).toBe(3_168_000);
    expect(numberFromText('2.5 s')).toBe(2.5);
    expect(numberFromText('soon')).toBeNull();
    expect(numberFromText('')).toBeNull();
  });
});

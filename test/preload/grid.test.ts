import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  barOf,
  gridFromText,
  gridStepFrames,
  gridText,
  NO_GRID,
  tempoFromText,
  tempoText,
} from '../../preload/grid.ts';
import { BEAT_UNITS, emptyProject, GRID_DIVISIONS } from '../../preload/project.ts';

const { tempo } = emptyProject('', 48_000);

describe('a typed grid', () => {
  it('is a time, frames, a note, a beat or a bar', () => {
    expect(gridFromText('0.1', tempo)).toEqual({ kind: 'time', seconds: 0.1 });
    expect(gridFromText('1:00', tempo)).toEqual({ kind: 'time', seconds: 60 });
    expect(gridFromText('4800 fr', tempo)).toEqual({ kind: 'frames', frames: 4_800 });
    expect(gridFromText('1/4', tempo)).toEqual({ kind: 'beats', division: 'beat' });
    expect(gridFromText(' Bar ', tempo)).toEqual({ kind: 'beats', division: 'bar' });
    const eighths = { ...tempo, beatUnit: 8 } as const;
    expect(gridFromText('1/16', eighths)).toEqual({ kind: 'beats', division: 'half' });
  });

  it.each(['', 'abc', '1/0', '0', '-1', '0 fr', '0.0001', '2:00:00', '1.5 fr', '9999999999999 fr'])(
    'is refused with a sentence: %s',
    (typed) => expect(gridFromText(typed, tempo)).toMatch(/\.$/),
  );

  it('says what a grid is where the text is none', () => {
    expect(gridFromText('soon', tempo)).toBe(NO_GRID);
    expect(gridFromText('1/3', tempo)).toBe(
      'With beats of 1/4 the grid can be bar, 1/4, 1/8, 1/16.',
    );
  });

  it('reads again what it shows', () => {
    const times = fc.integer({ min: 1, max: 3_600_000 }).map((milliseconds) => ({
      kind: 'time' as const,
      seconds: milliseconds / 1_000,
    }));
    const frames = fc.record({
      kind: fc.constant('frames' as const),
      frames: fc.integer({ min: 1 }),
    });
    const division = fc.constantFrom(...GRID_DIVISIONS);
    const beats = fc.record({ kind: fc.constant('beats' as const), division });
    fc.assert(
      fc.property(fc.oneof(times, beats), fc.constantFrom(...BEAT_UNITS), (grid, beatUnit) => {
        const unit = { ...tempo, beatUnit };
        expect(gridFromText(gridText(grid, unit), unit)).toEqual(grid);
      }),
    );
    fc.assert(
      fc.property(frames, (grid) => {
        const fit = { ...grid, frames: Math.min(grid.frames, 1_000_000_000) };
        expect(gridFromText(gridText(fit, tempo), tempo)).toEqual(fit);
      }),
    );
  });
});

describe('a grid', () => {
  it('has its lines at the tempo and signature of the session', () => {
    const step = (division: (typeof GRID_DIVISIONS)[number]) =>
      gridStepFrames({ grid: { kind: 'beats', division }, tempo, sampleRate: 48_000 });
    expect(GRID_DIVISIONS.map(step)).toEqual([96_000, 24_000, 12_000, 6_000]);
  });

  it('counts bars and beats from 1, also where a beat is no whole number of frames', () => {
    const odd = { beatsPerMinute: 131.7, beatsPerBar: 7, beatUnit: 8 } as const;
    for (let beat = 0; beat < 500; beat += 1) {
      const frame = Math.round((beat * 60 * 44_100) / 131.7);
      const expected = { bar: Math.floor(beat / 7) + 1, beat: (beat % 7) + 1 };
      expect(barOf(frame, odd, 44_100)).toEqual(expected);
    }
  });
});

describe('a typed tempo', () => {
  it('is beats a minute, a signature or both', () => {
    expect(tempoFromText('92.5', tempo)).toEqual({ ...tempo, beatsPerMinute: 92.5 });
    expect(tempoFromText('6 / 8', tempo)).toMatchObject({ beatsPerBar: 6, beatUnit: 8 });
    const read = tempoFromText('140 bpm 3/4', tempo);
    expect(typeof read === 'string' ? read : tempoText(read)).toBe('140 3/4');
  });

  it.each(['', 'fast', '19', '401', '4/3', '0/4', '33/4', 'NaN'])(
    'is refused with a sentence: %s',
    (typed) => expect(tempoFromText(typed, tempo)).toMatch(/\.$/),
  );
});

/** When a player was silent by its gain. */
import { describe, expect, test } from 'vitest';
import { type GainChange, silencesOf } from '../../../main/accounts/audibility.ts';

const begins = (gain: number): GainChange => ({ change: null, gain, rampFrames: 0 });
const at = (actualFrame: number | null, gain: number): GainChange => ({
  change: { actualFrame },
  gain,
  rampFrames: 480,
});
/** Of a player that sounds from 1,000 to 11,000. */
const spans = (...gains: GainChange[]) => silencesOf(gains, 1_000, 10_000);

describe('a player is silent', () => {
  test('never, where its gain never was 0', () => {
    expect(spans(begins(1), at(5_000, 0.001))).toEqual([]);
    expect(silencesOf([begins(0)], null, 0)).toEqual([]);
  });

  test('from its beginning, where it began so', () => {
    const whole = [{ fromFrame: 1_000, toFrame: null }];
    expect(spans(begins(0))).toEqual(whole);
    expect(silencesOf([begins(0)], 1_000, null)).toEqual(whole);
    expect(spans(begins(0), at(4_000, 1))).toEqual([{ fromFrame: 1_000, toFrame: 4_001 }]);
  });

  test('from the end of the ramp, and heard from the second frame of a gain that rises', () => {
    expect(spans(begins(1), at(5_000, 0), at(7_000, 1))).toEqual([
      { fromFrame: 5_480, toFrame: 7_001 },
    ]);
    expect(spans(begins(1), at(5_000, 0))).toEqual([{ fromFrame: 5_480, toFrame: null }]);
    expect(spans(begins(1), at(5_000, 0), at(5_400, 1))).toEqual([]);
  });

  test('later where a ramp to silence is asked again before its end, not where it was silent', () => {
    const again = spans(begins(1), at(5_000, 0), at(5_200, 0));
    expect(again).toEqual([{ fromFrame: 5_680, toFrame: null }]);
    const silent = spans(begins(1), at(5_000, 0), at(6_000, 0));
    expect(silent).toEqual([{ fromFrame: 5_480, toFrame: null }]);
  });

  test('as long as nothing of a gain that rises comes before the next silence', () => {
    const whole = [{ fromFrame: 1_000, toFrame: null }];
    expect(spans(begins(0), at(5_000, 1), at(5_000, 0))).toEqual(whole);
    expect(spans(begins(0), at(10_999, 1))).toEqual(whole);
    expect(spans(begins(0), at(5_000, 1), at(5_002, 0))).toEqual([
      { fromFrame: 1_000, toFrame: 5_001 },
      { fromFrame: 5_482, toFrame: null },
    ]);
  });

  test('at once where the gain changed before it began', () => {
    expect(spans(begins(1), at(900, 0))).toEqual([{ fromFrame: 1_000, toFrame: null }]);
    expect(spans(begins(0), at(900, 1))).toEqual([]);
  });

  test('not by what came after its end, at its last frames, or has not happened', () => {
    expect(spans(begins(1), at(12_000, 0))).toEqual([]);
    expect(spans(begins(0), at(12_000, 1))).toEqual([{ fromFrame: 1_000, toFrame: null }]);
    expect(spans(begins(1), at(10_900, 0))).toEqual([]);
    expect(spans(begins(0), at(null, 1))).toEqual([{ fromFrame: 1_000, toFrame: null }]);
  });
});

describe('a player is silent by its gain line', () => {
  const point = (frame: number, gainDb: number) => ({ frame, gainDb });
  /** Of a clip that is played from its frame 100 on, from 1,000 to 11,000. */
  const lined = (gain: GainChange, ...gainLine: { frame: number; gainDb: number }[]) =>
    silencesOf([gain], 1_000, 10_000, { fromFrame: 100, gainLine });

  test('from one silent point to the next, and at a single one for its frame', () => {
    const line = [point(0, 0), point(600, -90), point(700, -120), point(900, 0), point(950, -90)];
    expect(lined(begins(1), ...line, point(990, 0))).toEqual([
      { fromFrame: 1_500, toFrame: 1_601 },
      { fromFrame: 1_850, toFrame: 1_851 },
    ]);
  });

  test('before the first point and after the last one, if these are silent', () => {
    expect(lined(begins(1), point(200, -90), point(300, 0), point(500, -90))).toEqual([
      { fromFrame: 1_000, toFrame: 1_101 },
      { fromFrame: 1_400, toFrame: null },
    ]);
    const whole = [{ fromFrame: 1_000, toFrame: null }];
    expect(lined(begins(1), point(0, Number.NEGATIVE_INFINITY))).toEqual(whole);
    expect(lined(begins(0), point(200, -90), point(300, 0))).toEqual(whole);
  });

  test('not by points that were over when it began', () => {
    expect(lined(begins(1), point(0, -90), point(50, -90), point(60, 0))).toEqual([]);
    expect(lined(begins(1))).toEqual([]);
  });
});

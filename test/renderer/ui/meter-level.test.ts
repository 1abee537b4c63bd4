/** What a level meter shows, at times that the test sets. */
import { describe, expect, test } from 'vitest';
import { MIN_GAIN_DB } from '../../../preload/units.ts';
import { MeterLevel } from '../../../renderer/ui/meter-level.ts';

describe('a level meter', () => {
  test('rises at once and falls by 20 dB a second', () => {
    const level = new MeterLevel(0);
    level.observe(-6);
    level.advance(10, false);
    expect(level.levelDb).toBe(-6);
    level.advance(510, false);
    expect(level.levelDb).toBeCloseTo(-16);
  });

  test('shows the highest of several peaks between two pictures', () => {
    const level = new MeterLevel(0);
    for (const peak of [-20, -3, -12]) level.observe(peak);
    level.advance(50, false);
    expect(level.levelDb).toBe(-3);
  });

  test('holds the peak for two seconds before it falls, too', () => {
    const level = new MeterLevel(0);
    level.observe(-6);
    level.advance(0, false);
    for (let now = 50; now <= 2_000; now += 50) level.advance(now, false);
    expect(level.heldDb).toBe(-6);
    level.advance(2_500, false);
    expect(level.heldDb).toBeCloseTo(-16);
  });

  test('shows the RMS beside the peak, which falls as fast', () => {
    const level = new MeterLevel(0);
    level.observe(-6, -9);
    level.advance(0, false);
    expect([level.levelDb, level.rmsDb]).toEqual([-6, -9]);
    level.advance(1_000, false);
    expect([level.levelDb, level.rmsDb]).toEqual([-26, -29]);
  });

  test('rests in silence, soon after Stop', () => {
    const level = new MeterLevel(0);
    expect(level.isAtRest).toBe(true);
    level.observe(-1);
    level.advance(0, false);
    expect(level.isAtRest).toBe(false);
    for (let now = 0; now <= 600; now += 50) level.advance(now, true);
    expect(level).toMatchObject({ isAtRest: true, levelDb: MIN_GAIN_DB, heldDb: MIN_GAIN_DB });
  });
});

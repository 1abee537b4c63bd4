import { describe, expect, test } from 'vitest';
import type { TransportStatus } from '../../../preload/engine.ts';
import { PlayheadClock } from '../../../renderer/store/playhead-clock.ts';

const RATE = 48_000;

function status(patch: Partial<TransportStatus>): TransportStatus {
  const place = {
    positionFrame: 0,
    originFrame: 1_000,
    loopPass: 0,
    preparation: null,
    isPreparing: false,
  };
  return { state: 'playing', ...place, ...patch };
}

function observe(
  clock: PlayheadClock,
  atMilliseconds: number,
  streamFrame: number | null,
  transport = status({}),
  isNewTransport = false,
): void {
  clock.observe({ atMilliseconds, streamFrame, transport, isNewTransport, sampleRate: RATE });
}

describe('the playhead', () => {
  test('goes on between two updates at the session’s rate', () => {
    const clock = new PlayheadClock();
    observe(clock, 0, 1_000 + RATE);
    expect(clock.frameAt(10)).toBeCloseTo(RATE + 480);
  });

  test('is not shaken by an update that comes a little late', () => {
    const clock = new PlayheadClock();
    observe(clock, 0, 1_000);
    observe(clock, 40, 1_000 + 0.03 * RATE);
    const expected = 0.04 * RATE;
    expect(Math.abs(clock.frameAt(40) - expected)).toBeLessThan(0.0025 * RATE);
  });

  test('jumps where the transport jumps', () => {
    const clock = new PlayheadClock();
    observe(clock, 0, 1_000);
    observe(clock, 20, 50_000, status({ positionFrame: 49_900, originFrame: 0 }), true);
    expect(clock.frameAt(20)).toBe(50_000);
  });

  test('does not believe a counter of the stream before, whatever comes with it', () => {
    const clock = new PlayheadClock();
    const fresh = status({ positionFrame: 480, originFrame: 6_000 });
    observe(clock, 0, 600_000, fresh, true);
    expect(clock.frameAt(0)).toBe(480);
    observe(clock, 10, 600_000, fresh);
    expect(clock.frameAt(10)).toBeCloseTo(960);
    observe(clock, 20, 6_000 + 1_440, fresh);
    expect(clock.frameAt(20)).toBeCloseTo(1_440);
  });

  test('catches up when two observations agree that it was wrong', () => {
    const clock = new PlayheadClock();
    observe(clock, 0, 1_000);
    observe(clock, 10, 1_000 + RATE);
    observe(clock, 20, 1_000 + RATE + 480);
    expect(clock.frameAt(20)).toBe(RATE + 480);
  });

  test('waits at the start until the loop pass has begun', () => {
    const clock = new PlayheadClock();
    const ahead = status({ positionFrame: 4_800, originFrame: 100_000 });
    observe(clock, 0, 98_000, ahead, true);
    expect(clock.frameAt(0)).toBe(4_800);
  });

  test('stands while stopped, and does not run away without updates', () => {
    const clock = new PlayheadClock();
    observe(clock, 0, 1_000);
    expect(clock.frameAt(60_000)).toBe(RATE);
    observe(clock, 60_000, 2_000, status({ state: 'stopped', positionFrame: 77 }), true);
    expect(clock.frameAt(99_000)).toBe(77);
  });
});

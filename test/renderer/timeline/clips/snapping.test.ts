import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SNAP_KIND_NAMES, type SnapKind } from '../../../../renderer/store/snap-kinds.ts';
import {
  FREE,
  landing,
  type SnapCandidates,
  snapped,
} from '../../../../renderer/timeline/clips/snapping.ts';
import { pilotSession } from '../../../support/pilot-session.ts';

const NO_PLACES = () => [];

function at(places: readonly number[], stepFrames: number | null = null): SnapCandidates {
  return { stepFrames, placesBetween: () => places };
}

describe('what is moved', () => {
  test('lands at the nearest place within reach, at the grid otherwise', () => {
    expect(snapped(1_040, at([1_000, 1_100]), 50)).toEqual({ frame: 1_000, at: 1_000 });
    expect(snapped(1_051, at([1_000]), 50)).toEqual({ frame: 1_051, at: null });
    expect(snapped(1_051, at([1_000], 100), 50)).toEqual({ frame: 1_100, at: null });
    expect(snapped(1_020, at([1_049], 100), 50)).toEqual({ frame: 1_000, at: null });
  });

  test('lands with whichever of its ends is nearer', () => {
    expect(snapped(1_000, at([1_530]), 50, [0, 500])).toEqual({ frame: 1_030, at: 1_530 });
  });

  test('finds an edge also where the grid’s lines are everywhere', () => {
    expect(snapped(1_003, at([1_007], 2), 10)).toEqual({ frame: 1_007, at: 1_007 });
  });

  test('stays a whole frame that is not before the start, whatever there is', () => {
    const places = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 5 });
    const step = fc.option(fc.double({ min: 0.5, max: 500, noNaN: true }));
    const frame = fc.double({ min: -500, max: 3_500, noNaN: true });
    fc.assert(
      fc.property(places, step, frame, fc.nat(80), fc.nat(400), (all, grid, wanted, reach, end) => {
        const landed = snapped(wanted, at(all, grid), reach, [0, end]);
        expect(Number.isInteger(landed.frame) && landed.frame >= 0).toBe(true);
        if (landed.at === null) return;
        expect(all).toContain(landed.at);
        expect([landed.at, landed.at - end]).toContain(landed.frame);
        expect(Math.abs(landed.frame - wanted)).toBeLessThanOrEqual(reach);
      }),
    );
  });

  test('without Snap goes to the nearest frame', () => {
    expect(snapped(10.6, { stepFrames: null, placesBetween: NO_PLACES }, null).frame).toBe(11);
  });
});

describe('each kind of place', () => {
  const project = {
    ...pilotSession(),
    markers: [{ id: 'm', name: 'Here', frame: 20_000_300 }],
    loop: { enabled: false, startFrame: 30_000_300, endFrame: 40_000_300 },
  };
  const [clip] = project.clips;
  const clipEnd = (clip?.startFrame ?? 0) + (clip?.lengthFrames ?? 0);
  const places: Readonly<Record<SnapKind, number>> = {
    grid: 60_000_000,
    clips: clipEnd,
    markers: 20_000_300,
    playhead: 50_000_300,
    loop: 40_000_300,
  };
  const snapping = {
    ...FREE,
    tracksInView: [0, 9] as const,
    stepFrames: 1_000_000,
    reachFrames: 100,
    playheadFrame: 50_000_300,
  };

  test.each(SNAP_KIND_NAMES)('snaps when it is chosen, and only then: %s', (kind) => {
    const place = places[kind];
    const others = SNAP_KIND_NAMES.filter((each) => each !== kind);
    const landed = (kinds: readonly SnapKind[]) =>
      landing(project, place + 40, { ...snapping, kinds }).frame;
    expect(landed([kind])).toBe(place);
    expect(landed(others)).not.toBe(place);
  });

  test('does not snap to what is moved itself', () => {
    const all = { ...snapping, stepFrames: null, kinds: SNAP_KIND_NAMES };
    expect(landing(project, 20_000_310, all, { markerId: 'm' }).at).toBeNull();
    expect(landing(project, 40_000_310, all, { kinds: ['loop'] }).at).toBeNull();
    const own = project.clips.filter(
      ({ startFrame, lengthFrames }) =>
        startFrame === clipEnd || startFrame + lengthFrames === clipEnd,
    );
    const clipIds = new Set(own.map(({ id }) => id));
    expect(landing(project, clipEnd + 10, all, { clipIds }).at).toBeNull();
  });
});

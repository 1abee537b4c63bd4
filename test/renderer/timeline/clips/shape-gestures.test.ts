import { describe, expect, test } from 'vitest';
import type { Clip } from '../../../../preload/project.ts';
import { SNAP_KIND_NAMES } from '../../../../renderer/store/snap-kinds.ts';
import type { Place } from '../../../../renderer/timeline/canvas/place.ts';
import { handleChange } from '../../../../renderer/timeline/clips/clip-handles.ts';
import { loopedOnce, loopedTimes } from '../../../../renderer/timeline/clips/clip-loops.ts';
import { dragResult, type Gesture, moved } from '../../../../renderer/timeline/clips/gestures.ts';
import {
  pulledEnd,
  withPoint,
  withPointAt,
} from '../../../../renderer/timeline/clips/shape-gestures.ts';
import { clip, projectOf } from '../../../support/fake-studio.ts';

function place(values: Partial<Place>): Place {
  return {
    x: 0,
    y: 0,
    frame: 0,
    trackIndex: 0,
    shift: false,
    control: false,
    alt: false,
    kinds: SNAP_KIND_NAMES,
    playheadFrame: null,
    tracksInView: [0, 2],
    stepFrames: 100,
    reachFrames: null,
    ...values,
  };
}

const ROWS = { top: 3, height: 53 };
const one = clip('one', { startFrame: 1_000 });
const project = projectOf([one]);

function released(gesture: Gesture, to: Partial<Place>): Partial<Clip> | undefined {
  const at = place({ x: 50, ...to });
  return dragResult(moved(gesture, at), at, project).patches.get('one');
}

describe('a fade', () => {
  const gesture: Gesture = {
    kind: 'fade',
    from: place({ frame: 1_010 }),
    fadeEnd: 'fadeIn',
    held: one,
    hasMoved: false,
  };

  test('ends on the grid, with Shift at the very frame, and inside its clip', () => {
    const framesAt = (to: Partial<Place>) => released(gesture, to)?.fadeIn?.frames;
    expect(framesAt({ frame: 1_010 + 230 })).toBe(200);
    expect(framesAt({ frame: 1_010 + 230, shift: true })).toBe(230);
    expect(framesAt({ frame: 90_000 })).toBe(1_000);
  });

  test('out is as long as it begins before the end', () => {
    const out: Gesture = { ...gesture, fadeEnd: 'fadeOut', from: place({ frame: 1_990 }) };
    expect(released(out, { frame: 1_990 - 300 })?.fadeOut?.frames).toBe(300);
  });
});

describe('a gain', () => {
  test('follows the pointer up and down, ten times finer with Shift', () => {
    const gesture: Gesture = {
      kind: 'gain',
      from: place({ y: 30, frame: 1_500 }),
      clips: [one],
      held: one,
      rows: ROWS,
      hasMoved: false,
    };
    const coarse = released(gesture, { y: 40 })?.gainDb ?? 0;
    const fine = released(gesture, { y: 40, shift: true })?.gainDb ?? 0;
    expect(coarse).toBeLessThan(-15);
    expect(fine).toBeCloseTo(coarse / 10, 0);
  });

  test('point stays between its neighbours and keeps their order', () => {
    const line = [0, 400, 800].map((frame) => ({ frame, gainDb: 0 }));
    const shaped = { gainLine: line, lengthFrames: 1_000 };
    expect(withPointAt(shaped, 1, 5_000, -200)[1]).toEqual({ frame: 799, gainDb: -90 });
    expect(withPointAt(shaped, 2, 5_000, 90)[2]).toEqual({ frame: 1_000, gainDb: 12 });
  });

  test('point that is added is where the line was, and none is added twice', () => {
    const gainLine = [
      { frame: 0, gainDb: 0 },
      { frame: 1_000, gainDb: -10 },
    ];
    const added = withPoint({ gainLine, lengthFrames: 1_000 }, 300);
    expect(added?.[1]).toEqual({ frame: 300, gainDb: -3 });
    expect(withPoint({ gainLine, lengthFrames: 1_000 }, 1_000)).toBeNull();
  });
});

describe('the end of a clip', () => {
  const last = clip('last', { offsetFrames: 99_000, lengthFrames: 500 });

  test('that is pulled beyond its sound repeats the sound, after a little resistance', () => {
    const { lengthFrames: whole, loop } = pulledEnd(project, last, 1_040, 50);
    expect([whole, loop ?? null]).toEqual([1_000, null]);
    expect(pulledEnd(project, last, 2_600, 50)).toMatchObject({
      lengthFrames: 2_600,
      loop: { startFrame: 99_000, lengthFrames: 1_000 },
    });
  });

  test('goes on with the loop that it has, and a loop of one round is none', () => {
    const looped = { ...last, ...loopedTimes(last, 3) };
    expect(looped).toMatchObject({ lengthFrames: 1_500, loop: { lengthFrames: 500 } });
    expect(pulledEnd(project, looped, 2_000, 0)).toMatchObject({ lengthFrames: 2_000 });
    expect(loopedOnce(looped)).toMatchObject({ lengthFrames: 500, loop: null });
  });
});

test('a locked clip stays under a drag, a copy of it does not, and others do not wait for it', () => {
  const locked = clip('locked', { locked: true });
  const free = clip('free', { startFrame: 2_000 });
  const both = projectOf([locked, free]);
  const drag = (held: Clip, to: Partial<Place>) => {
    const from = place({});
    const kind = { kind: 'move', from, clips: [locked, free], held, togglesOff: false } as const;
    const at = place({ x: 50, frame: 300, ...to });
    return [...dragResult(moved({ ...kind, hasMoved: false }, at), at, both).patches.keys()];
  };
  expect(drag(locked, {})).toEqual([]);
  expect(drag(free, {})).toEqual(['free']);
  expect(drag(locked, { control: true })).toEqual(['locked', 'free']);
});

describe('a handle', () => {
  const arrow = { name: 'arrow', along: 0, up: 0, shift: false, stepFrames: 100 } as const;
  const change = (id: Parameters<typeof handleChange>[2], key: Partial<typeof arrow>, of = one) =>
    handleChange(project, of, id, { ...arrow, ...key } as never, 1_250)?.patch;

  test('is moved by arrows in time or level', () => {
    expect(change('fadeIn', { along: 1 } as never)).toEqual({
      fadeIn: { frames: 100, curve: 'linear' },
    });
    expect(change('fadeOut', { along: -1 } as never)).toMatchObject({ fadeOut: { frames: 100 } });
    expect(change('gain', { up: -1 } as never)).toEqual({ gainDb: -0.5 });
    expect(change('start', { along: 1 } as never)).toMatchObject({ startFrame: 1_100 });
    expect(change('gain', { along: 1 } as never)).toBeUndefined();
  });

  test('has the next curve on Enter, a point at the playhead on Insert, and none on Delete', () => {
    const pressed = (id: Parameters<typeof handleChange>[2], name: string, of = one) =>
      change(id, { name } as never, of);
    expect(pressed('fadeIn', 'enter')).toMatchObject({ fadeIn: { curve: 'equal-power' } });
    expect(pressed('gain', 'insert')).toEqual({ gainLine: [{ frame: 250, gainDb: 0 }] });
    const lined = { ...one, gainLine: [{ frame: 250, gainDb: 0 }] };
    expect(pressed('point-0', 'delete', lined)).toEqual({ gainLine: [] });
  });
});

import { describe, expect, test } from 'vitest';
import type { Clip } from '../../../../preload/project.ts';
import { SNAP_KIND_NAMES } from '../../../../renderer/store/snap-kinds.ts';
import type { Place } from '../../../../renderer/timeline/canvas/place.ts';
import { evenRows } from '../../../../renderer/timeline/canvas/track-rows.ts';
import {
  bandSelection,
  copiesOf,
  dragResult,
  type Gesture,
  IDLE,
  loopOf,
  moved,
  selectionAfterPress,
} from '../../../../renderer/timeline/clips/gestures.ts';
import { pilotSession } from '../../../support/pilot-session.ts';

const project = pilotSession();
const clip = (id: string) => project.clips.find((other) => other.id === id) as Clip;

const patchesOf = (...args: Parameters<typeof dragResult>) => dragResult(...args).patches;

function place(patch: Partial<Place>): Place {
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
    tracksInView: [0, 9],
    stepFrames: 4800,
    reachFrames: null,
    ...patch,
  };
}

function held(id: string, from: Place): Gesture {
  return {
    kind: 'move',
    from,
    clips: [clip(id)],
    held: clip(id),
    togglesOff: false,
    hasMoved: false,
  };
}

describe('a press on a clip', () => {
  const press = (selected: readonly string[], id: string, keys: Partial<Place> = {}) => {
    const view = { selection: new Set(selected), focusedClipId: selected[0] ?? null };
    return [...selectionAfterPress(project, view, clip(id), place(keys))];
  };

  test('selects it alone, unless it belongs to the selection already', () => {
    expect(press(['c-1'], 'c-2')).toEqual(['c-2']);
    expect(press(['c-1', 'c-2'], 'c-2')).toEqual(['c-1', 'c-2']);
  });

  test('with Ctrl adds it; taking it out waits for the release, since a drag copies', () => {
    expect(press(['c-1'], 'c-2', { control: true })).toEqual(['c-1', 'c-2']);
    expect(press(['c-1', 'c-2'], 'c-2', { control: true })).toEqual(['c-1', 'c-2']);
  });

  test('with Shift selects the range from the clip with the focus, over the tracks between', () => {
    const inside = project.clips.filter(
      ({ trackId, startFrame }) =>
        ['track-1', 'track-2'].includes(trackId) &&
        startFrame >= clip('c-1').startFrame &&
        startFrame <= clip('c-5').startFrame,
    );
    expect(press(['c-1'], 'c-5', { shift: true }).sort()).toEqual(
      inside.map(({ id }) => id).sort(),
    );
    expect(press([], 'c-5', { shift: true })).toEqual(['c-5']);
  });
});

describe('a drag of a clip', () => {
  test('of two pixels is a click and changes nothing', () => {
    const from = place({ x: 100, frame: 150_000 });
    const gesture = moved(held('c-2', from), place({ x: 102, frame: 150_960 }));
    expect(patchesOf(gesture, place({ x: 102, frame: 150_960 }), project).size).toBe(0);
  });

  test('snaps the clip’s start, wherever it is held', () => {
    const from = place({ x: 100, frame: 150_000 });
    const to = place({ x: 200, frame: 150_000 + 30_100 });
    const patches = patchesOf(moved(held('c-2', from), to), to, project);
    expect(patches.get('c-2')?.startFrame).toBe(3 * 48_000 + 28_800);
  });

  test('lands on the very frame once Shift is pressed after the button, Alt changes nothing', () => {
    const from = place({ x: 100, frame: 150_000 });
    const at = { x: 200, frame: 150_000 + 30_101 };
    const start = (to: Place) => patchesOf(moved(held('c-2', from), to), to, project).get('c-2');
    expect(start(place({ ...at, shift: true }))?.startFrame).toBe(3 * 48_000 + 30_101);
    expect(start(place({ ...at, alt: true }))?.startFrame).toBe(3 * 48_000 + 28_800);
  });

  test('snaps to edges of other clips, to markers and to the ends of the loop', () => {
    const { startFrame, lengthFrames } = clip('c-1');
    const end = startFrame + lengthFrames;
    const from = place({ x: 100, frame: 150_000 });
    const frame = 150_000 + end - clip('c-2').startFrame + 700;
    const to = place({ x: 500, frame, stepFrames: null, reachFrames: 1_000 });
    const result = dragResult(moved(held('c-2', from), to), to, project);
    expect(result.patches.get('c-2')?.startFrame).toBe(end);
    expect(result.snapFrame).toBe(end);
    const far = { ...to, reachFrames: 500 };
    expect(dragResult(moved(held('c-2', from), far), far, project).snapFrame).toBeNull();
  });

  test('with Ctrl leaves the clips where they are and puts copies at the new place', () => {
    const patches = new Map([['c-2', { startFrame: 9 }]]);
    const { edit, selectIds } = copiesOf([clip('c-2')], patches, () => 'c-new');
    expect(selectIds).toEqual(['c-new']);
    expect(edit).toEqual({
      kind: 'insertClips',
      clips: [{ ...clip('c-2'), id: 'c-new', startFrame: 9 }],
    });
  });

  test('that slips moves the sound inside, as far as it reaches', () => {
    const from = place({ x: 100, frame: 150_000 });
    const long = { ...clip('c-2'), offsetFrames: 10_000, lengthFrames: 20_000 };
    const slip = (frames: number) => {
      const clips = project.clips.map((each) => (each.id === 'c-2' ? long : each));
      const gesture: Gesture = { kind: 'slip', from, clips: [long], held: long, hasMoved: false };
      const to = place({ x: 300, frame: 150_000 + frames });
      return patchesOf(moved(gesture, to), to, { ...project, clips }).get('c-2');
    };
    expect(slip(3_000)).toEqual({ offsetFrames: 7_000 });
    expect(slip(50_000)).toEqual({ offsetFrames: 0 });
    expect(slip(-500_000)?.offsetFrames).toBeGreaterThan(10_000);
  });

  test('below the last track moves onto the last track', () => {
    const from = place({ x: 100, y: 10, frame: 150_000, trackIndex: 0 });
    const to = place({ x: 100, y: 900, frame: 150_000, trackIndex: -1 });
    const patches = patchesOf(moved(held('c-2', from), to), to, project);
    expect(patches.get('c-2')?.trackId).toBe('track-5');
  });

  test('back to where it began is no edit', () => {
    const from = place({ x: 100, frame: 150_000 });
    const away = moved(held('c-2', from), place({ x: 300, frame: 250_000 }));
    expect(patchesOf(moved(away, from), from, project).size).toBe(0);
  });
});

describe('on the ruler', () => {
  test('a drag marks the loop range in either direction, a click none', () => {
    const from = place({ x: 300, frame: 100_000 });
    const press: Gesture = { kind: 'ruler', from, to: from, hasMoved: false };
    expect(loopOf(moved(press, place({ x: 301, frame: 100_500 })), project)).toBeNull();
    expect(loopOf(moved(press, place({ x: 100, frame: 50_000 })), project)?.loop).toEqual({
      enabled: true,
      startFrame: 48_000,
      endFrame: 100_800,
    });
  });

  test('the loop snaps to markers and clips as clips do, not to the grid only', () => {
    const near = { reachFrames: 4_000, tracksInView: [0, 5] as const };
    const marked = { ...project, markers: [{ id: 'm', name: 'Here', frame: 51_234 }] };
    const from = place({ x: 300, frame: 100_000, ...near });
    const press: Gesture = { kind: 'ruler', from, to: from, hasMoved: false };
    // The first clip ends at 100,800; the grid has no line there.
    const toMarker = loopOf(moved(press, place({ x: 100, frame: 51_000, ...near })), marked);
    expect(toMarker).toMatchObject({
      loop: { enabled: true, startFrame: 51_234, endFrame: 100_800 },
      snapFrame: 51_234,
    });
    const free = place({ x: 100, frame: 51_000, ...near, shift: true });
    expect(loopOf(moved(press, free), marked)?.loop.startFrame).toBe(51_000);
  });

  test('an end of the loop is moved alone, not to itself and not beyond the other', () => {
    const loop = { enabled: false, startFrame: 48_000, endFrame: 96_000 };
    const looped = { ...project, clips: [], markers: [], loop };
    const near = { reachFrames: 4_000, tracksInView: [0, 5] as const };
    const from = place({ x: 300, frame: 97_000, ...near });
    const press: Gesture = { kind: 'loop-end', edge: 'end', from, to: from, hasMoved: false };
    const end = (frame: number) =>
      loopOf(moved(press, place({ x: 900, frame, ...near, stepFrames: null })), looped)?.loop;
    expect(end(98_000)).toEqual({ ...loop, endFrame: 97_000 });
    expect(end(10)).toEqual({ ...loop, endFrame: 48_001 });
  });
});

test('a rubber band takes what it touches on its tracks, besides what was selected', () => {
  const from = place({ x: 0, y: 65, frame: 20_000 });
  const band: Gesture = {
    kind: 'rubber-band',
    from,
    to: from,
    base: new Set(['c-11']),
    hasMoved: false,
  };
  const viewport = { framesPerPixel: 480, scrollFrame: 0, scrollTopPixels: 0, rows: evenRows(5) };
  const swept = moved(band, place({ x: 300, y: 110, frame: 130_000 }));
  expect([...(bandSelection(swept, project, viewport) ?? [])]).toEqual(['c-11', 'c-4', 'c-5']);
});

test('nothing moves while nothing is held', () => {
  expect(moved(IDLE, place({ x: 50 }))).toBe(IDLE);
});

import { describe, expect, test } from 'vitest';
import type { Clip } from '../../../../preload/project.ts';
import type { Place } from '../../../../renderer/timeline/canvas/place.ts';
import {
  bandSelection,
  clipZone,
  type Gesture,
  IDLE,
  loopOf,
  moved,
  patchesOf,
  selectionAfterPress,
} from '../../../../renderer/timeline/clips/gestures.ts';
import { pilotSession } from '../../../support/pilot-session.ts';

const project = pilotSession();
const clip = (id: string) => project.clips.find((other) => other.id === id) as Clip;

function place(patch: Partial<Place>): Place {
  return {
    x: 0,
    y: 0,
    frame: 0,
    trackIndex: 0,
    shift: false,
    control: false,
    stepFrames: 4800,
    ...patch,
  };
}

function held(id: string, from: Place): Gesture {
  return { kind: 'move', from, clips: [clip(id)], held: clip(id), hasMoved: false };
}

describe('a press on a clip', () => {
  test('selects it alone, unless it belongs to the selection already', () => {
    const plain = { shift: false, control: false };
    expect([...selectionAfterPress(new Set(['a']), 'b', plain)]).toEqual(['b']);
    expect([...selectionAfterPress(new Set(['a', 'b']), 'b', plain)]).toEqual(['a', 'b']);
  });

  test('with Ctrl takes it in or out, with Shift adds it', () => {
    const control = { shift: false, control: true };
    expect([...selectionAfterPress(new Set(['a', 'b']), 'b', control)]).toEqual(['a']);
    const shift = { shift: true, control: false };
    expect([...selectionAfterPress(new Set(['a']), 'b', shift)]).toEqual(['a', 'b']);
  });

  test('near an edge trims; a clip of a few pixels keeps a middle to be held by', () => {
    expect(clipZone(3, 100)).toBe('start');
    expect(clipZone(97, 100)).toBe('end');
    expect(clipZone(50, 100)).toBe('middle');
    expect(clipZone(4, 8)).toBe('middle');
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

  test('with Alt lands on the very frame', () => {
    const from = place({ x: 100, frame: 150_000 });
    const to = place({ x: 200, frame: 150_000 + 30_101, stepFrames: null });
    const patches = patchesOf(moved(held('c-2', from), to), to, project);
    expect(patches.get('c-2')?.startFrame).toBe(3 * 48_000 + 30_101);
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

test('a drag on the ruler marks the loop range in either direction, a click none', () => {
  const from = place({ x: 300, frame: 100_000 });
  const press: Gesture = { kind: 'ruler', from, to: from, hasMoved: false };
  expect(loopOf(moved(press, place({ x: 301, frame: 100_500 })))).toBeNull();
  expect(loopOf(moved(press, place({ x: 100, frame: 50_000 })))).toEqual({
    enabled: true,
    startFrame: 48_000,
    endFrame: 100_800,
  });
});

test('a rubber band takes what it touches on its tracks, besides what was selected', () => {
  const from = place({ x: 0, y: 80, frame: 20_000 });
  const band: Gesture = {
    kind: 'rubber-band',
    from,
    to: from,
    base: new Set(['c-11']),
    hasMoved: false,
  };
  const swept = moved(band, place({ x: 300, y: 140, frame: 130_000 }));
  expect([...(bandSelection(swept, project, 480) ?? [])]).toEqual(['c-11', 'c-4', 'c-5']);
});

test('nothing moves while nothing is held', () => {
  expect(moved(IDLE, place({ x: 50 }))).toBe(IDLE);
});

/** Pointer gestures on the track area, from the event to the edit, on a whole studio. */
import type { FocusEvent, MouseEvent, PointerEvent } from 'react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { undo } from '../../../../renderer/store/editing.ts';
import { mirrorNow } from '../../../../renderer/store/mirror-store.ts';
import { changeView, selectClips, viewNow } from '../../../../renderer/store/view.ts';
import { revealFocused } from '../../../../renderer/timeline/clips/clip-keys.ts';
import { trackGestures } from '../../../../renderer/timeline/tracks/track-gestures.ts';
import { pilotSession } from '../../../support/pilot-session.ts';
import { type WindowOnStudio, windowOnStudio } from '../../../support/window-on-studio.ts';

const AREA = { left: 200, top: 100, width: 1_000, height: 370 };
const ESCAPE = Object.assign(new Event('keydown'), { key: 'Escape' });

/** What lies under the pointer: a clip's element, a button of the page, or nothing. */
class FakeTarget {
  readonly closest: (selector: string) => FakeTarget | null;
  readonly clipId: string | null;

  constructor(clipId: string | null, isButton = false) {
    this.clipId = clipId;
    this.closest = (selector) =>
      (selector.startsWith('button') ? isButton : clipId !== null) ? this : null;
  }

  getAttribute(): string | null {
    return this.clipId;
  }

  /** Where the painter draws the clip. */
  getBoundingClientRect() {
    const clip = mirrorNow().project.clips.find(({ id }) => id === this.clipId);
    if (clip === undefined) return { left: 0, width: 0 };
    const { framesPerPixel, scrollFrame } = viewNow();
    return {
      left: AREA.left + (clip.startFrame - scrollFrame) / framesPerPixel,
      width: clip.lengthFrames / framesPerPixel,
    };
  }
}

let main: WindowOnStudio;
/** Of the track area. */
const style = { cursor: '' };
let gestures: ReturnType<typeof trackGestures>;

const clip = (id: string) => mirrorNow().project.clips.find((other) => other.id === id);
const selection = () => [...viewNow().selection];

interface Pointer {
  /** Of the timeline. */
  readonly seconds: number;
  readonly track?: number;
  readonly on?: FakeTarget;
  readonly keys?: Partial<Record<'altKey' | 'shiftKey' | 'ctrlKey' | 'metaKey', boolean>>;
  readonly button?: number;
}

function pointer({ seconds, track = 0, on = new FakeTarget(null), keys, button = 0 }: Pointer) {
  const { framesPerPixel, scrollFrame, scrollTopPixels } = viewNow();
  return {
    clientX: AREA.left + (seconds * 48_000 - scrollFrame) / framesPerPixel,
    clientY: AREA.top + track * 60 + 30 - scrollTopPixels,
    altKey: false,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    button,
    pointerId: 1,
    target: on,
    currentTarget: { getBoundingClientRect: () => AREA, setPointerCapture: () => {}, style },
    ...keys,
  } as unknown as PointerEvent<HTMLDivElement> & MouseEvent<HTMLDivElement>;
}

function drag(from: Pointer, to: Pointer): void {
  gestures.onPointerDown(pointer(from));
  gestures.onPointerMove(pointer(to));
  gestures.onPointerUp(pointer(to));
}

beforeEach(async () => {
  main = await windowOnStudio({ project: pilotSession() });
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('Element', FakeTarget);
  changeView({
    framesPerPixel: 480,
    trackAreaWidthPixels: AREA.width,
    trackAreaHeightPixels: AREA.height,
  });
  gestures = trackGestures();
});

describe('a click', () => {
  const click = (at: Pointer) => drag(at, at);

  test('on a clip selects it, its track and no sound', () => {
    changeView({ selectedSourceId: 'b-tone' });
    click({ seconds: 3.5, on: new FakeTarget('c-2') });
    expect(selection()).toEqual(['c-2']);
    expect(viewNow()).toMatchObject({
      focusedClipId: 'c-2',
      selectedTrackId: 'track-1',
      selectedSourceId: null,
    });
  });

  test('on one of several selected clips selects it alone', () => {
    selectClips(['c-1', 'c-2']);
    click({ seconds: 3.5, on: new FakeTarget('c-2') });
    expect(selection()).toEqual(['c-2']);
  });

  test('with Ctrl takes it out of the selection or adds it, with Shift selects a range', () => {
    selectClips(['c-1', 'c-2']);
    click({ seconds: 3.5, on: new FakeTarget('c-2'), keys: { ctrlKey: true } });
    expect(selection()).toEqual(['c-1']);
    click({ seconds: 3.5, on: new FakeTarget('c-2'), keys: { ctrlKey: true } });
    expect(selection()).toEqual(['c-1', 'c-2']);
    selectClips(['c-1']);
    click({ seconds: 3.5, on: new FakeTarget('c-2'), keys: { shiftKey: true } });
    expect(selection()).toEqual(['c-1', 'c-2']);
  });

  test('that is dragged away as a copy leaves no handles on the clip that stays', () => {
    gestures.onPointerMove(pointer({ seconds: 3.5, on: new FakeTarget('c-2') }));
    expect(viewNow().hoveredClipId).toBe('c-2');
    drag(
      { seconds: 3.5, on: new FakeTarget('c-2'), keys: { ctrlKey: true } },
      { seconds: 13.5, on: new FakeTarget('c-2'), keys: { ctrlKey: true } },
    );
    expect(viewNow().hoveredClipId).not.toBe('c-2');
  });

  test('beside the clips selects the track and no clip', () => {
    selectClips(['c-1']);
    click({ seconds: 9.9, track: 2 });
    expect(selection()).toEqual([]);
    expect(viewNow().selectedTrackId).toBe('track-3');
  });

  test('on a button of the empty timeline is left to the button', () => {
    selectClips(['c-1']);
    click({ seconds: 9, on: new FakeTarget(null, true) });
    expect(selection()).toEqual(['c-1']);
  });

  test('with another button of the mouse does nothing', () => {
    click({ seconds: 3.5, on: new FakeTarget('c-2'), button: 2 });
    expect(selection()).toEqual([]);
  });

  test('is no edit', async () => {
    click({ seconds: 3.5, on: new FakeTarget('c-2') });
    await main.settle();
    expect(main.requests.some(({ name }) => name === 'edit')).toBe(false);
  });
});

describe('the pointer', () => {
  test('tells by its shape that it is at an edge of a clip', () => {
    const shapeAt = (seconds: number) => {
      gestures.onPointerMove(pointer({ seconds }));
      return style.cursor;
    };
    expect(shapeAt(3.02)).toBe('ew-resize');
    expect(shapeAt(3.5)).toBe('');
    expect(shapeAt(2.5)).toBe('');
  });
});

describe('a double click', () => {
  test('below the tracks adds one; on a track or a clip it does not', () => {
    gestures.onDoubleClick(pointer({ seconds: 1, track: 1 }));
    expect(mirrorNow().project.tracks).toHaveLength(5);
    gestures.onDoubleClick(pointer({ seconds: 1, track: 6 }));
    expect(mirrorNow().project.tracks).toHaveLength(6);
  });
});

describe('a drag of a clip', () => {
  const on = new FakeTarget('c-2');

  test('shows where it would land, and moves it there when it is released', async () => {
    gestures.onPointerDown(pointer({ seconds: 3.5, on }));
    gestures.onPointerMove(pointer({ seconds: 4.52, track: 1, on }));
    expect(viewNow().preview.get('c-2')).toEqual({ startFrame: 192_000, trackId: 'track-2' });
    expect(clip('c-2')?.startFrame).toBe(144_000);
    gestures.onPointerUp(pointer({ seconds: 4.52, track: 1, on }));
    expect(viewNow().preview.size).toBe(0);
    expect(clip('c-2')).toMatchObject({ startFrame: 192_000, trackId: 'track-2' });
    await main.pass(0.1);
    expect(mirrorNow().undoLabel).toBe('Move clip');
    await undo();
    await main.pass(0.1);
    expect(clip('c-2')).toMatchObject({ startFrame: 144_000, trackId: 'track-1' });
  });

  test('moves all selected clips together', async () => {
    selectClips(['c-2', 'c-4']);
    drag({ seconds: 3.5, on }, { seconds: 4.5, on });
    expect(clip('c-2')?.startFrame).toBe(192_000);
    expect(clip('c-4')?.startFrame).toBe(72_000);
    await main.pass(0.1);
    expect(mirrorNow().undoLabel).toBe('Move 2 clips');
  });

  test('at its edges trims it', async () => {
    const { lengthFrames = 0 } = clip('c-2') ?? {};
    drag({ seconds: 3.02, on }, { seconds: 3.22, on });
    expect(clip('c-2')).toMatchObject({ startFrame: 153_600, offsetFrames: 9_600 });
    await main.pass(0.1);
    expect(mirrorNow().undoLabel).toBe('Trim clip');
    const end = 3 + lengthFrames / 48_000;
    drag({ seconds: end - 0.01, on }, { seconds: end - 0.41, on });
    expect(clip('c-2')?.lengthFrames).toBeLessThan(lengthFrames - 9_600);
  });

  test('is taken back by Escape, and by the system', async () => {
    for (const cancel of [() => window.dispatchEvent(ESCAPE), gestures.onPointerCancel]) {
      gestures.onPointerDown(pointer({ seconds: 3.5, on }));
      gestures.onPointerMove(pointer({ seconds: 5, on }));
      expect(viewNow().preview.size).toBe(1);
      cancel();
      expect(viewNow().preview.size).toBe(0);
      gestures.onPointerUp(pointer({ seconds: 5, on }));
    }
    await main.settle();
    expect(main.requests.some(({ name }) => name === 'edit')).toBe(false);
  });

  test('with Ctrl puts copies where the clips would land', () => {
    selectClips(['c-2']);
    drag(
      { seconds: 3.5, on, keys: { ctrlKey: true } },
      { seconds: 5, on, keys: { ctrlKey: true } },
    );
    expect(clip('c-2')?.startFrame).toBe(144_000);
    expect(mirrorNow().project.clips).toHaveLength(12);
    expect(mirrorNow().project.clips.at(-1)).toMatchObject({ startFrame: 216_000 });
    expect(selection()).toEqual([mirrorNow().project.clips.at(-1)?.id]);
  });

  test('shows its new time and where it snaps until it is released', () => {
    gestures.onPointerDown(pointer({ seconds: 3.5, on }));
    gestures.onPointerMove(pointer({ seconds: 5, on }));
    const shown = { frame: 4.5 * 48_000, shiftFrames: 1.5 * 48_000, trackId: 'track-1' };
    expect(viewNow().timeTag).toEqual(shown);
    gestures.onPointerUp(pointer({ seconds: 5, on }));
    expect(viewNow()).toMatchObject({ timeTag: null, snapFrame: null });
  });

  test('that main has removed meanwhile changes nothing', async () => {
    gestures.onPointerDown(pointer({ seconds: 3.5, on }));
    gestures.onPointerMove(pointer({ seconds: 5, on }));
    main.studio.project.applyOwn({ kind: 'removeClips', clipIds: ['c-2'] });
    await main.pass(0.1);
    gestures.onPointerUp(pointer({ seconds: 5, on }));
    expect(clip('c-2')).toBeUndefined();
    expect(main.requests.some(({ name }) => name === 'edit')).toBe(false);
  });
});

describe('a drag held at an edge of the track area', () => {
  const on = new FakeTarget('c-2');

  test('scrolls on and takes the clip along until it is released', async () => {
    gestures.onPointerDown(pointer({ seconds: 3.5, on }));
    const atEdge = pointer({ seconds: 9.95, on });
    gestures.onPointerMove(atEdge);
    const before = viewNow().preview.get('c-2')?.startFrame ?? 0;
    await main.pass(0.5);
    const scrolled = viewNow().scrollFrame;
    expect(scrolled).toBeGreaterThan(48_000);
    expect(viewNow().preview.get('c-2')?.startFrame).toBeGreaterThan(before + 48_000);
    gestures.onPointerUp(atEdge);
    await main.pass(0.5);
    expect(viewNow().scrollFrame).toBe(scrolled);
    expect(clip('c-2')?.startFrame).toBeGreaterThan(before + 48_000);
  });

  test('stops at the start of the timeline', async () => {
    changeView({ scrollFrame: 24_000 });
    gestures.onPointerDown(pointer({ seconds: 3.5, on }));
    gestures.onPointerMove(pointer({ seconds: 0.6, on }));
    await main.pass(1);
    expect(viewNow().scrollFrame).toBe(0);
    gestures.onPointerCancel();
  });

  test('a press alone does not scroll', async () => {
    gestures.onPointerDown(pointer({ seconds: 9.95 }));
    gestures.onPointerMove(pointer({ seconds: 9.96 }));
    await main.pass(0.5);
    expect(viewNow().scrollFrame).toBe(0);
    gestures.onPointerCancel();
  });
});

test('a drag with Ctrl shows copies, and moves while Ctrl is up', () => {
  gestures.onPointerDown(pointer({ seconds: 1 }));
  gestures.onPointerMove(pointer({ seconds: 3, keys: { ctrlKey: true } }));
  expect([viewNow().isCopying, viewNow().preview.size]).toEqual([true, 1]);
  gestures.onPointerMove(pointer({ seconds: 3.5 }));
  expect(viewNow().isCopying).toBe(false);
  gestures.onPointerMove(pointer({ seconds: 3, keys: { ctrlKey: true } }));
  gestures.onPointerCancel();
  expect([viewNow().isCopying, viewNow().preview.size]).toEqual([false, 0]);
});

test('the copy of the clip that was dragged has the focus, whatever the order of those dragged with it', async () => {
  const [held, other] = mirrorNow().project.clips;
  if (held === undefined || other === undefined) throw new Error('the session has no two clips');
  selectClips([held.id, other.id]);
  const on = new FakeTarget(held.id);
  const seconds = (held.startFrame + held.lengthFrames / 2) / mirrorNow().project.sampleRate;
  gestures.onPointerDown(pointer({ seconds, on }));
  const keys = { ctrlKey: true };
  gestures.onPointerMove(pointer({ seconds: seconds + 2, on, keys }));
  gestures.onPointerUp(pointer({ seconds: seconds + 2, on, keys }));
  await main.pass(0.1);
  expect(clip(viewNow().focusedClipId ?? '')).toMatchObject({
    sourceId: held.sourceId,
    name: held.name,
  });
  expect(viewNow().focusedClipId).not.toBe(held.id);
});

describe('a rubber band', () => {
  test('selects what it touches while it is drawn, and is gone when it is released', () => {
    gestures.onPointerDown(pointer({ seconds: 2.2, track: 0 }));
    gestures.onPointerMove(pointer({ seconds: 4.6, track: 1 }));
    expect(selection()).toEqual(['c-2', 'c-5', 'c-6']);
    expect(viewNow().rubberBand).toMatchObject({ leftPixels: 220, widthPixels: 240 });
    gestures.onPointerUp(pointer({ seconds: 4.6, track: 1 }));
    expect(viewNow().rubberBand).toBeNull();
    expect(selection()).toEqual(['c-2', 'c-5', 'c-6']);
  });

  test('with Shift adds to what was selected', () => {
    selectClips(['c-11']);
    drag({ seconds: 2.2, keys: { shiftKey: true } }, { seconds: 3.4 });
    expect(selection()).toEqual(['c-11', 'c-2']);
  });

  test('lies where the pointer is when the tracks are scrolled', () => {
    changeView({ scrollTopPixels: 50 });
    gestures.onPointerDown(pointer({ seconds: 2.2, track: 1 }));
    gestures.onPointerMove(pointer({ seconds: 3, track: 2 }));
    expect(viewNow().rubberBand).toMatchObject({ topPixels: 60 + 30 - 50, heightPixels: 60 });
    gestures.onPointerCancel();
  });
});

describe('A press on a clip whose start is scrolled out of view', () => {
  const focus = (clipId: string) =>
    revealFocused({ target: { getAttribute: () => clipId } } as unknown as FocusEvent<HTMLElement>);

  test('gives it the focus and leaves the view where it is, so that the drag counts from the pointer', () => {
    const before = clip('c-1');
    if (before === undefined) throw new Error('the session has no such clip');
    const inside = (before.startFrame + before.lengthFrames / 2) / 48_000;
    const scrollFrame = before.startFrame + before.lengthFrames / 4;
    changeView({ scrollFrame, isSnapping: false });
    const on = new FakeTarget('c-1');
    gestures.onPointerDown(pointer({ seconds: inside, on }));
    focus('c-1');
    expect(viewNow()).toMatchObject({ scrollFrame, focusedClipId: 'c-1', isPressed: true });
    const to = pointer({ seconds: inside + 0.4, on });
    gestures.onPointerMove(to);
    gestures.onPointerUp(to);
    expect(clip('c-1')?.startFrame).toBe(before.startFrame + 0.4 * 48_000);
    expect(viewNow()).toMatchObject({ scrollFrame, isPressed: false });
  });

  test('shows the whole clip again when the keyboard goes to it', () => {
    changeView({ scrollFrame: 48_000 * 100 });
    focus('c-1');
    expect(viewNow().scrollFrame).toBeLessThan(48_000 * 100);
  });
});

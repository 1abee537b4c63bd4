/** Drags on the ruler, on a whole studio. */
import type { PointerEvent } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { undo } from '../../../../renderer/store/editing.ts';
import { playheadFrame } from '../../../../renderer/store/live.ts';
import { mirrorNow } from '../../../../renderer/store/mirror-store.ts';
import { changeView, viewNow } from '../../../../renderer/store/view.ts';
import { rulerGestures } from '../../../../renderer/timeline/ruler/ruler-gestures.ts';
import { FakeElement, stubPage } from '../../../support/fake-page.ts';
import { pilotSession } from '../../../support/pilot-session.ts';
import { type WindowOnStudio, windowOnStudio } from '../../../support/window-on-studio.ts';

const SECOND = 48_000;
const LOOP = { enabled: true, startFrame: 20 * SECOND, endFrame: 22 * SECOND };

class PressedElement extends FakeElement {
  readonly dataset: Record<string, string>;

  constructor(matches: readonly string[], dataset: Record<string, string> = {}) {
    super([], matches);
    this.dataset = dataset;
  }
}

let main: WindowOnStudio;
let gestures: ReturnType<typeof rulerGestures>;

beforeEach(async () => {
  stubPage(new FakeElement(['body']));
  const markers = [{ id: 'm', name: 'Here', frame: 30 * SECOND }];
  main = await windowOnStudio({ project: { ...pilotSession(), markers, loop: LOOP } });
  changeView({ framesPerPixel: 480, scrollFrame: 0, trackAreaWidthPixels: 9_000 });
  changeView({ snapKinds: ['grid'] });
  gestures = rulerGestures();
});

afterEach(() => vi.unstubAllGlobals());

interface Press {
  readonly seconds: number;
  readonly on?: FakeElement;
  readonly shiftKey?: boolean;
}

function pointer({ seconds, on = new PressedElement([]), shiftKey = false }: Press) {
  const ruler = {
    getBoundingClientRect: () => ({ left: 0, top: 0 }),
    setPointerCapture: () => {},
  };
  const values = { clientX: seconds * 100, clientY: 10, button: 0, pointerId: 1 };
  const keys = { altKey: false, ctrlKey: false, metaKey: false, shiftKey };
  return {
    ...values,
    ...keys,
    target: on,
    currentTarget: ruler,
  } as unknown as PointerEvent<HTMLDivElement>;
}

async function drag(from: number, to: number, press: Omit<Press, 'seconds'> = {}) {
  gestures.onPointerDown(pointer({ ...press, seconds: from }));
  gestures.onPointerMove(pointer({ ...press, seconds: to }));
  gestures.onPointerUp(pointer({ ...press, seconds: to }));
  await main.pass(0.1);
}

const flag = new PressedElement(['[data-marker-id]'], { markerId: 'm' });
const marker = () => mirrorNow().project.markers[0]?.frame;

test('a flag is dragged, shows where it lands, and is one step of Undo', async () => {
  gestures.onPointerDown(pointer({ seconds: 30, on: flag }));
  gestures.onPointerMove(pointer({ seconds: 31.03, on: flag }));
  expect(viewNow()).toMatchObject({
    previewMarker: { markerId: 'm', frame: 31 * SECOND },
    timeTag: { frame: 31 * SECOND, shiftFrames: SECOND },
  });
  gestures.onPointerMove(pointer({ seconds: 32, on: flag }));
  gestures.onPointerUp(pointer({ seconds: 32, on: flag }));
  await main.pass(0.1);
  expect(marker()).toBe(32 * SECOND);
  expect(viewNow()).toMatchObject({ previewMarker: null, timeTag: null, isPressed: false });
  await undo();
  await main.pass(0.1);
  expect(marker()).toBe(30 * SECOND);
});

test('Escape leaves a flag where it was', async () => {
  gestures.onPointerDown(pointer({ seconds: 30, on: flag }));
  gestures.onPointerMove(pointer({ seconds: 33, on: flag }));
  window.dispatchEvent(Object.assign(new Event('keydown'), { key: 'Escape' }));
  gestures.onPointerUp(pointer({ seconds: 33, on: flag }));
  await main.pass(0.1);
  expect(marker()).toBe(30 * SECOND);
});

test('the loop is dragged as a whole by its bar, not before the start', async () => {
  const bar = new PressedElement(['.loop-hold']);
  await drag(21, 24, { on: bar });
  const moved = { ...LOOP, startFrame: 23 * SECOND, endFrame: 25 * SECOND };
  expect(mirrorNow().project.loop).toEqual(moved);
  await drag(24, 0, { on: bar });
  expect(mirrorNow().project.loop).toEqual({ ...LOOP, startFrame: 0, endFrame: 2 * SECOND });
});

test('a drag marks the loop, with Shift it selects time', async () => {
  await drag(3, 5);
  expect(mirrorNow().project.loop).toMatchObject({ startFrame: 3 * SECOND, endFrame: 5 * SECOND });
  await drag(7, 6, { shiftKey: true });
  expect(mirrorNow().project.loop).toMatchObject({ startFrame: 3 * SECOND, endFrame: 5 * SECOND });
  const range = { anchorFrame: 7 * SECOND, headFrame: 6 * SECOND, trackIds: null };
  expect(viewNow().timeRange).toEqual(range);
});

test('a click seeks to the grid, with Shift to the very frame', async () => {
  const click = async (seconds: number, shiftKey: boolean) => {
    gestures.onPointerDown(pointer({ seconds, shiftKey }));
    gestures.onPointerUp(pointer({ seconds, shiftKey }));
    await main.pass(0.1);
  };
  await click(2.43, false);
  expect(playheadFrame()).toBe(115_200);
  await click(2.43, true);
  expect(playheadFrame()).toBe(116_640);
});

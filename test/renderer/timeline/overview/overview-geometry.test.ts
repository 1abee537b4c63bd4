/** The view in the overview, by the pointer and by keys. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boxOfView,
  centredFrame,
  draggedView,
  frameAfterKey,
  lastScrollFrame,
  overviewFrames,
  partAt,
  type ViewSpan,
} from '../../../../renderer/timeline/overview/overview-geometry.ts';

const LARGEST_ZOOM = 2 ** 20;
const TOTAL = 100_000;
/** Shows a tenth of it. */
const VIEW: ViewSpan = { framesPerPixel: 10, scrollFrame: 20_000, trackAreaWidthPixels: 1_000 };

describe('the frame of the view', () => {
  test('lies where the view is, and in the overview wherever that is', () => {
    expect(boxOfView(VIEW, TOTAL, 800)).toEqual({ left: 160, width: 80 });
    const spans = fc.record({
      framesPerPixel: fc.double({ min: 1 / 32, max: 2 ** 20, noNaN: true }),
      scrollFrame: fc.integer({ min: 0, max: 2 ** 40 }),
      trackAreaWidthPixels: fc.integer({ min: 0, max: 4_000 }),
    });
    fc.assert(
      fc.property(spans, fc.integer({ min: 100, max: 4_000 }), (view, width) => {
        const box = boxOfView(view, TOTAL, width);
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.width).toBeGreaterThanOrEqual(6);
        expect(box.left + box.width).toBeLessThanOrEqual(width + 1e-6);
      }),
    );
  });

  test('is held at its edges, inside, and as a whole where it is narrow', () => {
    const box = { left: 160, width: 80 };
    const parts = [100, 155, 166, 200, 236, 245, 300].map((x) => partAt(x, box));
    expect(parts).toEqual(['outside', 'start', 'start', 'inside', 'end', 'end', 'outside']);
    const narrow = { left: 160, width: 6 };
    expect([150, 152, 163, 174, 176].map((x) => partAt(x, narrow))).toEqual([
      'outside',
      'inside',
      'inside',
      'inside',
      'outside',
    ]);
  });
});

describe('a drag', () => {
  const dragged = (part: 'start' | 'end' | 'inside', frames: number, view = VIEW) =>
    draggedView(view, part, frames, TOTAL, LARGEST_ZOOM);

  test('of the frame scrolls, from the start of the session to its end', () => {
    expect(dragged('inside', 5_000)).toEqual({ framesPerPixel: 10, scrollFrame: 25_000 });
    expect(dragged('inside', -50_000).scrollFrame).toBe(0);
    expect(dragged('inside', 500_000).scrollFrame).toBe(90_000);
    expect(dragged('inside', 1, { ...VIEW, scrollFrame: 200_000 }).scrollFrame).toBe(200_000);
  });

  test('of an edge changes the zoom, and leaves the other edge where it is', () => {
    expect(dragged('start', -10_000)).toEqual({ framesPerPixel: 20, scrollFrame: 10_000 });
    expect(dragged('end', 10_000)).toEqual({ framesPerPixel: 20, scrollFrame: 20_000 });
    expect(dragged('start', -90_000)).toEqual({ framesPerPixel: 30, scrollFrame: 0 });
    expect(dragged('end', 900_000)).toEqual({ framesPerPixel: 80, scrollFrame: 20_000 });
    const crossed = dragged('start', 90_000);
    expect(crossed.framesPerPixel).toBe(1 / 32);
    expect(crossed.scrollFrame + crossed.framesPerPixel * 1_000).toBe(30_000);
  });
});

test('a click beside the frame puts that place in the middle of the view', () => {
  expect(centredFrame(VIEW, 50_000, TOTAL)).toBe(45_000);
  expect(centredFrame(VIEW, 1_000, TOTAL)).toBe(0);
  expect(centredFrame(VIEW, 99_000, TOTAL)).toBe(90_000);
});

test('keys scroll as those of a scroll bar do', () => {
  const after = (key: string) => frameAfterKey(VIEW, key, TOTAL);
  expect(after('ArrowLeft')).toBe(19_000);
  expect(after('ArrowRight')).toBe(21_000);
  expect(after('PageUp')).toBe(10_000);
  expect(after('PageDown')).toBe(30_000);
  expect([after('Home'), after('End'), after('a')]).toEqual([0, 90_000, null]);
  expect(frameAfterKey({ ...VIEW, scrollFrame: 85_000 }, 'PageDown', TOTAL)).toBe(90_000);
});

test('an empty session has an overview, and nothing to scroll to', () => {
  expect(overviewFrames(0, 48_000)).toBe(480_000);
  expect(lastScrollFrame({ ...VIEW, framesPerPixel: 480 }, 480_000)).toBe(0);
});

import { describe, expect, test } from 'vitest';
import { leastSize, windowPlace } from '../../../main/shell/window-place.ts';

const area = { x: 0, y: 30, width: 1920, height: 1050 };

describe('the window opens', () => {
  test('in the middle of the screen the first time', () => {
    expect(windowPlace(null, area)).toEqual({ x: 240, y: 105, width: 1440, height: 900 });
  });

  test('no larger than a small screen', () => {
    const small = { x: 0, y: 0, width: 1280, height: 720 };
    expect(windowPlace(null, small)).toEqual(small);
    expect(windowPlace({ x: 0, y: 0, width: 1900, height: 600 }, small)).toEqual({
      ...{ x: 0, y: 0, width: 1280, height: 600 },
    });
  });

  test('where it was, also partly off the screen', () => {
    const bounds = { x: -400, y: 40, width: 1000, height: 800 };
    expect(windowPlace(bounds, area)).toBe(bounds);
  });

  test('in the middle where its screen is gone', () => {
    const { width, height, x } = windowPlace({ x: 4000, y: 40, width: 1000, height: 800 }, area);
    expect([x, width, height]).toEqual([460, 1000, 800]);
  });
});

test('the window is no smaller than what is in it has room for, at every size of that', () => {
  expect(leastSize(100, area)).toEqual({ width: 640, height: 400 });
  expect(leastSize(80, area)).toEqual({ width: 512, height: 320 });
  expect(leastSize(200, area)).toEqual({ width: 1280, height: 800 });
  expect(leastSize(200, { x: 0, y: 0, width: 1024, height: 720 })).toEqual({
    ...{ width: 1024, height: 720 },
  });
});

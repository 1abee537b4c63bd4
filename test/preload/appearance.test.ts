/** The size of everything in the window. */
import { expect, test } from 'vitest';
import { nextUiSize } from '../../preload/appearance.ts';

test('Larger and Smaller walk the sizes from 80 to 200 %, and stay at both ends', () => {
  const walked = (direction: 1 | -1, from: number) => {
    const sizes = [from];
    for (let next = from; ; ) {
      const after = nextUiSize(next, direction);
      if (after === next) return sizes;
      sizes.push(after);
      next = after;
    }
  };
  expect(walked(1, 80)).toEqual([80, 90, 100, 110, 125, 150, 175, 200]);
  expect(walked(-1, 200)).toEqual([200, 175, 150, 125, 110, 100, 90, 80]);
  // A size that the settings file has, and the commands have not.
  expect(walked(1, 133).at(1)).toBe(150);
  expect(walked(-1, 133).at(1)).toBe(125);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clipRectangle,
  frameFromPixels,
  onGrid,
  pixelsFromFrame,
  snapFrames,
  tickLabel,
  tickSpacing,
  zoomAround,
} from '../../../../renderer/timeline/canvas/geometry.ts';
import { evenRows } from '../../../../renderer/timeline/canvas/track-rows.ts';

const viewport = {
  framesPerPixel: 480,
  scrollFrame: 48_000,
  scrollTopPixels: 20,
  rows: evenRows(2),
};

describe('frames and pixels', () => {
  test('a frame comes back from its pixel at every zoom', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 40 }),
        fc.double({ min: 1 / 32, max: 2 ** 20, noNaN: true }),
        fc.integer({ min: 0, max: 2 ** 40 }),
        (frame, framesPerPixel, scrollFrame) => {
          const at = { framesPerPixel, scrollFrame, scrollTopPixels: 0 };
          const back = frameFromPixels(at, pixelsFromFrame(at, frame));
          expect(Math.abs(back - frame)).toBeLessThan(0.5);
        },
      ),
    );
  });

  test('a clip lies where its frames say, minus what is scrolled', () => {
    const rectangle = clipRectangle(viewport, { startFrame: 96_000, lengthFrames: 48_000 }, 1);
    expect(rectangle).toEqual({ left: 100, top: 43, width: 100, height: 53 });
  });

  test('zooming keeps the frame under the pointer where it is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        fc.integer({ min: 0, max: 600 }),
        (factor, pixels) => {
          const far = { ...viewport, scrollFrame: 48_000_000 };
          const zoomed = zoomAround(far, factor, pixels);
          const before = frameFromPixels(far, pixels);
          expect(frameFromPixels(zoomed, pixels)).toBeCloseTo(before, 3);
        },
      ),
    );
  });
});

describe('the ruler', () => {
  test('labelled ticks leave room for their labels at every zoom, and little more', () => {
    fc.assert(
      fc.property(fc.double({ min: 1 / 32, max: 2 ** 20, noNaN: true }), (framesPerPixel) => {
        const { majorFrames } = tickSpacing(framesPerPixel, 48_000);
        expect(majorFrames / framesPerPixel).toBeGreaterThanOrEqual(84);
        expect(majorFrames / framesPerPixel).toBeLessThanOrEqual(3 * 84);
      }),
    );
  });

  test('labels are as short as the distance of the ticks allows', () => {
    expect(tickLabel(48_000 * 67, tickSpacing(480, 48_000), 48_000)).toBe('1:07');
    expect(tickLabel(48_000 * 7.5, tickSpacing(240, 48_000), 48_000)).toBe('0:07.5');
    expect(tickLabel(48_000 * 3661, tickSpacing(4800, 48_000), 48_000)).toBe('1:01:01');
    expect(tickLabel(120, tickSpacing(0.1, 48_000), 48_000)).toBe('120\u00a0fr');
    expect(tickLabel(96_000, tickSpacing(0.1, 48_000), 48_000)).toBe('96\u00a0000\u00a0fr');
  });
});

describe('snapping', () => {
  test('a grid at a rate that it does not divide gives whole frames without drift', () => {
    const step = snapFrames(0.001, 480, 44_100);
    expect(step).toBeCloseTo(44.1);
    expect(onGrid(44_100 * 10 + 3, step)).toBe(441_000);
    expect(onGrid(44.1 * 3 + 1, step)).toBe(132);
  });

  test('without snap every whole frame is a place, none before 0', () => {
    expect(onGrid(123.4, snapFrames('off', 480, 48_000))).toBe(123);
    expect(onGrid(-500, 4800)).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gridStepFrames } from '../../../../preload/grid.ts';
import { emptyProject } from '../../../../preload/project.ts';
import {
  clipRectangle,
  frameFromPixels,
  onGrid,
  pixelsFromFrame,
  tickLabel,
  tickSpacing,
  timelineTicks,
  zoomAround,
} from '../../../../renderer/timeline/canvas/geometry.ts';
import { evenRows } from '../../../../renderer/timeline/canvas/track-rows.ts';

const viewport = {
  framesPerPixel: 480,
  scrollFrame: 48_000,
  scrollTopPixels: 20,
  rows: evenRows(2),
};

const TIMED = emptyProject('', 48_000);

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
    expect(tickLabel(48_000 * 67, tickSpacing(480, 48_000), TIMED)).toBe('1:07');
    expect(tickLabel(48_000 * 7.5, tickSpacing(240, 48_000), TIMED)).toBe('0:07.5');
    expect(tickLabel(48_000 * 3661, tickSpacing(4800, 48_000), TIMED)).toBe('1:01:01');
    expect(tickLabel(120, tickSpacing(0.1, 48_000), TIMED)).toBe('120\u00a0fr');
    expect(tickLabel(96_000, tickSpacing(0.1, 48_000), TIMED)).toBe('96\u00a0000\u00a0fr');
  });
});

describe('ticks of bars', () => {
  const ticks = (framesPerPixel: number, beatsPerBar = 4) => {
    const tempo = { ...TIMED.tempo, beatsPerBar };
    const timed = { ...TIMED, tempo, grid: { kind: 'beats', division: 'beat' } as const };
    const spacing = timelineTicks(framesPerPixel, timed);
    const labels = [0, 1, 2].map((n) => tickLabel(n * spacing.majorFrames, spacing, timed));
    return { ...spacing, labels };
  };

  test('are beats where there is room for them, else bars, else several bars', () => {
    expect(ticks(100)).toMatchObject({ majorFrames: 24_000, labels: ['1', '1.2', '1.3'] });
    expect(ticks(480)).toMatchObject({ majorFrames: 96_000, minorPerMajor: 4 });
    expect(ticks(480, 3)).toMatchObject({ majorFrames: 72_000, minorPerMajor: 3 });
    expect(ticks(4_800).labels).toEqual(['1', '9', '17']);
  });

  test('leave room for their labels at every zoom', () => {
    const zoom = fc.double({ min: 1 / 32, max: 2 ** 20, noNaN: true });
    fc.assert(
      fc.property(zoom, fc.integer({ min: 1, max: 32 }), (framesPerPixel, beatsPerBar) => {
        const { majorFrames } = ticks(framesPerPixel, beatsPerBar);
        expect(majorFrames / framesPerPixel).toBeGreaterThanOrEqual(84);
      }),
    );
  });
});

describe('snapping', () => {
  test('a grid at a rate that it does not divide gives whole frames without drift', () => {
    const grid = { kind: 'time', seconds: 0.001 } as const;
    const step = gridStepFrames({ ...TIMED, grid, sampleRate: 44_100 });
    expect(step).toBeCloseTo(44.1);
    expect(onGrid(44_100 * 10 + 3, step)).toBe(441_000);
    expect(onGrid(44.1 * 3 + 1, step)).toBe(132);
  });

  test('without snap every whole frame is a place, none before 0', () => {
    expect(onGrid(123.4, null)).toBe(123);
    expect(onGrid(-500, 4800)).toBe(0);
  });
});

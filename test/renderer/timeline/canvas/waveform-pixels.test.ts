import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type WaveformShape,
  writePixels,
} from '../../../../renderer/timeline/canvas/waveform-pixels.ts';

const HEIGHT = 24;
const peaks = [200, 120, 40, 1] as const;
const body = [20, 80, 160, 1] as const;

type Pixel = readonly [red: number, green: number, blue: number];

/** What a canvas shows where columns are filled as rectangles, the body over the peaks. */
function filled(shape: WaveformShape, below: Pixel, alpha: number): readonly Pixel[] {
  const part = (row: number, from: number, to: number) =>
    to > from ? Math.max(0, Math.min(row + 1, to) - Math.max(row, from)) : 0;
  return Array.from({ length: shape.count * HEIGHT }, (_, at) => {
    const [row, column] = [Math.floor(at / shape.count), at % shape.count];
    const over = (under: Pixel, colour: readonly number[], by: number) =>
      under.map((value, channel) => value + ((colour[channel] as number) - value) * by) as never;
    const [top = 0, bottom = 0] = [shape.peakTops[column], shape.peakBottoms[column]];
    const [bodyTop = 0, bodyBottom = 0] = [shape.bodyTops[column], shape.bodyBottoms[column]];
    const withPeaks: Pixel = over(below, peaks, alpha * part(row, top, bottom));
    return over(withPeaks, body, alpha * part(row, bodyTop, bodyBottom));
  });
}

test('a waveform that is written pixel by pixel looks as one of filled rectangles', () => {
  const height = fc.double({ min: 0, max: HEIGHT, noNaN: true });
  const column = fc.tuple(height, height, height, height, fc.boolean());
  fc.assert(
    fc.property(
      fc.array(column, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(1, 0.4),
      (columns, alpha) => {
        const sorted = columns.map(([a, b, c, d, isThere]) => {
          const [top, bodyTop, bodyBottom, bottom] = [a, b, c, d].sort((one, other) => one - other);
          return isThere ? [top, bottom, bodyTop, bodyBottom] : [Number.NaN, Number.NaN, 0, 0];
        }) as [number, number, number, number][];
        const shape = {
          count: columns.length,
          peakTops: Float64Array.from(sorted, ([top]) => top),
          peakBottoms: Float64Array.from(sorted, ([, bottom]) => bottom),
          bodyTops: Float64Array.from(sorted, ([, , top]) => top),
          bodyBottoms: Float64Array.from(sorted, ([, , , bottom]) => bottom),
        };
        const bytes = new Uint8ClampedArray(4 * shape.count * HEIGHT);
        writePixels(bytes, shape, 0, { peaks, body, alpha });
        const below = [250, 10, 100] as const;
        for (const [at, wanted] of filled(shape, below, alpha).entries()) {
          const opacity = (bytes[4 * at + 3] as number) / 255;
          for (const [channel, value] of wanted.entries()) {
            const from = below[channel] as number;
            const shown = from + ((bytes[4 * at + channel] as number) - from) * opacity;
            expect(Math.abs(shown - value)).toBeLessThan(2);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

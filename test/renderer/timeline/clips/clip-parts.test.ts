import { expect, test } from 'vitest';
import type { Clip } from '../../../../preload/project.ts';
import {
  decibelsAtY,
  decibelY,
  fadeHandle,
  type PlacedParts,
  partAt,
} from '../../../../renderer/timeline/clips/clip-parts.ts';
import { clip } from '../../../support/fake-studio.ts';

/** 200 pixels wide, on a track of medium height: the waveform lies from 22 to 54. */
function placed(values: Partial<Clip> = {}, width = 200): PlacedParts {
  const rectangle = { left: 100, top: 3, width, height: 53 };
  return { clip: clip('one', values), rectangle, framesPerPixel: 1_000 / width };
}

const zoneAt = (parts: PlacedParts, x: number, y: number, isSelected = false) =>
  partAt(parts, { x, y }, isSelected).zone;

test('a clip is trimmed at its edges over its whole height, and a narrow one keeps a middle', () => {
  for (const y of [6, 30, 50]) {
    expect(zoneAt(placed(), 103, y)).toBe('start');
    expect(zoneAt(placed(), 297, y)).toBe('end');
    expect(zoneAt(placed(), 200, y)).toBe('middle');
  }
  expect(zoneAt(placed({}, 8), 104, 30)).toBe('middle');
});

test('a fade is held by the corner, or by where it ends, within 24 by 24 pixels', () => {
  const fades = { fadeIn: { frames: 250, curve: 'linear' } } as const;
  const handle = fadeHandle(placed(fades), 'fadeIn');
  expect(handle).toEqual({ x: 150, y: 27 });
  expect(zoneAt(placed(fades), 161, 38)).toBe('fadeIn');
  expect(zoneAt(placed(fades), 163, 27)).toBe('middle');
  // Without a length it lies beside the trim grip, and the nearer middle wins.
  expect(zoneAt(placed(), 113, 27)).toBe('fadeIn');
  expect(zoneAt(placed(), 104, 27)).toBe('start');
  expect(zoneAt(placed(), 288, 27)).toBe('fadeOut');
});

test('under 40 pixels a clip keeps its edges only', () => {
  expect(zoneAt(placed({}, 39), 112, 27, true)).toBe('middle');
  expect(zoneAt(placed({}, 40), 112, 27, true)).toBe('fadeIn');
});

test('a gain line is held on a selected clip only, its points before it', () => {
  const line = placed({ gainLine: [{ frame: 500, gainDb: -6 }] });
  const y = decibelY(line.rectangle, -6);
  expect(partAt(line, { x: 200, y }, true)).toEqual({ zone: 'gainPoint', point: 0 });
  expect(zoneAt(line, 240, y, true)).toBe('gainLine');
  expect(zoneAt(line, 240, y + 6, true)).toBe('middle');
  expect(zoneAt(line, 240, y)).toBe('middle');
});

test('the height of a level is the level of that height', () => {
  const { rectangle } = placed();
  for (const level of [12, 3, 0, -6, -24, -59]) {
    expect(decibelsAtY(rectangle, decibelY(rectangle, level))).toBeCloseTo(level, 1);
  }
  expect(decibelsAtY(rectangle, 60)).toBe(-90);
});

/** The parts of a clip that can be held: edges, fade handles, gain line and its points. Where they are drawn
 * and which one a pointer meets. Pure. */
import { lineDecibelsAt } from '../../../preload/clip-cuts.ts';
import type { Clip } from '../../../preload/project.ts';
import { type Decibels, MAX_GAIN_DB, MIN_GAIN_DB, MIN_LINE_DB } from '../../../preload/units.ts';
import { type Rectangle, TRIM_ZONE_PIXELS, titlePixels } from '../canvas/geometry.ts';

export type ClipZone =
  | 'start'
  | 'middle'
  | 'end'
  | 'fadeIn'
  | 'fadeOut'
  /** Between its points. */
  | 'gainLine'
  | 'gainPoint';

export interface ClipPart {
  readonly zone: ClipZone;
  /** Of a gain point, its place in the line; -1 = it is none. */
  readonly point: number;
}

/** Space above and below a waveform. */
const WAVEFORM_INSET_PIXELS = 2;
/** Half of what a handle takes of the pointer's ways. */
const REACH_PIXELS = 12;
/** A clip moves by what lies under its gain line, so that less of it is the line's. */
const LINE_REACH_PIXELS = 3;
const POINT_REACH_PIXELS = 7;
/** Of the handle of a fade without length, from the edge: beside the trim grip. */
const CORNER_PIXELS = 12;
const HANDLE_TOP_PIXELS = 5;
/** Narrower clips have nothing but edges. */
export const NARROWEST_WITH_HANDLES = 40;
/** Of a waveform's height, what lies above 0 dB. */
const ABOVE_ZERO_SHARE = 0.1;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What the parts of a clip are placed by. */
export interface PlacedParts {
  readonly clip: Clip;
  /** Not clamped to the view. */
  readonly rectangle: Rectangle;
  readonly framesPerPixel: number;
}

/** Where the waveform of a clip lies. */
export function waveformRows(rectangle: Pick<Rectangle, 'top' | 'height'>): {
  readonly top: number;
  readonly height: number;
} {
  const title = titlePixels(rectangle);
  return {
    top: rectangle.top + title + WAVEFORM_INSET_PIXELS,
    height: rectangle.height - title - 2 * WAVEFORM_INSET_PIXELS,
  };
}

/** How high a level is drawn: straight in dB above and below 0 dB. */
export function decibelY(rectangle: Rectangle, decibels: Decibels): number {
  const { top, height } = waveformRows(rectangle);
  const share =
    decibels >= 0
      ? ABOVE_ZERO_SHARE * (1 - Math.min(1, decibels / MAX_GAIN_DB))
      : ABOVE_ZERO_SHARE + (1 - ABOVE_ZERO_SHARE) * Math.min(1, decibels / MIN_GAIN_DB);
  return top + share * height;
}

/** The level of a height; below the waveform it is silence. */
export function decibelsAtY(rectangle: Rectangle, y: number): Decibels {
  const { top, height } = waveformRows(rectangle);
  const share = (y - top) / height;
  if (share >= 1) return MIN_LINE_DB;
  const level =
    share <= ABOVE_ZERO_SHARE
      ? MAX_GAIN_DB * (1 - Math.max(0, share) / ABOVE_ZERO_SHARE)
      : (MIN_GAIN_DB * (share - ABOVE_ZERO_SHARE)) / (1 - ABOVE_ZERO_SHARE);
  return Math.round(level * 10) / 10;
}

/** The middle of a fade's handle: above where the fade ends, beside the trim grip. */
export function fadeHandle(
  { clip, rectangle, framesPerPixel }: PlacedParts,
  which: 'fadeIn' | 'fadeOut',
): Point {
  const inner = Math.max(CORNER_PIXELS, clip[which].frames / framesPerPixel);
  const within = Math.min(inner, rectangle.width - CORNER_PIXELS);
  const x = which === 'fadeIn' ? within : rectangle.width - within;
  return { x: rectangle.left + x, y: waveformRows(rectangle).top + HANDLE_TOP_PIXELS };
}

export function gainPointPlace(
  { clip, rectangle, framesPerPixel }: PlacedParts,
  point: Clip['gainLine'][number],
): Point {
  return {
    x: rectangle.left + point.frame / framesPerPixel,
    y: decibelY(rectangle, clip.gainDb + point.gainDb),
  };
}

/** Whether a gain line is drawn on a selected clip. */
export function hasGainLine(rectangle: Rectangle): boolean {
  return titlePixels(rectangle) > 0 && rectangle.width >= NARROWEST_WITH_HANDLES;
}

const MIDDLE: ClipPart = { zone: 'middle', point: -1 };

/**
 * What a pointer meets. Of parts that overlap the one whose middle is nearest.
 * @param at in the coordinates of the rectangle
 * @param isSelected it shows its gain line
 */
export function partAt(placed: PlacedParts, at: Point, isSelected: boolean): ClipPart {
  const { clip, rectangle } = placed;
  const { left, width } = rectangle;
  const trim = Math.min(TRIM_ZONE_PIXELS, width / 4);
  const fromLeft = at.x - left;
  const fromRight = left + width - at.x;
  let nearest = MIDDLE;
  let distance = Number.POSITIVE_INFINITY;
  const offer = (zone: ClipZone, away: number, reach: number, point = -1) => {
    if (away > reach || away >= distance) return;
    distance = away;
    nearest = { zone, point };
  };
  offer('start', Math.abs(fromLeft - trim / 2), trim / 2);
  offer('end', Math.abs(fromRight - trim / 2), trim / 2);
  if (width < NARROWEST_WITH_HANDLES) return nearest;
  for (const which of ['fadeIn', 'fadeOut'] as const) {
    const { x, y } = fadeHandle(placed, which);
    const [dx, dy] = [Math.abs(at.x - x), Math.abs(at.y - y)];
    if (dx <= REACH_PIXELS && dy <= REACH_PIXELS)
      offer(which, Math.hypot(dx, dy), 2 * REACH_PIXELS);
  }
  if (!isSelected || !hasGainLine(rectangle)) return nearest;
  for (const [index, point] of clip.gainLine.entries()) {
    const { x, y } = gainPointPlace(placed, point);
    offer('gainPoint', Math.hypot(at.x - x, at.y - y), POINT_REACH_PIXELS, index);
  }
  if (nearest.zone !== 'middle') return nearest;
  const frame = fromLeft * placed.framesPerPixel;
  const line = decibelY(rectangle, clip.gainDb + lineDecibelsAt(clip.gainLine, frame));
  offer('gainLine', Math.abs(at.y - line), LINE_REACH_PIXELS);
  return nearest;
}

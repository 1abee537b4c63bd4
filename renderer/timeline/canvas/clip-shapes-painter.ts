/** Draws over the waveform of a clip: the curves of its fades, the marks of its loop, and on a clip that is
 * selected or under the pointer what it is shaped by. */
import { lineDecibelsAt } from '../../../preload/clip-cuts.ts';
import type { Clip } from '../../../preload/project.ts';
import { decibelText } from '../../ui/figures.ts';
import { fadeLevel, loopSeams } from '../clips/clip-level.ts';
import {
  decibelY,
  fadeHandle,
  gainPointPlace,
  hasGainLine,
  NARROWEST_WITH_HANDLES,
  type PlacedParts,
  type Point,
  waveformRows,
} from '../clips/clip-parts.ts';
import type { Context2D } from './canvas.ts';
import type { Rectangle } from './geometry.ts';
import type { Palette } from './palette.ts';

/** Shorter fades are not seen as a curve, and nearer marks not as marks. */
const SHORTEST_CURVE_PIXELS = 3;
const NEAREST_MARKS_PIXELS = 8;
/** A curve has a corner in each so many pixels. */
const CURVE_STEP_PIXELS = 2;
const CURVE_ALPHA = 0.75;
const HANDLE_PIXELS = 8;
const POINT_RADIUS_PIXELS = 3;
const MARK_PIXELS = 4;
const NARROWEST_GAIN_TEXT_PIXELS = 96;

/** The part of the view in which anything is drawn. */
type DrawnSpan = Pick<Rectangle, 'left' | 'width'>;

/** The curves of both fades, as far as they are inside `within`. */
export function paintFades(
  context: Context2D,
  palette: Palette,
  { clip, rectangle, framesPerPixel }: PlacedParts,
  within: DrawnSpan,
): void {
  const rows = waveformRows(rectangle);
  const curve = (which: 'fadeIn' | 'fadeOut') => {
    const fade = clip[which];
    const pixels = fade.frames / framesPerPixel;
    if (pixels < SHORTEST_CURVE_PIXELS) return;
    const right = rectangle.left + rectangle.width;
    const from = which === 'fadeIn' ? rectangle.left : right - pixels;
    const first = Math.max(from, within.left);
    const last = Math.min(from + pixels, within.left + within.width);
    if (last <= first) return;
    const y = (x: number) => {
      const way = which === 'fadeIn' ? (x - from) / pixels : (from + pixels - x) / pixels;
      return rows.top + rows.height * (1 - fadeLevel(fade.curve, way));
    };
    context.moveTo(first, y(first));
    for (let x = first + CURVE_STEP_PIXELS; x < last; x += CURVE_STEP_PIXELS) {
      context.lineTo(x, y(x));
    }
    context.lineTo(last, y(last));
  };
  if (clip.fadeIn.frames + clip.fadeOut.frames === 0) return;
  const alpha = context.globalAlpha;
  context.globalAlpha = alpha * CURVE_ALPHA;
  context.strokeStyle = palette.bright;
  context.lineWidth = 1;
  context.beginPath();
  curve('fadeIn');
  curve('fadeOut');
  context.stroke();
  context.globalAlpha = alpha;
}

/** Where a loop begins again: a line between two small triangles. */
export function paintLoopMarks(
  context: Context2D,
  colour: string,
  { clip, rectangle, framesPerPixel }: PlacedParts,
  within: DrawnSpan,
): void {
  const { loop } = clip;
  if (loop === null || loop.lengthFrames / framesPerPixel < NEAREST_MARKS_PIXELS) return;
  const { top, height } = waveformRows(rectangle);
  const bottom = top + height;
  const frameAt = (x: number) => (x - rectangle.left) * framesPerPixel;
  const from = frameAt(within.left) - MARK_PIXELS * framesPerPixel;
  const to = frameAt(within.left + within.width) + MARK_PIXELS * framesPerPixel;
  context.fillStyle = colour;
  for (const seam of loopSeams(clip, from, to)) {
    const x = Math.round(rectangle.left + seam / framesPerPixel);
    context.fillRect(x, top, 1, height);
    context.beginPath();
    for (const [edge, tip] of [
      [top, top + MARK_PIXELS],
      [bottom, bottom - MARK_PIXELS],
    ] as const) {
      context.moveTo(x + 0.5 - MARK_PIXELS, edge);
      context.lineTo(x + 0.5 + MARK_PIXELS, edge);
      context.lineTo(x + 0.5, tip);
    }
    context.fill();
  }
}

/** The squares that the fades are held by. */
export function paintFadeHandles(
  context: Context2D,
  palette: Palette,
  placed: PlacedParts,
  viewWidth: number,
): void {
  if (placed.rectangle.width < NARROWEST_WITH_HANDLES) return;
  for (const which of ['fadeIn', 'fadeOut'] as const) {
    const { x, y } = fadeHandle(placed, which);
    if (x < -HANDLE_PIXELS || x > viewWidth + HANDLE_PIXELS) continue;
    const left = Math.round(x - HANDLE_PIXELS / 2);
    const top = Math.round(y - HANDLE_PIXELS / 2);
    context.beginPath();
    context.roundRect(left + 0.5, top + 0.5, HANDLE_PIXELS - 1, HANDLE_PIXELS - 1, 1.5);
    context.fillStyle = palette.background;
    context.fill();
    context.lineWidth = 1.25;
    context.strokeStyle = palette.bright;
    context.stroke();
  }
}

/** The gain of the clip with its line, the points of the line, and the level in words where they stand. */
export function paintGainLine(
  context: Context2D,
  palette: Palette,
  placed: PlacedParts,
  viewWidth: number,
): void {
  const { clip, rectangle } = placed;
  if (!hasGainLine(rectangle)) return;
  const left = Math.max(0, rectangle.left + 2);
  const right = Math.min(viewWidth, rectangle.left + rectangle.width - 2);
  if (right <= left) return;
  const corners = linePlaces(placed, left, right);
  context.save();
  context.beginPath();
  context.rect(left, rectangle.top, right - left, rectangle.height);
  context.clip();
  context.globalAlpha = 0.85;
  context.strokeStyle = palette.bright;
  context.lineWidth = 1;
  context.beginPath();
  for (const [index, { x, y }] of corners.entries()) {
    const at = clip.gainLine.length === 0 ? Math.round(y) + 0.5 : y;
    if (index === 0) context.moveTo(x, at);
    else context.lineTo(x, at);
  }
  context.stroke();
  context.globalAlpha = 1;
  for (const point of clip.gainLine) {
    const { x, y } = gainPointPlace(placed, point);
    if (x < left - POINT_RADIUS_PIXELS || x > right + POINT_RADIUS_PIXELS) continue;
    context.beginPath();
    context.arc(x, y, POINT_RADIUS_PIXELS, 0, 2 * Math.PI);
    context.fillStyle = palette.background;
    context.fill();
    context.lineWidth = 1.25;
    context.stroke();
  }
  context.restore();
  if (right - left >= NARROWEST_GAIN_TEXT_PIXELS) {
    paintGainText(context, palette, placed, (left + right) / 2);
  }
}

/** The corners of the line from `left` to `right`. */
function linePlaces(placed: PlacedParts, left: number, right: number): readonly Point[] {
  const { clip, rectangle, framesPerPixel } = placed;
  const yAt = (x: number) => {
    const frame = (x - rectangle.left) * framesPerPixel;
    return decibelY(rectangle, clip.gainDb + lineDecibelsAt(clip.gainLine, frame));
  };
  const points = clip.gainLine.map((point) => gainPointPlace(placed, point));
  const inner = points.filter(({ x }) => x > left && x < right);
  return [{ x: left, y: yAt(left) }, ...inner, { x: right, y: yAt(right) }];
}

function paintGainText(
  context: Context2D,
  palette: Palette,
  { clip, rectangle, framesPerPixel }: PlacedParts,
  middle: number,
): void {
  const { top } = waveformRows(rectangle);
  const frame = (middle - rectangle.left) * framesPerPixel;
  const level = clip.gainDb + lineDecibelsAt(clip.gainLine, frame);
  const y = decibelY(rectangle, level);
  context.font = `10.5px ${palette.monoFont}`;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = palette.background;
  const text = decibelText(level);
  // Below the line where the title is above it, above it elsewhere.
  const at = y < top + 13 ? y + 9 : y - 7;
  context.strokeText(text, middle, at);
  context.fillStyle = palette.bright;
  context.fillText(text, middle, at);
  context.textAlign = 'start';
}

/** Whether two clips that overlap go into one another over the whole of it. */
export function isCrossfade(earlier: Clip, later: Clip): boolean {
  const overlap = earlier.startFrame + earlier.lengthFrames - later.startFrame;
  if (overlap <= 0 || overlap > later.lengthFrames) return false;
  return earlier.fadeOut.frames >= overlap && later.fadeIn.frames >= overlap;
}

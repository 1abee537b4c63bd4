/**
 * Frames to pixels and back, tracks, ticks and snapping. Pure; knows neither React nor the page.
 * Horizontal pixels count from the left edge of the track area, vertical ones from its top.
 */
import { barOf, beatFrames, type Timed } from '../../../preload/grid.ts';
import type { Clip, Tempo } from '../../../preload/project.ts';
import type { Frames, SampleRate } from '../../../preload/units.ts';
import { framesText, tickText } from '../../ui/time-text.ts';
import { CLIP_MARGIN_PIXELS, CLIP_MARGINS_PIXELS } from './clip-margins.ts';
import type { TrackRows } from './track-rows.ts';

const CLIP_TITLE_PIXELS = 17;
/** A lower clip has its title over its waveform. */
const LOWEST_WITH_TITLE_PIXELS = 32;
/** Width of the zones at a clip's edges that trim it. */
export const TRIM_ZONE_PIXELS = 8;
export const MIN_FRAMES_PER_PIXEL = 1 / 32;
export const MAX_FRAMES_PER_PIXEL = 2 ** 20;

/** What of time is in view. */
export interface TimeView {
  readonly framesPerPixel: number;
  readonly scrollFrame: Frames;
}

export interface Viewport extends TimeView {
  readonly scrollTopPixels: number;
  readonly rows: TrackRows;
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function pixelsFromFrame(viewport: TimeView, frame: Frames): number {
  return (frame - viewport.scrollFrame) / viewport.framesPerPixel;
}

/** Not rounded and not clamped: snapping decides. */
export function frameFromPixels(viewport: TimeView, pixels: number): number {
  return viewport.scrollFrame + pixels * viewport.framesPerPixel;
}

export function clipRectangle(
  viewport: Viewport,
  clip: Pick<Clip, 'startFrame' | 'lengthFrames'>,
  trackIndex: number,
): Rectangle {
  return {
    left: pixelsFromFrame(viewport, clip.startFrame),
    top: viewport.rows.top(trackIndex) + CLIP_MARGIN_PIXELS - viewport.scrollTopPixels,
    width: Math.max(2, clip.lengthFrames / viewport.framesPerPixel),
    height: viewport.rows.height(trackIndex) - CLIP_MARGINS_PIXELS,
  };
}

/** Of a clip that is so high, its strip with the title; 0 = its title lies over its waveform. */
export function titlePixels({ height }: Pick<Rectangle, 'height'>): number {
  return height < LOWEST_WITH_TITLE_PIXELS ? 0 : CLIP_TITLE_PIXELS;
}

/** How far beyond the view what is drawn may reach: coordinates stay small at every zoom. Nothing of the
 * edge of a clip is seen from so far away. */
export const BEYOND_VIEW_PIXELS = 64;

/** As far beyond a view of this width as anything is drawn. */
export function clampedPixels(pixels: number, width: number): number {
  return Math.min(width + BEYOND_VIEW_PIXELS, Math.max(-BEYOND_VIEW_PIXELS, pixels));
}

export function clampedRectangle(rectangle: Rectangle, width: number): Rectangle {
  const { left, top, height } = rectangle;
  const right = left + rectangle.width;
  if (left >= -BEYOND_VIEW_PIXELS && right <= width + BEYOND_VIEW_PIXELS) return rectangle;
  const from = clampedPixels(left, width);
  return { left: from, top, width: clampedPixels(right, width) - from, height };
}

/** The tracks whose rows reach into a part of the view: the first one, and the one after the last. */
export function tracksInView(
  { scrollTopPixels, rows }: Pick<Viewport, 'scrollTopPixels' | 'rows'>,
  { top, height }: Pick<Rectangle, 'top' | 'height'>,
): { readonly first: number; readonly last: number } {
  const from = scrollTopPixels + top;
  return rows.between(from, from + height);
}

export function isVisible(rectangle: Rectangle, view: Rectangle): boolean {
  return (
    rectangle.left < view.left + view.width &&
    rectangle.left + rectangle.width > view.left &&
    rectangle.top < view.top + view.height &&
    rectangle.top + rectangle.height > view.top
  );
}

/** @param largest of a session that is longer than what MAX_FRAMES_PER_PIXEL shows */
export function clampZoom(framesPerPixel: number, largest = MAX_FRAMES_PER_PIXEL): number {
  return Math.min(largest, Math.max(MIN_FRAMES_PER_PIXEL, framesPerPixel));
}

/** Zooms so that the frame at `pixels` stays there, except at the start of the timeline. */
export function zoomAround(
  viewport: TimeView,
  factor: number,
  pixels: number,
  largest = MAX_FRAMES_PER_PIXEL,
): TimeView {
  const framesPerPixel = clampZoom(viewport.framesPerPixel * factor, largest);
  const fixed = frameFromPixels(viewport, pixels);
  return {
    framesPerPixel,
    scrollFrame: Math.max(0, fixed - pixels * framesPerPixel),
  };
}

/** Tick distances that are easy to read, in seconds. */
const TICK_SECONDS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900,
  1800, 3600, 7200, 14_400, 43_200, 86_400,
];
const SMALLEST_LABEL_PIXELS = 84;
/** Ticks this close together count frames. */
const FRAME_STEPS = [1, 2, 5, 10, 20];

export interface TickSpacing {
  /** Frames between labelled ticks; may be a fraction (1 ms at 44.1 kHz). */
  readonly majorFrames: number;
  readonly minorPerMajor: number;
  /** Lines on the tracks for each of them, evenly apart. */
  readonly linesPerMajor: number;
  /** What the labels count. */
  readonly counts: 'time' | 'frames' | 'bars';
}

/** The ruler's ticks: of bars and beats where the grid is of them. */
export function timelineTicks(
  framesPerPixel: number,
  { grid, tempo, sampleRate }: Timed,
): TickSpacing {
  return grid.kind === 'beats'
    ? barSpacing(framesPerPixel, tempo, sampleRate)
    : tickSpacing(framesPerPixel, sampleRate);
}

const SMALLEST_LINE_PIXELS = 10;

/** Beats while their labels have room, else bars, else twice as many. */
function barSpacing(framesPerPixel: number, tempo: Tempo, sampleRate: SampleRate): TickSpacing {
  const beat = beatFrames(tempo, sampleRate);
  const smallest = SMALLEST_LABEL_PIXELS * framesPerPixel;
  const counts = 'bars';
  if (beat >= smallest) return { majorFrames: beat, minorPerMajor: 4, linesPerMajor: 4, counts };
  const bar = beat * tempo.beatsPerBar;
  let bars = 1;
  while (bars * bar < smallest) bars *= 2;
  const minorPerMajor = bars === 1 ? tempo.beatsPerBar : Math.min(bars, 8);
  const majorFrames = bars * bar;
  const hasRoom = majorFrames / minorPerMajor >= SMALLEST_LINE_PIXELS * framesPerPixel;
  return { majorFrames, minorPerMajor, linesPerMajor: hasRoom ? minorPerMajor : 1, counts };
}

/** The densest labelled ticks that leave room for their labels. */
export function tickSpacing(framesPerPixel: number, sampleRate: SampleRate): TickSpacing {
  const smallestFrames = SMALLEST_LABEL_PIXELS * framesPerPixel;
  const inFrames = FRAME_STEPS.find((step) => step >= smallestFrames);
  if (inFrames !== undefined) {
    return { majorFrames: inFrames, minorPerMajor: 1, linesPerMajor: 2, counts: 'frames' };
  }
  const seconds =
    TICK_SECONDS.find((step) => step * sampleRate >= smallestFrames) ??
    Math.ceil(smallestFrames / sampleRate / 86_400) * 86_400;
  const majorFrames = seconds * sampleRate;
  return { majorFrames, minorPerMajor: minorTicks(seconds), linesPerMajor: 2, counts: 'time' };
}

function minorTicks(seconds: number): number {
  const leading = Number(seconds.toPrecision(1).replace(/[0.]/g, '')[0] ?? 1);
  if (seconds >= 15) return seconds % 60 === 0 ? 6 : 5;
  return leading === 2 ? 4 : leading === 5 ? 5 : 10;
}

/** A tick's label, as short as the tick distance allows: `1:07.5`; of bars `3`, of beats `3.2`. */
export function tickLabel(frame: number, spacing: TickSpacing, timed: Timed): string {
  const { sampleRate, tempo } = timed;
  if (spacing.counts === 'frames') return framesText(frame);
  if (spacing.counts === 'bars') {
    const { bar, beat } = barOf(frame, tempo, sampleRate);
    return beat === 1 ? `${bar}` : `${bar}.${beat}`;
  }
  const stepSeconds = spacing.majorFrames / sampleRate;
  const decimals = stepSeconds >= 1 ? 0 : stepSeconds >= 0.1 ? 1 : stepSeconds >= 0.01 ? 2 : 3;
  return tickText(frame, sampleRate, decimals);
}

/** The nearest whole frame on the grid, never before 0. */
export function onGrid(frame: number, stepFrames: number | null): Frames {
  const line = stepFrames === null ? frame : Math.round(frame / stepFrames) * stepFrames;
  return Math.max(0, Math.round(line));
}

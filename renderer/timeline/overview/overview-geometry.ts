/** Where the view lies in the overview, and what a drag there makes of the view. Pure. */
import type { Frames } from '../../../preload/units.ts';
import { clampZoom } from '../canvas/geometry.ts';

/** Room after the last clip. */
const BEYOND_END = 1.02;
/** Of an empty session. */
const SHORTEST_SECONDS = 10;
/** The view's frame is never drawn narrower. */
const NARROWEST_PIXELS = 6;
/** How far an edge of the frame reaches, to both sides. */
const EDGE_PIXELS = 6;
/** A narrower frame is moved only: its edges have no room. */
const NARROWEST_WITH_EDGES_PIXELS = 24;

/** Part of the timeline that the track area shows. */
export interface ViewSpan {
  readonly framesPerPixel: number;
  readonly scrollFrame: Frames;
  readonly trackAreaWidthPixels: number;
}

/** Of the timeline, as far as the overview shows it. */
export function overviewFrames(endFrame: Frames, sampleRate: number): Frames {
  return Math.max(SHORTEST_SECONDS * sampleRate, Math.ceil(endFrame * BEYOND_END));
}

function viewFrames({ framesPerPixel, trackAreaWidthPixels }: ViewSpan): number {
  return framesPerPixel * trackAreaWidthPixels;
}

/** The last place to scroll to: the end of the overview at the right edge of the view. */
export function lastScrollFrame(view: ViewSpan, totalFrames: Frames): number {
  return Math.max(0, totalFrames - viewFrames(view));
}

interface FrameBox {
  readonly left: number;
  readonly width: number;
}

/** The view's frame, in pixels of an overview that is so wide; a view beyond its end lies at its end. */
export function boxOfView(view: ViewSpan, totalFrames: Frames, widthPixels: number): FrameBox {
  const scale = widthPixels / totalFrames;
  const wide = Math.min(widthPixels, Math.max(NARROWEST_PIXELS, viewFrames(view) * scale));
  const left = Math.min(view.scrollFrame * scale, widthPixels - wide);
  const right = Math.min(
    widthPixels,
    Math.max((view.scrollFrame + viewFrames(view)) * scale, left),
  );
  return { left, width: Math.max(Math.min(wide, widthPixels), right - left) };
}

export type OverviewPart = 'start' | 'end' | 'inside' | 'outside';

/** What a pointer holds there. */
export function partAt(pixels: number, { left, width }: FrameBox): OverviewPart {
  const right = left + width;
  if (width >= NARROWEST_WITH_EDGES_PIXELS) {
    if (Math.abs(pixels - left) <= EDGE_PIXELS) return 'start';
    if (Math.abs(pixels - right) <= EDGE_PIXELS) return 'end';
    return pixels > left && pixels < right ? 'inside' : 'outside';
  }
  const reach = Math.max(width, NARROWEST_WITH_EDGES_PIXELS) / 2;
  return Math.abs(pixels - left - width / 2) <= reach ? 'inside' : 'outside';
}

/** The view when what was held at `from` is dragged by so many frames of the timeline. */
export function draggedView(
  from: ViewSpan,
  part: Exclude<OverviewPart, 'outside'>,
  deltaFrames: number,
  totalFrames: Frames,
  largestZoom: number,
): Pick<ViewSpan, 'framesPerPixel' | 'scrollFrame'> {
  const { scrollFrame, trackAreaWidthPixels } = from;
  const endFrame = scrollFrame + viewFrames(from);
  if (part === 'inside') {
    // A view that lies beyond the end may stay there, and go back.
    const last = Math.max(lastScrollFrame(from, totalFrames), scrollFrame);
    const moved = Math.min(last, Math.max(0, scrollFrame + deltaFrames));
    return { framesPerPixel: from.framesPerPixel, scrollFrame: moved };
  }
  const start = part === 'start' ? Math.max(0, scrollFrame + deltaFrames) : scrollFrame;
  const end = part === 'end' ? Math.min(totalFrames, endFrame + deltaFrames) : endFrame;
  const framesPerPixel = clampZoom((end - start) / trackAreaWidthPixels, largestZoom);
  const shown = framesPerPixel * trackAreaWidthPixels;
  return { framesPerPixel, scrollFrame: part === 'start' ? Math.max(0, endFrame - shown) : start };
}

/** Where the view goes when this frame is to be in its middle. */
export function centredFrame(view: ViewSpan, frame: Frames, totalFrames: Frames): Frames {
  const start = frame - viewFrames(view) / 2;
  return Math.min(lastScrollFrame(view, totalFrames), Math.max(0, start));
}

/** Share of the view that an arrow key moves it by. */
const ARROW_SHARE = 0.1;

/** Where a key of a scroll bar moves the view; null = it is none. */
export function frameAfterKey(view: ViewSpan, key: string, totalFrames: Frames): Frames | null {
  const last = lastScrollFrame(view, totalFrames);
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -ARROW_SHARE,
    ArrowUp: -ARROW_SHARE,
    ArrowRight: ARROW_SHARE,
    ArrowDown: ARROW_SHARE,
    PageUp: -1,
    PageDown: 1,
  };
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  const step = steps[key];
  if (step === undefined) return null;
  const moved = Math.max(0, view.scrollFrame + step * viewFrames(view));
  return Math.min(moved, Math.max(last, step < 0 ? view.scrollFrame : 0));
}

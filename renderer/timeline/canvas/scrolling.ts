/** Scroll and zoom of the timeline: by wheel, by key, to show a clip, to follow the playhead. */
import { placeOfId } from '../../../preload/id-index.ts';
import type { Clip, Project } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import { liveNow, playheadFrame } from '../../store/live.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
import { TRACK_HEIGHTS } from '../../store/track-heights.ts';
import { changeView, viewNow } from '../../store/view.ts';
import { overviewFrames } from '../overview/overview-geometry.ts';
import { clampZoom, MAX_FRAMES_PER_PIXEL, pixelsFromFrame, zoomAround } from './geometry.ts';
import { type TrackRows, trackRows } from './track-rows.ts';

const KEY_ZOOM = 1.5;
const WHEEL_ZOOM_PER_PIXEL = 1.0025;
const LINE_PIXELS = 24;
/** A wheel that rested for so long turns again. */
const TURN_MILLISECONDS = 150;
/** Where the playhead is after a page turn, and where the next page turn happens. */
const PAGE_START = 0.06;
const PAGE_END = 0.94;
/** How much of the width the whole session takes. */
const FITTED_PART = 0.95;
const ROOM_BELOW_TRACKS_PIXELS = TRACK_HEIGHTS.M;

function rowsNow(): TrackRows {
  return trackRows(mirrorNow().project.tracks, viewNow());
}

/** Of all tracks, with room for a new one. */
export function contentPixels(): number {
  return rowsNow().total + ROOM_BELOW_TRACKS_PIXELS;
}

export function largestScrollTop(): number {
  const { trackAreaHeightPixels } = viewNow();
  return Math.max(0, contentPixels() - trackAreaHeightPixels);
}

/** Scrolling while it plays ends the following of the playhead until the next Play. */
function stopFollowing(): void {
  if (liveNow().transport.state !== 'stopped') changeView({ isFollowing: false });
}

/** Of the timeline, as far as the overview shows it: a little more than clips, markers, loop and takes in
 * progress. */
export function overviewFramesNow(): Frames {
  const { project, takesInProgress } = mirrorNow();
  if (lastEnd?.project !== project) {
    const markers = project.markers.reduce((end, { frame }) => Math.max(end, frame), 0);
    const end = Math.max(clipIndexOf(project).endFrame, project.loop.endFrame, markers);
    lastEnd = { project, end };
  }
  const takeEnd = takesInProgress.reduce(
    (end, { startFrame, frames }) => Math.max(end, startFrame + frames),
    0,
  );
  // A growing take changes the scale once a step.
  const step = TAKE_STEP_SECONDS * project.sampleRate;
  const end = takeEnd > lastEnd.end ? Math.ceil(takeEnd / step) * step : lastEnd.end;
  return overviewFrames(end, project.sampleRate);
}

const TAKE_STEP_SECONDS = 60;
let lastEnd: { readonly project: Project; readonly end: Frames } | null = null;

let lastRows: TrackRows | null = null;

/** Keeps the track at the top of the view there when heights change, and shows neither what is above the first
 * one nor nothing below the room for a new one. */
export function followRows(): void {
  const rows = rowsNow();
  const before = lastRows;
  if (rows === before) return;
  lastRows = rows;
  const { scrollTopPixels } = viewNow();
  const first = before?.count === rows.count ? before.at(scrollTopPixels) : -1;
  const top =
    before === null || first < 0
      ? scrollTopPixels
      : rows.top(first) +
        ((scrollTopPixels - before.top(first)) * rows.height(first)) / before.height(first);
  const clamped = Math.round(Math.max(0, Math.min(largestScrollTop(), top)));
  if (clamped !== scrollTopPixels) changeView({ scrollTopPixels: clamped });
}

/** Scrolls so that this frame is at the left edge of the view. */
export function scrollToFrame(frame: Frames): void {
  if (frame === viewNow().scrollFrame) return;
  stopFollowing();
  changeView({ scrollFrame: Math.max(0, frame) });
}

export function scrollByPixels(horizontal: number, vertical: number): void {
  if (horizontal !== 0) stopFollowing();
  const { scrollFrame, scrollTopPixels, framesPerPixel } = viewNow();
  changeView({
    scrollFrame: Math.max(0, scrollFrame + horizontal * framesPerPixel),
    scrollTopPixels: Math.min(largestScrollTop(), Math.max(0, scrollTopPixels + vertical)),
  });
}

export function wheelOnTimeline(event: WheelEvent): void {
  event.preventDefault();
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1;
  const deltaX = event.deltaX * unit;
  const deltaY = event.deltaY * unit;
  if (event.ctrlKey || event.metaKey) {
    zoomByWheel(WHEEL_ZOOM_PER_PIXEL ** deltaY, event.clientX);
  } else if (event.shiftKey) {
    scrollByPixels(deltaX + deltaY, 0);
  } else {
    scrollByPixels(deltaX, deltaY);
  }
}

/** While the wheel turns: the left edge of the track area, measured at its first step because what was changed
 * meanwhile would be laid out for it. */
let turnedFrom: number | null = null;
let turnEnd: ReturnType<typeof setTimeout> | undefined;

function zoomByWheel(factor: number, clientX: number): void {
  const isTurning = turnedFrom !== null;
  turnedFrom ??= document.querySelector('.track-area')?.getBoundingClientRect().left ?? 0;
  clearTimeout(turnEnd);
  turnEnd = setTimeout(() => {
    turnedFrom = null;
    changeView({ isZooming: false });
  }, TURN_MILLISECONDS);
  if (isTurning) changeView({ isZooming: true });
  zoomAt(factor, clientX - turnedFrom);
}

export function zoomAt(factor: number, pixels: number): void {
  const { framesPerPixel, scrollFrame } = viewNow();
  const from = { framesPerPixel, scrollFrame };
  changeView(zoomAround(from, factor, Math.max(0, pixels), largestZoom()));
}

/** Zooms by a key: around the playhead while it is in sight, else around the middle. */
export function zoomByKey(direction: 'in' | 'out'): void {
  const view = viewNow();
  const playhead = pixelsFromFrame(view, playheadFrame());
  const isInSight = playhead >= 0 && playhead <= view.trackAreaWidthPixels;
  zoomAt(
    direction === 'in' ? 1 / KEY_ZOOM : KEY_ZOOM,
    isInSight ? playhead : view.trackAreaWidthPixels / 2,
  );
}

/** The zoom that shows the whole session; 0 = there is nothing to show. */
function fittingZoom(): number {
  const { trackAreaWidthPixels } = viewNow();
  if (trackAreaWidthPixels === 0) return 0;
  return clipIndexOf(mirrorNow().project).endFrame / (trackAreaWidthPixels * FITTED_PART);
}

/** Zooming out ends where the whole session is in view, however long it is. */
export function largestZoom(): number {
  return Math.max(MAX_FRAMES_PER_PIXEL, fittingZoom());
}

/** Fits the whole session into the width. */
export function zoomToFit(): void {
  const fitting = fittingZoom();
  if (fitting > 0) {
    changeView({ framesPerPixel: clampZoom(fitting, largestZoom()), scrollFrame: 0 });
  }
}

/** Fits a span of time into the width. */
export function showSpan(startFrame: Frames, endFrame: Frames): void {
  const { trackAreaWidthPixels } = viewNow();
  if (trackAreaWidthPixels === 0 || endFrame <= startFrame) return;
  stopFollowing();
  const wanted = (endFrame - startFrame) / (trackAreaWidthPixels * FITTED_PART);
  const framesPerPixel = clampZoom(wanted, largestZoom());
  const before = (trackAreaWidthPixels * framesPerPixel - (endFrame - startFrame)) / 2;
  changeView({ framesPerPixel, scrollFrame: Math.max(0, startFrame - before) });
}

/** Turns to where the playhead went; nothing moves while it is in sight or a pointer holds something. */
export function revealFrame(frame: Frames): void {
  const view = viewNow();
  const pixels = pixelsFromFrame(view, frame);
  if (view.isPressed || view.ghost !== null || view.trackAreaWidthPixels === 0) return;
  if (pixels < 0 || pixels > view.trackAreaWidthPixels) turnPage(frame);
}

/** Scrolls as little as needed to bring this track into view. */
export function revealTrack(trackIndex: number): void {
  const { scrollTopPixels, trackAreaHeightPixels } = viewNow();
  const rows = rowsNow();
  // With the heading of its group.
  const top = rows.start(trackIndex);
  const lowest = rows.bottom(trackIndex) - trackAreaHeightPixels;
  changeView({ scrollTopPixels: Math.max(0, Math.min(top, Math.max(lowest, scrollTopPixels))) });
}

/** Scrolls as little as needed to bring this clip into view; not while a pointer holds something. */
export function revealClip(clip: Clip): void {
  const view = viewNow();
  if (view.isPressed) return;
  const left = pixelsFromFrame(view, clip.startFrame);
  const right = left + clip.lengthFrames / view.framesPerPixel;
  const margin = view.trackAreaWidthPixels * PAGE_START;
  const isInSight = left >= 0 && left <= view.trackAreaWidthPixels - margin && right > 0;
  if (!isInSight) {
    stopFollowing();
    changeView({ scrollFrame: Math.max(0, clip.startFrame - margin * view.framesPerPixel) });
  }
  revealTrack(placeOfId(mirrorNow().project.tracks, clip.trackId));
}

/** Scrolls so that a place of the timeline is in sight; a third of the view lies before it. */
export function revealPlace(frame: Frames): void {
  const view = viewNow();
  if (view.isPressed) return;
  const pixels = pixelsFromFrame(view, frame);
  const margin = view.trackAreaWidthPixels * PAGE_START;
  if (pixels >= margin && pixels <= view.trackAreaWidthPixels - margin) return;
  stopFollowing();
  const before = (view.trackAreaWidthPixels / 3) * view.framesPerPixel;
  changeView({ scrollFrame: Math.max(0, frame - before) });
}

/** Turns the page when the playhead has left it, or keeps the playhead in the middle. */
export function followPlayhead(frame: Frames): void {
  const view = viewNow();
  const pixels = pixelsFromFrame(view, frame);
  const isInSight = pixels >= 0 && pixels <= view.trackAreaWidthPixels;
  if (isInSight && followsSmoothlyNow()) keepInMiddle(pixels);
  else if (pixels < 0 || pixels > view.trackAreaWidthPixels * PAGE_END) turnPage(frame);
}

/** Reduced motion turns pages. */
export function followsSmoothlyNow(): boolean {
  return viewNow().followsSmoothly && !matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** By whole pixels of the screen, so that the picture is moved and not drawn again. */
function keepInMiddle(pixels: number): void {
  const { scrollFrame, framesPerPixel, trackAreaWidthPixels } = viewNow();
  const density = globalThis.devicePixelRatio || 1;
  const screenPixels = Math.floor((pixels - trackAreaWidthPixels / 2) * density);
  if (screenPixels <= 0) return;
  changeView({ scrollFrame: scrollFrame + (screenPixels / density) * framesPerPixel });
}

function turnPage(frame: Frames): void {
  const view = viewNow();
  const margin = view.trackAreaWidthPixels * PAGE_START * view.framesPerPixel;
  changeView({ scrollFrame: Math.max(0, frame - margin) });
}

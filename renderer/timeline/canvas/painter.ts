/**
 * Draws the track area on two layers: grid, loop range, clips with their waveforms; above them what
 * changes by itself or by hand, takes in progress and what a drag would change. Knows no React. Drawn on changes only: the playhead is an element
 * of its own.
 */
import type { TakeInProgress } from '../../../preload/engine.ts';
import { partWithId, placeOfId } from '../../../preload/id-index.ts';
import type { Clip } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import { spanOf } from '../../store/time-range.ts';
import type { Ghost, RubberBand } from '../../store/view.ts';
import { clipTitle } from '../clips/clip-level.ts';
import { outageSpans } from '../ruler/outage-spans.ts';
import type { Context2D } from './canvas.ts';
import {
  outline,
  type PaintedClip,
  paintBody,
  paintClip,
  paintOldPlace,
  paintTitle,
  paintWaveform,
} from './clip-painter.ts';
import { paintFadeHandles } from './clip-shapes-painter.ts';
import { paintClips } from './clips-painter.ts';
import {
  clampedPixels,
  clampedRectangle,
  clipRectangle,
  frameFromPixels,
  isVisible,
  pixelsFromFrame,
  type Rectangle,
  timelineTicks,
  titlePixels,
  tracksInView,
} from './geometry.ts';
import { ghostPlaces } from './ghost-places.ts';
import type { Palette, TrackColours } from './palette.ts';
import type { PeaksCache } from './peaks-cache.ts';
import { HEADING_PIXELS } from './track-rows.ts';
import type { TrackScene } from './track-scene.ts';

const RECORDING_TITLE_ALPHA = 0.34;

export function paintTracks(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  cache: PeaksCache,
) {
  const { density, exposed } = scene;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.fillStyle = palette.background;
  context.fillRect(exposed.left, exposed.top, exposed.width, exposed.height);
  paintLoop(context, scene, palette);
  paintGrid(context, scene, palette);
  paintTrackLines(context, scene, palette);
  paintClips(context, scene, palette, cache);
  paintTimeRange(context, scene, palette);
  paintMarkers(context, scene, palette);
  paintOutages(context, scene, palette);
  paintDropouts(context, scene, palette);
}

/** The layer above: takes in progress, what is dragged, what would land, the rubber band. */
export function paintLayerAbove(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  cache: PeaksCache,
): void {
  const { density, width, height } = scene;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  for (const take of scene.takesInProgress) paintTake(context, scene, palette, cache, take);
  for (const id of scene.isCopying ? [] : scene.dragged.keys()) {
    const clip = partWithId(scene.project.clips, id);
    const place = clip === undefined ? null : placeOfClip(scene, clip);
    if (place !== null) paintOldPlace(context, scene, palette, cache, place);
  }
  for (const clip of scene.dragged.values()) {
    const place = placeOfClip(scene, clip);
    if (place === null) continue;
    paintClip(context, scene, palette, cache, place);
    // A clip that is moved has its element with it; the element of one that is copied stays.
    if (scene.isCopying) paintTitle(context, palette, clipTitle(clip), place.rectangle);
  }
  const hovered = scene.hovered === null ? null : placeOfClip(scene, scene.hovered);
  if (hovered?.clip.locked === false) {
    const { framesPerPixel } = scene.viewport;
    paintFadeHandles(context, palette, { ...hovered, framesPerPixel }, width);
  }
  if (scene.ghost !== null) paintGhost(context, scene, palette, scene.ghost);
  if (scene.rubberBand !== null) paintBand(context, palette, scene.rubberBand);
}

/** Whether the layer above shows anything. */
export function hasLayerAbove(scene: TrackScene): boolean {
  const { takesInProgress, dragged, ghost, rubberBand, hovered } = scene;
  const isHeld = takesInProgress.length + dragged.size > 0 || hovered !== null;
  return isHeld || ghost !== null || rubberBand !== null;
}

/** Where a clip is drawn; null = out of view. */
function placeOfClip(scene: TrackScene, clip: Clip): PaintedClip | null {
  const trackIndex = placeOfId(scene.project.tracks, clip.trackId);
  const track = scene.project.tracks[trackIndex];
  if (track === undefined) return null;
  const rectangle = clipRectangle(scene.viewport, clip, trackIndex);
  return isVisible(rectangle, scene.exposed) ? { clip, track, rectangle } : null;
}

/** A line at every labelled tick, and softer ones between two. */
function paintGrid(context: Context2D, scene: TrackScene, palette: Palette): void {
  const { viewport, exposed, height, project } = scene;
  const { majorFrames, linesPerMajor } = timelineTicks(viewport.framesPerPixel, project);
  const first = Math.floor(frameFromPixels(viewport, exposed.left) / majorFrames);
  for (let tick = Math.max(0, first); ; tick += 1) {
    const x = Math.round(pixelsFromFrame(viewport, tick * majorFrames));
    if (x > exposed.left + exposed.width) break;
    context.fillStyle = palette.strongGrid;
    context.fillRect(x, 0, 1, height);
    context.fillStyle = palette.grid;
    for (let line = 1; line < linesPerMajor; line += 1) {
      const between = pixelsFromFrame(viewport, (tick + line / linesPerMajor) * majorFrames);
      context.fillRect(Math.round(between), 0, 1, height);
    }
  }
}

function paintTrackLines(context: Context2D, scene: TrackScene, palette: Palette): void {
  context.fillStyle = palette.line;
  const { rows, scrollTopPixels } = scene.viewport;
  const { first, last } = tracksInView(scene.viewport, scene.exposed);
  const lineAbove = (bottom: number) => {
    const y = bottom - scrollTopPixels - 1;
    if (y >= 0 && y < scene.height) context.fillRect(0, y, scene.width, 1);
  };
  // Also the line of a row that ends where the part begins.
  for (let trackIndex = Math.max(0, first - 1); trackIndex < last; trackIndex += 1) {
    if (!rows.isFolded(trackIndex)) lineAbove(rows.bottom(trackIndex));
  }
  for (const heading of rows.headings) lineAbove(heading.topPixels + HEADING_PIXELS);
}

/** Over the clips of its tracks, with an edge at both ends. */
function paintTimeRange(context: Context2D, scene: TrackScene, palette: Palette): void {
  const { timeRange, viewport, project } = scene;
  if (timeRange === null) return;
  const { startFrame, endFrame } = spanOf(timeRange);
  const left = Math.round(clampedPixels(pixelsFromFrame(viewport, startFrame), scene.width));
  const right = Math.round(clampedPixels(pixelsFromFrame(viewport, endFrame), scene.width));
  context.fillStyle = palette.bright;
  const fill = (top: number, height: number) => {
    context.globalAlpha = 0.12;
    context.fillRect(left, top, Math.max(1, right - left), height);
    context.globalAlpha = 0.7;
    context.fillRect(left, top, 1, height);
    context.fillRect(Math.max(left, right - 1), top, 1, height);
  };
  if (timeRange.trackIds === null) fill(0, scene.height);
  const { first, last } = tracksInView(viewport, scene.exposed);
  for (let row = first; row < last; row += 1) {
    if (timeRange.trackIds?.includes(project.tracks[row]?.id ?? '') !== true) continue;
    fill(viewport.rows.top(row) - viewport.scrollTopPixels, viewport.rows.height(row) - 1);
  }
  context.globalAlpha = 1;
}

function paintLoop(context: Context2D, scene: TrackScene, palette: Palette): void {
  const { loop, viewport } = scene;
  if (!loop.enabled) return;
  const left = clampedPixels(pixelsFromFrame(viewport, loop.startFrame), scene.width);
  const right = clampedPixels(pixelsFromFrame(viewport, loop.endFrame), scene.width);
  context.globalAlpha = 0.035;
  context.fillStyle = palette.accent;
  context.fillRect(left, 0, right - left, scene.height);
  context.globalAlpha = 0.35;
  context.fillRect(Math.round(left), 0, 1, scene.height);
  context.fillRect(Math.round(right) - 1, 0, 1, scene.height);
  context.globalAlpha = 1;
}

function paintTake(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  cache: PeaksCache,
  take: TakeInProgress,
): void {
  const trackIndex = placeOfId(scene.project.tracks, take.trackId);
  if (trackIndex < 0) return;
  const clip = { startFrame: take.startFrame, lengthFrames: Math.max(1, take.frames) };
  const whole = clipRectangle(scene.viewport, clip, trackIndex);
  if (!isVisible(whole, scene.exposed)) return;
  const rectangle = clampedRectangle(whole, scene.width);
  const colours = palette.tracks[scene.project.tracks[trackIndex]?.colour ?? 0] as TrackColours;
  paintBody(context, rectangle, colours);
  paintWaveform(context, scene, cache, whole, colours, {
    sourceId: take.takeId,
    opening: 0,
    frames: take.frames,
    readyFrames: take.frames,
    offsetFrames: 0,
    gain: 1,
  });
  paintTakeTitle(context, palette, rectangle, take.name);
  outline(context, rectangle, palette.record, 2);
  paintLinesOver(context, scene, palette, rectangle);
}

/** Markers and dropouts go over takes as they do over clips. */
function paintLinesOver(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  { left, top, width, height }: Rectangle,
): void {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  paintMarkers(context, scene, palette);
  paintOutages(context, scene, palette);
  paintDropouts(context, scene, palette);
  context.restore();
}

/** A red strip with a dot before the name. */
function paintTakeTitle(
  context: Context2D,
  palette: Palette,
  within: Rectangle,
  name: string,
): void {
  const left = Math.max(0, within.left);
  const height = titlePixels(within);
  if (height > 0) {
    context.globalAlpha = RECORDING_TITLE_ALPHA;
    context.fillStyle = palette.record;
    context.fillRect(within.left + 1, within.top + 1, Math.max(0, within.width - 2), height - 1);
    context.globalAlpha = 1;
  }
  const middle = within.top + (height || within.height) / 2;
  context.save();
  context.beginPath();
  context.rect(left, within.top, within.left + within.width - left - 4, within.height);
  context.clip();
  context.fillStyle = palette.record;
  context.beginPath();
  context.arc(left + 9, middle, 3, 0, 2 * Math.PI);
  context.fill();
  context.restore();
  const beside = { ...within, left: left + 11, width: within.left + within.width - left - 11 };
  paintTitle(context, palette, name, beside);
}

/** Lines through all tracks; the names are on the ruler. */
function paintMarkers(context: Context2D, scene: TrackScene, palette: Palette): void {
  context.globalAlpha = 0.7;
  context.fillStyle = palette.strongLine;
  for (const { frame } of scene.markers) {
    const x = Math.round(pixelsFromFrame(scene.viewport, frame));
    if (x >= 0 && x <= scene.width) context.fillRect(x, 0, 1, scene.height);
  }
  context.globalAlpha = 1;
}

/** A light span through all tracks with dashed edges; of an outage that lasts the edge where it began. */
function paintOutages(context: Context2D, scene: TrackScene, palette: Palette): void {
  const { outages, loop, viewport, width, height } = scene;
  if (outages.length === 0) return;
  const pixels = (frame: Frames) =>
    Math.round(clampedPixels(pixelsFromFrame(viewport, frame), width));
  context.fillStyle = palette.error;
  for (const { fromFrame, toFrame } of outageSpans(outages, loop, null)) {
    const [left, right] = [pixels(fromFrame), pixels(toFrame)];
    if (right < 0 || left > width) continue;
    context.globalAlpha = 0.1;
    context.fillRect(left, 0, right - left, height);
    context.globalAlpha = 0.42;
    // The dashes stand still on the tracks while the view scrolls.
    const first = -(viewport.scrollTopPixels % 6);
    for (let top = first; top < height; top += 6) {
      context.fillRect(left, top, 1, 3);
      context.fillRect(right - 1, top, 1, 3);
    }
  }
  context.globalAlpha = 1;
}

/** A dashed line through all tracks, once a pixel. */
function paintDropouts(context: Context2D, scene: TrackScene, palette: Palette): void {
  const { dropouts, viewport, width, height } = scene;
  if (dropouts.length === 0) return;
  context.strokeStyle = palette.warning;
  context.globalAlpha = 0.42;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  // The dashes stand still on the tracks while the view scrolls.
  context.lineDashOffset = viewport.scrollTopPixels;
  context.beginPath();
  const columns = new Set<number>();
  for (const { timelineFrame } of dropouts) {
    if (timelineFrame === null) continue;
    const x = Math.round(pixelsFromFrame(viewport, timelineFrame));
    if (x < 0 || x > width || columns.has(x)) continue;
    columns.add(x);
    context.moveTo(x + 0.5, 0);
    context.lineTo(x + 0.5, height);
  }
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function paintGhost(context: Context2D, scene: TrackScene, palette: Palette, ghost: Ghost): void {
  const { viewport, width, height } = scene;
  const places = ghostPlaces(ghost, scene.project.tracks.length, viewport.framesPerPixel);
  context.fillStyle = palette.accent;
  context.globalAlpha = 0.5;
  const line = Math.round(pixelsFromFrame(viewport, ghost.startFrame));
  if (line >= 0 && line <= width) context.fillRect(line, 0, 1, height);
  for (const place of places) {
    const rectangle = clampedRectangle(clipRectangle(viewport, place, place.trackIndex), width);
    context.globalAlpha = 0.16;
    context.fillRect(rectangle.left, rectangle.top, rectangle.width, rectangle.height);
    context.globalAlpha = 1;
    context.setLineDash([4, 3]);
    outline(context, rectangle, palette.accent, 1);
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
}

function paintBand(context: Context2D, palette: Palette, band: RubberBand): void {
  context.fillStyle = palette.bright;
  context.globalAlpha = 0.06;
  context.fillRect(band.leftPixels, band.topPixels, band.widthPixels, band.heightPixels);
  context.globalAlpha = 0.5;
  context.strokeStyle = palette.bright;
  context.lineWidth = 1;
  context.strokeRect(
    band.leftPixels + 0.5,
    band.topPixels + 0.5,
    band.widthPixels,
    band.heightPixels,
  );
  context.globalAlpha = 1;
}

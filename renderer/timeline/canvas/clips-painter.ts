/**
 * Draws the clips in view, track by track. Clips too narrow to have a shape of their onTrack are drawn
 * together, column by column, so that a picture costs no more than the view has columns.
 */
import { partWithId } from '../../../preload/id-index.ts';
import type { Clip, Track } from '../../../preload/project.ts';
import type { TrackClips } from '../../store/track-clips.ts';
import { clipTitle } from '../clips/clip-level.ts';
import type { Context2D } from './canvas.ts';
import {
  alphaOf,
  coloursOf,
  type PaintedClip,
  paintClip,
  paintOverlap,
  paintTitle,
} from './clip-painter.ts';
import {
  clampedRectangle,
  clipRectangle,
  frameFromPixels,
  isVisible,
  tracksInView,
} from './geometry.ts';
import type { Palette } from './palette.ts';
import type { PeaksCache } from './peaks-cache.ts';
import type { TrackScene } from './track-scene.ts';

/** Narrower clips are slivers: a column of the border's colour, as a clip of two pixels looks. */
const SLIVER_PIXELS = 3;
export const SMALLEST_TITLE_PIXELS = 26;
/** The least that is seen of a clip. */
const NARROWEST_PIXELS = 2;
/** Selected slivers are searched for one by one up to so many. */
const MOST_SELECTED_SLIVERS = 1_000;

export function paintClips(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  cache: PeaksCache,
): void {
  const { tracks } = scene.project;
  const { first, last } = tracksInView(scene.viewport, scene.exposed);
  for (const [place, track] of tracks.slice(first, last).entries()) {
    const onTrack = scene.index.onTrack(track.id);
    if (onTrack === undefined) continue;
    const trackIndex = first + place;
    paintSlivers(context, scene, palette, { onTrack, track, trackIndex });
    const inView: PaintedClip[] = [];
    for (const clip of clipsInOrder(scene, onTrack)) {
      const rectangle = clipRectangle(scene.viewport, clip, trackIndex);
      if (!isVisible(rectangle, scene.exposed)) continue;
      if (scene.viewport.rows.isFolded(trackIndex)) {
        paintStrip(context, scene, palette, { clip, track, rectangle });
        continue;
      }
      paintClip(context, scene, palette, cache, { clip, track, rectangle });
      if (scene.hasTitles && rectangle.width >= SMALLEST_TITLE_PIXELS) {
        paintTitle(context, palette, clipTitle(clip), rectangle);
      }
      inView.push({ clip, track, rectangle });
    }
    paintOverlaps(context, scene, palette, cache, inView);
  }
}

/** A clip of a track whose group is folded. */
function paintStrip(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  { clip, track, rectangle }: PaintedClip,
): void {
  const { left, top, width, height } = clampedRectangle(rectangle, scene.width);
  const isSelected = scene.selection.has(clip.id);
  context.globalAlpha = alphaOf(scene, track);
  context.fillStyle = isSelected ? palette.bright : coloursOf(palette, track).border;
  context.fillRect(left, top, width, height);
  context.globalAlpha = 1;
}

/** @param inView of one track, in the order in which they were drawn */
function paintOverlaps(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  cache: PeaksCache,
  inView: readonly PaintedClip[],
): void {
  let longest: PaintedClip | null = null;
  for (const placed of inView) {
    const { left, width } = placed.rectangle;
    const end = left + width;
    if (longest === null) {
      longest = placed;
      continue;
    }
    const below = longest.rectangle;
    const belowEnd = below.left + below.width;
    const from = Math.max(left, below.left);
    const part = { left: from, width: Math.min(end, belowEnd) - from };
    if (part.width >= SLIVER_PIXELS) {
      paintOverlap(context, scene, palette, cache, longest, placed, part);
    }
    if (end > belowEnd) longest = placed;
  }
}

/** Later clips lie over earlier ones, selected ones on top: the order of their elements. */
function clipsInOrder(scene: TrackScene, onTrack: TrackClips): readonly Clip[] {
  const { viewport, exposed, selection } = scene;
  const away = draggedAway(scene);
  const from = frameFromPixels(viewport, exposed.left - NARROWEST_PIXELS);
  const to = frameFromPixels(viewport, exposed.left + exposed.width);
  const shortest = SLIVER_PIXELS * viewport.framesPerPixel;
  const found = onTrack.between(from, to, shortest);
  const there = away.size === 0 ? found : found.filter(({ id }) => !away.has(id));
  if (selection.size === 0) return there;
  const isSelected = ({ id }: Clip) => selection.has(id);
  return [...there.filter((clip) => !isSelected(clip)), ...there.filter(isSelected)];
}

const NONE: TrackScene['dragged'] = new Map();

/** The clips that are not where they were. */
function draggedAway({ dragged, isCopying }: TrackScene): TrackScene['dragged'] {
  return isCopying ? NONE : dragged;
}

interface ClipsOfTrack {
  readonly onTrack: TrackClips;
  readonly track: Track;
  readonly trackIndex: number;
}

/** Steps from column to column, over whatever else begins in the same one. */
function paintSlivers(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  { onTrack, track, trackIndex }: ClipsOfTrack,
): void {
  const { viewport, exposed, density } = scene;
  const away = draggedAway(scene);
  const longest = SLIVER_PIXELS * viewport.framesPerPixel;
  const endFrame = frameFromPixels(viewport, exposed.left + exposed.width);
  // From the edge of a column, so that every part of a view has the same columns.
  const left = Math.floor((exposed.left - SLIVER_PIXELS) * density) / density;
  const bars = new Bars(context, scene, trackIndex);
  context.globalAlpha = alphaOf(scene, track);
  let colour: number | null = null;
  context.fillStyle = coloursOf(palette, track).border;
  let place = onTrack.placeFrom(frameFromPixels(viewport, left));
  for (;;) {
    const clip = onTrack.clips[place];
    if (clip === undefined || clip.startFrame >= endFrame) break;
    place += 1;
    if (clip.lengthFrames >= longest || away.has(clip.id)) continue;
    if (clip.colour !== colour) {
      bars.end();
      colour = clip.colour;
      context.fillStyle = coloursOf(palette, track, clip).border;
    }
    place = Math.max(place, onTrack.placeFrom(bars.add(clip)));
  }
  bars.end();
  context.globalAlpha = 1;
  paintSelectedSlivers(context, scene, palette, { onTrack, track, trackIndex });
}

function paintSelectedSlivers(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  { track, trackIndex }: ClipsOfTrack,
): void {
  const { selection, project, viewport, exposed } = scene;
  const away = draggedAway(scene);
  if (selection.size > MOST_SELECTED_SLIVERS) return;
  context.fillStyle = palette.bright;
  const longest = SLIVER_PIXELS * viewport.framesPerPixel;
  for (const id of selection) {
    const clip = partWithId(project.clips, id);
    if (clip?.trackId !== track.id || clip.lengthFrames >= longest || away.has(id)) continue;
    if (!isVisible(clipRectangle(viewport, clip, trackIndex), exposed)) continue;
    const bars = new Bars(context, scene, trackIndex);
    bars.add(clip);
    bars.end();
  }
}

/** Neighbouring columns as one rectangle. In whole pixels of the screen. */
class Bars {
  readonly #context: Context2D;
  readonly #scene: TrackScene;
  readonly #trackIndex: number;
  #left = 0;
  #right = Number.NEGATIVE_INFINITY;

  constructor(context: Context2D, scene: TrackScene, trackIndex: number) {
    this.#context = context;
    this.#scene = scene;
    this.#trackIndex = trackIndex;
  }

  /** Gives the first frame of the next column. */
  add(clip: Clip): number {
    const { viewport, density } = this.#scene;
    const { left, width } = clipRectangle(viewport, clip, this.#trackIndex);
    const from = Math.floor(left * density);
    if (from > this.#right) {
      this.end();
      this.#left = from;
    }
    this.#right = Math.max(this.#right, Math.ceil((left + width) * density));
    return frameFromPixels(viewport, (from + 1) / density);
  }

  end(): void {
    if (this.#right === Number.NEGATIVE_INFINITY) return;
    const { viewport, density } = this.#scene;
    const { top, height } = clipRectangle(
      viewport,
      { startFrame: 0, lengthFrames: 1 },
      this.#trackIndex,
    );
    const left = this.#left / density;
    this.#context.fillRect(left, top, this.#right / density - left, height);
    this.#right = Number.NEGATIVE_INFINITY;
  }
}

/**
 * Draws the whole session small: a thin bar a track, and every dropout. In steps, so that a session of any
 * size never holds up a picture; it is drawn again only when the session changes.
 */
import type { Dropout } from '../../../preload/dropouts.ts';
import type { TakeInProgress } from '../../../preload/engine.ts';
import { placeOfId } from '../../../preload/id-index.ts';
import type { Track } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import type { ClipIndex } from '../../store/clip-index.ts';
import type { CanvasSize, Context2D } from '../canvas/canvas.ts';
import type { Palette, TrackColours } from '../canvas/palette.ts';
import type { OutageSpan } from '../ruler/outage-spans.ts';

/** Distance of two bars where there is room for it. */
const BAR_STEP_PIXELS = 4;
const MARGIN_PIXELS = 5;
const CLIP_ALPHA = 0.5;
/** Clips looked at in one step. */
const STEP_CLIPS = 2_000;

export interface OverviewScene extends CanvasSize {
  readonly tracks: readonly Track[];
  readonly index: Pick<ClipIndex, 'onTrack'>;
  readonly totalFrames: Frames;
  readonly dropouts: readonly Dropout[];
  /** Of one that lasts its beginning. */
  readonly outages: readonly OutageSpan[];
}

/** Yields after each step. */
export function* paintOverview(
  context: Context2D,
  scene: OverviewScene,
  palette: Palette,
): Generator<void, void> {
  const { width, height, density, tracks, totalFrames } = scene;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.globalAlpha = 1;
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, width, height);
  const { step, barHeight } = barsOf(height, tracks.length);
  const scale = width / totalFrames;
  let looked = 0;
  for (const [row, track] of tracks.entries()) {
    const clips = scene.index.onTrack(track.id)?.clips ?? [];
    let colour = track.colour;
    context.fillStyle = solidOf(palette, colour);
    context.globalAlpha = CLIP_ALPHA;
    const top = Math.floor(MARGIN_PIXELS + row * step);
    let left = 0;
    let right = -1;
    // Clips of one colour that touch the same pixel are one bar.
    for (const { startFrame, lengthFrames, colour: own } of clips) {
      const from = Math.floor(startFrame * scale * density) / density;
      const to = Math.ceil((startFrame + lengthFrames) * scale * density) / density;
      const isOther = (own ?? track.colour) !== colour;
      if (from > right || isOther) {
        if (right > left) context.fillRect(left, top, right - left, barHeight);
        left = from;
        right = from;
      }
      if (isOther) {
        colour = own ?? track.colour;
        context.fillStyle = solidOf(palette, colour);
      }
      right = Math.max(right, to);
    }
    if (right > left) context.fillRect(left, top, right - left, barHeight);
    looked += clips.length + 1;
    if (looked < STEP_CLIPS) continue;
    looked = 0;
    yield;
  }
  paintOutages(context, scene, palette);
  paintDropouts(context, scene, palette);
}

function solidOf({ tracks }: Palette, colour: number): string {
  return ((tracks[colour] ?? tracks[0]) as TrackColours).solid;
}

function barsOf(height: number, count: number) {
  const room = height - 2 * MARGIN_PIXELS;
  const step = Math.min(BAR_STEP_PIXELS, room / Math.max(1, count));
  return { step, barHeight: Math.max(1, step - 1) };
}

type TakesScene = CanvasSize &
  Pick<OverviewScene, 'tracks' | 'totalFrames'> & { readonly takes: readonly TakeInProgress[] };

/** Over the picture, which does not change while they grow. */
export function paintTakesInProgress(
  context: Context2D,
  { width, height, density, tracks, totalFrames, takes }: TakesScene,
  palette: Palette,
): void {
  const { step, barHeight } = barsOf(height, tracks.length);
  const scale = width / totalFrames;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.fillStyle = palette.record;
  for (const { trackId, startFrame, frames } of takes) {
    const row = placeOfId(tracks, trackId);
    if (row < 0) continue;
    const top = Math.floor(MARGIN_PIXELS + row * step);
    context.fillRect(startFrame * scale, top, Math.max(2, frames * scale), barHeight);
  }
}

/** A bar along the lower edge. */
function paintOutages(context: Context2D, scene: OverviewScene, palette: Palette): void {
  const { width, height, totalFrames, outages } = scene;
  context.globalAlpha = 0.9;
  context.fillStyle = palette.error;
  for (const { fromFrame: from, toFrame: to } of outages) {
    const left = Math.round((from * width) / totalFrames);
    const right = Math.round((to * width) / totalFrames);
    context.fillRect(left, height - 3, Math.max(2, right - left), 3);
  }
  context.globalAlpha = 1;
}

/** A tick with a head, once a pixel. */
function paintDropouts(context: Context2D, scene: OverviewScene, palette: Palette): void {
  const { width, height, totalFrames, dropouts } = scene;
  context.globalAlpha = 0.9;
  context.fillStyle = palette.warning;
  const columns = new Set<number>();
  for (const { timelineFrame } of dropouts) {
    // Before the timeline's beginning there is no place for one.
    if (timelineFrame === null || timelineFrame < 0) continue;
    const x = Math.min(width - 2, Math.round((timelineFrame * width) / totalFrames));
    if (columns.has(x)) continue;
    columns.add(x);
    context.fillRect(x - 2, 0, 6, 2);
    context.fillRect(x - 1, 2, 4, 1);
    context.fillRect(x, 3, 2, height - 3);
  }
  context.globalAlpha = 1;
}

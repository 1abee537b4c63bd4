/** Draws one clip: its body, its waveform, the part that its sound does not have, its outline. */
import { type Clip, findSource, type Track, trackIsSilent } from '../../../preload/project.ts';
import { framesThere, missingFrames } from '../../../preload/sound-file.ts';
import { gainFromDecibels } from '../../../preload/units.ts';
import type { Context2D } from './canvas.ts';
import { CLIP_TITLE_PIXELS, clampedRectangle, type Rectangle } from './geometry.ts';
import { paintMissingPart } from './missing-part.ts';
import type { Palette, TrackColours } from './palette.ts';
import type { PeaksCache } from './peaks-cache.ts';
import type { TrackScene } from './track-scene.ts';
import { drawWaveform } from './waveform.ts';

/** Space above and below a waveform. */
const WAVEFORM_INSET_PIXELS = 2;
const SILENT_ALPHA = 0.4;

/** A clip, the track that it lies on, and where it is, not clamped to the view. */
export interface PaintedClip {
  readonly clip: Clip;
  readonly track: Track;
  readonly rectangle: Rectangle;
}

export function coloursOf(palette: Palette, track: Track): TrackColours {
  return (palette.tracks[track.colour] ?? palette.tracks[0]) as TrackColours;
}

export function alphaOf(scene: Pick<TrackScene, 'project'>, track: Track): number {
  return trackIsSilent(scene.project, track) ? SILENT_ALPHA : 1;
}

export function paintClip(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  cache: PeaksCache,
  { clip, track, rectangle }: PaintedClip,
): void {
  const drawn = clampedRectangle(rectangle, scene.width);
  const colours = coloursOf(palette, track);
  context.globalAlpha = alphaOf(scene, track);
  paintBody(context, drawn, colours);
  paintSound(context, scene, cache, clip, rectangle, colours);
  context.globalAlpha = 1;
  if (scene.selection.has(clip.id)) outline(context, drawn, palette.bright, 1.5);
}

function paintSound(
  context: Context2D,
  scene: TrackScene,
  cache: PeaksCache,
  clip: Clip,
  rectangle: Rectangle,
  colours: TrackColours,
): void {
  const source = findSource(scene.project, clip.sourceId);
  if (source === undefined) return;
  const media = scene.media.get(clip.sourceId);
  const there = Math.min(source.frames, framesThere(source, media));
  paintWaveform(context, scene, cache, rectangle, colours, {
    sourceId: clip.sourceId,
    opening: media?.opening ?? 0,
    frames: there,
    readyFrames: media?.readyFrames ?? source.frames,
    offsetFrames: clip.offsetFrames,
    gain: gainFromDecibels(clip.gainDb),
  });
  const missingPixels = missingFrames(clip, there) / scene.viewport.framesPerPixel;
  if (missingPixels > 0) {
    paintMissingPart(context, rectangle, missingPixels, scene, colours.peaks);
  }
}

export function paintBody(context: Context2D, rectangle: Rectangle, colours: TrackColours): void {
  const { left, top, width, height } = rectangle;
  context.fillStyle = colours.fill;
  context.beginPath();
  context.roundRect(left, top, width, height, Math.min(3, width / 2));
  context.fill();
  context.fillStyle = colours.title;
  context.beginPath();
  context.roundRect(left, top, width, CLIP_TITLE_PIXELS, [3, 3, 0, 0]);
  context.fill();
  outline(context, rectangle, colours.border, 1);
}

export function outline(
  context: Context2D,
  rectangle: Rectangle,
  colour: string,
  width: number,
): void {
  const inset = width / 2;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.roundRect(
    rectangle.left + inset,
    rectangle.top + inset,
    Math.max(1, rectangle.width - width),
    rectangle.height - width,
    3,
  );
  context.stroke();
}

interface WaveformPiece {
  readonly sourceId: string;
  readonly opening: number;
  readonly frames: number;
  readonly readyFrames: number;
  readonly offsetFrames: number;
  readonly gain: number;
}

export function paintWaveform(
  context: Context2D,
  scene: TrackScene,
  cache: PeaksCache,
  rectangle: Rectangle,
  colours: TrackColours,
  piece: WaveformPiece,
): void {
  const { density, viewport, exposed } = scene;
  const left = Math.max(
    Math.floor(exposed.left * density),
    Math.ceil((rectangle.left + 1) * density),
  );
  const right = Math.min(
    (exposed.left + exposed.width) * density,
    Math.floor((rectangle.left + rectangle.width - 1) * density),
  );
  if (right <= left) return;
  const framesPerScreenPixel = viewport.framesPerPixel / density;
  const startFrame = piece.offsetFrames + (left - rectangle.left * density) * framesPerScreenPixel;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  drawWaveform(
    context,
    cache,
    piece,
    {
      left,
      top: (rectangle.top + CLIP_TITLE_PIXELS + WAVEFORM_INSET_PIXELS) * density,
      width: right - left,
      height: (rectangle.height - CLIP_TITLE_PIXELS - 2 * WAVEFORM_INSET_PIXELS) * density,
      startFrame,
      framesPerScreenPixel,
      gain: piece.gain,
    },
    { peaks: colours.peaks, body: colours.solid },
  );
  context.restore();
}

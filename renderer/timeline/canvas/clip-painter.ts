/** Draws one clip: its body, its waveform, the part that its sound does not have, its outline. */
import { sourceFrameAt } from '../../../preload/clip-cuts.ts';
import { type Clip, findSource, type Track, trackIsSilent } from '../../../preload/project.ts';
import { framesThere, missingFrames } from '../../../preload/sound-file.ts';
import { gainFromDecibels } from '../../../preload/units.ts';
import { columnLevels, loopSeams } from '../clips/clip-level.ts';
import { waveformRows } from '../clips/clip-parts.ts';
import type { Context2D } from './canvas.ts';
import {
  isCrossfade,
  paintFadeHandles,
  paintFades,
  paintGainLine,
  paintLoopMarks,
} from './clip-shapes-painter.ts';
import { clampedRectangle, type Rectangle, titlePixels } from './geometry.ts';
import { paintHatch } from './hatch.ts';
import { paintMissingPart } from './missing-part.ts';
import type { Palette, TrackColours } from './palette.ts';
import type { PeaksCache } from './peaks-cache.ts';
import { paintTakeGaps } from './take-gaps.ts';
import type { TrackScene } from './track-scene.ts';
import { drawWaveform } from './waveform.ts';

const SILENT_ALPHA = 0.4;
/** Of a waveform under a title. */
const UNDER_TITLE_ALPHA = 0.55;
/** Of a waveform under another clip, and of one that is dragged away. */
const COVERED_ALPHA = 0.5;
const OLD_PLACE_ALPHA = 0.22;
const OVERLAP_HATCH_ALPHA = 0.5;
/** In narrower rounds nothing is told apart. */
const NARROWEST_ROUND_PIXELS = 4;

/** A clip, the track that it lies on, and where it is, not clamped to the view. */
export interface PaintedClip {
  readonly clip: Clip;
  readonly track: Track;
  readonly rectangle: Rectangle;
}

/** A clip's own colour, else its track's. */
export function coloursOf(
  palette: Palette,
  track: Pick<Track, 'colour'>,
  clip: Pick<Clip, 'colour'> | null = null,
): TrackColours {
  return (palette.tracks[clip?.colour ?? track.colour] ?? palette.tracks[0]) as TrackColours;
}

export function alphaOf(
  scene: Pick<TrackScene, 'project'>,
  track: Track,
  clip: Pick<Clip, 'muted'> | null = null,
): number {
  const isSilent = clip?.muted === true || trackIsSilent(scene.project, track);
  return isSilent ? SILENT_ALPHA : 1;
}

export function paintClip(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  cache: PeaksCache,
  painted: PaintedClip,
): void {
  const { clip, track, rectangle } = painted;
  const drawn = clampedRectangle(rectangle, scene.width);
  const colours = coloursOf(palette, track, clip);
  const placed = { clip, rectangle, framesPerPixel: scene.viewport.framesPerPixel };
  context.globalAlpha = alphaOf(scene, track, clip);
  paintBody(context, drawn, colours);
  paintSound(context, scene, cache, clip, rectangle, colours);
  paintLost(context, scene, palette, clip, rectangle);
  paintLoopMarks(context, colours.solid, placed, scene.exposed);
  paintFades(context, palette, placed, scene.exposed);
  context.globalAlpha = 1;
  if (!scene.selection.has(clip.id)) return;
  outline(context, drawn, palette.bright, 2);
  paintGainLine(context, palette, placed, scene.width);
  if (!clip.locked) paintFadeHandles(context, palette, placed, scene.width);
}

/** What its take lacks, in every round of a loop. */
function paintLost(
  context: Context2D,
  { project, viewport, width }: TrackScene,
  palette: Palette,
  clip: Clip,
  rectangle: Rectangle,
): void {
  const take = findSource(project, clip.sourceId);
  if (take === undefined || !('dropouts' in take) || take.dropouts.length === 0) return;
  const { framesPerPixel } = viewport;
  const view = { width, framesPerPixel, colour: palette.warning };
  const rows = waveformRows(rectangle);
  const { loop, lengthFrames, offsetFrames } = clip;
  const round = loop?.lengthFrames ?? lengthFrames;
  if (loop !== null && round / framesPerPixel < NARROWEST_ROUND_PIXELS) return;
  const firstRound = loop === null ? lengthFrames : loop.startFrame + round - offsetFrames;
  const inView = -rectangle.left * framesPerPixel;
  const seams = loopSeams(clip, inView - round, inView + width * framesPerPixel);
  for (const from of [0, ...seams]) {
    const left = rectangle.left + from / framesPerPixel;
    const frames = Math.min(from === 0 ? firstRound : round, lengthFrames - from);
    const pixels = frames / framesPerPixel;
    const part = { ...rectangle, left, width: pixels };
    const piece = { ...clip, offsetFrames: sourceFrameAt(clip, from) };
    paintTakeGaps(context, { clip: piece, take, project }, part, rows, view);
  }
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
    clip,
  });
  const missingPixels = missingFrames(clip, there) / scene.viewport.framesPerPixel;
  if (missingPixels > 0) {
    paintMissingPart(context, rectangle, missingPixels, scene, colours.peaks);
  }
}

/** The part of a clip that another one covers: both sound there, so both waveforms are seen. It is hatched
 * where the clips do not go into one another. */
export function paintOverlap(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  cache: PeaksCache,
  { clip, track, rectangle }: PaintedClip,
  above: PaintedClip,
  part: Pick<Rectangle, 'left' | 'width'>,
): void {
  const { left, width } = clampedRectangle({ ...rectangle, ...part }, scene.width);
  const title = titlePixels(rectangle);
  const top = rectangle.top + title;
  const height = rectangle.height - title - 1;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  const alpha = alphaOf(scene, track, clip);
  context.globalAlpha = alpha * COVERED_ALPHA;
  const exposed = { left, top, width, height };
  const colours = coloursOf(palette, track, clip);
  paintSound(context, { ...scene, exposed }, cache, clip, rectangle, colours);
  context.globalAlpha = alpha;
  const { framesPerPixel } = scene.viewport;
  paintFades(context, palette, { clip, rectangle, framesPerPixel }, exposed);
  const [earlier, later] =
    clip.startFrame <= above.clip.startFrame ? [clip, above.clip] : [above.clip, clip];
  if (!isCrossfade(earlier, later)) {
    const from = Math.max(rectangle.left, above.rectangle.left);
    paintHatch(context, exposed, from, palette.strongLine, OVERLAP_HATCH_ALPHA);
  }
  context.restore();
  context.fillStyle = palette.strongLine;
  context.fillRect(Math.round(left), top, 1, height);
  context.fillRect(Math.round(left + width) - 1, top, 1, height);
}

/** Where a clip was before the drag in progress. */
export function paintOldPlace(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  cache: PeaksCache,
  { clip, track, rectangle }: PaintedClip,
): void {
  const colours = coloursOf(palette, track, clip);
  context.globalAlpha = OLD_PLACE_ALPHA;
  paintSound(context, scene, cache, clip, rectangle, colours);
  context.globalAlpha = 1;
  context.setLineDash([3, 3]);
  outline(context, clampedRectangle(rectangle, scene.width), colours.border, 1);
  context.setLineDash([]);
}

/** What the clip is called, on a clip that has no element. */
export function paintTitle(
  context: Context2D,
  palette: Palette,
  name: string,
  within: Rectangle,
): void {
  const left = Math.max(0, within.left);
  const height = titlePixels(within) || within.height;
  context.save();
  context.beginPath();
  context.rect(left, within.top, within.left + within.width - left - 4, height);
  context.clip();
  context.textBaseline = 'middle';
  context.font = `10.5px ${palette.interfaceFont}`;
  context.fillStyle = palette.text;
  context.fillText(name, left + 6, within.top + height / 2 + 0.5);
  context.restore();
}

export function paintBody(context: Context2D, rectangle: Rectangle, colours: TrackColours): void {
  const { left, top, width, height } = rectangle;
  context.fillStyle = colours.fill;
  context.beginPath();
  context.roundRect(left, top, width, height, Math.min(3, width / 2));
  context.fill();
  const title = titlePixels(rectangle);
  if (title > 0) {
    context.fillStyle = colours.title;
    context.beginPath();
    context.roundRect(left, top, width, title, [3, 3, 0, 0]);
    context.fill();
  }
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
  /** What its level and its passes follow; absent = a plain piece. */
  readonly clip?: Clip;
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
  const clipFrame = (left - rectangle.left * density) * framesPerScreenPixel;
  const width = right - left;
  const levels =
    piece.clip === undefined
      ? null
      : columnLevels(piece.clip, clipFrame, framesPerScreenPixel, Math.ceil(width));
  const rows = waveformRows(rectangle);
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  if (titlePixels(rectangle) === 0) context.globalAlpha *= UNDER_TITLE_ALPHA;
  drawWaveform(
    context,
    cache,
    piece,
    {
      left,
      top: rows.top * density,
      width,
      height: rows.height * density,
      startFrame: piece.offsetFrames + clipFrame,
      framesPerScreenPixel,
      gain: piece.gain,
      levels,
      loop: piece.clip?.loop ?? null,
    },
    { peaks: colours.peaks, body: colours.solid },
  );
  context.restore();
}

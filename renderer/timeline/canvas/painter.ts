/**
 * Draws the track area: grid, loop range, clips with their waveforms, takes in progress, what a drag
 * would change. Knows no React. Drawn on changes only: the playhead is an element of its own.
 */
import type { Dropout, MediaStatus, TakeInProgress } from '../../../preload/engine.ts';
import {
  type Clip,
  findSource,
  type LoopRange,
  type Marker,
  type Project,
} from '../../../preload/project.ts';
import { framesThere, missingFrames } from '../../../preload/sound-file.ts';
import { gainFromDecibels } from '../../../preload/units.ts';
import type { Ghost, RubberBand } from '../../store/view.ts';
import { clipsInTime, trackIndexes } from '../clips/clip-edits.ts';
import type { Context2D } from './canvas.ts';
import {
  CLIP_TITLE_PIXELS,
  clipRectangle,
  isVisible,
  pixelsFromFrame,
  type Rectangle,
  TRACK_HEIGHT_PIXELS,
  tickSpacing,
  type Viewport,
} from './geometry.ts';
import { paintMissingPart } from './missing-part.ts';
import type { Palette, TrackColours } from './palette.ts';
import type { PeaksCache } from './peaks-cache.ts';
import { drawWaveform } from './waveform.ts';

export interface TrackScene {
  readonly viewport: Viewport;
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly density: number;
  /** With what a drag in progress would change. */
  readonly project: Project;
  readonly selection: ReadonlySet<string>;
  readonly silentTrackIds: ReadonlySet<string>;
  readonly takesInProgress: readonly TakeInProgress[];
  readonly media: ReadonlyMap<string, MediaStatus>;
  readonly loop: LoopRange;
  readonly markers: readonly Marker[];
  readonly dropouts: readonly Dropout[];
  readonly ghost: Ghost | null;
  readonly rubberBand: RubberBand | null;
}

const GHOST_WIDTH_PIXELS = 120;
/** Space above and below a waveform. */
const WAVEFORM_INSET_PIXELS = 2;

export function paintTracks(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  cache: PeaksCache,
) {
  const { density, width, height } = scene;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.fillStyle = palette.background;
  context.fillRect(0, 0, width, height);
  paintLoop(context, scene, palette);
  paintGrid(context, scene, palette);
  paintTrackLines(context, scene, palette);
  paintClips(context, scene, palette, cache);
  for (const take of scene.takesInProgress) paintTake(context, scene, palette, cache, take);
  paintMarkers(context, scene, palette);
  paintDropouts(context, scene, palette);
  if (scene.ghost !== null) paintGhost(context, scene, palette, scene.ghost);
  if (scene.rubberBand !== null) paintBand(context, palette, scene.rubberBand);
}

function paintGrid(context: Context2D, scene: TrackScene, palette: Palette): void {
  const { viewport, width, height, project } = scene;
  const { majorFrames } = tickSpacing(viewport.framesPerPixel, project.sampleRate);
  const first = Math.ceil(viewport.scrollFrame / majorFrames);
  context.fillStyle = palette.softLine;
  for (let tick = first; ; tick += 1) {
    const x = Math.round(pixelsFromFrame(viewport, tick * majorFrames));
    if (x > width) break;
    context.fillRect(x, 0, 1, height);
  }
}

function paintTrackLines(context: Context2D, scene: TrackScene, palette: Palette): void {
  context.fillStyle = palette.line;
  for (let trackIndex = 1; trackIndex <= scene.project.tracks.length; trackIndex += 1) {
    const y = trackIndex * TRACK_HEIGHT_PIXELS - scene.viewport.scrollTopPixels - 1;
    if (y >= 0 && y < scene.height) context.fillRect(0, y, scene.width, 1);
  }
}

function paintLoop(context: Context2D, scene: TrackScene, palette: Palette): void {
  const { loop, viewport } = scene;
  if (!loop.enabled) return;
  const left = pixelsFromFrame(viewport, loop.startFrame);
  const right = pixelsFromFrame(viewport, loop.endFrame);
  context.globalAlpha = 0.035;
  context.fillStyle = palette.accent;
  context.fillRect(left, 0, right - left, scene.height);
  context.globalAlpha = 0.35;
  context.fillRect(Math.round(left), 0, 1, scene.height);
  context.fillRect(Math.round(right) - 1, 0, 1, scene.height);
  context.globalAlpha = 1;
}

function paintClips(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  cache: PeaksCache,
): void {
  const indexes = trackIndexes(scene.project);
  // Later clips lie over earlier ones, selected ones on top: the order of their elements.
  const inOrder = [...clipsInTime(scene.project)].sort(
    (a, b) => Number(scene.selection.has(a.id)) - Number(scene.selection.has(b.id)),
  );
  for (const clip of inOrder) {
    const trackIndex = indexes.get(clip.trackId);
    if (trackIndex === undefined) continue;
    const rectangle = clipRectangle(scene.viewport, clip, trackIndex);
    if (!isVisible(rectangle, scene.width, scene.height)) continue;
    const track = scene.project.tracks[trackIndex];
    const colours = palette.tracks[track?.colour ?? 0] ?? palette.tracks[0];
    context.globalAlpha = scene.silentTrackIds.has(clip.trackId) ? 0.4 : 1;
    paintClip(context, scene, cache, clip, rectangle, colours as TrackColours);
    context.globalAlpha = 1;
    if (scene.selection.has(clip.id)) outline(context, rectangle, palette.text, 1.5);
  }
}

function paintClip(
  context: Context2D,
  scene: TrackScene,
  cache: PeaksCache,
  clip: Clip,
  rectangle: Rectangle,
  colours: TrackColours,
): void {
  paintBody(context, rectangle, colours);
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

function paintBody(context: Context2D, rectangle: Rectangle, colours: TrackColours): void {
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

function outline(context: Context2D, rectangle: Rectangle, colour: string, width: number): void {
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

function paintWaveform(
  context: Context2D,
  scene: TrackScene,
  cache: PeaksCache,
  rectangle: Rectangle,
  colours: TrackColours,
  piece: WaveformPiece,
): void {
  const { density, viewport } = scene;
  const left = Math.max(0, Math.ceil((rectangle.left + 1) * density));
  const right = Math.min(
    scene.width * density,
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

function paintTake(
  context: Context2D,
  scene: TrackScene,
  palette: Palette,
  cache: PeaksCache,
  take: TakeInProgress,
): void {
  const trackIndex = scene.project.tracks.findIndex((track) => track.id === take.trackId);
  if (trackIndex < 0) return;
  const clip = { startFrame: take.startFrame, lengthFrames: Math.max(1, take.frames) };
  const rectangle = clipRectangle(scene.viewport, clip, trackIndex);
  if (!isVisible(rectangle, scene.width, scene.height)) return;
  const colours = palette.tracks[scene.project.tracks[trackIndex]?.colour ?? 0] as TrackColours;
  paintBody(context, rectangle, { ...colours, border: palette.record });
  paintWaveform(context, scene, cache, rectangle, colours, {
    sourceId: take.takeId,
    opening: 0,
    frames: take.frames,
    readyFrames: take.frames,
    offsetFrames: 0,
    gain: 1,
  });
  paintTakeTitle(context, palette, rectangle, take.name);
}

/** Looks like the title of a clip; stays in view when the take begins before it. */
function paintTakeTitle(
  context: Context2D,
  palette: Palette,
  within: Rectangle,
  name: string,
): void {
  const left = Math.max(0, within.left);
  context.save();
  context.beginPath();
  context.rect(left, within.top, within.left + within.width - left - 4, CLIP_TITLE_PIXELS);
  context.clip();
  context.textBaseline = 'middle';
  context.fillStyle = palette.record;
  context.beginPath();
  context.arc(left + 9, within.top + 8.5, 3, 0, 2 * Math.PI);
  context.fill();
  context.font = `10.5px ${palette.interfaceFont}`;
  context.fillStyle = palette.text;
  context.fillText(name, left + 17, within.top + 9);
  context.restore();
}

/** Lines through all tracks; the names are on the ruler. */
function paintMarkers(context: Context2D, scene: TrackScene, palette: Palette): void {
  context.globalAlpha = 0.4;
  context.fillStyle = palette.accent;
  for (const { frame } of scene.markers) {
    const x = Math.round(pixelsFromFrame(scene.viewport, frame));
    if (x >= 0 && x <= scene.width) context.fillRect(x, 0, 1, scene.height);
  }
  context.globalAlpha = 1;
}

function paintDropouts(context: Context2D, scene: TrackScene, palette: Palette): void {
  context.fillStyle = palette.warning;
  for (const dropout of scene.dropouts) {
    if (dropout.timelineFrame === null) continue;
    const x = Math.round(pixelsFromFrame(scene.viewport, dropout.timelineFrame));
    if (x < 0 || x > scene.width) continue;
    context.globalAlpha = 0.28;
    context.fillRect(x, 0, 1, scene.height);
  }
  context.globalAlpha = 1;
}

function paintGhost(context: Context2D, scene: TrackScene, palette: Palette, ghost: Ghost): void {
  const { viewport, project } = scene;
  const trackIndex = ghost.trackIndex < 0 ? project.tracks.length : ghost.trackIndex;
  const lengthFrames = ghost.lengthFrames ?? GHOST_WIDTH_PIXELS * viewport.framesPerPixel;
  const rectangle = clipRectangle(
    viewport,
    { startFrame: ghost.startFrame, lengthFrames },
    trackIndex,
  );
  context.globalAlpha = 0.16;
  context.fillStyle = palette.accent;
  context.fillRect(rectangle.left, rectangle.top, rectangle.width, rectangle.height);
  context.globalAlpha = 0.5;
  context.fillRect(Math.round(rectangle.left), 0, 1, scene.height);
  context.globalAlpha = 1;
  context.setLineDash([4, 3]);
  outline(context, rectangle, palette.accent, 1);
  context.setLineDash([]);
}

function paintBand(context: Context2D, palette: Palette, band: RubberBand): void {
  context.fillStyle = palette.text;
  context.globalAlpha = 0.06;
  context.fillRect(band.leftPixels, band.topPixels, band.widthPixels, band.heightPixels);
  context.globalAlpha = 0.5;
  context.strokeStyle = palette.text;
  context.lineWidth = 1;
  context.strokeRect(
    band.leftPixels + 0.5,
    band.topPixels + 0.5,
    band.widthPixels,
    band.heightPixels,
  );
  context.globalAlpha = 1;
}

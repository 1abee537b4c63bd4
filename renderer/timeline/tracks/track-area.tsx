/** The track area: the canvas, the clips' elements on it, the playhead, drops. */
import { type ReactNode, useEffect, useRef } from 'react';
import { placeOfId } from '../../../preload/id-index.ts';
import { bridge } from '../../store/bridge.ts';
import type { Mirror } from '../../store/mirror.ts';
import { mirrorStore, useMirror } from '../../store/mirror-store.ts';
import { changeView, useView, type View, viewNow, viewStore } from '../../store/view.ts';
import { clockText } from '../../ui/figures.ts';
import { type CanvasSize, type Context2D, useCanvas } from '../canvas/canvas.ts';
import { CLIP_MARGIN_PIXELS, pixelsFromFrame, TRACK_HEIGHT_PIXELS } from '../canvas/geometry.ts';
import { hasDrag, paintDrag } from '../canvas/painter.ts';
import { paletteNow } from '../canvas/palette.ts';
import { PeaksCache } from '../canvas/peaks-cache.ts';
import { trackScene } from '../canvas/scene.ts';
import { revealTrack } from '../canvas/scrolling.ts';
import { TrackPicture } from '../canvas/track-picture.ts';
import { ClipLayer } from '../clips/clip-layer.tsx';
import { PlayheadLine } from '../ruler/playhead.tsx';
import { DragTime } from './drag-time.tsx';
import { useTrackDrops } from './track-drops.ts';
import { useTrackGestures } from './track-gestures.ts';

let redrawTracks = () => {};
const peaks = new PeaksCache(
  (request) => bridge().peaks(request),
  () => picture.renew(),
);
const picture = new TrackPicture(peaks, () => redrawTracks());

function draw(context: Context2D, size: CanvasSize): void {
  const { mirror } = mirrorStore.getState();
  if (mirror === null) return;
  picture.paint(context, trackScene(mirror, viewNow(), size), paletteNow());
}

function drawDrag(context: Context2D, size: CanvasSize): void {
  const { mirror } = mirrorStore.getState();
  if (mirror === null) return;
  const scene = trackScene(mirror, viewNow(), size);
  const isShown = hasDrag(scene);
  context.canvas.hidden = !isShown;
  if (isShown) paintDrag(context, scene, paletteNow(), peaks);
}

const SIZED = {
  onResize: (size: CanvasSize) =>
    changeView({ trackAreaWidthPixels: size.width, trackAreaHeightPixels: size.height }),
};
const TRANSPARENT = { isTransparent: true };

const ON_BOTH_LAYERS = [
  'framesPerPixel',
  'scrollFrame',
  'scrollTopPixels',
  'trackAreaWidthPixels',
  'trackAreaHeightPixels',
  'selection',
] as const satisfies readonly (keyof View)[];

function differsBelow(view: View, before: View): boolean {
  return (
    ON_BOTH_LAYERS.some((key) => view[key] !== before[key]) ||
    view.previewLoop !== before.previewLoop ||
    !haveSameKeys(view.preview, before.preview)
  );
}

function differsAbove(view: View, before: View): boolean {
  if (!isDragging(view) && !isDragging(before)) return false;
  return (
    ON_BOTH_LAYERS.some((key) => view[key] !== before[key]) ||
    view.preview !== before.preview ||
    view.ghost !== before.ghost ||
    view.rubberBand !== before.rubberBand
  );
}

function isDragging({ preview, ghost, rubberBand }: View): boolean {
  return preview.size > 0 || ghost !== null || rubberBand !== null;
}

function haveSameKeys(a: View['preview'], b: View['preview']): boolean {
  if (a === b) return true;
  return a.size === b.size && [...a.keys()].every((id) => b.has(id));
}

export function TrackArea({ children }: { children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null);
  const { canvas, redraw } = useCanvas(draw, SIZED);
  const { canvas: dragCanvas, redraw: redrawDrag } = useCanvas(drawDrag, TRANSPARENT);
  useEffect(() => {
    redrawTracks = redraw;
    const ends = [
      viewStore.subscribe((view, before) => {
        if (differsBelow(view, before)) redraw();
        if (differsAbove(view, before)) redrawDrag();
      }),
      mirrorStore.subscribe(({ mirror }, { mirror: before }) => {
        if (before?.takesInProgress.length === 0) revealTake(mirror);
        const isSame =
          mirror?.project === before?.project &&
          mirror?.media === before?.media &&
          mirror?.takesInProgress === before?.takesInProgress &&
          mirror?.dropouts === before?.dropouts;
        if (isSame) return;
        redraw();
        if (isDragging(viewNow())) redrawDrag();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [redraw, redrawDrag]);
  const gestures = useTrackGestures();
  useTrackDrops(element);
  return (
    <div className="track-area" ref={element} {...gestures}>
      <canvas ref={canvas} aria-hidden />
      <canvas ref={dragCanvas} aria-hidden />
      <ClipLayer />
      {children}
      <PlayheadLine />
      <GhostTime />
      <DragTime />
    </div>
  );
}

/** Scrolls to the track of a take that begins. */
function revealTake(mirror: Mirror | null): void {
  const [take] = mirror?.takesInProgress ?? [];
  if (mirror === null || take === undefined) return;
  const trackIndex = placeOfId(mirror.project.tracks, take.trackId);
  if (trackIndex >= 0) revealTrack(trackIndex);
}

/** The time where a drag would land. */
function GhostTime() {
  const ghost = useView((view) => view.ghost);
  const left = useView((view) =>
    view.ghost === null ? 0 : pixelsFromFrame(view, view.ghost.startFrame),
  );
  const top = useView((view) => -view.scrollTopPixels);
  const trackCount = useMirror((mirror) => mirror.project.tracks.length);
  const sampleRate = useMirror((mirror) => mirror.project.sampleRate);
  if (ghost === null) return null;
  const trackIndex = ghost.trackIndex < 0 ? trackCount : ghost.trackIndex;
  const offset = trackIndex * TRACK_HEIGHT_PIXELS + CLIP_MARGIN_PIXELS;
  return (
    <div
      className="ghost-time figure"
      style={{ left: Math.max(0, left), top: Math.max(0, top + offset) }}
    >
      {clockText(ghost.startFrame, sampleRate)} · {ghost.name}
    </div>
  );
}

/** The track area: the canvas, the clips' elements on it, the playhead, drops. */
import { type ReactNode, useEffect, useRef } from 'react';
import { placeOfId } from '../../../preload/id-index.ts';
import { bridge } from '../../store/bridge.ts';
import type { Mirror } from '../../store/mirror.ts';
import { mirrorStore, useMirror } from '../../store/mirror-store.ts';
import { onSizeSteps } from '../../store/size-steps.ts';
import { changeView, useView, type View, viewNow, viewStore } from '../../store/view.ts';
import { timeText } from '../../ui/time-text.ts';
import { type CanvasSize, type Context2D, useCanvas } from '../canvas/canvas.ts';
import { CLIP_MARGIN_PIXELS } from '../canvas/clip-margins.ts';
import { pixelsFromFrame } from '../canvas/geometry.ts';
import { ghostWords } from '../canvas/ghost-places.ts';
import { hasLayerAbove, paintLayerAbove } from '../canvas/painter.ts';
import { paletteNow } from '../canvas/palette.ts';
import { PeaksCache } from '../canvas/peaks-cache.ts';
import { trackScene } from '../canvas/scene.ts';
import { followRows, revealTrack } from '../canvas/scrolling.ts';
import { TrackPicture } from '../canvas/track-picture.ts';
import { trackRows } from '../canvas/track-rows.ts';
import { ClipLayer } from '../clips/clip-layer.tsx';
import { ClipRename } from '../clips/clip-rename.tsx';
import { OpenHandles } from '../clips/open-handles.tsx';
import { PlayheadLine } from '../ruler/playhead.tsx';
import { DragTime, SnapLine } from './drag-time.tsx';
import { useTrackDrops } from './track-drops.ts';
import { useTrackGestures } from './track-gestures.ts';

/** Takes grow no faster than can be seen. */
const TAKE_MILLISECONDS = 50;

let redrawTracks = () => {};
let redrawAbove = () => {};
const peaks = new PeaksCache(
  (request) => bridge().peaks(request),
  (sourceId) => {
    const takes = mirrorStore.getState().mirror?.takesInProgress ?? [];
    if (takes.some(({ takeId }) => takeId === sourceId)) redrawAbove();
    else picture.renew();
  },
);
const picture = new TrackPicture(peaks, () => redrawTracks());

function draw(context: Context2D, size: CanvasSize): void {
  const { mirror } = mirrorStore.getState();
  if (mirror === null) return;
  picture.paint(context, trackScene(mirror, viewNow(), size), paletteNow());
}

function drawAbove(context: Context2D, size: CanvasSize): void {
  const { mirror } = mirrorStore.getState();
  if (mirror === null) return;
  const scene = trackScene(mirror, viewNow(), size);
  const isShown = hasLayerAbove(scene);
  context.canvas.hidden = !isShown;
  if (isShown) paintLayerAbove(context, scene, paletteNow(), peaks);
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
  'trackHeight',
  'ownHeights',
  'foldedGroups',
  'selection',
] as const satisfies readonly (keyof View)[];

/** What the rows of tracks come of. */
const HEIGHTS = [
  'trackHeight',
  'ownHeights',
  'foldedGroups',
] as const satisfies readonly (keyof View)[];

function differsBelow(view: View, before: View): boolean {
  return (
    ON_BOTH_LAYERS.some((key) => view[key] !== before[key]) ||
    view.previewLoop !== before.previewLoop ||
    view.previewMarker !== before.previewMarker ||
    view.timeRange !== before.timeRange ||
    view.isCopying !== before.isCopying ||
    view.isZooming !== before.isZooming ||
    !haveSameKeys(view.preview, before.preview)
  );
}

function differsAbove(view: View, before: View): boolean {
  if (!isShown(view) && !isShown(before)) return false;
  return (
    ON_BOTH_LAYERS.some((key) => view[key] !== before[key]) ||
    view.preview !== before.preview ||
    view.isCopying !== before.isCopying ||
    view.hoveredClipId !== before.hoveredClipId ||
    view.isPressed !== before.isPressed ||
    view.ghost !== before.ghost ||
    view.rubberBand !== before.rubberBand
  );
}

/** Whether the layer above shows something. */
function isShown({ preview, ghost, rubberBand, hoveredClipId }: View): boolean {
  const takes = mirrorStore.getState().mirror?.takesInProgress.length ?? 0;
  return (
    takes + preview.size > 0 || hoveredClipId !== null || ghost !== null || rubberBand !== null
  );
}

function haveSameKeys(a: View['preview'], b: View['preview']): boolean {
  if (a === b) return true;
  return a.size === b.size && [...a.keys()].every((id) => b.has(id));
}

export function TrackArea({ children }: { children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null);
  const { canvas, redraw } = useCanvas(draw, SIZED);
  const above = useCanvas(drawAbove, TRANSPARENT);
  useEffect(() => {
    redrawTracks = redraw;
    redrawAbove = above.redraw;
    let taken: ReturnType<typeof setTimeout> | undefined;
    const ends = [
      onSizeSteps(() => {
        followRows();
        redraw();
        redrawAbove();
      }),
      viewStore.subscribe((view, before) => {
        if (HEIGHTS.some((key) => view[key] !== before[key])) followRows();
        if (differsBelow(view, before)) redraw();
        if (differsAbove(view, before)) redrawAbove();
      }),
      mirrorStore.subscribe(({ mirror }, { mirror: before }) => {
        if (before?.takesInProgress.length === 0) revealTake(mirror);
        const isSame =
          mirror?.project === before?.project &&
          mirror?.media === before?.media &&
          mirror?.dropouts === before?.dropouts &&
          mirror?.outages === before?.outages &&
          mirror?.dropoutTotals.runNumber === before?.dropoutTotals.runNumber;
        if (!isSame) {
          followRows();
          redraw();
          redrawAbove();
        }
        if (mirror?.takesInProgress === before?.takesInProgress) return;
        if (mirror?.takesInProgress.length === 0) redrawAbove();
        taken ??= setTimeout(() => {
          taken = undefined;
          redrawAbove();
        }, TAKE_MILLISECONDS);
      }),
    ];
    return () => {
      clearTimeout(taken);
      for (const end of ends) end();
    };
  }, [redraw, above.redraw]);
  const gestures = useTrackGestures();
  useTrackDrops(element);
  return (
    <div className="track-area" id="track-area" ref={element} {...gestures}>
      <canvas ref={canvas} aria-hidden />
      <canvas ref={above.canvas} aria-hidden />
      <ClipLayer />
      <OpenHandles />
      <ClipRename />
      {children}
      <PlayheadLine />
      <GhostTime />
      <SnapLine />
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
  const top = useView((view) => (view.ghost === null ? 0 : -view.scrollTopPixels));
  const tracks = useMirror((mirror) => mirror.project.tracks);
  const sampleRate = useMirror((mirror) => mirror.project.sampleRate);
  if (ghost === null) return null;
  const trackIndex = ghost.trackIndex < 0 ? tracks.length : ghost.trackIndex;
  const offset = trackRows(tracks, viewNow()).top(trackIndex) + CLIP_MARGIN_PIXELS;
  return (
    <div
      className="ghost-time figure"
      style={{ left: Math.max(0, left), top: Math.max(0, top + offset) }}
    >
      {timeText(ghost.startFrame, sampleRate)} · {ghostWords(ghost)}
    </div>
  );
}

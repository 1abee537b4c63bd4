/** The track area: the canvas, the clips' elements on it, the playhead, drops. */
import { type ReactNode, useEffect, useRef } from 'react';
import { bridge } from '../../store/bridge.ts';
import type { Mirror } from '../../store/mirror.ts';
import { mirrorStore, useMirror } from '../../store/mirror-store.ts';
import { changeView, useView, viewNow, viewStore } from '../../store/view.ts';
import { clockText } from '../../ui/figures.ts';
import { type CanvasSize, type Context2D, useCanvas } from '../canvas/canvas.ts';
import { CLIP_MARGIN_PIXELS, pixelsFromFrame, TRACK_HEIGHT_PIXELS } from '../canvas/geometry.ts';
import { paintTracks } from '../canvas/painter.ts';
import { paletteNow } from '../canvas/palette.ts';
import { PeaksCache } from '../canvas/peaks-cache.ts';
import { trackScene } from '../canvas/scene.ts';
import { revealTrack } from '../canvas/scrolling.ts';
import { ClipLayer } from '../clips/clip-layer.tsx';
import { PlayheadLine } from '../ruler/playhead.tsx';
import { useTrackDrops } from './track-drops.ts';
import { useTrackGestures } from './track-gestures.ts';

let redrawTracks = () => {};
const peaks = new PeaksCache(
  (request) => bridge().peaks(request),
  () => redrawTracks(),
);

function draw(context: Context2D, size: CanvasSize): void {
  const { mirror } = mirrorStore.getState();
  if (mirror === null) return;
  paintTracks(context, trackScene(mirror, viewNow(), size), paletteNow(), peaks);
}

function rememberSize(size: CanvasSize): void {
  changeView({ trackAreaWidthPixels: size.width, trackAreaHeightPixels: size.height });
}

export function TrackArea({ children }: { children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null);
  const { canvas, redraw } = useCanvas(draw, rememberSize);
  useEffect(() => {
    redrawTracks = redraw;
    const ends = [
      viewStore.subscribe(redraw),
      mirrorStore.subscribe(({ mirror }, { mirror: before }) => {
        if (before?.takesInProgress.length === 0) revealTake(mirror);
        const isSame =
          mirror?.project === before?.project &&
          mirror?.media === before?.media &&
          mirror?.takesInProgress === before?.takesInProgress &&
          mirror?.dropouts === before?.dropouts;
        if (!isSame) redraw();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [redraw]);
  const gestures = useTrackGestures();
  useTrackDrops(element);
  return (
    <div className="track-area" ref={element} {...gestures}>
      <canvas ref={canvas} aria-hidden />
      <ClipLayer />
      {children}
      <PlayheadLine />
      <GhostTime />
    </div>
  );
}

/** Scrolls to the track of a take that begins. */
function revealTake(mirror: Mirror | null): void {
  const [take] = mirror?.takesInProgress ?? [];
  if (mirror === null || take === undefined) return;
  const trackIndex = mirror.project.tracks.findIndex((track) => track.id === take.trackId);
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

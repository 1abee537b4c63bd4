/**
 * The overview below the tracks: the whole session with the view in a frame, in place of a horizontal scroll
 * bar. A click goes there, the frame is dragged, its edges change the zoom; keys of a scroll bar work.
 */
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef } from 'react';
import { secondsFromFrames } from '../../../preload/units.ts';
import { appearanceStore } from '../../store/appearance.ts';
import { onLive, playheadFrame } from '../../store/live.ts';
import { mirrorNow, mirrorStore } from '../../store/mirror-store.ts';
import { changeView, viewNow } from '../../store/view.ts';
import { addScroller, REST } from '../../ui/frame-loop.ts';
import { timeText } from '../../ui/time-text.ts';
import { type CanvasSize, type Context2D, useCanvas } from '../canvas/canvas.ts';
import { paletteNow } from '../canvas/palette.ts';
import { ScrolledSheet } from '../canvas/scrolled-sheet.ts';
import { largestZoom, overviewFramesNow, scrollToFrame } from '../canvas/scrolling.ts';
import {
  boxOfView,
  centredFrame,
  draggedView,
  frameAfterKey,
  type OverviewPart,
  partAt,
  type ViewSpan,
} from './overview-geometry.ts';
import { paintTakesInProgress } from './overview-painter.ts';
import { OverviewPicture } from './overview-picture.ts';

let redrawOverview = () => {};
const picture = new OverviewPicture(() => redrawOverview());

function draw(context: Context2D, size: CanvasSize): void {
  picture.paint(context, size);
  const { mirror } = mirrorStore.getState();
  if (mirror === null) return;
  const { density } = size;
  const { takesInProgress: takes, project } = mirror;
  if (takes.length > 0) {
    const scene = { ...size, tracks: project.tracks, takes, totalFrames: overviewFramesNow() };
    paintTakesInProgress(context, scene, paletteNow());
    context.setTransform(1, 0, 0, 1, 0, 0);
  }
  const left = Math.round(playheadPixels(size.width) * density);
  context.fillStyle = paletteNow().bright;
  context.fillRect(left, 0, Math.max(1, Math.round(density)), context.canvas.height);
}

export function Overview() {
  const { canvas, redraw } = useCanvas(draw);
  usePlayheadLine(redraw);
  useEffect(() => {
    redrawOverview = redraw;
    let total = 0;
    const ends = [
      mirrorStore.subscribe(({ mirror }, { mirror: before }) => {
        if (mirror === null) return;
        const totalBefore = total;
        total = overviewFramesNow();
        const isSame =
          total === totalBefore &&
          mirror.project.clips === before?.project.clips &&
          mirror.project.tracks === before.project.tracks &&
          mirror.dropouts === before.dropouts &&
          mirror.outages === before.outages &&
          mirror.dropoutTotals.runNumber === before.dropoutTotals.runNumber;
        if (!isSame) picture.renew();
      }),
      appearanceStore.subscribe(() => picture.renew()),
    ];
    return () => {
      picture.end();
      for (const end of ends) end();
    };
  }, [redraw]);
  const gestures = useMemo(overviewGestures, []);
  return (
    <div
      className="overview"
      role="scrollbar"
      aria-label="Overview"
      aria-orientation="horizontal"
      aria-controls="track-area"
      aria-valuemin={0}
      aria-valuenow={0}
      tabIndex={0}
      {...gestures}
    >
      <canvas ref={canvas} aria-hidden />
      <ViewFrame />
    </div>
  );
}

/** What is told of the view changes no faster than it can be read. */
const TOLD_EVERY_MILLISECONDS = 200;

/** Moved outside of React: it changes with every picture while the view scrolls. */
function ViewFrame() {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const frame = element.current;
    const sheet = frame?.parentElement;
    const overview = frame?.closest<HTMLElement>('.overview');
    if (frame === null || sheet == null || overview == null) return;
    const scrolled = new ScrolledSheet(sheet);
    let shownWidth = -1;
    let toldAt = Number.NEGATIVE_INFINITY;
    const end = addScroller(() => {
      if (mirrorStore.getState().mirror === null) return REST;
      // The overview is as wide as the track area.
      const view = viewNow();
      const { left, width } = boxOfView(view, overviewFramesNow(), view.trackAreaWidthPixels);
      scrolled.show(-Math.round(left), 0);
      const wholeWidth = Math.round(width);
      if (wholeWidth !== shownWidth) frame.style.width = `${wholeWidth}px`;
      shownWidth = wholeWidth;
      const now = performance.now();
      const wait = toldAt + TOLD_EVERY_MILLISECONDS - now;
      if (wait > 0) return wait;
      if (tellView(overview)) toldAt = now;
      return REST;
    });
    return () => {
      end();
      scrolled.end();
    };
  }, []);
  return (
    <div className="scrolled-sheet" tabIndex={-1} aria-hidden>
      <div className="sheet overview-sheet">
        <div className="overview-view" ref={element} />
      </div>
    </div>
  );
}

/** Tells whether something of it was new. */
function tellView(overview: HTMLElement): boolean {
  const { sampleRate } = mirrorNow().project;
  const { scrollFrame, framesPerPixel, trackAreaWidthPixels } = viewNow();
  const end = overviewFramesNow();
  const time = (frame: number) => timeText(Math.round(frame), sampleRate);
  const seconds = (frame: number) => `${Math.round(secondsFromFrames(frame, sampleRate))}`;
  const shownEnd = scrollFrame + framesPerPixel * trackAreaWidthPixels;
  const text = `${time(scrollFrame)} to ${time(shownEnd)} of ${time(end)}`;
  if (overview.ariaValueText === text) return false;
  overview.ariaValueText = text;
  overview.ariaValueMax = seconds(Math.max(end, scrollFrame));
  overview.ariaValueNow = seconds(scrollFrame);
  return true;
}

/** Asks for a picture when an update has moved the playhead by a pixel. An element of its own would have the layers of
 * the window worked out again with each step. */
function usePlayheadLine(redraw: () => void): void {
  useEffect(() => {
    let last = -1;
    return onLive(() => {
      if (mirrorStore.getState().mirror === null) return;
      const pixels = playheadPixels(viewNow().trackAreaWidthPixels);
      if (pixels !== last) redraw();
      last = pixels;
    });
  }, [redraw]);
}

/** Whole CSS pixels from the overview's left edge. */
function playheadPixels(widthPixels: number): number {
  const pixels = Math.round((playheadFrame() * widthPixels) / overviewFramesNow());
  return Math.min(pixels, widthPixels - 1);
}

interface Held {
  readonly part: Exclude<OverviewPart, 'outside'>;
  readonly x: number;
  readonly from: ViewSpan;
  readonly totalFrames: number;
  readonly framesPerPixel: number;
}

const CURSORS: Readonly<Record<OverviewPart, string>> = {
  start: 'ew-resize',
  end: 'ew-resize',
  inside: 'grab',
  outside: '',
};

type OverviewPointer = PointerEvent<HTMLDivElement>;

function overviewGestures() {
  let held: Held | null = null;
  const at = ({ clientX, currentTarget }: OverviewPointer) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const totalFrames = overviewFramesNow();
    const x = clientX - left;
    const part = partAt(x, boxOfView(viewNow(), totalFrames, width));
    return { x, part, totalFrames, framesPerPixel: totalFrames / Math.max(1, width) };
  };
  const letGo = () => {
    if (held !== null) changeView({ isPressed: false });
    held = null;
  };
  return {
    onPointerDown(event: OverviewPointer) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const { x, part, totalFrames, framesPerPixel } = at(event);
      if (part === 'outside') {
        scrollToFrame(centredFrame(viewNow(), x * framesPerPixel, totalFrames));
      }
      const from = viewNow();
      held = { part: part === 'outside' ? 'inside' : part, x, from, totalFrames, framesPerPixel };
      changeView({ isPressed: true });
    },
    onPointerMove(event: OverviewPointer) {
      const { x, part } = at(event);
      const cursor = CURSORS[held?.part ?? part];
      if (event.currentTarget.style.cursor !== cursor) event.currentTarget.style.cursor = cursor;
      if (held === null) return;
      const { from, totalFrames, framesPerPixel } = held;
      const frames = (x - held.x) * framesPerPixel;
      const view = draggedView(from, held.part, frames, totalFrames, largestZoom());
      scrollToFrame(view.scrollFrame);
      changeView({ framesPerPixel: view.framesPerPixel });
    },
    onPointerUp: letGo,
    onPointerCancel: letGo,
    onKeyDown(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const frame = frameAfterKey(viewNow(), event.key, overviewFramesNow());
      if (frame === null) return;
      event.preventDefault();
      scrollToFrame(frame);
    },
  };
}

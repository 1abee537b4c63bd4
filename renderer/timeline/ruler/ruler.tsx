/** The ruler: a click seeks, a drag marks the loop range, flags are markers. */
import { type PointerEvent, useCallback, useEffect, useRef } from 'react';
import { seek, setLoop } from '../../commands/commands.ts';
import { mirrorNow, mirrorStore } from '../../store/mirror-store.ts';
import { changeView, viewNow, viewStore } from '../../store/view.ts';
import { type CanvasSize, type Context2D, useCanvas } from '../canvas/canvas.ts';
import { paletteNow } from '../canvas/palette.ts';
import { placeOf } from '../canvas/place.ts';
import { rulerScene } from '../canvas/scene.ts';
import { type Gesture, IDLE, loopOf, moved, seekFrame } from '../clips/gestures.ts';
import { DropoutTicks } from './dropout-ticks.tsx';
import { LoopBar } from './loop-bar.tsx';
import type { LoopEdge } from './loop-edges.ts';
import { MarkerFlags } from './marker-flags.tsx';
import { OutageBars } from './outage-bars.tsx';
import { PlayheadMark } from './playhead.tsx';
import { paintRuler } from './ruler-painter.ts';

function draw(context: Context2D, size: CanvasSize): void {
  const { mirror } = mirrorStore.getState();
  if (mirror !== null) paintRuler(context, rulerScene(mirror, viewNow(), size), paletteNow());
}

/** What the canvas shows of the session. */
const TIMED = ['sampleRate', 'grid', 'tempo'] as const;
/** And of the view. */
const SHOWN = ['framesPerPixel', 'scrollFrame'] as const;

export function Ruler() {
  const { canvas, redraw } = useCanvas(draw);
  useEffect(() => {
    const ends = [
      mirrorStore.subscribe(({ mirror }, { mirror: before }) => {
        if (TIMED.some((key) => mirror?.project[key] !== before?.project[key])) redraw();
      }),
      viewStore.subscribe((view, before) => {
        if (SHOWN.some((key) => view[key] !== before[key])) redraw();
      }),
    ];
    void document.fonts.ready.then(redraw);
    return () => {
      for (const end of ends) end();
    };
  }, [redraw]);

  const gestures = useRulerGestures();
  return (
    <div className="ruler" {...gestures}>
      <canvas ref={canvas} aria-hidden />
      <LoopBar />
      <MarkerFlags />
      <OutageBars />
      <DropoutTicks />
      <PlayheadMark />
    </div>
  );
}

/** The end of the loop that was pressed; null = none. */
function loopEdgeOf(target: EventTarget): LoopEdge | null {
  if (!(target instanceof HTMLElement)) return null;
  const { loopEdge } = target.dataset;
  return loopEdge === 'start' || loopEdge === 'end' ? loopEdge : null;
}

function useRulerGestures() {
  const gesture = useRef<Gesture>(IDLE);
  const press = useCallback((event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const from = placeOf(event, event.currentTarget);
    const edge = loopEdgeOf(event.target);
    const begun = { from, to: from, hasMoved: false };
    gesture.current =
      edge === null ? { kind: 'ruler', ...begun } : { kind: 'loop-end', edge, ...begun };
    changeView({ isPressed: true });
  }, []);
  const move = useCallback((event: PointerEvent<HTMLDivElement>) => {
    if (gesture.current.kind === 'idle') return;
    gesture.current = moved(gesture.current, placeOf(event, event.currentTarget));
    const result = loopOf(gesture.current, mirrorNow().project);
    changeView({
      previewLoop: result?.loop ?? null,
      snapFrame: result?.snapFrame ?? null,
      timeTag: result?.timeTag ?? null,
    });
  }, []);
  const release = useCallback((event: PointerEvent<HTMLDivElement>) => {
    const ended = gesture.current;
    gesture.current = IDLE;
    changeView({ previewLoop: null, snapFrame: null, timeTag: null, isPressed: false });
    const result = loopOf(ended, mirrorNow().project);
    if (result !== null) setLoop('Loop range', result.loop);
    else if (ended.kind === 'ruler' && !ended.hasMoved) {
      void seek(seekFrame(placeOf(event, event.currentTarget), mirrorNow().project));
    }
  }, []);
  const cancel = useCallback(() => {
    gesture.current = IDLE;
    changeView({ previewLoop: null, snapFrame: null, timeTag: null, isPressed: false });
  }, []);
  useEffect(() => {
    const cancelByKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && gesture.current.kind !== 'idle') cancel();
    };
    window.addEventListener('keydown', cancelByKey);
    return () => window.removeEventListener('keydown', cancelByKey);
  }, [cancel]);
  return {
    onPointerDown: press,
    onPointerMove: move,
    onPointerUp: release,
    onPointerCancel: cancel,
  };
}

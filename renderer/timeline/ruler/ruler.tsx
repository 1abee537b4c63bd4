/** The ruler: a click seeks, a drag marks the loop range, flags are markers. */
import { type PointerEvent, useCallback, useEffect, useRef } from 'react';
import { seek, setLoop } from '../../commands/commands.ts';
import { mirrorStore } from '../../store/mirror-store.ts';
import { changeView, viewNow, viewStore } from '../../store/view.ts';
import { type CanvasSize, type Context2D, useCanvas } from '../canvas/canvas.ts';
import { paletteNow } from '../canvas/palette.ts';
import { placeOf } from '../canvas/place.ts';
import { rulerScene } from '../canvas/scene.ts';
import { type Gesture, IDLE, loopOf, moved, seekFrame } from '../clips/gestures.ts';
import { MarkerFlags } from './marker-flags.tsx';
import { PlayheadMark } from './playhead.tsx';
import { paintRuler } from './ruler-painter.ts';

function draw(context: Context2D, size: CanvasSize): void {
  const { mirror } = mirrorStore.getState();
  if (mirror !== null) paintRuler(context, rulerScene(mirror, viewNow(), size), paletteNow());
}

/** What the ruler shows of the view. */
const SHOWN = ['framesPerPixel', 'scrollFrame', 'previewLoop'] as const;

export function Ruler() {
  const { canvas, redraw } = useCanvas(draw);
  useEffect(() => {
    const ends = [
      mirrorStore.subscribe(({ mirror }, { mirror: before }) => {
        const isSame =
          mirror?.project.loop === before?.project.loop &&
          mirror?.project.sampleRate === before?.project.sampleRate &&
          mirror?.dropouts === before?.dropouts;
        if (!isSame) redraw();
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
      <MarkerFlags />
      <PlayheadMark />
    </div>
  );
}

function useRulerGestures() {
  const gesture = useRef<Gesture>(IDLE);
  const press = useCallback((event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const from = placeOf(event, event.currentTarget);
    gesture.current = { kind: 'ruler', from, to: from, hasMoved: false };
    changeView({ isPressed: true });
  }, []);
  const move = useCallback((event: PointerEvent<HTMLDivElement>) => {
    if (gesture.current.kind === 'idle') return;
    gesture.current = moved(gesture.current, placeOf(event, event.currentTarget));
    changeView({ previewLoop: loopOf(gesture.current) });
  }, []);
  const release = useCallback((event: PointerEvent<HTMLDivElement>) => {
    const ended = gesture.current;
    gesture.current = IDLE;
    changeView({ previewLoop: null, isPressed: false });
    if (ended.kind === 'idle') return;
    const loop = loopOf(ended);
    if (loop === null) {
      if (!ended.hasMoved) void seek(seekFrame(placeOf(event, event.currentTarget)));
      return;
    }
    setLoop('Loop range', loop);
  }, []);
  const cancel = useCallback(() => {
    gesture.current = IDLE;
    changeView({ previewLoop: null, isPressed: false });
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

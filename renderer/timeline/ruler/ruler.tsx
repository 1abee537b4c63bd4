/** The ruler: flags of markers, the loop, the time; a click seeks. */
import { useEffect, useMemo } from 'react';
import { mirrorStore } from '../../store/mirror-store.ts';
import { viewNow, viewStore } from '../../store/view.ts';
import { type CanvasSize, type Context2D, useCanvas } from '../canvas/canvas.ts';
import { paletteNow } from '../canvas/palette.ts';
import { rulerScene } from '../canvas/scene.ts';
import { DropoutTicks } from './dropout-ticks.tsx';
import { LoopBar } from './loop-bar.tsx';
import { MarkerFlags } from './marker-flags.tsx';
import { OutageBars } from './outage-bars.tsx';
import { PlayheadMark } from './playhead.tsx';
import { RangeBar } from './range-bar.tsx';
import { rulerGestures } from './ruler-gestures.ts';
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

  const gestures = useMemo(rulerGestures, []);
  return (
    <div className="ruler" {...gestures}>
      <canvas ref={canvas} aria-hidden />
      <RangeBar />
      <LoopBar />
      <MarkerFlags />
      <OutageBars />
      <DropoutTicks />
      <PlayheadMark />
    </div>
  );
}

/** A level meter: bars that follow the levels without React. A click puts out its light of overs, Ctrl+click
 * those of all meters. */
import { type RefObject, useEffect, useRef } from 'react';
import { type Decibels, MIN_GAIN_DB } from '../../preload/units.ts';
import { type Live, liveNow, onLive } from '../store/live.ts';
import { paceMilliseconds } from '../store/pace.ts';
import { addPainter, REST, requestPaint } from './frame-loop.ts';
import { MeterLevel } from './meter-level.ts';
import { HEAD_SHAPE, MeterPicture } from './meter-picture.ts';

/** The newest levels of each bar. */
export interface BarReading {
  readonly peakDb: Decibels;
  /** MIN_GAIN_DB = not known, or silent. */
  readonly rmsDb: Decibels;
}

/** What a meter shows. */
export interface MeterSource {
  /** One reading a bar; their number may change. */
  readonly read: (live: Live) => readonly BarReading[];
  /** Of a bar, from 0: whether it was over since its light was put out. */
  readonly isOver: (bar: number) => boolean;
  /** What a click does: puts out the light of this meter, or with Ctrl of all. */
  readonly onClear: (all: boolean) => void;
}

interface MeterProps extends MeterSource {
  /** Accessible name. */
  readonly label: string;
}

export function Meter({ label, ...source }: MeterProps) {
  const element = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useMeter({ element, canvas, shape: HEAD_SHAPE, source });
  return (
    // biome-ignore lint/a11y/useSemanticElements: the element meter cannot be painted this way.
    <div
      className="meter"
      ref={element}
      role="meter"
      aria-label={label}
      title="A click puts out the light of overs, Ctrl and a click all of them"
      aria-valuemin={MIN_GAIN_DB}
      aria-valuemax={0}
      aria-valuenow={MIN_GAIN_DB}
      aria-valuetext="silent"
    >
      <canvas ref={canvas} aria-hidden />
    </div>
  );
}

interface UsedMeter {
  readonly element: RefObject<HTMLElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly shape: typeof HEAD_SHAPE;
  readonly source: MeterSource;
  /** Called with every picture. */
  readonly onPaint?: () => void;
}

export function useMeter({ element, canvas, shape, source, onPaint }: UsedMeter): void {
  const current = useRef({ source, onPaint });
  current.current = { source, onPaint };
  useEffect(() => {
    const { current: pressed } = element;
    if (pressed === null || canvas.current === null) return;
    const picture = new MeterPicture(pressed, canvas.current, shape);
    let levels: MeterLevel[] = [];
    const observe = (live: Live) => {
      const bars = current.current.source.read(live);
      if (levels.length !== bars.length) {
        levels = bars.map((_, bar) => levels[bar] ?? new MeterLevel(performance.now()));
      }
      for (const [bar, { peakDb, rmsDb }] of bars.entries()) levels[bar]?.observe(peakDb, rmsDb);
    };
    let seen = liveNow().meters;
    const endLive = onLive((live) => {
      // An update may bring no levels: the old ones must not raise the meter again.
      if (live.meters === seen) return;
      seen = live.meters;
      observe(live);
    });
    const endPainter = addPainter(() => {
      const isStopped = liveNow().transport.state === 'stopped';
      for (const level of levels) level.advance(performance.now(), isStopped);
      const { isOver } = current.current.source;
      picture.show(levels.map((level, bar) => ({ level, isOver: isOver(bar) })));
      current.current.onPaint?.();
      return levels.every(({ isAtRest }) => isAtRest) ? REST : paceMilliseconds();
    });
    const clear = (event: PointerEvent) => {
      if (event.button !== 0) return;
      current.current.source.onClear(event.ctrlKey || event.metaKey);
      requestPaint();
    };
    pressed.addEventListener('pointerdown', clear);
    observe(liveNow());
    return () => {
      pressed.removeEventListener('pointerdown', clear);
      endLive();
      endPainter();
      picture.end();
    };
  }, [element, canvas, shape]);
}

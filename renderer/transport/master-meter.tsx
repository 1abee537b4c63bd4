/**
 * The meter of the output: two bars with a scale in decibels, a white line that holds the newest peak, the
 * highest peak in figures, and lights of overs that stay lit until they are clicked.
 */
import { type RefObject, useEffect, useRef } from 'react';
import { decibelsFromGain, MIN_GAIN_DB } from '../../preload/units.ts';
import { type Live, liveNow, onLive } from '../store/live.ts';
import {
  type MasterPeak,
  type MeterSide,
  NO_PEAK,
  peakAfter,
  peakForgotten,
  sidePeak,
} from '../store/master-peak.ts';
import { paceMilliseconds } from '../store/pace.ts';
import { useNarrowerThan } from '../store/size-steps.ts';
import { decibelFigure } from '../ui/figures.ts';
import { addPainter, REST, requestPaint } from '../ui/frame-loop.ts';
import { writeText } from '../ui/live-text.tsx';
import { MeterLevel } from '../ui/meter-level.ts';
import { MasterPicture } from './master-picture.ts';
import { meterWidth } from './meter-scale.ts';

const SCALE_DB = [-48, -24, -12, -6, 0] as const;
const SIDES: readonly MeterSide[] = [0, 1];

/** Kept while the window is too narrow for the meter. */
let kept: MasterPeak = NO_PEAK;

export function MasterMeter() {
  // In a narrow window the heads of the tracks have the meters.
  return useNarrowerThan(1_100) ? null : <WideMeter />;
}

function WideMeter() {
  const meter = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const figures = useRef<HTMLSpanElement>(null);
  usePainter(meter, canvas, figures);
  return (
    <div className="master-meter">
      {/* biome-ignore lint/a11y/useSemanticElements: the element meter cannot be painted this way. */}
      <div
        className="master-bars"
        ref={meter}
        role="meter"
        aria-label="Master"
        aria-valuemin={MIN_GAIN_DB}
        aria-valuemax={0}
        aria-valuenow={MIN_GAIN_DB}
        aria-valuetext="silent"
      >
        <canvas ref={canvas} aria-hidden />
        <div className="master-scale figure" aria-hidden>
          {SCALE_DB.map((decibels) => (
            <span key={decibels} style={{ left: `${meterWidth(decibels) * 100}%` }}>
              {`${decibels}`.replace('-', '−')}
            </span>
          ))}
        </div>
      </div>
      <button
        type="button"
        className="master-peak"
        title="The highest peak so far, in dB; the lights tell of samples beyond full scale. Click to begin again."
        onClick={() => {
          kept = peakForgotten(kept);
          requestPaint();
        }}
      >
        <span className="figure" ref={figures} />
        <span className="faint">peak</span>
        <span className="hidden-text"> of the master; forget it</span>
      </button>
    </div>
  );
}

function usePainter(
  meter: RefObject<HTMLElement | null>,
  canvas: RefObject<HTMLCanvasElement | null>,
  figures: RefObject<HTMLElement | null>,
): void {
  useEffect(() => {
    if (meter.current === null || canvas.current === null) return;
    const picture = new MasterPicture(meter.current, canvas.current);
    const levels = SIDES.map(() => new MeterLevel(performance.now()));
    let seen: unknown = null;
    const hear = ({ meters, counters }: Live) => {
      // An update may bring no peaks: the old ones must not raise the meter again.
      const outputs = meters === seen ? [] : meters.output;
      seen = meters;
      for (const side of SIDES) levels[side]?.observe(decibelsFromGain(sidePeak(outputs, side)));
      kept = peakAfter(kept, outputs, counters);
    };
    hear(liveNow());
    const endLive = onLive(hear);
    const endPainter = addPainter(() => {
      const isStopped = liveNow().transport.state === 'stopped';
      for (const level of levels) level.advance(performance.now(), isStopped);
      picture.show(levels, kept.isOver);
      writeText(
        figures.current,
        kept.peak === 0 ? '−∞' : decibelFigure(decibelsFromGain(kept.peak)),
      );
      return levels.every(({ isAtRest }) => isAtRest) ? REST : paceMilliseconds();
    });
    return () => {
      endLive();
      endPainter();
      picture.end();
    };
  }, [meter, canvas, figures]);
}

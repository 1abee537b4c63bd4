/**
 * The meter of the output: two bars with a scale in decibels, a white line that holds the newest peak, the
 * highest peak in figures, and lights of overs that stay lit until they are clicked.
 */
import { useRef } from 'react';
import { decibelsFromGain, MIN_GAIN_DB } from '../../preload/units.ts';
import { meterLights } from '../store/meter-lights.ts';
import { useNarrowerThan } from '../store/size-steps.ts';
import { decibelFigure } from '../ui/figures.ts';
import { requestPaint } from '../ui/frame-loop.ts';
import { writeText } from '../ui/live-text.tsx';
import { useMeter } from '../ui/meter.tsx';
import { TOP_SHAPE } from '../ui/meter-picture.ts';
import { meterPart } from '../ui/meter-scale.ts';
import { MASTER_SOURCE } from './master-reading.ts';

const SCALE_DB = [-48, -24, -12, -6, 0] as const;

export function MasterMeter() {
  // In a narrow window the heads of the tracks have the meters.
  return useNarrowerThan(1_100) ? null : <WideMeter />;
}

function WideMeter() {
  const element = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const figures = useRef<HTMLSpanElement>(null);
  const onPaint = () => {
    const { peak } = meterLights.master;
    writeText(figures.current, peak === 0 ? '−∞' : decibelFigure(decibelsFromGain(peak)));
  };
  useMeter({ element, canvas, shape: TOP_SHAPE, source: MASTER_SOURCE, onPaint });
  return (
    <div className="master-meter">
      {/* biome-ignore lint/a11y/useSemanticElements: the element meter cannot be painted this way. */}
      <div
        className="master-bars"
        ref={element}
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
            <span key={decibels} style={{ left: `${meterPart(decibels) * 100}%` }}>
              {`${decibels}`.replace('-', '−')}
            </span>
          ))}
        </div>
      </div>
      <button
        type="button"
        className="master-peak"
        title="The highest peak so far, in dB; the lights tell of samples beyond full scale. Click to begin again, with Ctrl for the lights of the tracks, too."
        onClick={(event) => {
          MASTER_SOURCE.onClear(event.ctrlKey || event.metaKey);
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

/**
 * A level meter in decibels, painted outside React: rises at once, falls by itself, rests in silence.
 */
import { useEffect, useRef } from 'react';
import { decibelsFromGain, MIN_GAIN_DB } from '../../preload/units.ts';
import { type Live, liveNow, onLive } from '../store/live.ts';
import { addPainter, CALM_MILLISECONDS, REST } from './frame-loop.ts';

interface MeterProps {
  /** Accessible name. */
  readonly label: string;
  /** The newest peak, linear. */
  readonly read: (live: Live) => number;
}

const FALL_DB_PER_SECOND = 26;
/** After Stop: what the meter still shows is no level any more. */
const STOPPED_FALL_DB_PER_SECOND = 150;
const LOUD_DB = -1;
const TOP_DB = 3;

/** The part of the meter's height for a level, 0 to 1. */
export function meterHeight(decibels: number): number {
  return Math.min(1, Math.max(0, (decibels - MIN_GAIN_DB) / (TOP_DB - MIN_GAIN_DB)));
}

export function Meter({ label, read }: MeterProps) {
  const bar = useRef<HTMLDivElement>(null);
  const reader = useRef(read);
  reader.current = read;
  useEffect(() => {
    let level = MIN_GAIN_DB;
    let newest = MIN_GAIN_DB;
    let last = performance.now();
    let seen = liveNow().meters;
    const endLive = onLive((live) => {
      // An update may bring no peaks: the old ones must not raise the meter again.
      if (live.meters === seen) return;
      seen = live.meters;
      newest = Math.max(newest, decibelsFromGain(reader.current(live)));
    });
    const endPainter = addPainter(() => {
      const now = performance.now();
      const isStopped = liveNow().transport.state === 'stopped';
      const fall = isStopped ? STOPPED_FALL_DB_PER_SECOND : FALL_DB_PER_SECOND;
      const fallen = level - ((now - last) / 1000) * fall;
      last = now;
      level = Math.max(newest, fallen, MIN_GAIN_DB);
      newest = MIN_GAIN_DB;
      draw(bar.current, level);
      return level > MIN_GAIN_DB ? CALM_MILLISECONDS : REST;
    });
    newest = decibelsFromGain(reader.current(liveNow()));
    return () => {
      endLive();
      endPainter();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the element meter cannot be painted this way.
    <div
      className="meter"
      role="meter"
      aria-label={label}
      aria-valuemin={MIN_GAIN_DB}
      aria-valuemax={TOP_DB}
      aria-valuenow={MIN_GAIN_DB}
      aria-valuetext="silent"
    >
      <div className="meter-bar" ref={bar} />
    </div>
  );
}

function draw(bar: HTMLDivElement | null, level: number): void {
  if (bar === null) return;
  const transform = `scaleY(${meterHeight(level).toFixed(3)})`;
  if (bar.style.transform !== transform) bar.style.transform = transform;
  tell(bar.parentElement, Math.round(level));
  const isLoud = level > LOUD_DB ? 'true' : 'false';
  if (bar.dataset.loud !== isLoud) bar.dataset.loud = isLoud;
}

/** In whole dB, for who asks: a meter is no live region. */
function tell(meter: HTMLElement | null, decibels: number): void {
  if (meter === null || meter.ariaValueNow === `${decibels}`) return;
  meter.ariaValueNow = `${decibels}`;
  meter.ariaValueText =
    decibels <= MIN_GAIN_DB ? 'silent' : `${decibels} dB`.replace('-', '\u2212');
}

/**
 * A level meter in decibels on a small canvas of its own: what it shows changes without style, layout or paint
 * of the page. Its bar has the text colour of its element.
 */
import { type RefObject, useEffect, useRef } from 'react';
import { decibelsFromGain, MIN_GAIN_DB } from '../../preload/units.ts';
import { appearanceStore } from '../store/appearance.ts';
import { type Live, liveNow, onLive } from '../store/live.ts';
import { paceMilliseconds } from '../store/pace.ts';
import { addPainter, REST, requestPaint } from './frame-loop.ts';
import { MeterLevel } from './meter-level.ts';

interface MeterProps {
  /** Accessible name. */
  readonly label: string;
  /** The newest peak, linear. */
  readonly read: (live: Live) => number;
}

const TOP_DB = 3;
const OVER_PIXELS = 3;
/** Who asks for the level reads it, and nobody reads faster. */
const TOLD_EVERY_MILLISECONDS = 250;

/** The part of the meter's height for a level, 0 to 1. */
export function meterHeight(decibels: number): number {
  return Math.min(1, Math.max(0, (decibels - MIN_GAIN_DB) / (TOP_DB - MIN_GAIN_DB)));
}

export function Meter({ label, read }: MeterProps) {
  const element = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const reader = useRef(read);
  reader.current = read;
  useMeter(element, canvas, reader);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the element meter cannot be painted this way.
    <div
      className="meter"
      ref={element}
      role="meter"
      aria-label={label}
      aria-valuemin={MIN_GAIN_DB}
      aria-valuemax={TOP_DB}
      aria-valuenow={MIN_GAIN_DB}
      aria-valuetext="silent"
      title="A press resets the light of overs"
    >
      <canvas ref={canvas} aria-hidden />
    </div>
  );
}

function useMeter(
  element: RefObject<HTMLDivElement | null>,
  canvas: RefObject<HTMLCanvasElement | null>,
  reader: RefObject<(live: Live) => number>,
): void {
  useEffect(() => {
    if (element.current === null || canvas.current === null) return;
    const level = new MeterLevel(performance.now());
    const picture = new MeterPicture(element.current, canvas.current);
    let seen = liveNow().meters;
    let wasStopped = true;
    const endLive = onLive((live) => {
      const isStopped = live.transport.state === 'stopped';
      if (wasStopped && !isStopped) level.resetOver();
      wasStopped = isStopped;
      // An update may bring no peaks: the old ones must not raise the meter again.
      if (live.meters === seen) return;
      seen = live.meters;
      level.observe(decibelsFromGain(reader.current(live)));
    });
    const endPainter = addPainter(() => {
      level.advance(performance.now(), liveNow().transport.state === 'stopped');
      picture.show(level);
      return level.isAtRest ? REST : paceMilliseconds();
    });
    const reset = () => {
      level.resetOver();
      requestPaint();
    };
    const { current: pressed } = element;
    pressed.addEventListener('pointerdown', reset);
    level.observe(decibelsFromGain(reader.current(liveNow())));
    return () => {
      pressed.removeEventListener('pointerdown', reset);
      endLive();
      endPainter();
      picture.end();
    };
  }, [element, canvas, reader]);
}

/** Draws a meter where it differs from what is shown. */
class MeterPicture {
  readonly #element: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #observer: ResizeObserver;
  readonly #endAppearance: () => void;
  #bar = '';
  #bright = '';
  #over = '';
  #shown = '';
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(element: HTMLElement, canvas: HTMLCanvasElement) {
    this.#element = element;
    this.#canvas = canvas;
    this.#readColours();
    this.#endAppearance = appearanceStore.subscribe(() => {
      this.#readColours();
      requestPaint();
    });
    this.#observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const density = globalThis.devicePixelRatio;
      canvas.width = Math.max(1, Math.round(entry.contentRect.width * density));
      canvas.height = Math.max(1, Math.round(entry.contentRect.height * density));
      this.#shown = '';
      requestPaint();
    });
    this.#observer.observe(element);
  }

  show({ levelDb, heldDb, isOver }: MeterLevel): void {
    const { height } = this.#canvas;
    const bar = Math.round(meterHeight(levelDb) * height);
    const held = Math.round(meterHeight(heldDb) * height);
    const picture = `${bar} ${held} ${isOver}`;
    if (picture !== this.#shown) this.#draw(bar, held, isOver);
    this.#shown = picture;
    this.#tell(Math.round(levelDb));
  }

  end(): void {
    this.#observer.disconnect();
    this.#endAppearance();
  }

  #readColours(): void {
    const style = getComputedStyle(this.#element);
    this.#bar = style.color;
    this.#bright = style.getPropertyValue('--bright');
    this.#over = style.getPropertyValue('--record');
    this.#shown = '';
  }

  #draw(bar: number, held: number, isOver: boolean): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const { width, height } = this.#canvas;
    const line = Math.max(1, Math.round(globalThis.devicePixelRatio));
    context.clearRect(0, 0, width, height);
    context.fillStyle = this.#bar;
    context.fillRect(0, height - bar, width, bar);
    if (held > 0) {
      context.fillStyle = this.#bright;
      context.fillRect(0, height - held, width, line);
    }
    if (isOver) {
      context.fillStyle = this.#over;
      context.fillRect(0, 0, width, OVER_PIXELS * line);
    }
  }

  /** In whole dB, for who asks: a meter is no live region. */
  #tell(decibels: number): void {
    const now = performance.now();
    const isSilent = decibels <= MIN_GAIN_DB;
    if (this.#element.ariaValueNow === `${decibels}`) return;
    if (!isSilent && now - this.#toldAt < TOLD_EVERY_MILLISECONDS) return;
    this.#toldAt = now;
    this.#element.ariaValueNow = `${decibels}`;
    this.#element.ariaValueText = isSilent ? 'silent' : `${decibels} dB`.replace('-', '\u2212');
  }
}

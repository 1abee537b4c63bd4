/**
 * Draws the bars of a level meter on a canvas of its own, where they differ from what is shown: without style,
 * layout or paint of the page. A bar has its peak, its RMS over it, the held peak as a line, and the light of
 * overs after full scale.
 */
import { type Decibels, MIN_GAIN_DB } from '../../preload/units.ts';
import { appearanceStore } from '../store/appearance.ts';
import { requestPaint } from './frame-loop.ts';
import type { MeterLevel } from './meter-level.ts';
import { meterPart } from './meter-scale.ts';

/** Who asks for the level reads it, and nobody reads faster. */
const TOLD_EVERY_MILLISECONDS = 250;
const PEAK_ALPHA = 0.5;
const FULL_ALPHA = 0.9;

/** In CSS pixels. */
interface MeterShape {
  /** Bars grow upwards, else to the right. */
  readonly isUpright: boolean;
  readonly between: number;
  readonly light: number;
  readonly beforeLight: number;
  readonly hold: number;
}

export const HEAD_SHAPE: MeterShape = {
  isUpright: true,
  between: 1,
  light: 4,
  beforeLight: 2,
  hold: 1,
};

export const TOP_SHAPE: MeterShape = {
  isUpright: false,
  between: 2,
  light: 8,
  beforeLight: 3,
  hold: 1.5,
};

export interface MeterBar {
  readonly level: MeterLevel;
  /** It was over since its light was put out. */
  readonly isOver: boolean;
}

/** A bar in pixels of the screen along its way. */
interface DrawnBar {
  readonly peak: number;
  readonly rms: number;
  readonly held: number;
  readonly isOver: boolean;
}

export class MeterPicture {
  readonly #element: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #shape: MeterShape;
  readonly #observer: ResizeObserver;
  readonly #endAppearance: () => void;
  #size = { width: 0, height: 0, density: 1 };
  #colours = { bed: '', fill: '', hold: '', over: '' };
  #shown = '';
  #told = '';
  #toldAt = Number.NEGATIVE_INFINITY;

  /** @param element has the role meter; its text colour is that of the bars */
  constructor(element: HTMLElement, canvas: HTMLCanvasElement, shape: MeterShape) {
    this.#element = element;
    this.#canvas = canvas;
    this.#shape = shape;
    this.#readColours();
    this.#endAppearance = appearanceStore.subscribe(() => {
      this.#readColours();
      // On another screen a CSS pixel has another number of pixels.
      this.#fit(this.#size.width, this.#size.height);
    });
    this.#observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) this.#fit(entry.contentRect.width, entry.contentRect.height);
    });
    this.#observer.observe(canvas);
  }

  show(bars: readonly MeterBar[]): void {
    const { isUpright, light, beforeLight } = this.#shape;
    const { density } = this.#size;
    const along = isUpright ? this.#canvas.height : this.#canvas.width;
    const full = Math.max(0, along - Math.round((light + beforeLight) * density));
    const pixels = (decibels: Decibels) => Math.round(meterPart(decibels) * full);
    const drawn = bars.map(({ level, isOver }) => ({
      peak: pixels(level.levelDb),
      rms: pixels(level.rmsDb),
      held: pixels(level.heldDb),
      isOver,
    }));
    const picture = drawn
      .map(({ peak, rms, held, isOver }) => `${peak} ${rms} ${held} ${isOver}`)
      .join();
    if (picture !== this.#shown) this.#draw(drawn, full);
    this.#shown = picture;
    this.#tell(bars);
  }

  end(): void {
    this.#observer.disconnect();
    this.#endAppearance();
  }

  #fit(width: number, height: number): void {
    const density = globalThis.devicePixelRatio;
    this.#size = { width, height, density };
    this.#canvas.width = Math.max(1, Math.round(width * density));
    this.#canvas.height = Math.max(1, Math.round(height * density));
    this.#shown = '';
    requestPaint();
  }

  #readColours(): void {
    const style = getComputedStyle(this.#element);
    this.#colours = {
      bed: style.getPropertyValue('--meter-bed'),
      fill: style.color,
      hold: style.getPropertyValue('--bright'),
      over: style.getPropertyValue('--error'),
    };
    this.#shown = '';
  }

  /** @param full pixels of full scale */
  #draw(bars: readonly DrawnBar[], full: number): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const { isUpright, light, beforeLight, between, hold } = this.#shape;
    const { width, height } = this.#canvas;
    const { density } = this.#size;
    const { bed, fill, hold: bright, over } = this.#colours;
    context.clearRect(0, 0, width, height);
    const across = isUpright ? width : height;
    const step = (across + between * density) / Math.max(1, bars.length);
    for (const [place, bar] of bars.entries()) {
      const start = Math.round(place * step);
      const thick = Math.max(1, Math.round((place + 1) * step - between * density) - start);
      const rect = (colour: string, from: number, to: number, alpha = 1) => {
        context.globalAlpha = alpha;
        context.fillStyle = colour;
        if (isUpright) context.fillRect(start, height - to, thick, to - from);
        else context.fillRect(from, start, to - from, thick);
      };
      rect(bed, 0, full);
      // Without an RMS the whole bar is the peak's.
      rect(fill, 0, bar.peak, bar.rms > 0 ? PEAK_ALPHA : FULL_ALPHA);
      if (bar.rms > 0) rect(fill, 0, Math.min(bar.rms, bar.peak), FULL_ALPHA);
      const line = Math.max(1, Math.round(hold * density));
      if (bar.held > 0) rect(bright, Math.max(0, bar.held - line), Math.max(line, bar.held));
      const lamp = full + Math.round(beforeLight * density);
      rect(bar.isOver ? over : bed, lamp, lamp + Math.round(light * density));
    }
    context.globalAlpha = 1;
  }

  /** In whole dB, for who asks: a meter is no live region. */
  #tell(bars: readonly MeterBar[]): void {
    const loudest = (of: (level: MeterLevel) => Decibels) =>
      Math.max(MIN_GAIN_DB, ...bars.map(({ level }) => of(level)));
    const decibels = Math.round(loudest(({ levelDb }) => levelDb));
    const text = meterWords(
      decibels,
      Math.round(loudest(({ rmsDb }) => rmsDb)),
      bars.some(({ isOver }) => isOver),
    );
    if (this.#told === text) return;
    const now = performance.now();
    if (decibels > MIN_GAIN_DB && now - this.#toldAt < TOLD_EVERY_MILLISECONDS) return;
    this.#toldAt = now;
    this.#element.ariaValueNow = `${Math.min(0, decibels)}`;
    this.#element.ariaValueText = text;
    this.#told = text;
  }
}

/** `−12 dB, RMS −20 dB, it was over`, `silent`. */
export function meterWords(peakDb: Decibels, rmsDb: Decibels, wasOver: boolean): string {
  const words = (decibels: Decibels) => `${decibels} dB`.replace('-', '−');
  const level = peakDb <= MIN_GAIN_DB ? 'silent' : words(peakDb);
  const rms = rmsDb > MIN_GAIN_DB && peakDb > MIN_GAIN_DB ? `, RMS ${words(rmsDb)}` : '';
  return `${level}${rms}${wasOver ? ', it was over' : ''}`;
}

/** Draws the two bars of the master's meter on a canvas, where they differ from what is shown: without
 * style, layout or paint of the page. */
import { MIN_GAIN_DB } from '../../preload/units.ts';
import { appearanceStore } from '../store/appearance.ts';
import { requestPaint } from '../ui/frame-loop.ts';
import type { MeterLevel } from '../ui/meter-level.ts';
import { meterWidth } from './meter-scale.ts';

/** In CSS pixels. */
const BAR_PIXELS = 8;
const BETWEEN_PIXELS = 2;
const LIGHT_PIXELS = 8;
const BEFORE_LIGHT_PIXELS = 3;
const HOLD_PIXELS = 1.5;
/** Who asks for the level reads it, and nobody reads faster. */
const TOLD_EVERY_MILLISECONDS = 250;

export class MasterPicture {
  readonly #meter: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #observer: ResizeObserver;
  readonly #endAppearance: () => void;
  #colours = { bed: '', fill: '', hold: '', over: '' };
  #shown = '';
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(meter: HTMLElement, canvas: HTMLCanvasElement) {
    this.#meter = meter;
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
    this.#observer.observe(canvas);
  }

  show(levels: readonly MeterLevel[], isOver: readonly boolean[]): void {
    const density = globalThis.devicePixelRatio;
    const width = this.#canvas.width - (LIGHT_PIXELS + BEFORE_LIGHT_PIXELS) * density;
    const bars = levels.map(({ levelDb, heldDb }) => ({
      fill: Math.round(meterWidth(levelDb) * width),
      hold: Math.round(meterWidth(heldDb) * width),
    }));
    const picture = JSON.stringify([bars, isOver]);
    if (picture !== this.#shown) this.#draw(bars, isOver, width, density);
    this.#shown = picture;
    this.#tell(Math.max(...levels.map(({ levelDb }) => levelDb)), isOver.includes(true));
  }

  end(): void {
    this.#observer.disconnect();
    this.#endAppearance();
  }

  #readColours(): void {
    const style = getComputedStyle(this.#meter);
    const colour = (name: string) => style.getPropertyValue(name);
    this.#colours = {
      bed: colour('--meter-bed'),
      fill: colour('--meter'),
      hold: colour('--bright'),
      over: colour('--error'),
    };
    this.#shown = '';
  }

  #draw(
    bars: readonly { readonly fill: number; readonly hold: number }[],
    isOver: readonly boolean[],
    width: number,
    density: number,
  ): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const { bed, fill, hold, over } = this.#colours;
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    bars.forEach((bar, side) => {
      const top = side * (BAR_PIXELS + BETWEEN_PIXELS) * density;
      const rect = (colour: string, left: number, wide: number) => {
        context.fillStyle = colour;
        context.fillRect(left, top, wide, BAR_PIXELS * density);
      };
      rect(bed, 0, width);
      rect(fill, 0, bar.fill);
      const line = HOLD_PIXELS * density;
      if (bar.hold > 0) rect(hold, Math.min(bar.hold, width - line), line);
      const light = width + BEFORE_LIGHT_PIXELS * density;
      rect(isOver[side] === true ? over : bed, light, LIGHT_PIXELS * density);
    });
  }

  /** In whole dB, for who asks: a meter is no live region. */
  #tell(level: number, wasOver: boolean): void {
    const decibels = Math.min(0, Math.round(level));
    const isSilent = decibels <= MIN_GAIN_DB;
    const words = isSilent ? 'silent' : `${decibels} dB`.replace('-', '−');
    const text = wasOver ? `${words}, it was over` : words;
    const now = performance.now();
    if (this.#meter.ariaValueText === text) return;
    if (!isSilent && now - this.#toldAt < TOLD_EVERY_MILLISECONDS) return;
    this.#toldAt = now;
    this.#meter.ariaValueNow = `${decibels}`;
    this.#meter.ariaValueText = text;
  }
}

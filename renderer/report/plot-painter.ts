/** What plots draw on uPlot's canvas, in the units of their scales. Sizes are CSS pixels. */
import uPlot from 'uplot';
import type { Seconds } from '../../preload/units.ts';
import type { Palette } from '../timeline/canvas/palette.ts';
import { tickText, timeTicks } from './plot-data.ts';

/** Room for the figures below the plot. */
const FOOT_PIXELS = 22;

export interface TextPlace {
  readonly align?: CanvasTextAlign;
  /** Right and down from the point. */
  readonly by?: readonly [number, number];
  readonly font?: 'words' | 'figures';
}

export class PlotPainter {
  readonly #chart: uPlot;
  readonly #palette: Palette;
  readonly #density: number;

  constructor(chart: uPlot, palette: Palette) {
    this.#chart = chart;
    this.#palette = palette;
    this.#density = uPlot.pxRatio;
  }

  get #context(): CanvasRenderingContext2D {
    return this.#chart.ctx;
  }

  get widthPixels(): number {
    return this.#chart.bbox.width / this.#density;
  }

  x(value: number): number {
    return this.#chart.valToPos(value, 'x', true);
  }

  y(value: number): number {
    return this.#chart.valToPos(value, 'y', true);
  }

  /** Also above and below what the scale shows. */
  get left(): number {
    return this.#chart.bbox.left;
  }

  get right(): number {
    return this.#chart.bbox.left + this.#chart.bbox.width;
  }

  get top(): number {
    return this.#chart.bbox.top;
  }

  get bottom(): number {
    return this.#chart.bbox.top + this.#chart.bbox.height;
  }

  get middle(): number {
    return (this.top + this.bottom) / 2;
  }

  /** CSS pixels on the canvas. */
  size(pixels: number): number {
    return pixels * this.#density;
  }

  line(from: readonly [number, number], to: readonly [number, number], stroke: Stroke): void {
    const context = this.#context;
    context.save();
    context.strokeStyle = stroke.colour;
    context.lineWidth = this.size(stroke.width ?? 1);
    context.setLineDash((stroke.dash ?? []).map((pixels) => this.size(pixels)));
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
    context.restore();
  }

  /** Across the plot. */
  level(value: number, stroke: Stroke): void {
    const y = Math.round(this.y(value)) + 0.5;
    this.line([this.left, y], [this.right, y], stroke);
  }

  box(x: readonly [number, number], y: readonly [number, number], colour: string, cover = 1): void {
    const context = this.#context;
    context.save();
    context.globalAlpha = cover;
    context.fillStyle = colour;
    context.fillRect(x[0], Math.min(...y), x[1] - x[0], Math.abs(y[1] - y[0]));
    context.restore();
  }

  /** A filled circle, or a ring. */
  dot(x: number, y: number, radius: number, colour: string, isRing = false): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.arc(x, y, this.size(radius), 0, Math.PI * 2);
    context.fillStyle = isRing ? this.#palette.panel : colour;
    context.strokeStyle = colour;
    context.lineWidth = this.size(1.5);
    context.fill();
    if (isRing) context.stroke();
    context.restore();
  }

  /** Two strokes that cross. */
  cross(x: number, y: number, colour: string): void {
    const arm = this.size(3.5);
    this.line([x - arm, y - arm], [x + arm, y + arm], { colour, width: 1.6 });
    this.line([x - arm, y + arm], [x + arm, y - arm], { colour, width: 1.6 });
  }

  text(text: string, x: number, y: number, colour: string, place: TextPlace = {}): void {
    const { align = 'left', by: [right, down] = [0, 0], font = 'figures' } = place;
    const { monoFont, interfaceFont } = this.#palette;
    const context = this.#context;
    context.save();
    const family = font === 'figures' ? monoFont : interfaceFont;
    context.font = `${this.size(font === 'figures' ? 10.5 : 11)}px ${family}`;
    context.textAlign = align;
    context.textBaseline = 'middle';
    context.fillStyle = colour;
    context.fillText(text, x + this.size(right), y + this.size(down));
    context.restore();
  }

  /** How wide a text is, CSS pixels. */
  widthOf(text: string): number {
    const context = this.#context;
    context.save();
    context.font = `${this.size(11)}px ${this.#palette.interfaceFont}`;
    const { width } = context.measureText(text);
    context.restore();
    return width / this.#density;
  }

  /** A figure at the right end, above its line. */
  scaleText(text: string, value: number): void {
    this.text(text, this.right, this.y(value), this.#palette.dim, { align: 'right', by: [-3, -7] });
  }

  /** Figures of the time below the plot, and its end. */
  times(end: Seconds): void {
    const { dim } = this.#palette;
    const y = this.bottom + this.size(12);
    const ticks = timeTicks(end, Math.max(1, Math.floor(this.widthPixels / 75)));
    for (const tick of ticks) {
      this.text(tickText(tick), this.x(tick), y, dim, { align: tick === 0 ? 'left' : 'center' });
    }
    this.text(tickText(Math.floor(end * 10) / 10), this.right, y, dim, { align: 'right' });
  }
}

interface Stroke {
  readonly colour: string;
  readonly width?: number;
  readonly dash?: readonly number[];
}

export interface PaintedPlot {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly isLog?: boolean;
  readonly series?: readonly uPlot.Series[];
  /** Below the series. */
  readonly before?: (painter: PlotPainter) => void;
  /** On top of them. */
  readonly after?: (painter: PlotPainter) => void;
}

/** Options of a plot that draws its lines and figures itself. */
export function paintedOptions(
  palette: Palette,
  { x, y, isLog, series = [], before, after }: PaintedPlot,
): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    cursor: { show: false },
    legend: { show: false },
    padding: [10, 0, FOOT_PIXELS, 0],
    scales: {
      x: { time: false, range: () => [...x] },
      y: { distr: isLog === true ? 3 : 1, range: () => [...y] },
    },
    axes: [{ show: false }, { show: false }],
    series: [{}, ...series],
    hooks: {
      drawClear: [(chart) => before?.(new PlotPainter(chart, palette))],
      draw: [(chart) => after?.(new PlotPainter(chart, palette))],
    },
  };
}

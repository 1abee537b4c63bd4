/** The distribution of errors: of one run as bars, of two as lines. */
import type { ErrorHistogram } from '../../preload/report.ts';
import type { Palette } from '../timeline/canvas/palette.ts';
import { figure } from '../ui/figures.ts';
import type { PlotSpec, PlotTable } from './plot.tsx';
import {
  type ErrorBar,
  errorBars,
  errorCount,
  errorDensity,
  errorRange,
  percentText,
  signedSmallTime,
} from './plot-data.ts';
import { type PlotPainter, paintedOptions } from './plot-painter.ts';

/** Scales need two points; nothing is drawn of them. */
const NO_SERIES: PlotSpec['data'] = [
  [0, 1],
  [null, null],
];

export function errorSpec(histogram: ErrorHistogram): PlotSpec {
  const bars = errorBars(histogram);
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return {
    data: NO_SERIES,
    options: (palette) =>
      paintedOptions(palette, {
        x: errorRange([histogram]),
        y: [0, most * 1.25],
        before: (painter) => halfFrames(painter, palette, histogram),
        after: (painter) => {
          for (const bar of bars) drawBar(painter, palette, bar);
          errorFigures(painter, palette, histogram);
          drawBeyond(painter, palette, histogram);
        },
      }),
  };
}

function drawBar(painter: PlotPainter, palette: Palette, { from, to, count }: ErrorBar): void {
  if (count === 0) return;
  const x = [painter.x(from) + painter.size(0.5), painter.x(to) - painter.size(0.5)] as const;
  const top = painter.y(count);
  painter.box(x, [top, painter.bottom], palette.onTime, 0.38);
  painter.box(x, [top, top + painter.size(2)], palette.onTime);
}

function halfFrames(painter: PlotPainter, palette: Palette, { halfFrame }: ErrorHistogram): void {
  const [left, right] = [painter.x(-halfFrame), painter.x(halfFrame)];
  painter.box([left, right], [painter.top, painter.bottom], palette.accent, 0.06);
  for (const x of [left, right]) {
    const stroke = { colour: palette.accent, dash: [3, 3] };
    painter.line([x, painter.top], [x, painter.bottom], stroke);
  }
  const base = { colour: palette.line };
  painter.line([painter.left, painter.bottom], [painter.right, painter.bottom], base);
}

function errorFigures(painter: PlotPainter, palette: Palette, { halfFrame }: ErrorHistogram): void {
  const y = painter.bottom + painter.size(12);
  const at = (seconds: number, text: string) =>
    painter.text(text, painter.x(seconds), y, palette.dim, { align: 'center' });
  at(-halfFrame, signedSmallTime(-halfFrame));
  at(0, '0');
  at(halfFrame, signedSmallTime(halfFrame));
}

/** How many lie beyond either end. */
function drawBeyond(painter: PlotPainter, palette: Palette, histogram: ErrorHistogram): void {
  const y = painter.bottom - painter.size(8);
  const { below, above } = histogram;
  if (above > 0) {
    const place = { align: 'right', by: [-4, 0] } as const;
    painter.text(`${figure(above)} ›`, painter.right, y, palette.warning, place);
  }
  if (below > 0) {
    painter.text(`‹ ${figure(below)}`, painter.left, y, palette.warning, { by: [4, 0] });
  }
}

export function errorTable(histogram: ErrorHistogram): PlotTable {
  const { below, above } = histogram;
  const bars = errorBars(histogram).filter(({ count }) => count > 0);
  const ends = (count: number, words: string) => (count > 0 ? [[words, figure(count)]] : []);
  return {
    heads: ['Error', 'Actions'],
    rows: [
      ...ends(below, 'earlier'),
      ...bars.map(({ from, to, count }) => [rangeText(from, to), figure(count)]),
      ...ends(above, 'later'),
    ],
  };
}

function rangeText(from: number, to: number): string {
  return `${signedSmallTime(from)} to ${signedSmallTime(to)}`;
}

/** Of the first run in the accent, of the second one in grey. */
export function comparedErrorSpec(first: ErrorHistogram, second: ErrorHistogram): PlotSpec {
  const both = [second, first].map(errorDensity);
  const most = Math.max(Number.EPSILON, ...both.flat().map(({ count }) => count));
  return {
    data: NO_SERIES,
    options: (palette) =>
      paintedOptions(palette, {
        x: errorRange([first, second]),
        y: [0, most * 1.2],
        before: (painter) => halfFrames(painter, palette, first),
        after: (painter) => {
          both.forEach((bars, index) => {
            drawSteps(painter, bars, index === 0 ? palette.dim : palette.accent);
          });
          errorFigures(painter, palette, first);
        },
      }),
  };
}

function drawSteps(painter: PlotPainter, bars: readonly ErrorBar[], colour: string): void {
  let before = painter.bottom;
  for (const { from, to, count } of bars) {
    const y = painter.y(count);
    const [left, right] = [painter.x(from), painter.x(to)];
    painter.line([left, before], [left, y], { colour, width: 1.5 });
    painter.line([left, y], [right, y], { colour, width: 1.5 });
    before = y;
  }
  const last = bars.at(-1);
  if (last === undefined) return;
  const x = painter.x(last.to);
  painter.line([x, before], [x, painter.bottom], { colour, width: 1.5 });
}

/** In shares: the runs may have different numbers of actions. Bins of the first run's steps. */
export function comparedErrorTable(
  [firstName, first]: readonly [string, ErrorHistogram],
  [secondName, second]: readonly [string, ErrorHistogram],
): PlotTable {
  const step = Math.max(first.binWidth, second.binWidth);
  const binned = [first, second].map((histogram) => sharesBy(step, histogram));
  const bins = [...new Set(binned.flatMap((shares) => [...shares.keys()]))].sort((a, b) => a - b);
  return {
    heads: ['Error', firstName, secondName],
    rows: bins.map((bin) => [
      rangeText(bin * step, (bin + 1) * step),
      ...binned.map((shares) => percentText(shares.get(bin) ?? 0)),
    ]),
  };
}

function sharesBy(step: number, histogram: ErrorHistogram): ReadonlyMap<number, number> {
  const all = Math.max(1, errorCount(histogram));
  const shares = new Map<number, number>();
  for (const { from, to, count } of errorBars(histogram)) {
    if (count === 0) continue;
    const bin = Math.floor((from + to) / 2 / step);
    shares.set(bin, (shares.get(bin) ?? 0) + count / all);
  }
  return shares;
}

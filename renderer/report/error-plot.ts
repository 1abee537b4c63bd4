/** The distribution of errors: of one run as bars, of two as lines. */
import type { ErrorHistogram } from '../../preload/report.ts';
import { counted, type Seconds } from '../../preload/units.ts';
import type { Palette } from '../timeline/canvas/palette.ts';
import { figure } from '../ui/figures.ts';
import type { PlotSpec, PlotTable } from './plot.tsx';
import type { PlotPoint } from './plot-cursor.tsx';
import {
  type ErrorBar,
  errorBars,
  errorCount,
  errorDensity,
  errorRange,
  percentText,
  signedSmallTime,
  smallTimeText,
} from './plot-data.ts';
import { type PlotPainter, paintedOptions } from './plot-painter.ts';

/** Scales need two points; nothing is drawn of them. */
const NO_SERIES: PlotSpec['data'] = [
  [0, 1],
  [null, null],
];

/** Between two figures below the plot. */
const LABEL_GAP_PIXELS = 14;

export function errorSpec(histogram: ErrorHistogram): PlotSpec {
  const bars = errorBars(histogram);
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const x = errorRange([histogram]);
  const scale = { halfFrame: histogram.halfFrame, reach: x[1] };
  return {
    data: NO_SERIES,
    points: bars
      .filter(({ count }) => count > 0)
      .map((bar) => pointOf(bar, counted(bar.count, 'action'))),
    options: (palette) =>
      paintedOptions(palette, {
        x,
        y: [0, most * 1.25],
        before: (painter) => halfFrames(painter, palette, histogram),
        after: (painter) => {
          for (const bar of bars) drawBar(painter, palette, bar);
          errorFigures(painter, palette, scale);
          drawBeyond(painter, palette, histogram);
        },
      }),
  };
}

function pointOf({ from, to, count }: ErrorBar, words: string): PlotPoint {
  return { x: (from + to) / 2, y: count, text: `${rangeText(from, to)}: ${words}` };
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

/** At both lines of half a frame; where these are too near to each other one figure for both, and the ends
 * of the scale. */
function errorFigures(
  painter: PlotPainter,
  palette: Palette,
  { halfFrame, reach }: Pick<ErrorHistogram, 'halfFrame'> & { readonly reach: Seconds },
): void {
  const y = painter.bottom + painter.size(12);
  const at = (x: number, text: string, align: CanvasTextAlign = 'center') =>
    painter.text(text, x, y, palette.dim, { align });
  const [left, right] = [signedSmallTime(-halfFrame), signedSmallTime(halfFrame)];
  const room = painter.x(halfFrame) - painter.x(0);
  if (room >= painter.size(painter.widthOf(right) / 2 + LABEL_GAP_PIXELS)) {
    at(painter.x(-halfFrame), left);
    at(painter.x(0), '0');
    at(painter.x(halfFrame), right);
    return;
  }
  at(painter.left, signedSmallTime(-reach), 'left');
  at(painter.x(0), `±${smallTimeText(halfFrame)}`);
  at(painter.right, signedSmallTime(reach), 'right');
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

/** A run's name with its errors. */
type NamedErrors = readonly [name: string, errors: ErrorHistogram];

/** Of the first run in the accent, of the second one in grey. */
export function comparedErrorSpec(one: NamedErrors, other: NamedErrors): PlotSpec {
  const [first, second] = [one[1], other[1]];
  const both = [second, first].map(errorDensity);
  const most = Math.max(Number.EPSILON, ...both.flat().map(({ count }) => count));
  const x = errorRange([first, second]);
  const scale = { halfFrame: first.halfFrame, reach: x[1] };
  return {
    data: NO_SERIES,
    points: [other, one].flatMap(comparedPoints).sort((a, b) => a.x - b.x),
    options: (palette) =>
      paintedOptions(palette, {
        x,
        y: [0, most * 1.2],
        before: (painter) => halfFrames(painter, palette, first),
        after: (painter) => {
          both.forEach((bars, index) => {
            drawSteps(painter, bars, index === 0 ? palette.dim : palette.accent);
          });
          errorFigures(painter, palette, scale);
        },
      }),
  };
}

function comparedPoints([name, histogram]: NamedErrors): readonly PlotPoint[] {
  const all = Math.max(1, errorCount(histogram));
  const shares = errorBars(histogram).map(({ count }) => count / all);
  return errorDensity(histogram).flatMap((bar, index) => {
    const share = shares[index] ?? 0;
    return share === 0 ? [] : [pointOf(bar, `${percentText(share)} of ${name}`)];
  });
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
  [firstName, first]: NamedErrors,
  [secondName, second]: NamedErrors,
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

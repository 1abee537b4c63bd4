/** Plots over the time of a run: lateness, load, dropouts; outages as spans in all of them. */
import { DIRECTION_WORDS, type Dropout } from '../../preload/dropouts.ts';
import type { ReportPlots } from '../../preload/report.ts';
import type { Seconds } from '../../preload/units.ts';
import { counted } from '../../preload/units.ts';
import { type Tone, VERDICTS } from '../../preload/verdict.ts';
import { lengthText } from '../runs/run-text.ts';
import type { Palette } from '../timeline/canvas/palette.ts';
import { DASH, figure } from '../ui/figures.ts';
import type { PlotSpec, PlotTable } from './plot.tsx';
import type { PlotPoint } from './plot-cursor.tsx';
import {
  type LatenessPoint,
  latenessHeight,
  latenessLines,
  latenessRange,
  loadLines,
  percentText,
  signedSmallTime,
  thinnedLoad,
  worstLoad,
  worstPoints,
} from './plot-data.ts';
import { type PlotPainter, paintedOptions } from './plot-painter.ts';

const MOST_TABLE_ROWS = 500;
const MOST_NAMED_POINTS = 3;
/** Of a run that has just begun. */
const LEAST_SECONDS: Seconds = 0.1;

/** Of the run, in its own time. */
interface Span {
  readonly plots: ReportPlots;
  readonly seconds: Seconds;
}

export function endOf({ seconds }: Pick<Span, 'seconds'>): Seconds {
  return Math.max(LEAST_SECONDS, seconds);
}

function drawOutages(painter: PlotPainter, palette: Palette, { plots }: Span): void {
  for (const { from, to } of plots.outages) {
    const x = [
      painter.x(from),
      Math.max(painter.x(to), painter.x(from) + painter.size(2)),
    ] as const;
    painter.box(x, [painter.top, painter.bottom], palette.error, 0.16);
    for (const edge of x) {
      const stroke = { colour: palette.error, dash: [2, 2] };
      painter.line([edge, painter.top], [edge, painter.bottom], stroke);
    }
  }
}

function colourOf(palette: Palette, tone: Tone): string {
  if (tone === 'ok') return palette.onTime;
  if (tone === 'warn') return palette.warning;
  return tone === 'bad' ? palette.error : palette.dim;
}

export function latenessSpec(span: Span): PlotSpec {
  const [least, most] = latenessRange(span.plots.lateness);
  const top = most / 2;
  const end = endOf(span);
  return {
    data: [
      [0, end],
      [null, null],
    ],
    points: byPlace(span.plots.lateness.map((point) => latenessPoint(point, top))),
    options: (palette) =>
      paintedOptions(palette, {
        x: [0, end],
        y: [least, most],
        isLog: true,
        before: (painter) => {
          for (const line of latenessLines(most)) {
            painter.level(line, { colour: palette.softLine });
            painter.scaleText(`${line * 1_000} ms`, line);
          }
          painter.level(least, { colour: palette.line });
          drawOutages(painter, palette, span);
        },
        after: (painter) => {
          for (const point of span.plots.lateness) {
            const { tone } = VERDICTS[point.verdict];
            const [x, y] = [painter.x(point.seconds), painter.y(latenessHeight(point, top))];
            const colour = colourOf(palette, tone);
            if (tone === 'bad') painter.cross(x, y, colour);
            else painter.dot(x, y, tone === 'warn' ? 3 : 1.5, colour);
          }
          for (const point of worstPoints(span.plots.lateness, MOST_NAMED_POINTS)) {
            namePoint(painter, palette, point, latenessHeight(point, top));
          }
          painter.times(end);
        },
      }),
  };
}

function byPlace(points: readonly PlotPoint[]): readonly PlotPoint[] {
  return [...points].sort((one, other) => one.x - other.x);
}

function latenessPoint(point: LatenessPoint, top: Seconds): PlotPoint {
  const { seconds, name, verdict, latenessSeconds } = point;
  const by = latenessSeconds === null ? '' : `, ${signedSmallTime(latenessSeconds)}`;
  const text = `${lengthText(seconds)}: ${name}, ${VERDICTS[verdict].word}${by}`;
  return { x: seconds, y: latenessHeight(point, top), text };
}

/** On the side where there is room. */
function namePoint(
  painter: PlotPainter,
  palette: Palette,
  point: LatenessPoint,
  height: Seconds,
): void {
  const text = point.label ?? point.name;
  const x = painter.x(point.seconds);
  const y = painter.y(height);
  const isRight = x + painter.size(painter.widthOf(text) + 60) < painter.right;
  painter.text(text, x, y, colourOf(palette, VERDICTS[point.verdict].tone), {
    align: isRight ? 'left' : 'right',
    by: [isRight ? 9 : -9, 0],
    font: 'words',
  });
}

export function latenessSummary({ plots }: Span): string {
  const worst = worstPoints(plots.lateness, MOST_NAMED_POINTS);
  if (worst.length === 0) return `${counted(plots.lateness.length, 'action')}, none late.`;
  return `The worst: ${worst.map(({ label }) => label).join('; ')}.`;
}

/** Those that were not on time, then the others, as far as there is room. */
export function latenessTable({ plots }: Span): PlotTable {
  const isWell = ({ verdict }: LatenessPoint) => VERDICTS[verdict].tone === 'ok';
  const first = [
    ...plots.lateness.filter((point) => !isWell(point)),
    ...plots.lateness.filter(isWell),
  ].slice(0, MOST_TABLE_ROWS);
  const left = plots.lateness.length - first.length;
  return {
    heads: ['Time', 'Action', 'Verdict', 'Lateness'],
    words: ['Action', 'Verdict'],
    rows: first
      .sort((one, other) => one.seconds - other.seconds)
      .map(({ seconds, name, verdict, latenessSeconds }) => [
        lengthText(seconds),
        name,
        VERDICTS[verdict].word,
        latenessSeconds === null ? DASH : signedSmallTime(latenessSeconds),
      ]),
    ...(left > 0 ? { rest: `${figure(left)} more on time; CSV has all.` } : {}),
  };
}

export function loadSpec(span: Span): PlotSpec {
  const load = thinnedLoad(span.plots.load);
  const worst = worstLoad(span.plots.load);
  const end = endOf(span);
  const top = Math.max(1.15, (worst?.worstLoad ?? 0) * 1.15);
  const lines = loadLines(top);
  // The last one lasts to the end.
  const drawn = [...load, ...load.slice(-1).map((point) => ({ ...point, seconds: end }))];
  const seconds = load.length === 0 ? [0, end] : drawn.map((point) => point.seconds);
  const column = (read: (point: (typeof load)[number]) => number) =>
    load.length === 0 ? [null, null] : drawn.map(read);
  return {
    data: [seconds, column((point) => point.worstLoad), column((point) => point.meanLoad)],
    points: load.map((point) => ({
      x: point.seconds,
      y: point.worstLoad,
      text: `${lengthText(point.seconds)}: mean ${percentText(point.meanLoad)}, worst block ${percentText(point.worstLoad)}`,
    })),
    options: (palette) =>
      paintedOptions(palette, {
        x: [0, end],
        y: [0, top],
        series: [
          {
            stroke: palette.strongLine,
            fill: palette.strongLine,
            width: 1,
            points: { show: false },
          },
          { stroke: palette.accent, width: 1.5, points: { show: false } },
        ],
        before: (painter) => {
          for (const line of lines)
            if (line !== 1) painter.level(line, { colour: palette.softLine });
          painter.level(1, { colour: palette.error, dash: [3, 3] });
          drawOutages(painter, palette, span);
        },
        after: (painter) => {
          for (const line of lines) painter.scaleText(`${line * 100} %`, line);
          if (worst !== null) nameWorst(painter, palette, worst);
          painter.times(end);
        },
      }),
  };
}

function nameWorst(
  painter: PlotPainter,
  palette: Palette,
  { seconds, worstLoad: worst }: ReportPlots['load'][number],
): void {
  const text = `worst ${percentText(worst)} at ${lengthText(seconds)}`;
  // Above what it names, so that a level load does not run through it.
  const y = Math.max(painter.top, painter.y(worst)) - painter.size(9);
  const x = painter.x(seconds);
  const isRight = x + painter.size(painter.widthOf(text) + 60) < painter.right;
  painter.text(text, x, y, palette.text, {
    align: isRight ? 'left' : 'right',
    by: [isRight ? 3 : -3, 0],
    font: 'words',
  });
}

export function loadTable({ plots }: Span): PlotTable {
  const load = thinnedLoad(plots.load, MOST_TABLE_ROWS);
  return {
    heads: ['Time', 'Mean', 'Worst block'],
    rows: load.map((point) => [
      lengthText(point.seconds),
      percentText(point.meanLoad),
      percentText(point.worstLoad),
    ]),
    ...(load.length < plots.load.length
      ? { rest: 'Each row stands for several seconds; JSON has all.' }
      : {}),
  };
}

type PlottedDropout = ReportPlots['dropouts'][number];

/** Output above the line, input below it, both on both sides. */
export function dropoutsSpec(span: Span): PlotSpec {
  const end = endOf(span);
  return {
    data: [
      [0, end],
      [null, null],
    ],
    points: lossPoints(span.plots),
    options: (palette) =>
      paintedOptions(palette, {
        x: [0, end],
        y: [-1, 1],
        before: (painter) => {
          painter.level(0, { colour: palette.strongLine });
          drawOutages(painter, palette, span);
        },
        after: (painter) => {
          drawStems(painter, palette, span.plots.dropouts);
          const right = { align: 'right', by: [-3, 0], font: 'words' } as const;
          const edge = painter.size(6);
          painter.text('output', painter.right, painter.top + edge, palette.dim, right);
          painter.text('input', painter.right, painter.bottom - edge, palette.dim, right);
          painter.times(end);
        },
      }),
  };
}

function lossPoints({ dropouts, outages }: ReportPlots): readonly PlotPoint[] {
  return byPlace([
    ...dropouts.map((dropout) => ({
      x: dropout.seconds,
      y: (SIDES[dropout.direction][0] ?? 0) * STEM_HEIGHT,
      text: `${lengthText(dropout.seconds)}: ${DIRECTION_WORDS[dropout.direction]}, ${sizeText(dropout)}, ${dropout.source}`,
    })),
    ...outages.map(({ from, to }) => ({
      x: from,
      y: 0,
      text: `${lengthText(from)}: outage, ${lengthText(to - from)}`,
    })),
  ]);
}

/** Of the middle of the plot to its edge. */
const STEM_HEIGHT = 0.6;

const SIDES: Readonly<Record<Dropout['direction'], readonly (1 | -1)[]>> = {
  output: [1],
  input: [-1],
  both: [1, -1],
};

/** A size stands at the right of its stem, else at its left, else nowhere: hover and table tell it. */
function drawStems(
  painter: PlotPainter,
  palette: Palette,
  dropouts: readonly PlottedDropout[],
): void {
  const sorted = [...dropouts].sort((one, other) => one.seconds - other.seconds);
  const colour = palette.warning;
  for (const side of [1, -1] as const) {
    const stems = sorted.filter(({ direction }) => SIDES[direction].includes(side));
    const y = painter.y(side * STEM_HEIGHT);
    // The end of the last stem or text.
    let taken = painter.left;
    for (const [index, dropout] of stems.entries()) {
      const x = painter.x(dropout.seconds);
      painter.line([x, painter.y(0)], [x, y], { colour, width: 1.5 });
      painter.dot(x, y, 3.5, colour, dropout.source === 'inferred');
      const text = dropout.frames === null ? '' : sizeText(dropout);
      const width = painter.size(painter.widthOf(text) + 16);
      const next = stems[index + 1];
      const end = next === undefined ? painter.right : painter.x(next.seconds) - painter.size(5);
      const isRight = x + width <= end;
      if (text !== '' && (isRight || x - width >= taken)) {
        const align = isRight ? 'left' : 'right';
        painter.text(text, x, y, colour, { align, by: [isRight ? 8 : -8, 0] });
      }
      taken = isRight ? x + width : x + painter.size(5);
    }
  }
}

/** `512 fr`, `~512 fr`, `size not known`. */
export function sizeText({ frames, isEstimate }: Pick<Dropout, 'frames' | 'isEstimate'>): string {
  if (frames === null) return 'size not known';
  return `${isEstimate ? '~' : ''}${figure(frames)}\u00a0fr`;
}

export function dropoutsSummary({ plots }: Span): string {
  const { dropouts, outages } = plots;
  const words = [counted(dropouts.length, 'dropout'), counted(outages.length, 'outage')];
  return `${outages.length === 0 ? words[0] : words.join(', ')}.`;
}

export function dropoutsTable({ plots }: Span): PlotTable {
  const shown = plots.dropouts.slice(0, MOST_TABLE_ROWS);
  const left = plots.dropouts.length - shown.length;
  return {
    heads: ['Time', 'What', 'Size', 'Source'],
    words: ['What', 'Source'],
    rows: [
      ...shown.map((dropout) => [
        lengthText(dropout.seconds),
        dropout.direction === 'both' ? 'input and output' : dropout.direction,
        sizeText(dropout),
        dropout.source,
      ]),
      ...plots.outages.map(({ from, to }) => [
        lengthText(from),
        'outage',
        lengthText(to - from),
        DASH,
      ]),
    ],
    ...(left > 0 ? { rest: `${figure(left)} more; CSV has all.` } : {}),
  };
}

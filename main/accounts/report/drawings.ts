/** The four plots of a report as drawings (SVG) for its page, each with its numbers as a table. */
import { DIRECTION_WORDS } from '../../../preload/dropouts.ts';
import type { ReportModel } from '../../../preload/report.ts';
import { groupedFigure, type Seconds } from '../../../preload/units.ts';
import { VERDICTS } from '../../../preload/verdict.ts';
import { type HtmlTable, htmlTable, type Markup, markup } from './markup.ts';
import { lostText, percentText, runTimeText, shortTime, signedTime } from './words.ts';

const WIDTH = 440;
const HEIGHT = 190;
const LEFT = 8;
const RIGHT = WIDTH - 52;
const TOP = 12;
const BOTTOM = HEIGHT - 24;

interface Plot {
  readonly title: string;
  readonly note: string;
  readonly drawing: Markup;
  readonly table: HtmlTable;
}

export function plotPanels(model: ReportModel): Markup[] {
  const plots = [errorPlot(model), latenessPlot(model), loadPlot(model), dropoutPlot(model)];
  return plots.map(
    ({ title, note, drawing, table }) => markup`<section class="panel">
<h2>${title} <small>${note}</small></h2>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}: ${note}">
${drawing}
</svg>
<details><summary>${title} as a table</summary>${htmlTable(table)}</details>
</section>`,
  );
}

function fixed(value: number): string {
  return Number.isFinite(value) ? value.toFixed(1) : '0';
}

function line(x1: number, y1: number, x2: number, y2: number, name: string): Markup {
  return markup`<line x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}" class="${name}"/>`;
}

function word(x: number, y: number, text: string, anchor = 'start'): Markup {
  return markup`<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${text}</text>`;
}

/** Places of the run's time, and its axis below. */
function timeAxis({ seconds, plots }: ReportModel): {
  readonly x: (at: Seconds) => number;
  readonly axis: Markup[];
} {
  const length = Math.max(seconds, 0.001, ...plots.outages.map(({ to }) => to));
  const x = (at: Seconds) => LEFT + (Math.min(Math.max(at, 0), length) / length) * (RIGHT - LEFT);
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * length);
  const axis = [
    line(LEFT, BOTTOM, RIGHT, BOTTOM, 'axis'),
    ...marks.map((at, index) => {
      const anchor = index === 0 ? 'start' : index === 4 ? 'end' : 'middle';
      return word(x(at), HEIGHT - 8, runTimeText(at), anchor);
    }),
    ...plots.outages.map(
      ({ from, to }) =>
        markup`<rect x="${fixed(x(from))}" y="${TOP}" width="${fixed(x(to) - x(from))}" height="${BOTTOM - TOP}" class="outage"/>`,
    ),
  ];
  return { x, axis };
}

function errorPlot({ plots }: ReportModel): Plot {
  const { from, binWidth, counts, below, above, halfFrame, text } = plots.errors;
  const highest = Math.max(1, ...counts);
  const width = (RIGHT - LEFT) / counts.length;
  const x = (error: Seconds) =>
    LEFT + ((error - from) / (binWidth * counts.length)) * (RIGHT - LEFT);
  const bars = counts.map((count, index) => {
    const height = (count / highest) * (BOTTOM - TOP);
    return markup`<rect x="${fixed(LEFT + index * width)}" y="${fixed(BOTTOM - height)}" width="${fixed(Math.max(0.5, width - 1))}" height="${fixed(height)}" class="bar"/>`;
  });
  return {
    title: `Error of ${groupedFigure(plots.errors.count)} on time`,
    note: text,
    drawing: markup`${[
      ...bars,
      line(x(-halfFrame), TOP, x(-halfFrame), BOTTOM, 'half'),
      line(x(halfFrame), TOP, x(halfFrame), BOTTOM, 'half'),
      line(LEFT, BOTTOM, RIGHT, BOTTOM, 'axis'),
      word(LEFT, HEIGHT - 8, signedTime(from)),
      word(x(0), HEIGHT - 8, '0', 'middle'),
      word(RIGHT, HEIGHT - 8, signedTime(-from), 'end'),
      word(WIDTH - 4, TOP + 8, `most ${highest}`, 'end'),
      ...(above > 0 ? [word(WIDTH - 4, BOTTOM - 4, `${above} later ›`, 'end')] : []),
      ...(below > 0 ? [word(LEFT, TOP + 8, `‹ ${below} earlier`)] : []),
    ]}`,
    table: {
      caption: 'Errors of what began on time, by the driver’s clock',
      titles: ['From', 'To', 'Actions'],
      rows: [
        ...(below > 0 ? [['–', signedTime(from), below]] : []),
        ...counts.map((count, index) => [
          signedTime(from + index * binWidth),
          signedTime(from + (index + 1) * binWidth),
          count,
        ]),
        ...(above > 0 ? [[signedTime(-from), '–', above]] : []),
      ],
    },
  };
}

const SMALLEST = 1e-6;
const LARGEST = 10;

function latenessPlot(model: ReportModel): Plot {
  const { x, axis } = timeAxis(model);
  const points = model.plots.lateness;
  const y = (seconds: Seconds | null) => {
    if (seconds === null) return TOP + 2;
    const size = Math.min(LARGEST, Math.max(SMALLEST, seconds));
    return BOTTOM - (Math.log10(size / SMALLEST) / Math.log10(LARGEST / SMALLEST)) * (BOTTOM - TOP);
  };
  const grid = [1e-4, 1e-3, 1e-2, 0.1, 1].flatMap((at) => [
    line(LEFT, y(at), RIGHT, y(at), 'grid'),
    word(WIDTH - 4, y(at) + 3, shortTime(at), 'end'),
  ]);
  const dots = points.map(({ seconds, latenessSeconds, verdict, label }) => {
    const tone = VERDICTS[verdict].tone;
    const radius = label === null ? '1.5' : '3.5';
    return markup`<circle cx="${fixed(x(seconds))}" cy="${fixed(y(latenessSeconds))}" r="${radius}" class="fill-${tone}"/>`;
  });
  const labels = points
    .filter(({ label }) => label !== null)
    .slice(0, 12)
    .map(({ seconds, latenessSeconds, label }) => {
      const isRight = x(seconds) > WIDTH / 2;
      const at = x(seconds) + (isRight ? -6 : 6);
      return word(at, y(latenessSeconds) + 3, label ?? '', isRight ? 'end' : 'start');
    });
  return {
    title: 'Lateness over the run',
    note: 'log scale',
    drawing: markup`${[...grid, ...axis, ...dots, ...labels]}`,
    table: {
      caption: 'Actual minus requested start of each action',
      titles: ['Run time', 'Name', 'Verdict', 'Lateness'],
      rows: points.map(({ seconds, name, verdict, latenessSeconds }) => [
        runTimeText(seconds),
        name,
        VERDICTS[verdict].word,
        latenessSeconds === null ? 'not known' : signedTime(latenessSeconds),
      ]),
    },
  };
}

function loadPlot(model: ReportModel): Plot {
  const { x, axis } = timeAxis(model);
  const { load, loadText } = model.plots;
  const top = Math.max(1, ...load.map(({ worstLoad }) => worstLoad));
  const y = (share: number) => BOTTOM - (share / top) * (BOTTOM - TOP);
  const at = (share: (point: (typeof load)[number]) => number) =>
    load.map((point) => `${fixed(x(point.seconds))},${fixed(y(share(point)))}`).join(' ');
  const [first] = load;
  const last = load.at(-1);
  const area =
    first === undefined || last === undefined
      ? []
      : [
          markup`<polygon points="${fixed(x(first.seconds))},${BOTTOM} ${at(({ worstLoad }) => worstLoad)} ${fixed(x(last.seconds))},${BOTTOM}" class="worst"/>`,
          markup`<polyline points="${at(({ meanLoad }) => meanLoad)}" class="mean"/>`,
        ];
  const grid = [0.25, 0.5, 0.75].flatMap((share) => [
    line(LEFT, y(share), RIGHT, y(share), 'grid'),
    word(WIDTH - 4, y(share) + 3, percentText(share), 'end'),
  ]);
  return {
    title: 'Load',
    note: loadText,
    drawing: markup`${[
      ...grid,
      line(LEFT, y(1), RIGHT, y(1), 'limit'),
      word(WIDTH - 4, y(1) + 3, percentText(1), 'end'),
      ...area,
      ...axis,
    ]}`,
    table: {
      caption: 'Share of their time that the blocks took',
      titles: ['Run time', 'Mean', 'Worst block'],
      rows: load.map(({ seconds, meanLoad, worstLoad }) => [
        runTimeText(seconds),
        percentText(meanLoad),
        percentText(worstLoad),
      ]),
    },
  };
}

function dropoutPlot(model: ReportModel): Plot {
  const { x, axis } = timeAxis(model);
  const { dropouts, dropoutsText } = model.plots;
  const middle = (TOP + BOTTOM) / 2;
  const ends = { output: [TOP + 14], input: [BOTTOM - 14], both: [TOP + 14, BOTTOM - 14] };
  const stems = dropouts.flatMap(({ seconds, direction, source }) =>
    ends[direction].flatMap((end) => [
      line(x(seconds), middle, x(seconds), end, 'stem'),
      markup`<circle cx="${fixed(x(seconds))}" cy="${end}" r="3.5" class="dot ${source}"/>`,
    ]),
  );
  const labels = dropouts.slice(0, 12).map(({ seconds, direction, frames, isEstimate }) => {
    const isRight = x(seconds) > WIDTH / 2;
    const end = direction === 'input' ? BOTTOM - 11 : TOP + 17;
    const at = x(seconds) + (isRight ? -6 : 6);
    return word(at, end, lostText(frames, isEstimate), isRight ? 'end' : 'start');
  });
  return {
    title: 'Dropouts',
    note: dropoutsText,
    drawing: markup`${[
      line(LEFT, middle, RIGHT, middle, 'axis'),
      word(WIDTH - 4, TOP + 17, 'output', 'end'),
      word(WIDTH - 4, BOTTOM - 11, 'input', 'end'),
      ...axis,
      ...stems,
      ...labels,
    ]}`,
    table: {
      caption: 'Dropouts',
      titles: ['Run time', 'Direction', 'Lost', 'Source'],
      rows: dropouts.map(({ seconds, direction, frames, isEstimate, source, count }) => [
        count === 1 ? runTimeText(seconds) : `${runTimeText(seconds)} (${count})`,
        DIRECTION_WORDS[direction],
        lostText(frames, isEstimate),
        source,
      ]),
    },
  };
}

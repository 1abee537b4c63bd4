/** Load, block sizes and dropouts of the last two minutes. */
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { appearanceStore } from '../store/appearance.ts';
import { type HistoryPoint, historyNow } from '../store/history.ts';
import { paletteNow } from '../timeline/canvas/palette.ts';
import { figure } from '../ui/figures.ts';

interface ChartSpec {
  readonly title: string;
  readonly lines: readonly {
    readonly label: string;
    readonly colour: 'accent' | 'dim' | 'warning';
    readonly read: (point: HistoryPoint) => number;
    readonly asBars?: boolean;
  }[];
  /** The axis reaches at least this far. */
  readonly smallestTop: number;
}

const SHOWN_SECONDS = 120;
const REDRAW_MILLISECONDS = 250;

const CHARTS: readonly ChartSpec[] = [
  {
    title: 'Load, %',
    smallestTop: 20,
    lines: [{ label: 'Load', colour: 'accent', read: (point) => point.load * 100 }],
  },
  {
    title: 'Block size, frames',
    smallestTop: 64,
    lines: [
      { label: 'Smallest', colour: 'dim', read: (point) => point.minBlockSize },
      { label: 'Largest', colour: 'accent', read: (point) => point.maxBlockSize },
    ],
  },
  {
    title: 'Dropouts',
    smallestTop: 4,
    lines: [
      { label: 'Dropouts', colour: 'warning', read: (point) => point.dropouts, asBars: true },
    ],
  },
];

export function Charts() {
  return (
    <div className="charts">
      {CHARTS.map((spec) => (
        <Chart key={spec.title} spec={spec} />
      ))}
    </div>
  );
}

function Chart({ spec }: { spec: ChartSpec }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const made = () => new uPlot(optionsOf(spec, element), dataOf(spec), element);
    let chart = made();
    // Its options have the colours of one theme.
    const endTheme = appearanceStore.subscribe(() => {
      chart.destroy();
      chart = made();
    });
    const observer = new ResizeObserver(() =>
      chart.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    let newest = historyNow().at(-1)?.atSeconds;
    const timer = setInterval(() => {
      const last = historyNow().at(-1)?.atSeconds;
      // Without a new point there is nothing to draw.
      if (last === newest) return;
      newest = last;
      chart.setData(dataOf(spec));
    }, REDRAW_MILLISECONDS);
    return () => {
      clearInterval(timer);
      observer.disconnect();
      endTheme();
      chart.destroy();
    };
  }, [spec]);
  return (
    <figure className="chart">
      <figcaption className="chart-title">{spec.title}</figcaption>
      <div className="chart-frame" ref={frame} role="img" aria-label={`${spec.title}, over time`} />
    </figure>
  );
}

function dataOf(spec: ChartSpec): uPlot.AlignedData {
  const points = historyNow();
  const newest = points.at(-1)?.atSeconds ?? 0;
  return [
    points.map((point) => point.atSeconds - newest),
    ...spec.lines.map((line) => points.map(line.read)),
  ];
}

function optionsOf(spec: ChartSpec, element: HTMLElement): uPlot.Options {
  const palette = paletteNow();
  const axis = {
    stroke: palette.dim,
    font: `10px ${palette.monoFont}`,
    grid: { stroke: palette.grid, width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    cursor: { show: false },
    legend: { show: false },
    padding: [6, 14, 0, 0],
    scales: {
      x: { time: false, range: () => [-SHOWN_SECONDS, 0] },
      y: { range: (_chart, _min, max) => [0, Math.max(spec.smallestTop, (max ?? 0) * 1.15)] },
    },
    axes: [
      {
        ...axis,
        size: 20,
        space: 60,
        values: (_chart, splits) => splits.map((at) => `${figure(at)} s`),
      },
      { ...axis, size: 38, space: 24 },
    ],
    series: [
      {},
      ...spec.lines.map((line) => ({
        label: line.label,
        stroke: palette[line.colour],
        fill: line.asBars === true ? palette[line.colour] : undefined,
        width: 1.25,
        points: { show: false },
        paths: line.asBars === true ? uPlot.paths.bars?.({ size: [1, 3] }) : undefined,
      })),
    ],
  };
}

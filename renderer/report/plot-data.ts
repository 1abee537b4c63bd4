/** What the plots of a report draw, worked out of its model. Pure. */
import type { ErrorHistogram, ReportPlots } from '../../preload/report.ts';
import type { Seconds } from '../../preload/units.ts';

/** No more points in a plot; each is a pixel or less then. */
const MOST_POINTS = 1_000;
/** Smaller differences lie on the lowest line of the log scale. */
export const LEAST_LATENESS: Seconds = 0.000_01;
const USUAL_MOST_LATENESS: Seconds = 0.2;

/** One bin of the distribution of errors, as a share of the tallest one. */
export interface ErrorBar {
  readonly from: Seconds;
  readonly to: Seconds;
  readonly count: number;
}

export function errorBars({ from, binWidth, counts }: ErrorHistogram): readonly ErrorBar[] {
  return counts.map((count, index) => ({
    from: from + index * binWidth,
    to: from + (index + 1) * binWidth,
    count,
  }));
}

/** The range that shows all bins and both lines of half a frame, with some room. */
export function errorRange(histograms: readonly ErrorHistogram[]): readonly [Seconds, Seconds] {
  const ends = histograms.flatMap(({ from, binWidth, counts, halfFrame }) => [
    -from,
    from + binWidth * counts.length,
    halfFrame,
  ]);
  const reach = Math.max(...ends, Number.EPSILON) * 1.28;
  return [-reach, reach];
}

/** Actions a step of a common width, so that distributions of different steps and sizes compare: a share
 * of all that the histogram counts, a microsecond. */
export function errorDensity(histogram: ErrorHistogram): readonly ErrorBar[] {
  const all = errorCount(histogram);
  const scale = all === 0 ? 0 : 1 / (all * histogram.binWidth * 1_000_000);
  return errorBars(histogram).map((bar) => ({ ...bar, count: bar.count * scale }));
}

export function errorCount({ counts, below, above }: ErrorHistogram): number {
  return counts.reduce((sum, count) => sum + count, below + above);
}

export type LatenessPoint = ReportPlots['lateness'][number];

/** Where each lies on the log scale: what is early or on time lies low, and what came too late by a time
 * that is not known at the top. */
export function latenessHeight({ latenessSeconds }: LatenessPoint, top: Seconds): Seconds {
  return latenessSeconds === null ? top : Math.max(LEAST_LATENESS, latenessSeconds);
}

/** What the log scale shows. */
export function latenessRange(lateness: ReportPlots['lateness']): readonly [Seconds, Seconds] {
  return [LEAST_LATENESS / 2, Math.max(2 * USUAL_MOST_LATENESS, mostLateness(lateness) * 3)];
}

/** The powers of ten that the log scale has lines for. */
export function latenessLines(most: Seconds): readonly Seconds[] {
  const highest = Math.max(USUAL_MOST_LATENESS, most);
  return [0.000_1, 0.001, 0.01, 0.1, 1, 10, 100].filter((line) => line <= highest);
}

export function mostLateness(lateness: ReportPlots['lateness']): Seconds {
  return lateness.reduce((most, { latenessSeconds }) => Math.max(most, latenessSeconds ?? 0), 0);
}

/** The latest ones that are not as asked, worst first. */
export function worstPoints(
  lateness: ReportPlots['lateness'],
  count: number,
): readonly LatenessPoint[] {
  return lateness
    .filter(({ label }) => label !== null)
    .sort((one, other) => (other.latenessSeconds ?? 0) - (one.latenessSeconds ?? 0))
    .slice(0, count);
}

export type LoadPoint = ReportPlots['load'][number];

/** No more than `most` points: of those that fall together the mean, and the worst. */
export function thinnedLoad(
  load: ReportPlots['load'],
  most: number = MOST_POINTS,
): readonly LoadPoint[] {
  if (load.length <= most) return load;
  const size = Math.ceil(load.length / most);
  const thinned: LoadPoint[] = [];
  for (let from = 0; from < load.length; from += size) {
    const part = load.slice(from, from + size);
    const mean = part.reduce((sum, { meanLoad }) => sum + meanLoad, 0) / part.length;
    thinned.push({
      seconds: (part[0] as LoadPoint).seconds,
      meanLoad: mean,
      worstLoad: part.reduce((worst, { worstLoad }) => Math.max(worst, worstLoad), 0),
    });
  }
  return thinned;
}

/** null = the run has no load. */
export function worstLoad(load: ReportPlots['load']): LoadPoint | null {
  const worse = (one: LoadPoint, other: LoadPoint) =>
    other.worstLoad > one.worstLoad ? other : one;
  const [first, ...rest] = load;
  return first === undefined ? null : rest.reduce(worse, first);
}

const LOAD_STEPS = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100];
const MOST_LOAD_LINES = 5;

/** Shares of a block's time that the plot has lines for, as many as there is room for; the whole time always. */
export function loadLines(top: number): readonly number[] {
  const step = LOAD_STEPS.find((each) => top / each <= MOST_LOAD_LINES) ?? top;
  const count = Math.floor(top / step);
  const lines = Array.from({ length: count }, (_, index) => (index + 1) * step);
  const others = lines.filter((line) => Math.abs(line - 1) >= step);
  return [1, ...others].sort((one, other) => one - other);
}

/** About `count` times from 0 to the end, in steps that people count in. */
export function timeTicks(end: Seconds, count: number): readonly Seconds[] {
  const least = end / Math.max(1, count);
  const step = TIME_STEPS.find((each) => each >= least) ?? Math.ceil(least / 3_600) * 3_600;
  const ticks: number[] = [];
  for (let tick = 0; tick <= end - step * 0.6; tick += step) ticks.push(tick);
  return ticks;
}

const TIME_STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200,
  21_600,
];

/** `0:50`, `1:02:00`; below a second a step `0:00.2`. */
export function tickText(seconds: Seconds): string {
  const tenths = Math.round(seconds * 10);
  const pad = (value: number) => value.toString().padStart(2, '0');
  const [whole, part] = [Math.floor(tenths / 10), tenths % 10];
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60];
  const short =
    hours === 0 ? `${minutes}:${pad(whole % 60)}` : `${hours}:${pad(minutes)}:${pad(whole % 60)}`;
  return part === 0 ? short : `${short}.${part}`;
}

/** `10.4 µs`, `1.25 ms`; unsigned. */
export function smallTimeText(seconds: Seconds): string {
  const size = Math.abs(seconds);
  if (size < 0.001) return `${(size * 1_000_000).toFixed(1)} µs`;
  return `${(size * 1_000).toFixed(size < 0.1 ? 2 : 0)} ms`;
}

/** The same with its sign. */
export function signedSmallTime(seconds: Seconds): string {
  const text = smallTimeText(seconds);
  if (Number.parseFloat(text) === 0) return text;
  return `${seconds < 0 ? '−' : '+'}${text}`;
}

/** `61 %` */
export function percentText(share: number): string {
  const percent = share * 100;
  return `${percent < 9.95 && percent !== 0 ? percent.toFixed(1) : Math.round(percent)} %`;
}

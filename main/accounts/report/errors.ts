/** Errors and lateness of actions, and their distribution. */
import { type ActionRow, errorFrames, errorSeconds } from '../../../preload/actions.ts';
import type { ErrorHistogram } from '../../../preload/report.ts';
import type { Seconds } from '../../../preload/units.ts';
import type { JudgedAction, JudgedRun } from './judged.ts';
import { shortTime } from './words.ts';

const BINS = 40;

/** Began when it was asked to, whatever ended it later: its verdict may say that. What nobody could hear
 * is never on time. */
export function beganOnTime({ row, isTake, verdict }: JudgedAction): boolean {
  const isAudible = !isTake && verdict.kind !== 'muted';
  return isAudible && row.actualFrame !== null && latenessSeconds(row) === 0;
}

/** What its start lay after the requested one, by the driver's clock, else by the stream's frames; null = it
 * did not begin, or was to begin as soon as possible. */
export function startError(row: ActionRow): Seconds | null {
  const frames = errorFrames(row);
  return errorSeconds(row) ?? (frames === null ? null : frames / row.sampleRate);
}

/** How late it was: by frames, because that is what its verdict says. */
export function latenessSeconds(row: ActionRow): Seconds {
  return Math.max(0, errorFrames(row) ?? 0, row.skippedFrames) / row.sampleRate;
}

/** Of all that began, without its sign; null = nothing that began was asked for a time. */
export function largestError({ actions }: JudgedRun): Seconds | null {
  return actions.reduce<Seconds | null>((largest, { row }) => {
    const error = startError(row);
    return error === null ? largest : Math.max(largest ?? 0, Math.abs(error));
  }, null);
}

/** By the driver's clock. */
function errorsOf(actions: readonly JudgedAction[]): number[] {
  return actions.map(({ row }) => errorSeconds(row)).filter((error) => error !== null);
}

export function errorHistogram(run: JudgedRun): ErrorHistogram {
  const halfFrame = 0.5 / run.account.header.device.sampleRate;
  const onTime = run.actions.filter(beganOnTime);
  const errors = errorsOf(onTime);
  const mean = errors.length === 0 ? null : sum(errors) / errors.length;
  const largest = errors.reduce((size, error) => Math.max(size, Math.abs(error)), 0);
  const deviation = mean === null ? null : deviationOf(errors, mean);
  // Half a frame is in the picture, and a tenth beside it.
  const reach = 1.1 * Math.max(halfFrame, Math.min(largest, 1_000 * halfFrame));
  const binWidth = (2 * reach) / BINS;
  const counts = new Array<number>(BINS).fill(0);
  let below = 0;
  let above = 0;
  const count = (error: number, isCounted: boolean) => {
    if (error < -reach) below += 1;
    else if (error > reach) above += 1;
    else if (isCounted) {
      const bin = Math.min(BINS - 1, Math.floor((error + reach) / binWidth));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  };
  for (const error of errors) count(error, true);
  for (const action of run.actions) {
    if (!beganOnTime(action)) count(startError(action.row) ?? 0, false);
  }
  return {
    unit: 'seconds',
    from: -reach,
    binWidth,
    counts,
    below,
    above,
    count: errors.length,
    mean,
    standardDeviation: deviation,
    largest: errors.length === 0 ? null : largest,
    halfFrame,
    text: histogramText(deviation, halfFrame, onTime.length),
  };
}

function histogramText(deviation: Seconds | null, halfFrame: Seconds, onTimeCount: number): string {
  const half = `half a frame is ${shortTime(halfFrame)}`;
  if (deviation !== null) return `SD ${shortTime(deviation)}, ${half}`;
  return onTimeCount === 0 ? half : `the driver tells no times, ${half}`;
}

/** Of a sample; 0 of a single value. */
function deviationOf(values: readonly number[], mean: number): number {
  if (values.length < 2) return 0;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

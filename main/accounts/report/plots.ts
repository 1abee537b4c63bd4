/** The points of a report's plots. */
import { dropoutCount } from '../../../preload/dropouts.ts';
import type { ReportPlots } from '../../../preload/report.ts';
import type { RunLoad } from '../../../preload/run.ts';
import { counted, type Seconds } from '../../../preload/units.ts';
import type { Verdict } from '../../../preload/verdict.ts';
import { beganOnTime, errorHistogram, startError } from './errors.ts';
import type { JudgedAction, JudgedRun } from './judged.ts';
import type { RunTime } from './run-time.ts';
import { noneReported } from './sentence.ts';
import { percentText, runTimeText } from './words.ts';

const MAX_POINTS = 2_000;

export function reportPlots(run: JudgedRun, time: RunTime, seconds: Seconds): ReportPlots {
  const { account } = run;
  return {
    errors: errorHistogram(run),
    lateness: latenessPoints(run, time),
    load: thinnedLoad(account.loads).map((load) => ({
      seconds: loadSeconds(load, time),
      meanLoad: load.meanLoad,
      worstLoad: load.worstLoad,
    })),
    loadText: loadText(account.loads, time),
    dropouts: account.dropouts.map((dropout) => ({
      id: dropout.id,
      count: dropout.count,
      seconds: time.seconds(dropout.streamNumber, dropout.streamFrame),
      direction: dropout.direction,
      frames: dropout.frames,
      isEstimate: dropout.isEstimate,
      source: dropout.source,
    })),
    dropoutsText: dropoutsText(run),
    outages: outageSpans(run, time, seconds),
  };
}

/** Dropped ones lie where they were to begin. */
function latenessPoints({ actions }: JudgedRun, time: RunTime): ReportPlots['lateness'] {
  const points = actions.filter(
    ({ row, verdict }) =>
      row.requestedFrame !== null && (row.actualFrame !== null || verdict.kind === 'dropped'),
  );
  return thinned(points).map(({ row, verdict }) => ({
    seconds: time.seconds(row.streamNumber, row.actualFrame ?? row.requestedFrame ?? 0),
    latenessSeconds: startError(row),
    verdict: verdict.kind,
    name: row.name,
    label: pointLabel(row.name, verdict),
  }));
}

function pointLabel(name: string, { kind, text }: Verdict): string | null {
  const isNamed = kind === 'late' || kind === 'skipped' || kind === 'dropped';
  return isNamed ? `${name}, ${text}` : null;
}

/** All that is not on time, the worst first, and what is on time at even distances. */
function thinned(actions: readonly JudgedAction[]): readonly JudgedAction[] {
  if (actions.length <= MAX_POINTS) return actions;
  const size = ({ row }: JudgedAction) => Math.abs(startError(row) ?? Number.POSITIVE_INFINITY);
  const worst = [...actions].sort((one, other) => compared(size(other), size(one)));
  const kept = new Set(worst.slice(0, MAX_POINTS / 2));
  const others = actions.filter((action) => !kept.has(action) && beganOnTime(action));
  const step = Math.max(1, Math.ceil(others.length / (MAX_POINTS / 2)));
  others.forEach((action, index) => {
    if (index % step === 0) kept.add(action);
  });
  return actions.filter((action) => kept.has(action));
}

/** Of numbers that may both be infinite. */
function compared(one: number, other: number): number {
  return one === other ? 0 : one - other;
}

/** Neighbours become one: the mean of their means, the worst of their worst. */
function thinnedLoad(loads: readonly RunLoad[]): readonly RunLoad[] {
  const size = Math.ceil(loads.length / MAX_POINTS);
  if (size <= 1) return loads;
  const kept: RunLoad[] = [];
  for (let from = 0; from < loads.length; from += size) {
    const [first, ...others] = loads.slice(from, from + size);
    if (first === undefined) continue;
    const all = [first, ...others];
    kept.push({
      ...first,
      meanLoad: all.reduce((sum, { meanLoad }) => sum + meanLoad, 0) / all.length,
      worstLoad: all.reduce((worst, { worstLoad }) => Math.max(worst, worstLoad), 0),
    });
  }
  return kept;
}

/** Of its first frame; the first record begins a moment before the run's timeline. */
function loadSeconds({ streamNumber, firstFrame }: RunLoad, time: RunTime): Seconds {
  return Math.max(0, time.seconds(streamNumber, firstFrame));
}

function loadText(loads: readonly RunLoad[], time: RunTime): string {
  const frames = loads.reduce((sum, load) => sum + load.frames, 0);
  const [first] = loads;
  if (first === undefined || frames === 0) return 'not measured';
  const mean = loads.reduce((sum, load) => sum + load.meanLoad * load.frames, 0) / frames;
  const worst = loads.reduce(
    (one, other) => (other.worstLoad > one.worstLoad ? other : one),
    first,
  );
  const at = runTimeText(loadSeconds(worst, time));
  return `mean ${percentText(mean)}, worst block ${percentText(worst.worstLoad)} at ${at}`;
}

function dropoutsText({ account }: JudgedRun): string {
  const { dropouts, header } = account;
  if (header.audible === 'offline') return `none offline`;
  if (dropouts.length === 0) return noneReported(header.device);
  return (['reported', 'inferred'] as const)
    .map((source) => ({
      source,
      count: dropoutCount(dropouts.filter((one) => one.source === source)),
    }))
    .filter(({ count }) => count > 0)
    .map(({ source, count }) => `${counted(count, source, source)}`)
    .join(', ');
}

function outageSpans({ account }: JudgedRun, time: RunTime, end: Seconds): ReportPlots['outages'] {
  return account.outages.map(({ lostStreamNumber, seconds }) => {
    const lost = account.streamEnds.find(({ streamNumber }) => streamNumber === lostStreamNumber);
    const from = lost === undefined ? end : time.seconds(lostStreamNumber, lost.lastFrame);
    return { from, to: seconds === null ? Math.max(from, end) : from + seconds };
  });
}

/**
 * The report of a run, made of its account alone: the same in the window, in exports and without a window.
 * Pure.
 */
import type { ReportModel, ReportSubject, ReportTrouble } from '../../../preload/report.ts';
import type { RunAccount, RunDevice } from '../../../preload/run.ts';
import { counted } from '../../../preload/units.ts';
import { isTrouble } from '../../../preload/verdict.ts';
import { dateText } from './dates.ts';
import { largestError } from './errors.ts';
import { type JudgedAction, type JudgedRun, judgedRun } from './judged.ts';
import { clockOf, latencyOf, methodsText } from './methods.ts';
import { reportPlots } from './plots.ts';
import { RunTime, runSeconds } from './run-time.ts';
import { reportFigures, reportSentence, touchedText } from './sentence.ts';
import { rateText, runTimeText } from './words.ts';

const MAX_TROUBLE = 1_000;

export function reportOf(account: RunAccount, subject: ReportSubject): ReportModel {
  return reportOfJudged(judgedRun(account), subject);
}

export function reportOfJudged(run: JudgedRun, { name, nowWallTime }: ReportSubject): ReportModel {
  const { account } = run;
  const { header } = account;
  const time = new RunTime(account);
  const seconds = runSeconds(account, time);
  const plots = reportPlots(run, time, seconds);
  const trouble = troubleOf(run);
  const began = dateText(header.wallTime, header.utcOffsetMinutes, nowWallTime);
  const length =
    account.state === 'running' ? `${runTimeText(seconds)} so far` : `${runTimeText(seconds)} long`;
  return {
    header,
    state: account.state,
    title: name === null ? `Run ${header.number}` : `Run ${header.number}, ${name}`,
    subtitle: `${began}, ${length}. ${deviceText(header.device)}.`,
    sentence: reportSentence(run, plots.errors, seconds),
    figures: reportFigures(run),
    summary: run.summary,
    largestError: largestError(run),
    actionCount: run.actions.length,
    sampleRate: header.device.sampleRate,
    seconds,
    plots,
    trouble: trouble.slice(0, MAX_TROUBLE),
    troubleCount: trouble.length,
    troubleText: troubleText(run),
    dropouts: account.dropouts,
    outages: account.outages,
    latency: latencyOf(account),
    clock: clockOf(account),
    methods: methodsText(run, plots.errors),
  };
}

/** `JACK, loopback, 48 000 Hz, block 256`. */
export function deviceText(device: RunDevice): string {
  const { hostApi, inputDevice, outputDevice, sampleRate, blockSize } = device;
  const names = [...new Set([outputDevice, inputDevice].filter((name) => name !== null))];
  const block = blockSize === 0 ? 'block by the driver' : `block ${blockSize}`;
  return [hostApi, ...names, rateText(sampleRate), block].join(', ');
}

/** What was not as asked first, then what was but was touched by a dropout; both as they were asked. */
function troubleOf({ actions }: JudgedRun): ReportTrouble[] {
  const isBad = ({ verdict }: JudgedAction) => isTrouble({ ...verdict, dropouts: 0 });
  const bad = actions.filter(isBad);
  const touched = actions.filter((action) => !isBad(action) && action.verdict.dropouts > 0);
  return [...bad, ...touched].map(({ row, verdict, trackName, dropouts }) => ({
    row,
    verdict,
    trackName,
    dropouts: dropouts.map(({ id, timelineFrame, frames, isEstimate }) => ({
      id,
      timelineFrame,
      frames,
      isEstimate,
    })),
  }));
}

function troubleText(run: JudgedRun): string {
  const bad = run.actions.filter(({ verdict }) => isTrouble({ ...verdict, dropouts: 0 })).length;
  const touched = touchedText(run);
  const words = [
    ...(bad > 0 ? [counted(bad, 'action')] : []),
    ...(touched === '' ? [] : [`${touched} touched by dropouts`]),
  ];
  return words.length === 0 ? 'none' : words.join('; ');
}

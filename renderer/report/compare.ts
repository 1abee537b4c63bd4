/** Two runs side by side, in figures. Pure. */
import type { ReportModel, SummaryKey } from '../../preload/report.ts';
import { VERDICT_KINDS, VERDICTS } from '../../preload/verdict.ts';
import { lengthText } from '../runs/run-text.ts';
import { DASH, figure, signedFigure } from '../ui/figures.ts';
import { millisecondText, signedMilliseconds } from '../ui/time-text.ts';
import {
  mostLateness,
  percentText,
  signedSmallTime,
  smallTimeText,
  worstLoad,
} from './plot-data.ts';

export interface ComparedFigure {
  readonly name: string;
  readonly first: string;
  readonly second: string;
  /** First minus second; a dash where one of them is not known. */
  readonly difference: string;
  readonly isSame: boolean;
}

type Read = (model: ReportModel) => number | null;
type Write = (value: number) => string;

export function comparedFigures(
  first: ReportModel,
  second: ReportModel,
): readonly ComparedFigure[] {
  const row = (name: string, read: Read, text: Write, signed: Write): ComparedFigure => {
    const [one, other] = [read(first), read(second)];
    const isKnown = one !== null && other !== null;
    return {
      name,
      first: one === null ? DASH : text(one),
      second: other === null ? DASH : text(other),
      difference: isKnown ? signed(one - other) : DASH,
      isSame: one === other,
    };
  };
  const count = (name: string, read: Read) => row(name, read, figure, signedFigure);
  const share = (name: string, read: Read) => row(name, read, percentText, signedPercent);
  const kinds = VERDICT_KINDS.filter(
    (kind) => kind in first.summary && countOf(first, kind) + countOf(second, kind) > 0,
  ) as SummaryKey[];
  return [
    row('Length', ({ seconds }) => seconds, lengthText, signedLength),
    count('Actions', ({ actionCount }) => actionCount),
    ...kinds.map((kind) => count(capital(VERDICTS[kind].word), ({ summary }) => summary[kind])),
    count('Dropouts', ({ dropouts }) => dropouts.length),
    count('Outages', ({ outages }) => outages.length),
    row('Mean error', ({ plots }) => plots.errors.mean, signedSmallTime, signedSmallTime),
    row(
      'Standard deviation of the error',
      ({ plots }) => plots.errors.standardDeviation,
      smallTimeText,
      signedSmallTime,
    ),
    row(
      'Largest error on time',
      ({ plots }) => plots.errors.largest,
      smallTimeText,
      signedSmallTime,
    ),
    row('Largest lateness', latestOf, smallTimeText, signedSmallTime),
    share('Worst block', ({ plots }) => worstLoad(plots.load)?.worstLoad ?? null),
    row('Latency', ({ latency }) => latency.seconds, millisecondText, signedMilliseconds),
  ];
}

function countOf({ summary }: ReportModel, kind: string): number {
  return (summary as Readonly<Record<string, number>>)[kind] ?? 0;
}

/** null = no action began. */
function latestOf({ plots }: ReportModel): number | null {
  return plots.lateness.length === 0 ? null : mostLateness(plots.lateness);
}

function signedPercent(difference: number): string {
  const text = percentText(Math.abs(difference));
  if (difference === 0) return text;
  return `${difference < 0 ? '−' : '+'}${text}`;
}

function signedLength(seconds: number): string {
  return seconds > 0 ? `+${lengthText(seconds)}` : lengthText(seconds);
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}

/** What of the set-up differs, so that figures of other devices are not taken for the same. */
export function setupDifferences(first: ReportModel, second: ReportModel): readonly string[] {
  const [one, other] = [first.header.device, second.header.device];
  const parts = [
    ['host API', one.hostApi, other.hostApi],
    ['output device', one.outputDevice, other.outputDevice],
    ['input device', one.inputDevice, other.inputDevice],
    ['rate', `${figure(one.sampleRate)} Hz`, `${figure(other.sampleRate)} Hz`],
    ['block', `${one.blockSize}`, `${other.blockSize}`],
  ] as const;
  return parts
    .filter(([, a, b]) => a !== b)
    .map(([what, a, b]) => `${what} ${a ?? 'none'}, ${b ?? 'none'}`);
}

/** A run in few words: its name, when it began, how long it was, and how it went. */
import type { ReportJob } from '../../preload/report.ts';
import type { RunListEntry } from '../../preload/run.ts';
import type { Seconds } from '../../preload/units.ts';
import {
  type Tone,
  VERDICT_KINDS,
  VERDICTS,
  type VerdictGlyph,
  type VerdictKind,
} from '../../preload/verdict.ts';
import { DASH } from '../ui/figures.ts';
import { dayTimeText, timeText } from '../ui/time-text.ts';

/** `Run 14`, `Run 14, loud` */
export function runName({ number, name }: Pick<RunListEntry, 'number' | 'name'>): string {
  return name === null ? `Run ${number}` : `Run ${number}, ${name}`;
}

/** `42 %`; empty once all is read. */
export function jobShareText({ share }: Pick<ReportJob, 'share'>): string {
  return share === null ? '' : `${Math.floor(100 * share)} %`;
}

/** `3:20.000`; `now` while it goes on; a dash where it is not known. */
export function runLengthText({ seconds, state }: Pick<RunListEntry, 'seconds' | 'state'>): string {
  if (state === 'running') return 'now';
  return seconds === null ? DASH : lengthText(seconds);
}

/** `3:20.000` */
export function lengthText(seconds: Seconds): string {
  return timeText(Math.round(seconds * 1_000), 1_000);
}

/** `Run 14, now` while it goes on, else `Run 14`. */
export function nowText({ number, state }: Pick<RunListEntry, 'number' | 'state'>): string {
  return state === 'running' ? `Run ${number}, now` : `Run ${number}`;
}

/** What is chosen in a list of runs: `Run 14, now`, `Run 13, today 13:55`, `Run 12, loud`; and whether nobody
 * could hear it. */
export function runChoiceText(entry: RunListEntry, tellsDevice = true): string {
  const isPlain = entry.audible === 'device' || !tellsDevice;
  const heard = isPlain ? '' : `, ${UNHEARD[entry.audible as keyof typeof UNHEARD]}`;
  if (entry.state === 'running') return `${runName(entry)}, now${heard}`;
  const when = entry.name === null ? `, ${dayTimeText(entry.wallTime)}` : '';
  return `${runName(entry)}${when}${heard}`;
}

const UNHEARD = { virtual: 'no device', none: 'no device', offline: 'offline' } as const;

/** Not as asked: late, an error, a damaged take. */
const TROUBLE_KINDS: readonly VerdictKind[] = VERDICT_KINDS.filter(
  (kind) => VERDICTS[kind].tone === 'warn' || VERDICTS[kind].tone === 'bad',
).filter((kind) => kind !== 'recording');

const ENDED_BY_HAND: readonly VerdictKind[] = ['stopped', 'cancelled'];

export interface RunVerdict {
  /** `on time`, `1 late`, `9 troubles`, `stopped` */
  readonly text: string;
  readonly tone: Tone;
  /** Repeats it; null = it needs none. */
  readonly glyph: VerdictGlyph | 'diamond' | null;
}

/** The verdict of a run in a word or two; the worst tone of what it counts. */
export function runVerdict(entry: RunListEntry): RunVerdict {
  const { state, summary, dropouts, outages, audible } = entry;
  if (state === 'header-only') return { text: 'account gone', tone: 'plain', glyph: null };
  if (summary === null) return stateVerdict(state);
  const kinds = TROUBLE_KINDS.filter((kind) => summary[kind] > 0);
  const counts = [
    ...kinds.map((kind) => [summary[kind], troubleWord(kind)] as const),
    ...(outages === null || outages === 0 ? [] : [[outages, plural('outage', outages)] as const]),
    ...(dropouts === null || dropouts === 0
      ? []
      : [[dropouts, plural('dropout', dropouts)] as const]),
  ];
  const isBad = kinds.some((kind) => VERDICTS[kind].tone === 'bad') || (outages ?? 0) > 0;
  const tone = isBad ? 'bad' : 'warn';
  const isLate = kinds.some((kind) => kind !== 'recordedWithDropouts');
  const glyph = isBad ? 'cross' : isLate ? 'arrow' : 'diamond';
  const [first] = counts;
  if (first !== undefined && counts.length === 1) {
    return { text: `${first[0]} ${first[1]}`, tone, glyph };
  }
  if (first !== undefined) {
    const all = counts.reduce((sum, [count]) => sum + count, 0);
    return { text: `${all} troubles`, tone, glyph };
  }
  if (state !== 'ended') return stateVerdict(state);
  if (ENDED_BY_HAND.some((kind) => summary[kind] > 0))
    return { text: 'stopped', tone: 'plain', glyph: 'square' };
  if (summary.onTime + summary.recorded > 0) return wellVerdict(audible, summary.onTime > 0);
  if (summary.rendered > 0) return { text: 'rendered', tone: 'plain', glyph: 'check' };
  const rest = VERDICT_KINDS.find((kind) => summary[kind] > 0);
  if (rest === undefined) return { text: 'nothing played', tone: 'plain', glyph: null };
  return { text: VERDICTS[rest].word, tone: 'plain', glyph: VERDICTS[rest].glyph };
}

/** Nobody heard what went through no device: never on time. */
function wellVerdict(audible: RunListEntry['audible'], hasPlayed: boolean): RunVerdict {
  if (!hasPlayed) return { text: 'recorded', tone: 'plain', glyph: 'dot' };
  return audible === 'device'
    ? { text: 'on time', tone: 'ok', glyph: 'check' }
    : { text: 'no device', tone: 'plain', glyph: null };
}

function stateVerdict(state: RunListEntry['state']): RunVerdict {
  if (state === 'running') return { text: 'goes on', tone: 'run', glyph: 'play' };
  if (state === 'cut-off') return { text: 'cut off', tone: 'warn', glyph: 'dash' };
  return { text: 'ended', tone: 'plain', glyph: null };
}

function troubleWord(kind: VerdictKind): string {
  if (kind === 'dropped') return 'dropped';
  if (kind === 'recordedWithDropouts') return 'damaged';
  return VERDICTS[kind].word;
}

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`;
}

/** A part of a run's actions with one tone. */
export interface RunShare {
  readonly tone: 'ok' | 'warn' | 'bad' | 'plain';
  readonly count: number;
}

/** The parts of the thin bar, best first; empty = nothing is known of its actions. */
export function runShares(entry: RunListEntry): readonly RunShare[] {
  const { summary, audible } = entry;
  if (summary === null) return [];
  const tones = ['ok', 'warn', 'bad', 'plain'] as const;
  const toneOf = (kind: VerdictKind) => {
    const { tone } = VERDICTS[kind];
    if (tone === 'ok' && audible !== 'device') return 'plain';
    return tone === 'run' || kind === 'recording' ? 'plain' : tone;
  };
  const shares = tones.map((tone) => {
    const kinds = VERDICT_KINDS.filter((kind) => toneOf(kind) === tone);
    return { tone, count: kinds.reduce((sum, kind) => sum + summary[kind], 0) };
  });
  return shares.filter(({ count }) => count > 0);
}

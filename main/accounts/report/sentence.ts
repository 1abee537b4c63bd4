/** The sentence that sums up a run, its large figures, and what dropouts are called. */
import { dropoutCount } from '../../../preload/dropouts.ts';
import type {
  ErrorHistogram,
  ReportFigure,
  ReportPhrase,
  SummaryKey,
} from '../../../preload/report.ts';
import type { RunAccount, RunDevice } from '../../../preload/run.ts';
import { counted, groupedFigure, type Seconds } from '../../../preload/units.ts';
import { type Audible, type Tone, VERDICTS } from '../../../preload/verdict.ts';
import { beganOnTime, latenessSeconds } from './errors.ts';
import type { JudgedRun } from './judged.ts';
import { listed, runTimeText, shortTime } from './words.ts';

const NOT_HEARD: Record<Exclude<Audible, 'device'>, string> = {
  virtual: 'the virtual device, which nobody hears',
  offline: 'rendered offline',
  none: 'no device was open',
};

/** What is counted, in the order of the figures. */
const ORDER = Object.keys({
  onTime: 0,
  rendered: 0,
  late: 0,
  skipped: 0,
  dropped: 0,
  deviceLost: 0,
  ranDry: 0,
  cannotPlay: 0,
  muted: 0,
  edited: 0,
  stopped: 0,
  notBegun: 0,
  cancelled: 0,
  recorded: 0,
  recordedWithDropouts: 0,
  endedEarly: 0,
} satisfies Record<SummaryKey, number>) as SummaryKey[];

/** @param seconds how long the run was */
export function reportSentence(
  run: JudgedRun,
  errors: ErrorHistogram,
  seconds: Seconds,
): readonly ReportPhrase[] {
  const { account } = run;
  const heard = notHeardText(account);
  const before: ReportPhrase[] = heard === null ? [] : [plain(`${heard} `)];
  if (account.state === 'header-only') {
    return [...before, plain('Its account was removed to make room; only its header is kept.')];
  }
  if (account.state === 'running') before.push(plain('So far: '));
  return [
    ...before,
    ...actionPhrases(run, errors),
    ...dropoutPhrases(run),
    ...outagePhrases(account),
    ...accountPhrases(account, seconds),
  ];
}

function plain(text: string): ReportPhrase {
  return { text, tone: 'plain' };
}

/** null = all of it went to a device. */
export function notHeardText({ header, streams }: RunAccount): string | null {
  const all = streams.length === 0 ? [header.audible] : streams.map(({ audible }) => audible);
  const other = all.find((audible) => audible !== 'device');
  if (other === undefined) return null;
  return all.includes('device')
    ? `Partly not played through a device (${NOT_HEARD[other]}).`
    : `Not played through a device (${NOT_HEARD[other]}).`;
}

function actionPhrases(run: JudgedRun, errors: ErrorHistogram): ReportPhrase[] {
  const { summary, actions } = run;
  if (actions.length === 0) return [plain('No action has ended in this run.')];
  const clauses: ReportPhrase[] = [];
  for (const key of ORDER) {
    const count = summary[key];
    if (key === 'onTime' || key === 'rendered' || count === 0) continue;
    clauses.push({ text: clauseOf(run, key, count), tone: VERDICTS[key].tone });
  }
  const first = onTimePhrases(run, errors);
  if (clauses.length === 0) return first;
  const separated = clauses.flatMap((clause, index) =>
    index === 0 ? [clause] : [plain(', '), clause],
  );
  return [...first, plain(' '), ...separated, plain('.')];
}

function onTimePhrases({ account, actions }: JudgedRun, errors: ErrorHistogram): ReportPhrase[] {
  const count = actions.filter(beganOnTime).length;
  const all = counted(actions.length, 'action');
  const of = (count: number) =>
    count === actions.length ? all : `${groupedFigure(count)} of ${all}`;
  if (isOffline(account)) {
    const how = count === 1 ? 'was rendered, at its frame' : 'were rendered, each at its frame';
    return [plain(`${of(count)} ${how}.`)];
  }
  const text = `${of(count)} began on time`;
  const how = precisionText(errors, count === 1 ? '' : 'each ');
  return [plain(count === 0 ? `${text}.` : `${text}, ${how}.`)];
}

/** Half a frame is claimed only where the driver's clock agrees. */
function precisionText({ largest, halfFrame }: ErrorHistogram, each: string): string {
  if (largest === null || largest <= halfFrame) return `${each}within half a frame`;
  return `${each}at its frame, by the driver’s clock within ${shortTime(largest)}`;
}

const CLAUSES: Record<
  Exclude<SummaryKey, 'onTime' | 'rendered'>,
  (count: number, worst: string) => string
> = {
  late: (count, worst) => `${was(count)} late by ${upTo(count)}${worst}`,
  skipped: (count, worst) =>
    `${groupedFigure(count)} began late and skipped ${upTo(count)}${worst} to stay in step`,
  dropped: (count) =>
    `${was(count)} dropped because ${count === 1 ? 'it was' : 'they were'} too late`,
  deviceLost: (count) => `${was(count)} lost with the device`,
  ranDry: (count) => `${groupedFigure(count)} ran dry`,
  cannotPlay: (count) => `${groupedFigure(count)} could not be played`,
  muted: (count) => `${was(count)} muted`,
  edited: (count) => `${was(count)} ended by an edit`,
  stopped: (count) => `${was(count)} stopped`,
  // By Stop, by a jump, or with the device: what goes on after these was asked for again.
  notBegun: (count) => `${groupedFigure(count)} ended before ${count === 1 ? 'it' : 'they'} began`,
  cancelled: (count) => `${was(count)} cancelled`,
  recorded: (count) => `${counted(count, 'take')} ${count === 1 ? 'was' : 'were'} recorded`,
  recordedWithDropouts: (count) =>
    `${counted(count, 'take')} ${count === 1 ? 'was' : 'were'} recorded with dropouts`,
  endedEarly: (count) => `${counted(count, 'take')} ended early`,
};

function was(count: number): string {
  return `${groupedFigure(count)} ${count === 1 ? 'was' : 'were'}`;
}

function upTo(count: number): string {
  return count === 1 ? '' : 'up to ';
}

function clauseOf(run: JudgedRun, key: keyof typeof CLAUSES, count: number): string {
  return CLAUSES[key](count, shortTime(worstOf(run, key)));
}

function worstOf({ actions }: JudgedRun, key: SummaryKey): Seconds {
  return actions
    .filter(({ verdict }) => verdict.kind === key)
    .reduce((worst, { row }) => Math.max(worst, latenessSeconds(row)), 0);
}

/** Clips and takes that dropouts touched: `6 clips and 1 take`; empty = none. */
export function touchedText({ actions }: JudgedRun): string {
  const clips = new Set<string>();
  let takes = 0;
  for (const { row, verdict, isTake } of actions) {
    if (verdict.dropouts === 0) continue;
    if (isTake) takes += 1;
    else clips.add(row.clipId ?? `request ${row.requestNumber}`);
  }
  const words = [
    ...(clips.size > 0 ? [counted(clips.size, 'clip')] : []),
    ...(takes > 0 ? [counted(takes, 'take')] : []),
  ];
  return listed(words);
}

function dropoutPhrases(run: JudgedRun): ReportPhrase[] {
  const { dropouts, header } = run.account;
  if (isOffline(run.account)) return [];
  if (dropouts.length === 0) return [plain(` ${capital(noneReported(header.device))}.`)];
  const touched = touchedText(run);
  const what = touched === '' ? 'touched nothing that sounded' : `touched ${touched}`;
  return [
    plain(' '),
    { text: `${counted(dropoutCount(dropouts), 'dropout')} ${what}.`, tone: 'warn' },
  ];
}

function isOffline({ header }: RunAccount): boolean {
  return header.audible === 'offline';
}

/** `no dropout reported by JACK`; what the host API never tells is said. */
export function noneReported(device: RunDevice): string {
  const silent = silentDirections(device);
  const both = device.inputChannels > 0 && device.outputChannels > 0;
  if (silent.length > 0 && silent.length === (both ? 2 : 1)) {
    return `no dropout inferred from the clock; ${device.hostApi} reports none`;
  }
  const lack = silent.length === 0 ? '' : `, which tells of none at the ${silent.join('')}`;
  return `no dropout reported by ${device.hostApi}${lack}`;
}

/** Open directions in which the host API reports no dropout of any kind. */
function silentDirections({ reports, inputChannels, outputChannels }: RunDevice): string[] {
  const silent: string[] = [];
  const tellsOfInput = reports.inputUnderflow || reports.inputOverflow;
  const tellsOfOutput = reports.outputUnderflow || reports.outputOverflow;
  if (inputChannels > 0 && !tellsOfInput) silent.push('input');
  if (outputChannels > 0 && !tellsOfOutput) silent.push('output');
  return silent;
}

function outagePhrases({ outages }: RunAccount): ReportPhrase[] {
  if (outages.length === 0) return [];
  const lengths = outages.map(({ seconds }) => seconds);
  const isWhole = lengths.every((seconds) => seconds !== null);
  const total = lengths.reduce<number>((sum, seconds) => sum + (seconds ?? 0), 0);
  const verb =
    outages.length === 1
      ? 'The device was lost once'
      : `The device was lost ${groupedFigure(outages.length)} times`;
  const length = isWhole ? `for ${runTimeText(total)}` : 'and did not come back';
  const inAll = isWhole && outages.length > 1 ? ' in all' : '';
  return [plain(' '), { text: `${verb}, ${length}${inAll}.`, tone: 'bad' }];
}

function accountPhrases(
  { state, damagedLines, removedParts, edits }: RunAccount,
  seconds: Seconds,
): ReportPhrase[] {
  const phrases: ReportPhrase[] = [];
  if (edits.length > 0) {
    const verb = edits.length === 1 ? 'was' : 'were';
    phrases.push(plain(` ${counted(edits.length, 'edit')} ${verb} heard while it played.`));
  }
  if (state === 'cut-off') {
    const text = ` Its account was cut off: what came after ${runTimeText(seconds)} is not known.`;
    phrases.push({ text, tone: 'bad' });
  }
  if (removedParts > 0) {
    const verb = removedParts === 1 ? 'was' : 'were';
    const text = ` ${counted(removedParts, 'part')} of its account ${verb} removed to make room.`;
    phrases.push({ text, tone: 'bad' });
  }
  if (damagedLines > 0) {
    const verb = damagedLines === 1 ? 'was' : 'were';
    const text = ` ${counted(damagedLines, 'line')} of its account ${verb} damaged and left out.`;
    phrases.push({ text, tone: 'bad' });
  }
  return phrases;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One for each verdict that occurs, those on time and the dropouts always. */
export function reportFigures(run: JudgedRun): readonly ReportFigure[] {
  const { summary, account } = run;
  const first: SummaryKey = isOffline(account) ? 'rendered' : 'onTime';
  const keys = ORDER.filter((key) => key === first || summary[key] > 0);
  const figures: ReportFigure[] = keys.map((key) => {
    const { tone, glyph } = VERDICTS[key];
    return { key, count: summary[key], label: figureLabel(run, key), tone, glyph };
  });
  const mark = (key: 'dropouts' | 'outages', count: number, label: string, tone: Tone) =>
    figures.push({ key, count, label, tone: count === 0 ? 'plain' : tone, glyph: null });
  if (!isOffline(account))
    mark('dropouts', dropoutCount(account.dropouts), dropoutLabel(account), 'warn');
  if (account.outages.length > 0)
    mark('outages', account.outages.length, 'device lost, came back', 'bad');
  return figures;
}

function figureLabel(run: JudgedRun, key: SummaryKey): string {
  const { word } = VERDICTS[key];
  const count = run.summary[key];
  if (key === 'recordedWithDropouts') return 'recorded, with dropouts';
  if (key !== 'late' && key !== 'skipped') return word;
  return `${word} ${upTo(count)}${shortTime(worstOf(run, key))}`;
}

function dropoutLabel({ dropouts, header }: RunAccount): string {
  const count = dropoutCount(dropouts);
  if (count > 0) return count === 1 ? 'dropout' : 'dropouts';
  const { device } = header;
  const tellsNone = noneReported(device).includes('inferred');
  return tellsNone
    ? `dropouts inferred, ${device.hostApi} reports none`
    : `dropouts reported by ${device.hostApi}`;
}

/** Conditions on a run's report, of which none may hold: `late>0,dropouts>0,error>1ms`. Pure. */
import type { ReportModel, ReportSummary, SummaryKey } from '../../preload/report.ts';

const COMPARISONS = {
  '>=': (value: number, limit: number) => value >= limit,
  '<=': (value: number, limit: number) => value <= limit,
  '!=': (value: number, limit: number) => value !== limit,
  '>': (value: number, limit: number) => value > limit,
  '<': (value: number, limit: number) => value < limit,
  '=': (value: number, limit: number) => value === limit,
} as const;
type ConditionOperator = keyof typeof COMPARISONS;

/** Factors to seconds. */
const TIME_UNITS: Readonly<Record<string, number>> = {
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
};

export interface Condition {
  /** As it was written. */
  readonly text: string;
  /** Offline it proves nothing. */
  readonly isTimed: boolean;
  /** What it is about, of a run; null = not known. */
  readonly value: (model: ReportModel) => number | null;
  readonly holds: (value: number) => boolean;
  readonly valueText: (value: number) => string;
}

interface Subject {
  readonly isTimed: boolean;
  readonly value: (model: ReportModel) => number | null;
  readonly kind: 'count' | 'time' | 'share';
}

const COUNTED: readonly SummaryKey[] = Object.keys({
  onTime: 0,
  late: 0,
  skipped: 0,
  dropped: 0,
  muted: 0,
  stopped: 0,
  notBegun: 0,
  cancelled: 0,
  edited: 0,
  ranDry: 0,
  deviceLost: 0,
  cannotPlay: 0,
  rendered: 0,
  recorded: 0,
  recordedWithDropouts: 0,
  endedEarly: 0,
} satisfies ReportSummary) as SummaryKey[];

const OF_TIME: ReadonlySet<SummaryKey> = new Set(['onTime', 'late', 'skipped', 'dropped']);

function count(isTimed: boolean, value: Subject['value']): Subject {
  return { isTimed, value, kind: 'count' };
}

const SUBJECTS: ReadonlyMap<string, Subject> = new Map([
  ...COUNTED.map((key): [string, Subject] => [
    key,
    count(OF_TIME.has(key), ({ summary }) => summary[key]),
  ]),
  // What begins late skips its beginning where its clip says so: both are late.
  ['late', count(true, ({ summary }) => summary.late + summary.skipped)],
  ['actions', count(false, ({ actionCount }) => actionCount)],
  ['dropouts', count(true, ({ plots }) => plots.dropouts.reduce((sum, one) => sum + one.count, 0))],
  ['outages', count(true, ({ outages }) => outages.length)],
  ['error', { isTimed: true, kind: 'time', value: largestError }],
  ['load', { isTimed: true, kind: 'share', value: worstLoad }],
]);

/** Of all that began, in seconds by the driver's clock. */
function largestError({ largestError: largest }: ReportModel): number | null {
  return largest;
}

function worstLoad({ plots }: ReportModel): number | null {
  if (plots.load.length === 0) return null;
  return plots.load.reduce((worst, load) => Math.max(worst, load.worstLoad), 0);
}

/** A sentence where one cannot be understood. */
export function parseConditions(text: string): readonly Condition[] | string {
  const conditions: Condition[] = [];
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const condition = parseCondition(part);
    if (typeof condition === 'string') return condition;
    conditions.push(condition);
  }
  return conditions;
}

const WHOLE = /^([A-Za-z]+)\s*(>=|<=|!=|>|<|=)\s*(\d+(?:\.\d+)?)\s*([a-zµμ%]*)$/u;

function parseCondition(text: string): Condition | string {
  const [, name = '', comparison = '', figure = '', unit = ''] = WHOLE.exec(text) ?? [];
  if (name === '') return `“${text}” is no condition. Write for example late>0 or error>1ms.`;
  const subject = SUBJECTS.get(name);
  if (subject === undefined) {
    return `“${name}” is nothing that a run counts. There are ${[...SUBJECTS.keys()].join(', ')}.`;
  }
  const limit = limitOf(subject, Number(figure), unit);
  if (limit === null) return `“${text}”: ${UNIT_SENTENCES[subject.kind]}`;
  const compare = COMPARISONS[comparison as ConditionOperator];
  return {
    text,
    isTimed: subject.isTimed,
    value: subject.value,
    holds: (value) => compare(value, limit),
    valueText: (value) => VALUE_TEXTS[subject.kind](value),
  };
}

const UNIT_SENTENCES: Record<Subject['kind'], string> = {
  count: 'a count has no unit. Write for example late>0.',
  time: 'an error needs a unit: s, ms or us. Write for example error>1ms.',
  share: 'a load is a share. Write for example load>80%.',
};

const VALUE_TEXTS: Record<Subject['kind'], (value: number) => string> = {
  count: (value) => String(value),
  time: (value) => `${(value * 1e3).toFixed(3)} ms`,
  share: (value) => `${(value * 100).toFixed(1)} %`,
};

/** null = another unit is needed. */
function limitOf({ kind }: Subject, figure: number, unit: string): number | null {
  if (kind === 'count') return unit === '' ? figure : null;
  if (kind === 'share') return unit === '%' ? figure / 100 : unit === '' ? figure : null;
  const factor = TIME_UNITS[unit];
  return factor === undefined ? null : figure * factor;
}

export interface FailedCondition {
  readonly text: string;
  /** What it was; null = it could not be told, which is no proof either. */
  readonly valueText: string | null;
}

/** Those that hold, and those that cannot be told. */
export function failedConditions(
  conditions: readonly Condition[],
  model: ReportModel,
): readonly FailedCondition[] {
  return conditions.flatMap<FailedCondition>(({ text, value, holds, valueText }) => {
    const is = value(model);
    if (is === null) return [{ text, valueText: null }];
    return holds(is) ? [{ text, valueText: valueText(is) }] : [];
  });
}

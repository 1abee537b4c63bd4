/**
 * The lines of a run's file: a header, then one record a line. Pure. What only a newer minor version
 * writes is passed over; accounts of actions that ended together share a line (`actions`), column by
 * column.
 */
import { z } from 'zod';
import type { ActionRow } from '../../../preload/actions.ts';
import type { BlockTiming, Dropout, Outage, TouchedAction } from '../../../preload/dropouts.ts';
import type { ReportedFlags } from '../../../preload/engine.ts';
import {
  RUN_FORMAT,
  RUN_VERSION,
  type RunDevice,
  type RunEdit,
  type RunEnd,
  type RunHeader,
  type RunLoad,
  type RunOrigin,
  type RunRecord,
  type RunRemoved,
  type RunSound,
  type RunStream,
  type RunStreamEnd,
  type RunTrack,
} from '../../../preload/run.ts';
import { VERDICT_KINDS, type VerdictSummary } from '../../../preload/verdict.ts';
import { exactly } from '../../exact-schema.ts';
import { isObject, type JsonObject } from '../../versioned-file.ts';
import {
  LEAST_RATE,
  MOST_RATE,
  MOST_SECONDS,
  type PackedRow,
  packRow,
  unpackRow,
} from './row-fields.ts';

/** Beside actions, which are many and have their own way. */
export type OtherRecord = Exclude<RunRecord, { readonly type: 'action' }>;

export type ReadRunLine =
  | { readonly kind: 'record'; readonly record: OtherRecord }
  | { readonly kind: 'actions'; readonly rows: readonly ActionRow[] }
  /** Of a newer version; it says nothing that this one knows. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'damaged' };

/** So many accounts share a line at most. */
export const MOST_ROWS_A_LINE = 500;
/** Fewer stand alone: a line of theirs is easier to read. */
const FEWEST_ROWS_A_LINE = 4;

export function headerLine(header: RunHeader): string {
  return `${JSON.stringify(header)}\n`;
}

export function recordLine(record: OtherRecord): string {
  return `${JSON.stringify(record)}\n`;
}

export interface WrittenLine {
  readonly line: string;
  readonly rows: readonly ActionRow[];
}

/** One account a line, or several where they are alike. */
export function actionLines(rows: readonly ActionRow[]): WrittenLine[] {
  const lines: WrittenLine[] = [];
  let shape = '';
  let alike: { row: ActionRow; packed: PackedRow }[] = [];
  const put = () => {
    if (alike.length < FEWEST_ROWS_A_LINE) {
      for (const { row, packed } of alike) {
        lines.push({ line: `${JSON.stringify({ type: 'action', row: packed })}\n`, rows: [row] });
      }
    } else {
      const line = `${JSON.stringify(columnsOf(alike.map(({ packed }) => packed)))}\n`;
      lines.push({ line, rows: alike.map(({ row }) => row) });
    }
    alike = [];
  };
  for (const row of rows) {
    const packed = packRow(row);
    const own = Object.keys(packed).join();
    if (own !== shape || alike.length === MOST_ROWS_A_LINE) put();
    shape = own;
    alike.push({ row, packed });
  }
  put();
  return lines;
}

/** `same` in all of them, `steps` from one to the next (the first from 0), or `each` by itself. */
function columnsOf(rows: readonly PackedRow[]): object {
  const [first = {}] = rows;
  const same: Record<string, unknown> = {};
  const steps: Record<string, unknown> = {};
  const each: Record<string, unknown> = {};
  for (const name of Object.keys(first) as (keyof PackedRow)[]) {
    const values = rows.map((row) => row[name]);
    if (isSame(values)) same[name] = values[0];
    else if (values.every(Number.isSafeInteger)) steps[name] = stepsOf(values as number[]);
    else each[name] = values;
  }
  return { type: 'actions', count: rows.length, same, steps, each };
}

function isSame(values: readonly unknown[]): boolean {
  const [first] = values;
  if (typeof first !== 'object' || first === null) return values.every((value) => value === first);
  const text = JSON.stringify(first);
  return values.every((value) => JSON.stringify(value) === text);
}

function stepsOf(values: readonly number[]): number[] {
  return values.map((value, index) => value - (values[index - 1] ?? 0));
}

/** Of a whole line without its end. */
export function readRunLine(line: string): ReadRunLine {
  const parsed = parsedObject(line);
  if (parsed === null) return { kind: 'damaged' };
  const { type } = parsed;
  if (type === 'action') return actions(isObject(parsed.row) ? [unpackRow(parsed.row)] : [null]);
  if (type === 'actions') return actions(unpackColumns(parsed));
  if (typeof type !== 'string') return { kind: 'damaged' };
  // What every object has, "constructor" for one, is no type.
  if (!Object.hasOwn(SCHEMAS, type)) return { kind: 'unknown' };
  const read = SCHEMAS[type as OtherRecord['type']].safeParse(parsed);
  return read.success ? { kind: 'record', record: read.data as OtherRecord } : { kind: 'damaged' };
}

function actions(rows: readonly (ActionRow | null)[]): ReadRunLine {
  const whole = rows.filter((row) => row !== null);
  return whole.length === rows.length && whole.length > 0
    ? { kind: 'actions', rows: whole }
    : { kind: 'damaged' };
}

function unpackColumns({ count, same, steps, each }: JsonObject): readonly (ActionRow | null)[] {
  const isCount = Number.isSafeInteger(count) && Number(count) > 0;
  if (!isCount || Number(count) > MOST_ROWS_A_LINE) return [null];
  if (!isObject(same) || !isObject(steps) || !isObject(each)) return [null];
  const columns = [...Object.values(steps), ...Object.values(each)];
  if (!columns.every((column) => Array.isArray(column) && column.length === count)) return [null];
  const sums = Object.fromEntries(Object.keys(steps).map((name) => [name, 0]));
  return Array.from({ length: Number(count) }, (_, index) => {
    const row: Record<string, unknown> = { ...same };
    for (const [name, column] of Object.entries(each)) row[name] = (column as unknown[])[index];
    for (const [name, column] of Object.entries(steps)) {
      sums[name] = Number(sums[name]) + Number((column as unknown[])[index]);
      row[name] = sums[name];
    }
    return unpackRow(row);
  });
}

function parsedObject(line: string): JsonObject | null {
  try {
    const parsed: unknown = JSON.parse(line);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** `newer`: of a newer version, to be left alone. null = it is no header of a run. */
export function readHeader(parsed: unknown): RunHeader | 'newer' | null {
  if (!isObject(parsed) || parsed.format !== RUN_FORMAT) return null;
  if (Number.isSafeInteger(parsed.version) && Number(parsed.version) > RUN_VERSION) return 'newer';
  const read = headerSchema.safeParse(parsed);
  return read.success ? read.data : null;
}

/** Unknown members are left out: of a newer minor version. */
function loosely<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>): z.ZodObject<Shape> {
  return z.object(schema.shape) as unknown as z.ZodObject<Shape>;
}

const frame = z.number().int();
const count = z.number().int().min(0);
const text = z.string();
/** Seconds, from there to there or of a clock. */
const seconds = z.number().min(-MOST_SECONDS).max(MOST_SECONDS);
/** Milliseconds since 1970 that a date can have. */
const wallTime = z.number().min(-8.64e15).max(8.64e15);
const sampleRate = z.number().min(LEAST_RATE).max(MOST_RATE);
/** Of a block's time. */
const load = z.number().min(0).max(1e9);
const flag = z.boolean();

const reports = loosely(
  exactly<ReportedFlags>()({
    inputUnderflow: flag,
    inputOverflow: flag,
    outputUnderflow: flag,
    outputOverflow: flag,
  }),
);

const device = loosely(
  exactly<RunDevice>()({
    inputChannels: count,
    outputChannels: count,
    hostApi: text,
    inputDevice: text.nullable(),
    outputDevice: text.nullable(),
    sampleRate,
    blockSize: count,
    inputLatency: seconds.nullable(),
    outputLatency: seconds.nullable(),
    latencySource: z.enum(['driver', 'measured']),
    reports,
  }),
);

const sound = loosely(
  exactly<RunSound>()({
    sourceId: text,
    name: text,
    channels: count,
    frames: count,
    sampleRate,
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable(),
    path: text.nullable(),
  }),
);

const track = loosely(
  exactly<RunTrack>()({ trackId: text, name: text, outputChannels: z.array(count).readonly() }),
);

const audible = z.enum(['device', 'virtual', 'offline', 'none']);
const version = loosely(exactly<RunHeader['versions'][number]>()({ name: text, version: text }));

/** The part of an id of a run that is unlike others is random. */
export const RUN_ID = /^[1-9]\d{0,8}-[0-9a-f]{8}$/;

const headerSchema = loosely(
  exactly<RunHeader>()({
    format: z.literal(RUN_FORMAT),
    version: z.number(),
    runId: z.string().regex(RUN_ID),
    number: count.min(1),
    part: count.min(1),
    kind: z.enum(['timeline', 'direct']),
    sessionName: text,
    wallTime,
    utcOffsetMinutes: z.number().min(-1_440).max(1_440),
    versions: z.array(version).readonly(),
    audible,
    device,
    tracks: z.array(track).readonly().default([]) as never,
    sounds: z.array(sound).readonly().default([]) as never,
  }),
) as unknown as z.ZodType<RunHeader>;

const flags = z.array(
  z.enum(['input-underflow', 'input-overflow', 'output-underflow', 'output-overflow']),
);

const block = loosely(
  exactly<BlockTiming>()({
    frame,
    frames: count,
    time: seconds.nullable(),
    flags: flags.readonly(),
  }),
).nullable();

const touched = loosely(
  exactly<TouchedAction>()({
    requestNumber: count,
    name: text,
    clipId: text.nullable(),
    trackId: text.nullable(),
    isTake: flag,
  }),
);

const activity = z.object({
  activity: z.enum(['opening', 'drawing', 'decoding', 'saving', 'recording', 'preparing']),
  name: text.nullable(),
});

const dropout = loosely(
  exactly<Dropout>()({
    id: count,
    count,
    runNumber: count.nullable(),
    hostApi: text,
    streamNumber: count,
    streamFrame: frame,
    timelineFrame: frame.nullable(),
    sampleRate,
    direction: z.enum(['input', 'output', 'both']),
    frames: count.nullable(),
    isEstimate: flag,
    source: z.enum(['reported', 'inferred']),
    flags: flags.readonly(),
    before: block,
    after: block,
    activities: z.array(activity).readonly(),
    lateSeconds: seconds.nullable(),
    load: load.nullable(),
    touched: z.array(touched).readonly(),
    touchedCount: count,
  }),
);

const outage = loosely(
  exactly<Outage>()({
    id: count,
    lostStreamNumber: count,
    backStreamNumber: count.nullable(),
    device: text,
    fromTimelineFrame: frame.nullable(),
    toTimelineFrame: frame.nullable(),
    sampleRate,
    fromWallTime: wallTime,
    toWallTime: wallTime.nullable(),
    seconds: seconds.nullable(),
  }),
);

/** A kind that an older version did not have was counted nowhere. */
const summary = z
  .record(z.string(), z.unknown())
  .transform(
    (read): VerdictSummary =>
      Object.fromEntries(
        VERDICT_KINDS.map((kind) => [kind, count.safeParse(read[kind]).data ?? 0]),
      ) as unknown as VerdictSummary,
  );

const SCHEMAS: { readonly [Type in OtherRecord['type']]: z.ZodType } = {
  stream: loosely(
    exactly<RunStream>()({
      type: z.literal('stream'),
      streamNumber: count,
      firstFrame: frame,
      audible,
      device,
    }),
  ),
  streamEnd: loosely(
    exactly<RunStreamEnd>()({
      type: z.literal('streamEnd'),
      streamNumber: count,
      lastFrame: frame,
      reason: z.enum(['run-ended', 'reopened', 'device-lost']),
      clockBoundSeconds: seconds.nullable(),
    }),
  ),
  origin: loosely(
    exactly<RunOrigin>()({
      type: z.literal('origin'),
      cause: z.enum(['play', 'record', 'seek', 'loop', 'edit', 'reopened', 'rejoined']),
      streamNumber: count,
      originFrame: frame,
      timelineFrame: frame,
      playNumber: count,
      loopPass: count,
    }),
  ),
  dropout: z.object({ type: z.literal('dropout'), dropout }),
  outage: z.object({ type: z.literal('outage'), outage }),
  edit: loosely(
    exactly<RunEdit>()({
      type: z.literal('edit'),
      label: text,
      streamNumber: count,
      streamFrame: frame,
      timelineFrame: frame.nullable(),
    }),
  ),
  sound: z.object({ type: z.literal('sound'), sound }),
  load: loosely(
    exactly<RunLoad>()({
      type: z.literal('load'),
      streamNumber: count,
      firstFrame: frame,
      frames: count,
      meanLoad: load,
      worstLoad: load,
    }),
  ),
  removed: loosely(exactly<RunRemoved>()({ type: z.literal('removed'), wallTime })),
  end: loosely(
    exactly<RunEnd>()({
      type: z.literal('end'),
      reason: z.enum(['stopped', 'end-of-timeline', 'idle', 'closed', 'device-lost']),
      wallTime,
      seconds,
      summary: summary as never,
      dropouts: count,
      outages: count,
    }),
  ),
};

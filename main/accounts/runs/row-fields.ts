/**
 * How the account of an action is written in a run's file: each field under its own name, left out where
 * it has the value that most have. Pure.
 */
import {
  ACTION_KINDS,
  ACTION_OUTCOMES,
  type ActionRow,
  type BlockStats,
  type ClipRequest,
  NO_STATS,
} from '../../../preload/actions.ts';
import { ERROR_CODES } from '../../../preload/outcome.ts';
import { isObject, type JsonObject } from '../../versioned-file.ts';

/** What is written; finished is what they all are. */
type WrittenRow = Omit<ActionRow, 'state'>;
type RowField = keyof WrittenRow;

/** A row as it stands in a file. */
export type PackedRow = { [Key in RowField]?: unknown };

interface Field<Key extends RowField> {
  /** Absent = it is always written. */
  readonly usual?: (row: PackedRow) => unknown;
  readonly isValid: (value: unknown) => boolean;
  readonly pack?: (value: WrittenRow[Key], row: WrittenRow) => unknown;
  /** undefined = it cannot be read. */
  readonly unpack?: (value: unknown, row: JsonObject) => unknown;
}

/** Of a session or stream, Hz. */
export const LEAST_RATE = 1;
export const MOST_RATE = 10_000_000;
/** Three thousand years; clocks count from any time. */
export const MOST_SECONDS = 1e11;

const isInteger = (value: unknown) => Number.isSafeInteger(value);
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
const isTime = (value: unknown) => typeof value === 'number' && Math.abs(value) <= MOST_SECONDS;
const isRate = (value: unknown) =>
  typeof value === 'number' && value >= LEAST_RATE && value <= MOST_RATE;
const isText = (value: unknown) => typeof value === 'string' && value.length <= 32_768;
const isOneOf = (values: readonly unknown[]) => (value: unknown) => values.includes(value);
const orNull = (isValid: (value: unknown) => boolean) => (value: unknown) =>
  value === null || isValid(value);
const isListOf = (isValid: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(isValid);

const STATS = Object.keys(NO_STATS) as (keyof BlockStats)[];

const nothing = () => null;
const zero = () => 0;

/** In the order in which they are read: what is usual may follow from fields before. */
const FIELDS: { readonly [Key in RowField]: Field<Key> } = {
  id: { isValid: isInteger },
  requestNumber: { isValid: isCount },
  type: { usual: () => 'playBuffer', isValid: isOneOf(Object.keys(ACTION_KINDS)) },
  name: { isValid: isText },
  clipId: { usual: nothing, isValid: orNull(isText) },
  sourceId: { usual: nothing, isValid: orNull(isText) },
  trackId: { usual: nothing, isValid: orNull(isText) },
  outcome: { usual: () => 'completed', isValid: orNull(isOneOf(ACTION_OUTCOMES)) },
  endedBy: { usual: nothing, isValid: orNull(isOneOf(['edit', 'stop', 'cancel'])) },
  cannotPlay: { usual: nothing, isValid: orNull(isFailure) },
  playNumber: { usual: nothing, isValid: orNull(isCount) },
  loopPass: { usual: nothing, isValid: orNull(isCount) },
  silences: { usual: () => EMPTY, isValid: isListOf(isSpan) },
  sampleRate: { isValid: isRate },
  streamNumber: { isValid: isCount },
  originFrame: { usual: nothing, isValid: orNull(isInteger) },
  requestedFrame: { usual: nothing, isValid: orNull(isInteger) },
  actualFrame: { usual: (row) => row.requestedFrame, isValid: orNull(isInteger) },
  requestedTime: { usual: nothing, isValid: orNull(isTime) },
  actualTime: { usual: nothing, isValid: orNull(isTime) },
  totalFrames: { usual: nothing, isValid: orNull(isCount) },
  doneFrames: { usual: (row) => row.totalFrames ?? 0, isValid: isCount },
  skippedFrames: { usual: zero, isValid: isCount },
  starvedFrames: { usual: zero, isValid: isCount },
  dropouts: { usual: zero, isValid: isCount },
  channels: { usual: () => STEREO, isValid: isListOf(isCount) },
  stats: {
    usual: () => NO_STATS,
    isValid: (value) => isObject(value),
    pack: (stats) => STATS.map((key) => stats[key]),
    unpack: (value) =>
      isListOf(isCount)(value) && (value as number[]).length === STATS.length
        ? Object.fromEntries(STATS.map((key, index) => [key, (value as number[])[index]]))
        : undefined,
  },
  asked: {
    usual: nothing,
    isValid: (value) => value === null || isObject(value),
    pack: (asked, row) => (asked === null ? null : packAsked(asked, row)),
    unpack: (value, row) => (isObject(value) ? unpackAsked(value, row) : undefined),
  },
};
const NAMES = Object.keys(FIELDS) as RowField[];
const EMPTY: readonly never[] = [];
const STEREO = [1, 2];

function isFailure(value: unknown): boolean {
  if (!isObject(value) || !isText(value.message)) return false;
  return ERROR_CODES.some((code) => code === value.code);
}

function isSpan(value: unknown): boolean {
  return isObject(value) && isInteger(value.fromFrame) && orNull(isInteger)(value.toFrame);
}

function isChannelGain(value: unknown): boolean {
  const isGain = isObject(value) && Number.isFinite(value.gainDb);
  return isGain && isCount(value.from) && isCount(value.to);
}

function isClipLoop(value: unknown): boolean {
  return isObject(value) && isInteger(value.startFrame) && isCount(value.lengthFrames);
}

function isAlike(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!Array.isArray(one) || !Array.isArray(other)) return false;
  return one.length === other.length && one.every((each, index) => each === other[index]);
}

/** What was asked of a clip mostly follows from the request. */
function usualAsked(row: JsonObject): ClipRequest {
  const { requestedFrame, originFrame } = row as unknown as WrittenRow;
  const { sourceId, trackId, totalFrames, channels } = row as unknown as WrittenRow;
  return {
    startFrame: (requestedFrame ?? 0) - (originFrame ?? 0),
    sourceId: sourceId ?? '',
    offsetFrames: 0,
    lengthFrames: totalFrames ?? 0,
    isSilent: false,
    trackId: trackId ?? '',
    outputChannels: channels,
    matrix: null,
    loop: null,
  };
}

function packAsked(asked: ClipRequest, row: WrittenRow): JsonObject {
  const usual = usualAsked(row as unknown as JsonObject);
  return Object.fromEntries(
    Object.entries(asked).filter(
      ([key, value]) => !isAlike(value, usual[key as keyof ClipRequest]),
    ),
  );
}

const ASKED_CHECKS: { readonly [Key in keyof ClipRequest]: (value: unknown) => boolean } = {
  startFrame: isInteger,
  sourceId: isText,
  offsetFrames: isInteger,
  lengthFrames: isCount,
  isSilent: (value) => typeof value === 'boolean',
  trackId: isText,
  outputChannels: isListOf(isCount),
  matrix: orNull(isListOf(isChannelGain)),
  loop: orNull(isClipLoop),
};

function unpackAsked(value: JsonObject, row: JsonObject): ClipRequest | undefined {
  const usual = usualAsked(row);
  const asked = Object.fromEntries(
    Object.entries(usual).map(([key, of]) => [key, key in value ? value[key] : of]),
  );
  const isValid = Object.entries(ASKED_CHECKS).every(([key, check]) => check(asked[key]));
  return isValid ? (asked as unknown as ClipRequest) : undefined;
}

/** Only what is not usual. */
export function packRow(row: ActionRow): PackedRow {
  const packed: PackedRow = {};
  for (const name of NAMES) {
    const field = FIELDS[name] as Field<RowField>;
    const value = row[name];
    const usual = field.usual?.(row);
    if (field.usual !== undefined && (isAlike(value, usual) || (value === null && usual === null)))
      continue;
    if (name === 'stats' && row.stats.blocks === 0 && isNoStats(row.stats)) continue;
    packed[name] = field.pack === undefined ? value : field.pack(value as never, row);
  }
  return packed;
}

function isNoStats(stats: BlockStats): boolean {
  return STATS.every((key) => stats[key] === 0);
}

/** null = something of it cannot be read. Unknown fields are left out. */
export function unpackRow(packed: JsonObject): ActionRow | null {
  const row: Record<string, unknown> = { state: 'finished' };
  for (const name of NAMES) {
    const field = FIELDS[name] as Field<RowField>;
    let value = packed[name];
    if (value === undefined) value = field.usual?.(row as PackedRow);
    else if (field.unpack !== undefined && value !== null) value = field.unpack(value, row);
    if (!field.isValid(value)) return null;
    row[name] = value;
  }
  return row as unknown as ActionRow;
}

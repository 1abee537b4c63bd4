/**
 * A zod schema for the payload of every request and action request; a missing one, or one that is
 * wider or narrower than the contract, does not compile.
 */
import { z } from 'zod';
import type { ActionRequest } from '../../preload/actions.ts';
import { COMMAND_IDS } from '../../preload/commands.ts';
import type { Payload, Placement, RequestName } from '../../preload/contract.ts';
import type { DeviceChoice } from '../../preload/engine.ts';
import { LIMITS } from '../../preload/project-limits.ts';
import {
  EXPORT_FORMATS,
  type ExportRange,
  type SoundExportFormat,
} from '../../preload/range-export.ts';
import { REPORT_FORMATS, type ReportFormat } from '../../preload/report.ts';
import {
  MOST_LINES_A_PAGE,
  RUN_ROW_FILTERS,
  RUN_SORTS,
  type RunRowsQuery,
} from '../../preload/run-rows.ts';
import { MOST_NAME_LENGTH } from '../accounts/runs/run-names.ts';
import { exactly } from '../exact-schema.ts';
import { channelNumbers, editSchema, frameCount, frameNumber } from '../project/project-schema.ts';
import { appearanceSchema, keyBindingsSchema, soundMemorySchema } from '../settings.ts';

const id = z.string().min(1).max(200);
const gain = z.number().min(-1_000).max(1_000);
const nothing = z.null();
/** Of one drop; refusing more would refuse them all. */
const MAX_FILES = 100_000;
/** Of the place of what is wrong; a message may be nested without end. */
const SHOWN_PATH_PARTS = 8;

const placement = exactly<Placement>()({
  trackId: id.nullable(),
  startFrame: frameCount,
  rule: z.enum(['stack', 'sequence']),
}).nullable();

type ActionRequestOf<Type extends ActionRequest['type']> = Extract<ActionRequest, { type: Type }>;

const actionRequests = {
  playBuffer: exactly<ActionRequestOf<'playBuffer'>>()({
    type: z.literal('playBuffer'),
    sourceId: id,
    offsetFrames: frameCount,
    lengthFrames: frameCount,
    startFrame: frameNumber.nullable(),
    gain,
    channels: channelNumbers.nullable(),
    belated: z.enum(['drop', 'start', 'trim']),
  }),
  cancel: exactly<ActionRequestOf<'cancel'>>()({
    type: z.literal('cancel'),
    actionId: frameCount.nullable(),
  }),
  setGain: exactly<ActionRequestOf<'setGain'>>()({
    type: z.literal('setGain'),
    actionId: frameCount,
    gain,
  }),
  fetchAndResetStats: exactly<ActionRequestOf<'fetchAndResetStats'>>()({
    type: z.literal('fetchAndResetStats'),
  }),
} satisfies { readonly [Type in ActionRequest['type']]: z.ZodType<ActionRequestOf<Type>> };

type ActionSchema = (typeof actionRequests)[ActionRequest['type']];
const actionRequest = z.discriminatedUnion(
  'type',
  Object.values(actionRequests) as [ActionSchema, ...ActionSchema[]],
);

const SCHEMAS: { readonly [Name in RequestName]: z.ZodType<Payload<Name>> } = {
  snapshot: nothing,
  opening: nothing,
  acknowledge: exactly<Payload<'acknowledge'>>()({
    sequence: frameCount,
    paceMilliseconds: z.number().min(0).max(1_000),
  }),
  edit: exactly<Payload<'edit'>>()({
    editId: id,
    label: z.string().max(500),
    mergeKey: z.string().max(500).nullable(),
    edit: editSchema,
  }),
  undo: nothing,
  redo: nothing,
  history: nothing,
  walkHistory: exactly<Payload<'walkHistory'>>()({
    steps: z.number().int().min(-1_000_000).max(1_000_000),
  }),
  importFiles: exactly<Payload<'importFiles'>>()({
    paths: z.array(z.string().min(1).max(32_768)).max(MAX_FILES).readonly(),
    placement,
  }),
  chooseFiles: exactly<Payload<'chooseFiles'>>()({ placement }),
  cancelImport: exactly<Payload<'cancelImport'>>()({ sourceId: id }),
  openSoundAgain: exactly<Payload<'openSoundAgain'>>()({ sourceId: id }),
  cancelConversion: exactly<Payload<'cancelConversion'>>()({ id: frameCount }),
  relinkBuffer: exactly<Payload<'relinkBuffer'>>()({ sourceId: id }),
  adaptSound: exactly<Payload<'adaptSound'>>()({
    sourceId: id,
    clips: z.enum(['keep', 'shorten']),
  }),
  useCopy: exactly<Payload<'useCopy'>>()({ sourceId: id, usesCopy: z.boolean() }),
  loadDemo: nothing,
  peaks: exactly<Payload<'peaks'>>()({
    sourceId: id,
    startFrame: frameCount,
    framesPerBin: z
      .number()
      .min(1)
      .max(2 ** 43),
    count: z.number().int().min(1).max(4_096),
  }),
  play: exactly<Payload<'play'>>()({
    fromFrame: frameCount.nullable(),
    toFrame: frameCount.nullable(),
  }),
  stop: nothing,
  seek: exactly<Payload<'seek'>>()({ frame: frameCount }),
  record: nothing,
  schedule: exactly<Payload<'schedule'>>()({
    requests: z.array(actionRequest).max(1_000_000).readonly(),
  }),
  runRows: exactly<RunRowsQuery>()({
    runId: id.nullable(),
    sort: z.enum(RUN_SORTS),
    isDescending: z.boolean(),
    filter: z.enum(RUN_ROW_FILTERS),
    clipIds: z.array(id).max(1_000_000).readonly().nullable(),
    openFolds: z.array(id).max(10_000).readonly(),
    from: frameCount,
    count: z.number().int().min(0).max(MOST_LINES_A_PAGE),
    places: z.array(id).max(10).readonly(),
  }),
  runs: nothing,
  changeRun: z.strictObject({
    runId: id,
    name: z.string().max(MOST_NAME_LENGTH).nullable().exactOptional(),
    isPinned: z.boolean().exactOptional(),
  }),
  runDropouts: exactly<Payload<'runDropouts'>>()({ runId: id }),
  deleteRun: exactly<Payload<'deleteRun'>>()({ runId: id }),
  deletedRuns: nothing,
  restoreRun: exactly<Payload<'restoreRun'>>()({ runId: id }),
  report: exactly<Payload<'report'>>()({ runId: id }),
  cancelReport: exactly<Payload<'cancelReport'>>()({
    runId: id,
    format: z.enum(Object.keys(REPORT_FORMATS) as ReportFormat[]).nullable(),
  }),
  exportReport: exactly<Payload<'exportReport'>>()({
    runId: id,
    format: z.enum(Object.keys(REPORT_FORMATS) as ReportFormat[]),
  }),
  exportRange: exactly<Payload<'exportRange'>>()({
    range: exactly<ExportRange>()({
      fromFrame: frameCount,
      toFrame: frameCount,
      trackIds: z.array(id).max(LIMITS.tracks).readonly().nullable(),
      clipIds: z.array(id).max(LIMITS.clips).readonly().nullable(),
    }),
    format: z.enum(Object.keys(EXPORT_FORMATS) as SoundExportFormat[]),
  }),
  cancelExport: nothing,
  clipHistory: exactly<Payload<'clipHistory'>>()({ clipId: id }),
  restart: nothing,
  showCrashReport: nothing,
  devices: exactly<Payload<'devices'>>()({ rescan: z.boolean() }),
  applyDevice: exactly<DeviceChoice>()({
    hostApi: z.string().min(1).max(500),
    inputKey: z.string().min(1).max(1_000).nullable(),
    outputKey: z.string().min(1).max(1_000).nullable(),
    sampleRate: z.number().min(1_000).max(1_000_000),
    blockSize: z.number().int().min(0).max(65_536),
    latency: z.union([z.enum(['low', 'high']), z.number().min(0).max(10)]),
  }),
  about: nothing,
  keyBindings: nothing,
  changeKeyBindings: exactly<Payload<'changeKeyBindings'>>()({ bindings: keyBindingsSchema }),
  greyMenu: exactly<Payload<'greyMenu'>>()({
    commands: z.array(z.enum(COMMAND_IDS)).max(COMMAND_IDS.length).readonly(),
  }),
  appearance: nothing,
  changeAppearance: appearanceSchema,
  soundMemory: nothing,
  changeSoundMemory: soundMemorySchema,
  copyDiagnostics: z.object({ withPaths: z.boolean() }),
};

/** Twice the largest list there may be, so that a whole session can be pasted. */
const MAX_PARTS = 2 * LIMITS.clips;

/** The payload, checked, or one sentence about what is wrong with it. */
export function readPayload<Name extends RequestName>(
  name: Name,
  payload: unknown,
): { readonly payload: Payload<Name> } | { readonly error: string } {
  try {
    if (hasTooManyParts(payload)) return { error: 'The message has too many parts.' };
    const parsed = SCHEMAS[name].safeParse(payload);
    if (parsed.success) return { payload: parsed.data };
    const [issue] = parsed.error.issues;
    const place = issue === undefined ? '' : issue.path.slice(0, SHOWN_PATH_PARTS).join('.');
    return { error: `${place === '' ? 'The message' : place}: ${issue?.message ?? 'wrong'}.` };
  } catch {
    // Nested so deep that checking it exhausts the stack.
    return { error: 'The message is nested too deep.' };
  }
}

/** In all lists together, however they are nested: what is allowed is checked in about a second. */
function hasTooManyParts(payload: unknown): boolean {
  let parts = 0;
  const waiting: unknown[] = [payload];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null || ArrayBuffer.isView(next)) continue;
    for (const value of Object.values(next)) {
      if (typeof value !== 'object') continue;
      if (Array.isArray(next)) parts += 1;
      if (parts > MAX_PARTS) return true;
      waiting.push(value);
    }
  }
  return false;
}

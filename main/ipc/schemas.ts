/** A zod schema for the payload of every request; a missing one does not compile. */
import { z } from 'zod';
import type { ActionRequest } from '../../preload/actions.ts';
import type { Payload, Placement, RequestName } from '../../preload/contract.ts';
import { channelNumbers, editSchema, frameCount, frameNumber } from '../project/project-schema.ts';

const id = z.string().min(1).max(200);
const nothing = z.null();
/** Of the place of what is wrong; a message may be nested without end. */
const SHOWN_PATH_PARTS = 8;

const placement: z.ZodType<Placement | null> = z
  .strictObject({
    trackId: id.nullable(),
    startFrame: frameCount,
    rule: z.enum(['stack', 'sequence']),
  })
  .nullable();

const actionRequest: z.ZodType<ActionRequest> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('playBuffer'),
    sourceId: id,
    offsetFrames: frameCount,
    lengthFrames: frameCount,
    startFrame: frameNumber.nullable(),
    gain: z.number().min(-1_000).max(1_000),
    channels: channelNumbers,
    belated: z.enum(['drop', 'start', 'trim']),
  }),
  z.strictObject({ type: z.literal('cancel'), actionId: frameCount }),
  z.strictObject({
    type: z.literal('setGain'),
    actionId: frameCount,
    gain: z.number().min(-1_000).max(1_000),
  }),
  z.strictObject({ type: z.literal('fetchAndResetStats') }),
]);

const SCHEMAS: { readonly [Name in RequestName]: z.ZodType<Payload<Name>> } = {
  snapshot: nothing,
  acknowledge: z.strictObject({ sequence: frameCount }),
  edit: z.strictObject({
    editId: id,
    label: z.string().max(500),
    mergeKey: z.string().max(500).nullable(),
    edit: editSchema,
  }),
  undo: nothing,
  redo: nothing,
  importFiles: z.strictObject({
    paths: z.array(z.string().min(1).max(32_768)).max(10_000),
    placement,
  }),
  chooseFiles: z.strictObject({ placement }),
  cancelImport: z.strictObject({ sourceId: id }),
  relinkBuffer: z.strictObject({ sourceId: id }),
  loadDemo: nothing,
  peaks: z.strictObject({
    sourceId: id,
    startFrame: frameCount,
    framesPerBin: z
      .number()
      .min(1)
      .max(2 ** 43),
    count: z.number().int().min(1).max(4_096),
  }),
  audition: z.strictObject({ sourceId: id.nullable() }),
  play: z.strictObject({ fromFrame: frameCount.nullable() }),
  stop: nothing,
  seek: z.strictObject({ frame: frameCount }),
  record: nothing,
  monitorInput: z.strictObject({ enabled: z.boolean() }),
  schedule: z.strictObject({ requests: z.array(actionRequest).max(1_000_000) }),
  cancelAction: z.strictObject({ id: frameCount }),
  fetchAndResetStats: nothing,
  finishedActions: z.strictObject({
    from: frameCount,
    count: z.number().int().min(0).max(20_000),
  }),
  saveActions: nothing,
  devices: z.strictObject({ rescan: z.boolean() }),
  applyDevice: z.strictObject({
    hostApi: z.string().min(1).max(500),
    inputKey: z.string().min(1).max(1_000).nullable(),
    outputKey: z.string().min(1).max(1_000).nullable(),
    sampleRate: z.number().min(1_000).max(1_000_000),
    blockSize: z.number().int().min(0).max(65_536),
    latency: z.union([z.enum(['low', 'high']), z.number().min(0).max(10)]),
  }),
};

/** The payload, checked, or one sentence about what is wrong with it. */
export function readPayload<Name extends RequestName>(
  name: Name,
  payload: unknown,
): { readonly payload: Payload<Name> } | { readonly complaint: string } {
  try {
    const parsed = SCHEMAS[name].safeParse(payload);
    if (parsed.success) return { payload: parsed.data };
    const [issue] = parsed.error.issues;
    const place = issue === undefined ? '' : issue.path.slice(0, SHOWN_PATH_PARTS).join('.');
    return { complaint: `${place === '' ? 'The message' : place}: ${issue?.message ?? 'wrong'}.` };
  } catch {
    // Nested so deep that checking it exhausts the stack.
    return { complaint: 'The message is nested too deep.' };
  }
}

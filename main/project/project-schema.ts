/** The shapes of a project and its edits when they come from outside this process. */
import { z } from 'zod';
import { ACTION_OUTCOMES } from '../../preload/actions.ts';
import type { Edit, EditOf } from '../../preload/edits.ts';
import {
  type BufferEntry,
  type Clip,
  type FileContent,
  type LoopRange,
  MAX_CLIPS,
  MAX_NAME_LENGTH,
  MAX_TRACKS,
  type Marker,
  type ProjectPatch,
  type Take,
  type TakeAccount,
  type Track,
} from '../../preload/project.ts';
import { exactly } from '../exact-schema.ts';

/** Items of one kind that have no limit of their own. */
const MAX_ITEMS = 100_000;

const id = z.string().min(1).max(200);
const name = z.string().max(MAX_NAME_LENGTH);
export const frameNumber = z
  .number()
  .int()
  .min(-(2 ** 53))
  .max(2 ** 53);
export const frameCount = z
  .number()
  .int()
  .min(0)
  .max(2 ** 53);
export const channelNumbers = z.array(z.number().int().min(1).max(256)).max(256).readonly();
const decibels = z.number().min(-1_000).max(1_000);
const sampleRate = z.number().min(1).max(10_000_000);

export const trackSchema = exactly<Track>()({
  id,
  name,
  colour: z.number().int().min(0).max(1_000),
  gainDb: decibels,
  muted: z.boolean(),
  soloed: z.boolean(),
  armed: z.boolean(),
  outputChannels: channelNumbers,
  inputChannels: channelNumbers,
});

export const clipSchema = exactly<Clip>()({
  id,
  trackId: id,
  sourceId: id,
  name,
  startFrame: frameCount,
  offsetFrames: frameCount,
  lengthFrames: frameCount,
  gainDb: decibels,
  belated: z.enum(['drop', 'start', 'trim']),
  channels: channelNumbers.nullable(),
});

const filePath = z.string().min(1).max(32_768);

const content = exactly<FileContent>()({
  bytes: frameCount,
  hash: z.string().regex(/^[0-9a-f]{64}$/),
}).nullable();

export const bufferSchema = exactly<BufferEntry>()({
  id,
  name,
  path: filePath,
  relativePath: filePath.nullable(),
  content,
  usesCopy: z.boolean(),
  channels: z.number().int().min(1).max(256),
  frames: frameCount,
  sourceSampleRate: sampleRate,
  format: z.string().max(200),
});

const takeAccount = exactly<TakeAccount>()({
  actionId: frameCount,
  streamNumber: frameCount,
  outcome: z.enum(ACTION_OUTCOMES).nullable(),
  startStreamFrame: frameNumber,
  originFrame: frameNumber,
  latencyFrames: frameNumber,
  latencySource: z.literal('driver'),
  stats: exactly<TakeAccount['stats']>()({
    blocks: frameCount,
    minBlockSize: frameCount,
    maxBlockSize: frameCount,
    inputUnderflows: frameCount,
    inputOverflows: frameCount,
    outputUnderflows: frameCount,
    outputOverflows: frameCount,
  }),
  device: z.string().max(1_000),
});

export const takeSchema = exactly<Take>()({
  id,
  name,
  // A name inside the takes folder, never a way out of it.
  file: z.string().regex(/^[^/\\\0]{1,255}$/),
  channels: z.number().int().min(1).max(256),
  frames: frameCount,
  sampleRate,
  content,
  trackId: id.nullable(),
  recoveredFrames: frameCount,
  account: takeAccount.nullable(),
});

export const markerSchema = exactly<Marker>()({ id, name, frame: frameCount });

const loop = exactly<LoopRange>()({
  enabled: z.boolean(),
  startFrame: frameCount,
  endFrame: frameCount,
});

/** What is in a project beside its lists. */
export const projectValues = exactly<Required<ProjectPatch>>()({ name, sampleRate, loop });

/** A patch names what changes; an `undefined` would erase what must be there. */
function patchOf<Shape extends z.ZodRawShape>(item: z.ZodObject<Shape>) {
  const isDefined = (patch: object) => Object.values(patch).every((value) => value !== undefined);
  return item.partial().refine(isDefined, 'a patch has no undefined values');
}

const ids = z.array(id).max(MAX_ITEMS);

/** Every kind of edit: one without a schema does not compile. */
const EDITS: { readonly [Kind in Edit['kind']]: z.ZodObject & z.ZodType<EditOf<Kind>> } = {
  insertTracks: exactly<EditOf<'insertTracks'>>()({
    tracks: z
      .array(
        exactly<EditOf<'insertTracks'>['tracks'][number]>()({
          index: frameCount,
          track: trackSchema,
        }),
      )
      .max(MAX_TRACKS),
  }),
  removeTracks: exactly<EditOf<'removeTracks'>>()({ trackIds: ids }),
  patchTrack: exactly<EditOf<'patchTrack'>>()({
    trackId: id,
    patch: patchOf(trackSchema.omit({ id: true })),
  }),
  insertClips: exactly<EditOf<'insertClips'>>()({ clips: z.array(clipSchema).max(MAX_CLIPS) }),
  removeClips: exactly<EditOf<'removeClips'>>()({ clipIds: ids }),
  patchClips: exactly<EditOf<'patchClips'>>()({
    patches: z
      .array(
        exactly<EditOf<'patchClips'>['patches'][number]>()({
          clipId: id,
          patch: patchOf(clipSchema.omit({ id: true, sourceId: true })),
        }),
      )
      .max(MAX_CLIPS),
  }),
  insertBuffers: exactly<EditOf<'insertBuffers'>>()({
    buffers: z.array(bufferSchema).max(MAX_ITEMS),
  }),
  insertTakes: exactly<EditOf<'insertTakes'>>()({ takes: z.array(takeSchema).max(MAX_ITEMS) }),
  patchBuffer: exactly<EditOf<'patchBuffer'>>()({
    bufferId: id,
    patch: patchOf(bufferSchema.omit({ id: true })),
  }),
  patchTake: exactly<EditOf<'patchTake'>>()({
    takeId: id,
    patch: patchOf(takeSchema.pick({ name: true })),
  }),
  patchTakeFile: exactly<EditOf<'patchTakeFile'>>()({
    takeId: id,
    patch: patchOf(
      takeSchema.pick({
        file: true,
        channels: true,
        frames: true,
        sampleRate: true,
        content: true,
      }),
    ),
  }),
  removeSources: exactly<EditOf<'removeSources'>>()({ sourceIds: ids }),
  insertMarkers: exactly<EditOf<'insertMarkers'>>()({
    markers: z.array(markerSchema).max(MAX_ITEMS),
  }),
  removeMarkers: exactly<EditOf<'removeMarkers'>>()({ markerIds: ids }),
  patchProject: exactly<EditOf<'patchProject'>>()({ patch: patchOf(projectValues) }),
  batch: exactly<EditOf<'batch'>>()({ edits: z.array(z.lazy(() => editSchema)).max(MAX_ITEMS) }),
};

const editMembers = Object.entries(EDITS).map(([kind, schema]) =>
  schema.extend({ kind: z.literal(kind) }),
);
export const editSchema = z.discriminatedUnion(
  'kind',
  // Not known to be one at least; the table above is what has been compared with the type.
  editMembers as unknown as [z.ZodObject],
) as unknown as z.ZodType<Edit>;

/** Whether an edit names files or says what they are, which only main may. */
export function namesFiles(edit: Edit): boolean {
  switch (edit.kind) {
    case 'batch':
      return edit.edits.some(namesFiles);
    case 'insertBuffers':
    case 'insertTakes':
    case 'patchBuffer':
    case 'patchTakeFile':
      return true;
    case 'insertTracks':
    case 'removeTracks':
    case 'patchTrack':
    case 'insertClips':
    case 'removeClips':
    case 'patchClips':
    case 'patchTake':
    case 'removeSources':
    case 'insertMarkers':
    case 'removeMarkers':
    case 'patchProject':
      return false;
  }
}

export function changesRate(edit: Edit): boolean {
  if (edit.kind === 'batch') return edit.edits.some(changesRate);
  return edit.kind === 'patchProject' && edit.patch.sampleRate !== undefined;
}

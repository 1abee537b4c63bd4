/** What a project and its edits must look like when they come from outside this process. */
import { z } from 'zod';
import { ACTION_OUTCOMES } from '../../preload/actions.ts';
import type { Edit } from '../../preload/edits.ts';
import type { BufferEntry, Clip, Marker, Project, Take, Track } from '../../preload/project.ts';

const id = z.string().min(1).max(200);
const name = z.string().max(500);
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

const track = z.strictObject({
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

const clip = z.strictObject({
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

const bufferEntry = z.strictObject({
  id,
  name,
  path: z.string().min(1).max(32_768),
  channels: z.number().int().min(1).max(256),
  frames: frameCount,
  sourceSampleRate: sampleRate,
  format: z.string().max(200),
});

export const xrunStats = z.strictObject({
  blocks: frameCount,
  minBlockSize: frameCount,
  maxBlockSize: frameCount,
  inputUnderflows: frameCount,
  inputOverflows: frameCount,
  outputUnderflows: frameCount,
  outputOverflows: frameCount,
});

const takeAccount = z.strictObject({
  actionId: frameCount,
  run: frameCount,
  outcome: z.enum(ACTION_OUTCOMES).nullable(),
  startStreamFrame: frameNumber,
  originFrame: frameNumber,
  latencyFrames: frameNumber,
  latencySource: z.enum(['driver', 'calibrated', 'none']),
  stats: xrunStats,
  device: z.string().max(1_000),
});

const take = z.strictObject({
  id,
  name,
  // A name inside the takes folder, never a way out of it.
  file: z.string().regex(/^[^/\\\0]{1,255}$/),
  channels: z.number().int().min(1).max(256),
  frames: frameCount,
  sampleRate,
  trackId: id.nullable(),
  recoveredFrames: frameCount,
  account: takeAccount.nullable(),
});

const marker = z.strictObject({ id, name, frame: frameCount });

const loop = z.strictObject({
  enabled: z.boolean(),
  startFrame: frameCount,
  endFrame: frameCount,
});

export const projectSchema: z.ZodType<Project> = z.strictObject({
  formatVersion: z.literal(1),
  name,
  sampleRate,
  tracks: z.array(track satisfies z.ZodType<Track>).max(1_000),
  clips: z.array(clip satisfies z.ZodType<Clip>).max(100_000),
  buffers: z.array(bufferEntry satisfies z.ZodType<BufferEntry>).max(100_000),
  takes: z.array(take satisfies z.ZodType<Take>).max(100_000),
  markers: z.array(marker satisfies z.ZodType<Marker>).max(100_000),
  loop,
});

/** A patch names what changes; an `undefined` would erase what must be there. */
function definedValues(patch: object): boolean {
  return Object.values(patch).every((value) => value !== undefined);
}
const UNDEFINED_MESSAGE = 'a patch has no undefined values';

const idList = z.array(id).max(100_000);

export const editSchema: z.ZodType<Edit> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('insertTracks'),
      tracks: z.array(z.strictObject({ index: frameCount, track })).max(1_000),
    }),
    z.strictObject({ kind: z.literal('removeTracks'), trackIds: idList }),
    z.strictObject({
      kind: z.literal('patchTrack'),
      trackId: id,
      patch: track.omit({ id: true }).partial().refine(definedValues, UNDEFINED_MESSAGE),
    }),
    z.strictObject({ kind: z.literal('insertClips'), clips: z.array(clip).max(100_000) }),
    z.strictObject({ kind: z.literal('removeClips'), clipIds: idList }),
    z.strictObject({
      kind: z.literal('patchClips'),
      patches: z
        .array(
          z.strictObject({
            clipId: id,
            patch: clip
              .omit({ id: true, sourceId: true })
              .partial()
              .refine(definedValues, UNDEFINED_MESSAGE),
          }),
        )
        .max(100_000),
    }),
    z.strictObject({
      kind: z.literal('insertBuffers'),
      buffers: z.array(bufferEntry).max(100_000),
    }),
    z.strictObject({ kind: z.literal('insertTakes'), takes: z.array(take).max(100_000) }),
    z.strictObject({
      kind: z.literal('patchTake'),
      takeId: id,
      patch: take.omit({ id: true }).partial().refine(definedValues, UNDEFINED_MESSAGE),
    }),
    z.strictObject({ kind: z.literal('removeSources'), sourceIds: idList }),
    z.strictObject({ kind: z.literal('insertMarkers'), markers: z.array(marker).max(100_000) }),
    z.strictObject({ kind: z.literal('removeMarkers'), markerIds: idList }),
    z.strictObject({
      kind: z.literal('patchProject'),
      patch: z
        .strictObject({ name, loop, sampleRate })
        .partial()
        .refine(definedValues, UNDEFINED_MESSAGE),
    }),
    z.strictObject({ kind: z.literal('batch'), edits: z.array(editSchema).max(100_000) }),
  ]),
);

/** Which of its own files an edit from the window could smuggle in: paths belong to main. */
export function namesFiles(edit: Edit): boolean {
  if (edit.kind === 'batch') return edit.edits.some(namesFiles);
  if (edit.kind === 'patchTake') return edit.patch.file !== undefined;
  return edit.kind === 'insertBuffers' || edit.kind === 'insertTakes';
}

export function changesRate(edit: Edit): boolean {
  if (edit.kind === 'batch') return edit.edits.some(changesRate);
  return edit.kind === 'patchProject' && edit.patch.sampleRate !== undefined;
}

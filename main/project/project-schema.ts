/** The shapes of a project and its edits when they come from outside this process. */
import { z } from 'zod';
import { ACTION_OUTCOMES } from '../../preload/actions.ts';
import type { Edit, EditOf } from '../../preload/edits.ts';
import {
  BEAT_UNITS,
  type BufferEntry,
  type ChannelGain,
  type Clip,
  type ClipFade,
  type ClipGainPoint,
  type ClipLoop,
  FADE_CURVES,
  type FileContent,
  GRID_DIVISIONS,
  type Grid,
  type LoopRange,
  type Marker,
  type MasterTrack,
  type Metronome,
  ON_DEVICE_LOSS,
  type ProjectPatch,
  type Take,
  type TakeAccount,
  type TakeDropout,
  type Tempo,
  type Track,
  type TrackGroup,
} from '../../preload/project.ts';
import { CONTENT_HASH, LIMITS, TAKE_FILE } from '../../preload/project-limits.ts';
import { exactly } from '../exact-schema.ts';

const id = z.string().min(1).max(LIMITS.idCharacters);
const name = z.string().max(LIMITS.nameCharacters);
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
const channelNumber = z.number().int().min(1).max(LIMITS.channels);
/** Each once. */
export const channelNumbers = z
  .array(channelNumber)
  .max(LIMITS.channels)
  .refine((channels) => new Set(channels).size === channels.length, 'a channel is named twice')
  .readonly();
const decibels = z.number().min(-1_000).max(1_000);
const sampleRate = z.number().min(1).max(LIMITS.soundRate);

const colour = z.number().int().min(0).max(LIMITS.colours);

const matrix = z
  .array(exactly<ChannelGain>()({ from: channelNumber, to: channelNumber, gainDb: decibels }))
  .max(LIMITS.channelGains)
  .readonly()
  .nullable();

export const trackGroupSchema = exactly<TrackGroup>()({ id, name, colour });

export const trackSchema = exactly<Track>()({
  id,
  name,
  colour,
  gainDb: decibels,
  muted: z.boolean(),
  soloed: z.boolean(),
  armed: z.boolean(),
  outputChannels: channelNumbers,
  inputChannels: channelNumbers,
  pan: z.number().min(-1).max(1).nullable(),
  soloSafe: z.boolean(),
  groupId: id.nullable(),
  matrix,
});

const fade = exactly<ClipFade>()({ frames: frameCount, curve: z.enum(FADE_CURVES) });

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
  fadeIn: fade,
  fadeOut: fade,
  gainLine: z
    .array(exactly<ClipGainPoint>()({ frame: frameCount, gainDb: decibels }))
    .max(LIMITS.gainPoints)
    .readonly(),
  loop: exactly<ClipLoop>()({ startFrame: frameCount, lengthFrames: frameCount }).nullable(),
  locked: z.boolean(),
  muted: z.boolean(),
  colour: colour.nullable(),
  groupId: id.nullable(),
  matrix,
});

const filePath = z.string().min(1).max(LIMITS.pathCharacters);

const content = exactly<FileContent>()({
  bytes: frameCount,
  hash: z.string().regex(CONTENT_HASH),
}).nullable();

export const bufferSchema = exactly<BufferEntry>()({
  id,
  name,
  path: filePath,
  relativePath: filePath.nullable(),
  content,
  usesCopy: z.boolean(),
  channels: channelNumber,
  frames: frameCount,
  sourceSampleRate: sampleRate,
  format: z.string().max(LIMITS.formatCharacters),
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
  device: z.string().max(LIMITS.deviceCharacters),
  writeFailure: z.string().max(LIMITS.reasonCharacters).nullable(),
});

const lostFrames = frameCount.nullable();

export const takeDropoutSchema = exactly<TakeDropout>()({
  frame: frameCount,
  inputFrames: lostFrames,
  outputFrames: lostFrames,
  filledFrames: frameCount,
  source: z.enum(['told', 'confirmed', 'reported', 'inferred']),
});

export const takeSchema = exactly<Take>()({
  id,
  name,
  file: z.string().regex(TAKE_FILE),
  channels: channelNumber,
  frames: frameCount,
  sampleRate,
  content,
  trackId: id.nullable(),
  recoveredFrames: frameCount,
  dropouts: z.array(takeDropoutSchema).max(LIMITS.takeDropouts).readonly(),
  dropoutCount: frameCount,
  account: takeAccount.nullable(),
});

export const markerSchema = exactly<Marker>()({ id, name, frame: frameCount });

const loop = exactly<LoopRange>()({
  enabled: z.boolean(),
  startFrame: frameCount,
  endFrame: frameCount,
});

const tempo = exactly<Tempo>()({
  beatsPerMinute: z.number().min(LIMITS.beatsPerMinute.least).max(LIMITS.beatsPerMinute.most),
  beatsPerBar: z.number().int().min(1).max(LIMITS.beatsPerBar),
  beatUnit: z.literal(BEAT_UNITS),
});

type GridOf<Kind extends Grid['kind']> = Extract<Grid, { readonly kind: Kind }>;
const grid = z.discriminatedUnion('kind', [
  exactly<GridOf<'time'>>()({
    kind: z.literal('time'),
    seconds: z.number().min(LIMITS.gridSeconds.least).max(LIMITS.gridSeconds.most),
  }),
  exactly<GridOf<'frames'>>()({
    kind: z.literal('frames'),
    frames: z.number().int().min(1).max(LIMITS.gridFrames),
  }),
  exactly<GridOf<'beats'>>()({
    kind: z.literal('beats'),
    division: z.enum(GRID_DIVISIONS),
  }),
]);

const metronome = exactly<Metronome>()({
  enabled: z.boolean(),
  gainDb: decibels,
  outputChannels: channelNumbers,
});

/** What is in a project beside its lists. */
export const projectValues = exactly<Required<ProjectPatch>>()({
  name,
  sampleRate,
  loop,
  onDeviceLoss: z.enum(ON_DEVICE_LOSS),
  tempo,
  grid,
  metronome,
  master: exactly<MasterTrack>()({ gainDb: decibels }),
});

/** A patch names what changes; an `undefined` would erase what must be there. */
function patchOf<Shape extends z.ZodRawShape>(item: z.ZodObject<Shape>) {
  const isDefined = (patch: object) => Object.values(patch).every((value) => value !== undefined);
  return item.partial().refine(isDefined, 'a patch has no undefined values');
}

const ids = z.array(id).max(LIMITS.items);

/** Every kind of edit: one without a schema does not compile. */
/** Of parts in their list. */
const places = z.array(frameCount).max(LIMITS.clips).readonly().optional();

const EDITS: { readonly [Kind in Edit['kind']]: z.ZodObject & z.ZodType<EditOf<Kind>> } = {
  insertTracks: exactly<EditOf<'insertTracks'>>()({
    tracks: z
      .array(
        exactly<EditOf<'insertTracks'>['tracks'][number]>()({
          index: frameCount,
          track: trackSchema,
        }),
      )
      .max(LIMITS.tracks),
  }),
  removeTracks: exactly<EditOf<'removeTracks'>>()({ trackIds: ids }),
  patchTrack: exactly<EditOf<'patchTrack'>>()({
    trackId: id,
    patch: patchOf(trackSchema.omit({ id: true })),
  }),
  moveTracks: exactly<EditOf<'moveTracks'>>()({ trackIds: ids, index: frameCount }),
  insertTrackGroups: exactly<EditOf<'insertTrackGroups'>>()({
    groups: z.array(trackGroupSchema).max(LIMITS.tracks),
    places,
  }),
  removeTrackGroups: exactly<EditOf<'removeTrackGroups'>>()({ groupIds: ids }),
  patchTrackGroup: exactly<EditOf<'patchTrackGroup'>>()({
    groupId: id,
    patch: patchOf(trackGroupSchema.omit({ id: true })),
  }),
  insertClips: exactly<EditOf<'insertClips'>>()({
    clips: z.array(clipSchema).max(LIMITS.clips),
    places,
  }),
  removeClips: exactly<EditOf<'removeClips'>>()({ clipIds: ids }),
  patchClips: exactly<EditOf<'patchClips'>>()({
    patches: z
      .array(
        exactly<EditOf<'patchClips'>['patches'][number]>()({
          clipId: id,
          patch: patchOf(clipSchema.omit({ id: true, sourceId: true })),
        }),
      )
      .max(LIMITS.clips),
  }),
  shiftClips: exactly<EditOf<'shiftClips'>>()({
    clipIds: ids,
    frames: frameNumber,
  }),
  insertBuffers: exactly<EditOf<'insertBuffers'>>()({
    buffers: z.array(bufferSchema).max(LIMITS.items),
    places,
  }),
  insertTakes: exactly<EditOf<'insertTakes'>>()({
    takes: z.array(takeSchema).max(LIMITS.items),
    places,
  }),
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
    markers: z.array(markerSchema).max(LIMITS.items),
    places,
  }),
  removeMarkers: exactly<EditOf<'removeMarkers'>>()({ markerIds: ids }),
  patchMarkers: exactly<EditOf<'patchMarkers'>>()({
    patches: z
      .array(
        exactly<EditOf<'patchMarkers'>['patches'][number]>()({
          markerId: id,
          patch: patchOf(markerSchema.omit({ id: true })),
        }),
      )
      .max(LIMITS.items),
  }),
  patchProject: exactly<EditOf<'patchProject'>>()({ patch: patchOf(projectValues) }),
  batch: exactly<EditOf<'batch'>>()({ edits: z.array(z.lazy(() => editSchema)).max(LIMITS.items) }),
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
    case 'moveTracks':
    case 'insertTrackGroups':
    case 'removeTrackGroups':
    case 'patchTrackGroup':
    case 'insertClips':
    case 'removeClips':
    case 'patchClips':
    case 'shiftClips':
    case 'patchTake':
    case 'removeSources':
    case 'insertMarkers':
    case 'removeMarkers':
    case 'patchMarkers':
    case 'patchProject':
      return false;
  }
}

export function changesRate(edit: Edit): boolean {
  if (edit.kind === 'batch') return edit.edits.some(changesRate);
  return edit.kind === 'patchProject' && edit.patch.sampleRate !== undefined;
}

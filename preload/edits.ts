/**
 * Edits of the project: few and small, each with its inverse, so that undo survives what main adds
 * in between (takes). What a person calls one edit (split, duplicate, paste) is a batch. The window
 * applies an edit at once and sends it; main applies it too, keeps undo, journals it, broadcasts it.
 */
import { partWithId, placeOfId, placesOf, withAddedAt, withReplaced } from './id-index.ts';
import { failure, type Outcome, success } from './outcome.ts';
import {
  type BufferEntry,
  type BufferPatch,
  CLIP_PROPERTIES,
  type Clip,
  type ClipPatch,
  findSource,
  type Marker,
  type Project,
  type ProjectPatch,
  type Take,
  type TakeFilePatch,
  type TakePatch,
  TRACK_PROPERTIES,
  type Track,
  type TrackPatch,
} from './project.ts';
import {
  checkClip,
  checkMarker,
  checkProject,
  checkSource,
  checkStart,
  checkTrack,
  clipReferences,
  unknownId,
} from './project-checks.ts';
import { LIMITS } from './project-limits.ts';
import type { Frames } from './units.ts';

/** Where parts are put into their list, ascending, as they were before they were removed; absent = at
 * the end. */
type Places = readonly number[] | undefined;

export type Edit =
  | { readonly kind: 'insertTracks'; readonly tracks: readonly { index: number; track: Track }[] }
  | { readonly kind: 'removeTracks'; readonly trackIds: readonly string[] }
  | { readonly kind: 'patchTrack'; readonly trackId: string; readonly patch: TrackPatch }
  | { readonly kind: 'insertClips'; readonly clips: readonly Clip[]; readonly places?: Places }
  | { readonly kind: 'removeClips'; readonly clipIds: readonly string[] }
  | {
      readonly kind: 'patchClips';
      readonly patches: readonly { readonly clipId: string; readonly patch: ClipPatch }[];
    }
  /** Moves clips along the timeline by the same frames, a negative number to the left. */
  | { readonly kind: 'shiftClips'; readonly clipIds: readonly string[]; readonly frames: Frames }
  | {
      readonly kind: 'insertBuffers';
      readonly buffers: readonly BufferEntry[];
      readonly places?: Places;
    }
  | { readonly kind: 'insertTakes'; readonly takes: readonly Take[]; readonly places?: Places }
  | { readonly kind: 'patchBuffer'; readonly bufferId: string; readonly patch: BufferPatch }
  | { readonly kind: 'patchTake'; readonly takeId: string; readonly patch: TakePatch }
  | { readonly kind: 'patchTakeFile'; readonly takeId: string; readonly patch: TakeFilePatch }
  | { readonly kind: 'removeSources'; readonly sourceIds: readonly string[] }
  | {
      readonly kind: 'insertMarkers';
      readonly markers: readonly Marker[];
      readonly places?: Places;
    }
  | { readonly kind: 'removeMarkers'; readonly markerIds: readonly string[] }
  | { readonly kind: 'patchProject'; readonly patch: ProjectPatch }
  | { readonly kind: 'batch'; readonly edits: readonly Edit[] };

/** The values of an edit of one kind. */
export type EditOf<Kind extends Edit['kind']> = Omit<
  Extract<Edit, { readonly kind: Kind }>,
  'kind'
>;

/** The project after an edit, and the edit that takes it back. */
export interface AppliedEdit {
  readonly project: Project;
  readonly inverse: Edit;
}

/**
 * Applies an edit. Pure. Codes: `edit-unknown-id` (something it names is gone),
 * `edit-duplicate-id`, `edit-invalid` (a value out of range), `edit-too-many`. Nothing is changed
 * then, in a batch neither.
 */
export function applyEdit(project: Project, edit: Edit): Outcome<AppliedEdit> {
  return APPLY[edit.kind](project, edit as never);
}

type Applied = Outcome<AppliedEdit>;

const APPLY: {
  readonly [Kind in Edit['kind']]: (project: Project, edit: EditOf<Kind>) => Applied;
} = {
  insertTracks,
  removeTracks,
  patchTrack,
  insertClips,
  removeClips,
  patchClips,
  shiftClips,
  insertBuffers: (project, { buffers, places }) => insertSources(project, buffers, [], places),
  insertTakes: (project, { takes, places }) => insertSources(project, [], takes, places),
  patchBuffer,
  patchTake,
  patchTakeFile,
  removeSources,
  insertMarkers,
  removeMarkers,
  patchProject,
  batch: applyBatch,
};

function applyBatch(project: Project, { edits }: EditOf<'batch'>): Applied {
  const inverses: Edit[] = [];
  let current = project;
  for (const edit of edits) {
    const applied = applyEdit(current, edit);
    if (!applied.ok) return applied;
    current = applied.value.project;
    inverses.push(applied.value.inverse);
  }
  return success({ project: current, inverse: { kind: 'batch', edits: inverses.reverse() } });
}

/** What a patch may change of a part; whatever else it names is left out. */
function patchable<T extends object>(
  properties: Readonly<Record<keyof T, { readonly isPatched: boolean }>>,
  values: Partial<T>,
): Partial<T> {
  const allowed: Partial<T> = {};
  for (const name of Object.keys(values) as (keyof T)[]) {
    if (properties[name]?.isPatched) allowed[name] = values[name];
  }
  return allowed;
}

/** The old values of just the keys that a patch sets. */
function oldValues<T extends object>(before: T, patch: Partial<T>): Partial<T> {
  const old: Partial<T> = {};
  for (const key of Object.keys(patch) as (keyof T)[]) old[key] = before[key];
  return old;
}

function insertTracks(project: Project, { tracks: inserted }: EditOf<'insertTracks'>): Applied {
  // First, so that a file that is not trusted costs no more than a session may hold.
  if (project.tracks.length + inserted.length > LIMITS.tracks) {
    return failure('edit-too-many', `A session can have at most ${LIMITS.tracks} tracks.`);
  }
  const tracks = [...project.tracks];
  const ids = new Set(tracks.map(({ id }) => id));
  for (const { index, track } of inserted) {
    if (ids.has(track.id)) {
      return failure('edit-duplicate-id', 'That track is already there.');
    }
    ids.add(track.id);
    const refusal = checkTrack(track);
    if (refusal !== null) return refusal;
    tracks.splice(Math.min(Math.max(0, Math.trunc(index)), tracks.length), 0, track);
  }
  const trackIds = inserted.map(({ track }) => track.id);
  return success({ project: { ...project, tracks }, inverse: { kind: 'removeTracks', trackIds } });
}

function removeTracks(project: Project, { trackIds }: EditOf<'removeTracks'>): Applied {
  const gone = new Set(trackIds);
  const removed = project.tracks
    .map((track, index) => ({ index, track }))
    .filter(({ track }) => gone.has(track.id));
  if (removed.length !== gone.size) return unknownId('track');
  const clips = project.clips.filter((clip) => gone.has(clip.trackId));
  const goneClips = new Set(clips.map(({ id }) => id));
  return success({
    project: {
      ...project,
      tracks: project.tracks.filter((track) => !gone.has(track.id)),
      clips: project.clips.filter((clip) => !gone.has(clip.trackId)),
    },
    inverse: {
      kind: 'batch',
      edits: [
        { kind: 'insertTracks', tracks: removed },
        { kind: 'insertClips', clips, places: placesOf(project.clips, goneClips) },
      ],
    },
  });
}

function patchTrack(project: Project, { trackId, patch }: EditOf<'patchTrack'>): Applied {
  const before = partWithId(project.tracks, trackId);
  if (before === undefined) return unknownId('track');
  const after = { ...before, ...patchable<Track>(TRACK_PROPERTIES, patch) };
  const refusal = checkTrack(after);
  if (refusal !== null) return refusal;
  const tracks = withReplaced(project.tracks, [after]);
  const inverse: Edit = { kind: 'patchTrack', trackId, patch: oldValues<Track>(before, patch) };
  return success({ project: { ...project, tracks }, inverse });
}

function insertClips(
  project: Project,
  { clips: inserted, places }: EditOf<'insertClips'>,
): Applied {
  if (project.clips.length + inserted.length > LIMITS.clips) {
    return failure('edit-too-many', `A session can have at most ${LIMITS.clips} clips.`);
  }
  const ids = new Set<string>();
  const references = clipReferences(project);
  for (const clip of inserted) {
    if (ids.has(clip.id) || placeOfId(project.clips, clip.id) >= 0) {
      return failure('edit-duplicate-id', 'That clip is already there.');
    }
    ids.add(clip.id);
    const refusal = checkClip(references, clip);
    if (refusal !== null) return refusal;
  }
  return success({
    project: { ...project, clips: withAddedAt(project.clips, inserted, places) },
    inverse: { kind: 'removeClips', clipIds: inserted.map((clip) => clip.id) },
  });
}

function removeClips(project: Project, { clipIds }: EditOf<'removeClips'>): Applied {
  const gone = new Set(clipIds);
  const clips = project.clips.filter((clip) => gone.has(clip.id));
  if (clips.length !== gone.size) return unknownId('clip');
  return success({
    project: { ...project, clips: project.clips.filter((clip) => !gone.has(clip.id)) },
    inverse: { kind: 'insertClips', clips, places: placesOf(project.clips, gone) },
  });
}

function patchClips(project: Project, { patches }: EditOf<'patchClips'>): Applied {
  const after = new Map<string, Clip>();
  const old = new Map<string, Partial<Clip>>();
  const references = clipReferences(project);
  for (const { clipId, patch: values } of patches) {
    const clip = after.get(clipId) ?? partWithId(project.clips, clipId);
    if (clip === undefined) return unknownId('clip');
    const patch = patchable<Clip>(CLIP_PROPERTIES, values);
    const patched = { ...clip, ...patch };
    const refusal = checkClip(references, patched);
    if (refusal !== null) return refusal;
    after.set(clipId, patched);
    // Of two patches of a clip the values before the first are the old ones.
    old.set(clipId, { ...oldValues<Clip>(clip, patch), ...old.get(clipId) });
  }
  const inverse: Edit = {
    kind: 'patchClips',
    patches: [...old].map(([clipId, patch]) => ({ clipId, patch })),
  };
  const clips = withReplaced(project.clips, after.values());
  return success({ project: { ...project, clips }, inverse });
}

function shiftClips(project: Project, { clipIds, frames }: EditOf<'shiftClips'>): Applied {
  const shifted = new Map<string, Clip>();
  for (const clipId of clipIds) {
    const clip = partWithId(project.clips, clipId);
    if (clip === undefined || shifted.has(clipId)) return unknownId('clip');
    const after = { ...clip, startFrame: clip.startFrame + frames };
    const refusal = checkStart(after);
    if (refusal !== null) return refusal;
    shifted.set(clipId, after);
  }
  return success({
    project: { ...project, clips: withReplaced(project.clips, shifted.values()) },
    inverse: { kind: 'shiftClips', clipIds, frames: -frames },
  });
}

function insertSources(
  project: Project,
  buffers: readonly BufferEntry[],
  takes: readonly Take[],
  places?: Places,
): Applied {
  const ids = new Set<string>();
  for (const source of [...buffers, ...takes]) {
    if (ids.has(source.id) || findSource(project, source.id) !== undefined)
      return failure('edit-duplicate-id', 'That sound is already there.');
    ids.add(source.id);
    const refusal = checkSource(source);
    if (refusal !== null) return refusal;
  }
  if (
    Math.max(project.buffers.length + buffers.length, project.takes.length + takes.length) >
    LIMITS.items
  ) {
    return failure('edit-too-many', `A session can have at most ${LIMITS.items} sounds.`);
  }
  return success({
    project: {
      ...project,
      buffers: withAddedAt(project.buffers, buffers, places),
      takes: withAddedAt(project.takes, takes, places),
    },
    inverse: { kind: 'removeSources', sourceIds: [...buffers, ...takes].map(({ id }) => id) },
  });
}

function patchBuffer(project: Project, { bufferId, patch }: EditOf<'patchBuffer'>): Applied {
  const before = partWithId(project.buffers, bufferId);
  if (before === undefined) return unknownId('sound');
  const after = { ...before, ...patch, id: bufferId };
  const refusal = checkSource(after);
  if (refusal !== null) return refusal;
  const buffers = withReplaced(project.buffers, [after]);
  const old = oldValues<BufferEntry>(before, patch);
  const inverse: Edit = { kind: 'patchBuffer', bufferId, patch: old };
  return success({ project: { ...project, buffers }, inverse });
}

function patchTake(project: Project, { takeId, patch }: EditOf<'patchTake'>): Applied {
  return changeTake(project, takeId, ({ name }) => ({
    patch: { name: patch.name ?? name },
    inverse: { kind: 'patchTake', takeId, patch: { name } },
  }));
}

function patchTakeFile(project: Project, { takeId, patch }: EditOf<'patchTakeFile'>): Applied {
  return changeTake(project, takeId, (take) => {
    const { file, channels, frames, sampleRate, content } = { ...take, ...patch };
    return {
      patch: { file, channels, frames, sampleRate, content },
      inverse: { kind: 'patchTakeFile', takeId, patch: oldValues<Take>(take, patch) },
    };
  });
}

function changeTake(
  project: Project,
  takeId: string,
  change: (take: Take) => { readonly patch: Partial<Take>; readonly inverse: Edit },
): Applied {
  const before = partWithId(project.takes, takeId);
  if (before === undefined) return unknownId('take');
  const { patch, inverse } = change(before);
  const after: Take = { ...before, ...patch };
  const refusal = checkSource(after);
  if (refusal !== null) return refusal;
  const takes = withReplaced(project.takes, [after]);
  return success({ project: { ...project, takes }, inverse });
}

function removeSources(project: Project, { sourceIds }: EditOf<'removeSources'>): Applied {
  const gone = new Set(sourceIds);
  const buffers = project.buffers.filter(({ id }) => gone.has(id));
  const takes = project.takes.filter(({ id }) => gone.has(id));
  if (buffers.length + takes.length !== gone.size) return unknownId('sound');
  const clips = project.clips.filter((clip) => gone.has(clip.sourceId));
  const goneClips = new Set(clips.map(({ id }) => id));
  return success({
    project: {
      ...project,
      buffers: project.buffers.filter(({ id }) => !gone.has(id)),
      takes: project.takes.filter(({ id }) => !gone.has(id)),
      clips: project.clips.filter((clip) => !gone.has(clip.sourceId)),
    },
    inverse: {
      kind: 'batch',
      edits: [
        { kind: 'insertBuffers', buffers, places: placesOf(project.buffers, gone) },
        { kind: 'insertTakes', takes, places: placesOf(project.takes, gone) },
        { kind: 'insertClips', clips, places: placesOf(project.clips, goneClips) },
      ],
    },
  });
}

function insertMarkers(
  project: Project,
  { markers: inserted, places }: EditOf<'insertMarkers'>,
): Applied {
  const ids = new Set(project.markers.map(({ id }) => id));
  for (const marker of inserted) {
    if (ids.has(marker.id)) return failure('edit-duplicate-id', 'That marker is already there.');
    ids.add(marker.id);
    const refusal = checkMarker(marker);
    if (refusal !== null) return refusal;
  }
  if (ids.size > LIMITS.items) {
    return failure('edit-too-many', `A session can have at most ${LIMITS.items} markers.`);
  }
  return success({
    project: { ...project, markers: withAddedAt(project.markers, inserted, places) },
    inverse: { kind: 'removeMarkers', markerIds: inserted.map(({ id }) => id) },
  });
}

function removeMarkers(project: Project, { markerIds }: EditOf<'removeMarkers'>): Applied {
  const gone = new Set(markerIds);
  const markers = project.markers.filter(({ id }) => gone.has(id));
  if (markers.length !== gone.size) return unknownId('marker');
  return success({
    project: { ...project, markers: project.markers.filter(({ id }) => !gone.has(id)) },
    inverse: { kind: 'insertMarkers', markers, places: placesOf(project.markers, gone) },
  });
}

function patchProject(project: Project, { patch }: EditOf<'patchProject'>): Applied {
  const after: Project = { ...project, ...patch };
  const refusal = checkProject(after);
  if (refusal !== null) return refusal;
  const inverse: Edit = { kind: 'patchProject', patch: oldValues<Project>(project, patch) };
  return success({ project: after, inverse });
}

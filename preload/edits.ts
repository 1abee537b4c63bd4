/**
 * Edits of the project. Few, small and each with its inverse, so that undo survives whatever main
 * adds in between (takes). What a person calls one edit (split, duplicate, paste) is a batch.
 */
import { failure, type Outcome, success } from './outcome.ts';
import type { BufferEntry, Clip, Marker, Project, Take, Track } from './project.ts';
import { MAX_CLIPS, MAX_FRAME, MAX_NAME_LENGTH, MAX_TRACKS } from './project.ts';
import { MAX_GAIN_DB, MIN_GAIN_DB } from './units.ts';

export type TrackPatch = Partial<Omit<Track, 'id'>>;
export type ProjectPatch = Partial<Pick<Project, 'name' | 'loop' | 'sampleRate'>>;
export type ClipPatch = Partial<Omit<Clip, 'id' | 'sourceId'>>;

export type Edit =
  | { readonly kind: 'insertTracks'; readonly tracks: readonly { index: number; track: Track }[] }
  | { readonly kind: 'removeTracks'; readonly trackIds: readonly string[] }
  | { readonly kind: 'patchTrack'; readonly trackId: string; readonly patch: TrackPatch }
  | { readonly kind: 'insertClips'; readonly clips: readonly Clip[] }
  | { readonly kind: 'removeClips'; readonly clipIds: readonly string[] }
  | {
      readonly kind: 'patchClips';
      readonly patches: readonly { readonly clipId: string; readonly patch: ClipPatch }[];
    }
  | { readonly kind: 'insertBuffers'; readonly buffers: readonly BufferEntry[] }
  | { readonly kind: 'insertTakes'; readonly takes: readonly Take[] }
  | {
      readonly kind: 'patchTake';
      readonly takeId: string;
      readonly patch: Partial<Omit<Take, 'id'>>;
    }
  | { readonly kind: 'removeSources'; readonly sourceIds: readonly string[] }
  | { readonly kind: 'insertMarkers'; readonly markers: readonly Marker[] }
  | { readonly kind: 'removeMarkers'; readonly markerIds: readonly string[] }
  | { readonly kind: 'patchProject'; readonly patch: ProjectPatch }
  | { readonly kind: 'batch'; readonly edits: readonly Edit[] };

/** The project after an edit, and the edit that takes it back. */
export interface AppliedEdit {
  readonly project: Project;
  readonly inverse: Edit;
}

/**
 * Applies an edit. Pure; any thread. Codes: `edit-unknown-id` (something it names is gone),
 * `edit-duplicate-id`, `edit-invalid` (a value out of range), `edit-too-many`. Nothing is changed
 * then, in a batch neither.
 */
export function applyEdit(project: Project, edit: Edit): Outcome<AppliedEdit> {
  switch (edit.kind) {
    case 'insertTracks':
      return insertTracks(project, edit.tracks);
    case 'removeTracks':
      return removeTracks(project, edit.trackIds);
    case 'patchTrack':
      return patchTrack(project, edit.trackId, edit.patch);
    case 'insertClips':
      return insertClips(project, edit.clips);
    case 'removeClips':
      return removeClips(project, edit.clipIds);
    case 'patchClips':
      return patchClips(project, edit.patches);
    case 'insertBuffers':
      return insertSources(project, edit.buffers, []);
    case 'insertTakes':
      return insertSources(project, [], edit.takes);
    case 'patchTake':
      return patchTake(project, edit.takeId, edit.patch);
    case 'removeSources':
      return removeSources(project, edit.sourceIds);
    case 'insertMarkers':
      return insertMarkers(project, edit.markers);
    case 'removeMarkers':
      return removeMarkers(project, edit.markerIds);
    case 'patchProject':
      return patchProject(project, edit.patch);
    case 'batch':
      return applyBatch(project, edit.edits);
  }
}

function applyBatch(project: Project, edits: readonly Edit[]): Outcome<AppliedEdit> {
  const inverses: Edit[] = [];
  let current = project;
  for (const edit of edits) {
    const applied = applyEdit(current, edit);
    if (!applied.ok) return applied;
    current = applied.value.project;
    inverses.unshift(applied.value.inverse);
  }
  return success({ project: current, inverse: { kind: 'batch', edits: inverses } });
}

function unknownId(what: string): ReturnType<typeof failure> {
  return failure('edit-unknown-id', `That ${what} is no longer in the session.`);
}

function invalid(sentence: string): ReturnType<typeof failure> {
  return failure('edit-invalid', sentence);
}

function isFrame(value: number, minimum: number): boolean {
  return Number.isSafeInteger(value) && value >= minimum && value <= MAX_FRAME;
}

function checkName(name: string): string | null {
  return name.length <= MAX_NAME_LENGTH
    ? null
    : `Names have at most ${MAX_NAME_LENGTH} characters.`;
}

function checkGain(gainDb: number): string | null {
  return gainDb >= MIN_GAIN_DB && gainDb <= MAX_GAIN_DB
    ? null
    : `Gains lie between ${MIN_GAIN_DB} and +${MAX_GAIN_DB} dB.`;
}

function checkChannels(channels: readonly number[]): string | null {
  return channels.every((channel) => Number.isInteger(channel) && channel >= 1 && channel <= 256)
    ? null
    : 'Channel numbers start with 1 and end with 256.';
}

function checkTrack(track: Track): string | null {
  return (
    checkName(track.name) ??
    checkGain(track.gainDb) ??
    checkChannels(track.outputChannels) ??
    checkChannels(track.inputChannels)
  );
}

/** What clips refer to, looked up once for all clips of an edit. */
interface ClipReferences {
  readonly trackIds: ReadonlySet<string>;
  readonly sourceFrames: ReadonlyMap<string, number>;
}

function clipReferences({ tracks, buffers, takes }: Project): ClipReferences {
  return {
    trackIds: new Set(tracks.map(({ id }) => id)),
    sourceFrames: new Map([...takes, ...buffers].map(({ id, frames }) => [id, frames])),
  };
}

function checkClip(
  { trackIds, sourceFrames }: ClipReferences,
  clip: Clip,
): ReturnType<typeof failure> | null {
  if (!trackIds.has(clip.trackId)) return unknownId('track');
  const frames = sourceFrames.get(clip.sourceId);
  if (frames === undefined) return unknownId('sound');
  if (!isFrame(clip.startFrame, 0)) return invalid('A clip starts at frame 0 or later.');
  if (!isFrame(clip.offsetFrames, 0) || !isFrame(clip.lengthFrames, 1)) {
    return invalid('A clip is at least one frame long and begins inside its sound.');
  }
  if (clip.offsetFrames + clip.lengthFrames > frames) {
    return invalid('A clip cannot reach beyond the end of its sound.');
  }
  const complaint =
    checkName(clip.name) ?? checkGain(clip.gainDb) ?? checkChannels(clip.channels ?? []);
  return complaint === null ? null : invalid(complaint);
}

function insertTracks(
  project: Project,
  inserted: readonly { index: number; track: Track }[],
): Outcome<AppliedEdit> {
  const tracks = [...project.tracks];
  for (const { index, track } of inserted) {
    if (tracks.some((other) => other.id === track.id)) {
      return failure('edit-duplicate-id', 'That track is already there.');
    }
    const complaint = checkTrack(track);
    if (complaint !== null) return invalid(complaint);
    tracks.splice(Math.min(Math.max(0, Math.trunc(index)), tracks.length), 0, track);
  }
  if (tracks.length > MAX_TRACKS) {
    return failure('edit-too-many', `A session has at most ${MAX_TRACKS} tracks.`);
  }
  const trackIds = inserted.map(({ track }) => track.id);
  return success({ project: { ...project, tracks }, inverse: { kind: 'removeTracks', trackIds } });
}

function removeTracks(project: Project, trackIds: readonly string[]): Outcome<AppliedEdit> {
  const gone = new Set(trackIds);
  const removed = project.tracks
    .map((track, index) => ({ index, track }))
    .filter(({ track }) => gone.has(track.id));
  if (removed.length !== gone.size) return unknownId('track');
  const clips = project.clips.filter((clip) => gone.has(clip.trackId));
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
        { kind: 'insertClips', clips },
      ],
    },
  });
}

/** The old values of just the keys that a patch sets. */
function oldValues<T extends object>(before: T, patch: Partial<T>): Partial<T> {
  const old: Partial<T> = {};
  for (const key of Object.keys(patch) as (keyof T)[]) old[key] = before[key];
  return old;
}

function patchTrack(project: Project, trackId: string, patch: TrackPatch): Outcome<AppliedEdit> {
  const before = project.tracks.find((track) => track.id === trackId);
  if (before === undefined) return unknownId('track');
  const after = { ...before, ...patch, id: trackId };
  const complaint = checkTrack(after);
  if (complaint !== null) return invalid(complaint);
  const tracks = project.tracks.map((track) => (track === before ? after : track));
  const inverse: Edit = { kind: 'patchTrack', trackId, patch: oldValues<Track>(before, patch) };
  return success({ project: { ...project, tracks }, inverse });
}

function insertClips(project: Project, inserted: readonly Clip[]): Outcome<AppliedEdit> {
  const ids = new Set(project.clips.map((clip) => clip.id));
  const references = clipReferences(project);
  for (const clip of inserted) {
    if (ids.has(clip.id)) return failure('edit-duplicate-id', 'That clip is already there.');
    ids.add(clip.id);
    const complaint = checkClip(references, clip);
    if (complaint !== null) return complaint;
  }
  if (ids.size > MAX_CLIPS) {
    return failure('edit-too-many', `A session has at most ${MAX_CLIPS} clips.`);
  }
  return success({
    project: { ...project, clips: [...project.clips, ...inserted] },
    inverse: { kind: 'removeClips', clipIds: inserted.map((clip) => clip.id) },
  });
}

function removeClips(project: Project, clipIds: readonly string[]): Outcome<AppliedEdit> {
  const gone = new Set(clipIds);
  const clips = project.clips.filter((clip) => gone.has(clip.id));
  if (clips.length !== gone.size) return unknownId('clip');
  return success({
    project: { ...project, clips: project.clips.filter((clip) => !gone.has(clip.id)) },
    inverse: { kind: 'insertClips', clips },
  });
}

function patchClips(
  project: Project,
  patches: readonly { readonly clipId: string; readonly patch: ClipPatch }[],
): Outcome<AppliedEdit> {
  const before = new Map(project.clips.map((clip) => [clip.id, clip]));
  const after = new Map<string, Clip>();
  const references = clipReferences(project);
  for (const { clipId, patch } of patches) {
    const clip = after.get(clipId) ?? before.get(clipId);
    if (clip === undefined) return unknownId('clip');
    const patched = { ...clip, ...patch, id: clipId, sourceId: clip.sourceId };
    const complaint = checkClip(references, patched);
    if (complaint !== null) return complaint;
    after.set(clipId, patched);
  }
  const inverse: Edit = {
    kind: 'patchClips',
    patches: [...after.keys()].map((clipId) => {
      const { id: _id, sourceId: _sourceId, ...patch } = before.get(clipId) as Clip;
      return { clipId, patch };
    }),
  };
  const clips = project.clips.map((clip) => after.get(clip.id) ?? clip);
  return success({ project: { ...project, clips }, inverse });
}

function checkSource({ name, frames }: BufferEntry | Take): string | null {
  return checkName(name) ?? (isFrame(frames, 0) ? null : 'A sound has 0 or more frames.');
}

function insertSources(
  project: Project,
  buffers: readonly BufferEntry[],
  takes: readonly Take[],
): Outcome<AppliedEdit> {
  const ids = new Set([...project.buffers, ...project.takes].map((source) => source.id));
  for (const source of [...buffers, ...takes]) {
    if (ids.has(source.id)) return failure('edit-duplicate-id', 'That sound is already there.');
    ids.add(source.id);
    const complaint = checkSource(source);
    if (complaint !== null) return invalid(complaint);
  }
  return success({
    project: {
      ...project,
      buffers: [...project.buffers, ...buffers],
      takes: [...project.takes, ...takes],
    },
    inverse: { kind: 'removeSources', sourceIds: [...buffers, ...takes].map(({ id }) => id) },
  });
}

function patchTake(
  project: Project,
  takeId: string,
  patch: Partial<Omit<Take, 'id'>>,
): Outcome<AppliedEdit> {
  const before = project.takes.find((take) => take.id === takeId);
  if (before === undefined) return unknownId('take');
  const after = { ...before, ...patch, id: takeId };
  const complaint = checkSource(after);
  if (complaint !== null) return invalid(complaint);
  const takes = project.takes.map((take) => (take === before ? after : take));
  const inverse: Edit = { kind: 'patchTake', takeId, patch: oldValues<Take>(before, patch) };
  return success({ project: { ...project, takes }, inverse });
}

function removeSources(project: Project, sourceIds: readonly string[]): Outcome<AppliedEdit> {
  const gone = new Set(sourceIds);
  const buffers = project.buffers.filter(({ id }) => gone.has(id));
  const takes = project.takes.filter(({ id }) => gone.has(id));
  if (buffers.length + takes.length !== gone.size) return unknownId('sound');
  const clips = project.clips.filter((clip) => gone.has(clip.sourceId));
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
        { kind: 'insertBuffers', buffers },
        { kind: 'insertTakes', takes },
        { kind: 'insertClips', clips },
      ],
    },
  });
}

function insertMarkers(project: Project, inserted: readonly Marker[]): Outcome<AppliedEdit> {
  if (inserted.some((marker) => !isFrame(marker.frame, 0))) {
    return invalid('A marker lies at frame 0 or later.');
  }
  return success({
    project: { ...project, markers: [...project.markers, ...inserted] },
    inverse: { kind: 'removeMarkers', markerIds: inserted.map(({ id }) => id) },
  });
}

function removeMarkers(project: Project, markerIds: readonly string[]): Outcome<AppliedEdit> {
  const gone = new Set(markerIds);
  const markers = project.markers.filter(({ id }) => gone.has(id));
  if (markers.length !== gone.size) return unknownId('marker');
  return success({
    project: { ...project, markers: project.markers.filter(({ id }) => !gone.has(id)) },
    inverse: { kind: 'insertMarkers', markers },
  });
}

function patchProject(project: Project, patch: ProjectPatch): Outcome<AppliedEdit> {
  const after: Project = { ...project, ...patch };
  const { loop } = after;
  if (!isFrame(loop.startFrame, 0) || !isFrame(loop.endFrame, 0)) {
    return invalid('A loop lies at frame 0 or later.');
  }
  if (loop.enabled && loop.endFrame <= loop.startFrame) {
    return invalid('A loop ends behind its start. Drag a range on the ruler first.');
  }
  const complaint = checkName(after.name);
  if (complaint !== null) return invalid(complaint);
  if (!(after.sampleRate >= 1_000 && after.sampleRate <= 1_000_000)) {
    return invalid('A session rate lies between 1,000 and 1,000,000 Hz.');
  }
  const before = { name: project.name, loop: project.loop, sampleRate: project.sampleRate };
  const inverse: Edit = { kind: 'patchProject', patch: oldValues(before, patch) };
  return success({ project: after, inverse });
}

/** Which clips an edit makes sound otherwise, so that a playback compares those alone. Pure. */
import type { Edit, EditOf } from '../../preload/edits.ts';
import { type Clip, type Project, TRACK_PROPERTIES, type Track } from '../../preload/project.ts';

/** Ids of clips; `all` = whatever there is. */
export type ClipScope = ReadonlySet<string> | 'all';

export const NO_CLIPS: ClipScope = new Set();

/** Something sounds otherwise by it, or will. */
export function isHeard(scope: ClipScope): boolean {
  return scope === 'all' || scope.size > 0;
}

interface Sides {
  readonly before: Project;
  readonly after: Project;
}

/** A clip that sounds as before may be among them; one that does not is never left out. */
export function scopeOfEdit(edit: Edit, sides: Sides): ClipScope {
  return SCOPES[edit.kind](sides, edit as never);
}

const SCOPES: {
  readonly [Kind in Edit['kind']]: (sides: Sides, edit: EditOf<Kind>) => ClipScope;
} = {
  insertTracks: (_, { tracks }) => (tracks.some(({ track }) => track.soloed) ? 'all' : NO_CLIPS),
  removeTracks: ({ before }, { trackIds }) => scopeOfTracks(before, trackIds),
  patchTrack: scopeOfTrackPatch,
  moveTracks: () => NO_CLIPS,
  insertTrackGroups: () => NO_CLIPS,
  removeTrackGroups: () => NO_CLIPS,
  patchTrackGroup: () => NO_CLIPS,
  insertClips: (_, { clips }) => new Set(clips.map(({ id }) => id)),
  removeClips: (_, { clipIds }) => new Set(clipIds),
  patchClips: (_, { patches }) => new Set(patches.map(({ clipId }) => clipId)),
  shiftClips: (_, { clipIds }) => new Set(clipIds),
  insertBuffers: () => NO_CLIPS,
  insertTakes: () => NO_CLIPS,
  patchBuffer: ({ after }, { bufferId }) => scopeOfSources(after, [bufferId]),
  patchTake: () => NO_CLIPS,
  patchTakeFile: ({ after }, { takeId }) => scopeOfSources(after, [takeId]),
  removeSources: ({ before }, { sourceIds }) => scopeOfSources(before, sourceIds),
  insertMarkers: () => NO_CLIPS,
  removeMarkers: () => NO_CLIPS,
  patchMarkers: () => NO_CLIPS,
  patchProject: (_, { patch }) =>
    patch.loop === undefined && patch.sampleRate === undefined && patch.master === undefined
      ? NO_CLIPS
      : 'all',
  // Clips of tracks and sounds that come and go inside a batch come and go by edits of their own.
  batch: (sides, { edits }) =>
    edits.reduce<ClipScope>((scope, edit) => withScope(scope, scopeOfEdit(edit, sides)), NO_CLIPS),
};

export function withScope(one: ClipScope, other: ClipScope): ClipScope {
  if (one === 'all' || other === 'all') return 'all';
  if (one.size === 0) return other;
  return other.size === 0 ? one : new Set([...one, ...other]);
}

export function isInScope(scope: ClipScope, clipId: string): boolean {
  return scope === 'all' || scope.has(clipId);
}

export function scopeOfSources(project: Project, sourceIds: Iterable<string>): ClipScope {
  const wanted = new Set(sourceIds);
  return idsOf(project.clips.filter(({ sourceId }) => wanted.has(sourceId)));
}

function scopeOfTracks({ tracks, clips }: Project, trackIds: readonly string[]): ClipScope {
  const wanted = new Set(trackIds);
  // Whether a track is soloed decides about all others.
  if (tracks.some(({ id, soloed }) => soloed && wanted.has(id))) return 'all';

  return idsOf(clips.filter(({ trackId }) => wanted.has(trackId)));
}

function scopeOfTrackPatch(
  { before, after }: Sides,
  { trackId, patch }: EditOf<'patchTrack'>,
): ClipScope {
  const heard = (Object.keys(patch) as (keyof Track)[]).filter(
    (name) => TRACK_PROPERTIES[name]?.heard !== 'never',
  );
  if (heard.length === 0) return NO_CLIPS;
  return withScope(scopeOfTracks(before, [trackId]), scopeOfTracks(after, [trackId]));
}

function idsOf(clips: readonly Clip[]): ClipScope {
  return new Set(clips.map(({ id }) => id));
}

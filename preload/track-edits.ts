/** Edits of tracks and their groups. Pure. */
import { type Applied, type Edit, type EditOf, oldValues, patchable } from './edit.ts';
import { partWithId, placesOf, withAddedAt, withReplaced } from './id-index.ts';
import { failure, success } from './outcome.ts';
import { type Project, TRACK_PROPERTIES, type Track, type TrackGroup } from './project.ts';
import { checkTrack, checkTrackGroup, unknownId } from './project-checks.ts';
import { LIMITS } from './project-limits.ts';

export function insertTracks(
  project: Project,
  { tracks: inserted }: EditOf<'insertTracks'>,
): Applied {
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
    const refusal = checkTrack(project, track);
    if (refusal !== null) return refusal;
    tracks.splice(Math.min(Math.max(0, Math.trunc(index)), tracks.length), 0, track);
  }
  const trackIds = inserted.map(({ track }) => track.id);
  return success({ project: { ...project, tracks }, inverse: { kind: 'removeTracks', trackIds } });
}

export function removeTracks(project: Project, { trackIds }: EditOf<'removeTracks'>): Applied {
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

export function patchTrack(project: Project, { trackId, patch }: EditOf<'patchTrack'>): Applied {
  const before = partWithId(project.tracks, trackId);
  if (before === undefined) return unknownId('track');
  const after = { ...before, ...patchable<Track>(TRACK_PROPERTIES, patch) };
  const refusal = checkTrack(project, after);
  if (refusal !== null) return refusal;
  const tracks = withReplaced(project.tracks, [after]);
  const inverse: Edit = { kind: 'patchTrack', trackId, patch: oldValues<Track>(before, patch) };
  return success({ project: { ...project, tracks }, inverse });
}

export function moveTracks(project: Project, { trackIds, index }: EditOf<'moveTracks'>): Applied {
  const moved = new Set(trackIds);
  const places = placesOf(project.tracks, moved);
  if (places.length !== moved.size || moved.size !== trackIds.length) return unknownId('track');
  const others = project.tracks.filter(({ id }) => !moved.has(id));
  const tracks = [...others];
  const group = places.map((place) => project.tracks[place] as Track);
  tracks.splice(Math.min(Math.max(0, Math.trunc(index)), others.length), 0, ...group);
  return success({ project: { ...project, tracks }, inverse: movedBack(group, places, others) });
}

/** They go to the end, and from there one after the other to the place where each was. */
function movedBack(
  group: readonly Track[],
  places: readonly number[],
  others: readonly Track[],
): Edit {
  const trackIds = group.map(({ id }) => id);
  const [first = 0] = places;
  const stoodTogether = places.every((place, k) => place === first + k);
  if (stoodTogether) return { kind: 'moveTracks', trackIds, index: first };
  const back = trackIds.map(
    (id, k): Edit => ({ kind: 'moveTracks', trackIds: [id], index: places[k] as number }),
  );
  return {
    kind: 'batch',
    edits: [{ kind: 'moveTracks', trackIds, index: others.length }, ...back],
  };
}

export function insertTrackGroups(
  project: Project,
  { groups: inserted, places }: EditOf<'insertTrackGroups'>,
): Applied {
  const ids = new Set(project.trackGroups.map(({ id }) => id));
  if (ids.size + inserted.length > LIMITS.tracks) {
    return failure('edit-too-many', `A session can have at most ${LIMITS.tracks} track groups.`);
  }
  for (const group of inserted) {
    if (ids.has(group.id)) {
      return failure('edit-duplicate-id', 'That track group is already there.');
    }
    ids.add(group.id);
    const refusal = checkTrackGroup(group);
    if (refusal !== null) return refusal;
  }
  return success({
    project: { ...project, trackGroups: withAddedAt(project.trackGroups, inserted, places) },
    inverse: { kind: 'removeTrackGroups', groupIds: inserted.map(({ id }) => id) },
  });
}

export function removeTrackGroups(
  project: Project,
  { groupIds }: EditOf<'removeTrackGroups'>,
): Applied {
  const gone = new Set(groupIds);
  const groups = project.trackGroups.filter(({ id }) => gone.has(id));
  if (groups.length !== gone.size) return unknownId('track group');
  const members = project.tracks.filter(({ groupId }) => groupId !== null && gone.has(groupId));
  const freed = members.map((track) => ({ ...track, groupId: null }));
  const back = members.map(
    ({ id, groupId }): Edit => ({ kind: 'patchTrack', trackId: id, patch: { groupId } }),
  );
  const places = placesOf(project.trackGroups, gone);
  return success({
    project: {
      ...project,
      trackGroups: project.trackGroups.filter(({ id }) => !gone.has(id)),
      tracks: freed.length === 0 ? project.tracks : withReplaced(project.tracks, freed),
    },
    inverse: { kind: 'batch', edits: [{ kind: 'insertTrackGroups', groups, places }, ...back] },
  });
}

export function patchTrackGroup(
  project: Project,
  { groupId, patch }: EditOf<'patchTrackGroup'>,
): Applied {
  const before = partWithId(project.trackGroups, groupId);
  if (before === undefined) return unknownId('track group');
  const after = { ...before, ...patch, id: groupId };
  const refusal = checkTrackGroup(after);
  if (refusal !== null) return refusal;
  const trackGroups = withReplaced(project.trackGroups, [after]);
  const old = oldValues<TrackGroup>(before, patch);
  return success({
    project: { ...project, trackGroups },
    inverse: { kind: 'patchTrackGroup', groupId, patch: old },
  });
}

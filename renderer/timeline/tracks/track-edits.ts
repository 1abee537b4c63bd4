/** What a person does with tracks, as edits: each is one step of Undo. Pure. */
import type { Edit } from '../../../preload/edits.ts';
import type { Project, Track, TrackGroup } from '../../../preload/project.ts';

/** Gives a new id. */
export type MakePartId = (kind: 'track' | 'clip' | 'group') => string;

type TrackParts = Pick<Project, 'tracks' | 'trackGroups' | 'clips'>;

/** A place between tracks. */
export interface HeadPlace {
  /** Among the tracks as they are; the number of tracks = below the last one. */
  readonly index: number;
  /** The group that it lies in; null = it lies between groups. */
  readonly groupId: string | null;
}

function batchOf(edits: readonly Edit[]): Edit | null {
  const [only] = edits;
  if (only === undefined) return null;
  return edits.length === 1 ? only : { kind: 'batch', edits };
}

function tracksWith(tracks: readonly Track[], ids: ReadonlySet<string>): readonly Track[] {
  return tracks.filter(({ id }) => ids.has(id));
}

function groupPatches(tracks: readonly Track[], groupId: string | null): readonly Edit[] {
  return tracks
    .filter((track) => track.groupId !== groupId)
    .map(({ id }) => ({ kind: 'patchTrack', trackId: id, patch: { groupId } }));
}

/** Takes away the groups that nothing is in any more. */
function withoutEmptyGroups(
  { tracks, trackGroups }: TrackParts,
  groupsAfter: ReadonlyMap<string, string | null>,
): readonly Edit[] {
  const before = new Set(tracks.map(({ groupId }) => groupId));
  const after = new Set(
    tracks.map(({ id, groupId }) => (groupsAfter.has(id) ? groupsAfter.get(id) : groupId)),
  );
  const empty = trackGroups.filter(({ id }) => before.has(id) && !after.has(id));
  if (empty.length === 0) return [];
  return [{ kind: 'removeTrackGroups', groupIds: empty.map(({ id }) => id) }];
}

/** Moves tracks to a place, in the order in which they stand; null = nothing would change. */
export function moveTracksEdit(
  project: TrackParts,
  trackIds: ReadonlySet<string>,
  place: HeadPlace,
): Edit | null {
  const { tracks } = project;
  const moved = tracksWith(tracks, trackIds);
  if (moved.length === 0) return null;
  const before = tracks.slice(0, place.index).filter(({ id }) => trackIds.has(id)).length;
  const index = place.index - before;
  const others = tracks.filter(({ id }) => !trackIds.has(id));
  const after = [...others.slice(0, index), ...moved, ...others.slice(index)];
  const isMoved = after.some(({ id }, at) => id !== tracks[at]?.id);
  const patches = groupPatches(moved, place.groupId);
  const groupsAfter = new Map(moved.map(({ id }) => [id, place.groupId]));
  return batchOf([
    ...(isMoved
      ? [{ kind: 'moveTracks', trackIds: moved.map(({ id }) => id), index } as const]
      : []),
    ...patches,
    ...withoutEmptyGroups(project, groupsAfter),
  ]);
}

/** Moves a whole group, which stays one; null = nothing would change. */
export function moveGroupEdit(project: TrackParts, groupId: string, index: number): Edit | null {
  const ids = project.tracks.filter((track) => track.groupId === groupId).map(({ id }) => id);
  return moveTracksEdit(project, new Set(ids), {
    index: betweenGroups(project.tracks, index, groupId),
    groupId,
  });
}

/** The nearest place that does not lie in a group. */
function betweenGroups(tracks: readonly Track[], index: number, ownId: string): number {
  const inside = tracks[index]?.groupId ?? null;
  if (inside === null || inside === ownId || tracks[index - 1]?.groupId !== inside) return index;
  const first = tracks.findIndex(({ groupId }) => groupId === inside);
  const end = tracks.findLastIndex(({ groupId }) => groupId === inside) + 1;
  return index - first < end - index ? first : end;
}

/**
 * One step up or down for tracks that move together, as in an outline: at the edge of a group they enter or leave
 * it, over a folded one they step as a whole. null = there is no way.
 */
export function stepTracksEdit(
  project: TrackParts,
  trackIds: ReadonlySet<string>,
  direction: 1 | -1,
  folded: ReadonlySet<string>,
): Edit | null {
  const { tracks } = project;
  const places = tracks.flatMap(({ id }, at) => (trackIds.has(id) ? [at] : []));
  const first = places[0];
  const last = places.at(-1);
  if (first === undefined || last === undefined) return null;
  const edge = direction < 0 ? first : last;
  const own = tracks[edge]?.groupId ?? null;
  const whole =
    own !== null && tracks.every((track) => track.groupId !== own || trackIds.has(track.id));
  const next = tracks[edge + direction];
  const nextGroup = next?.groupId ?? null;
  const at = direction < 0 ? first : last + 1;
  if (whole) {
    if (next === undefined) return null;
    const index =
      nextGroup === null ? edge + (direction < 0 ? -1 : 2) : edgeOf(tracks, nextGroup, direction);
    return moveGroupEdit(project, own, index);
  }
  if (own !== null && nextGroup !== own) {
    return moveTracksEdit(project, trackIds, { index: at, groupId: null });
  }
  if (next === undefined) return null;
  if (nextGroup !== null && nextGroup !== own) {
    if (folded.has(nextGroup)) {
      const index = edgeOf(tracks, nextGroup, direction);
      return moveTracksEdit(project, trackIds, { index, groupId: null });
    }
    return moveTracksEdit(project, trackIds, { index: at, groupId: nextGroup });
  }
  return moveTracksEdit(project, trackIds, { index: at + direction, groupId: own });
}

/** The place above a group, or below it. */
function edgeOf(tracks: readonly Track[], groupId: string, direction: 1 | -1): number {
  return direction < 0
    ? tracks.findIndex((track) => track.groupId === groupId)
    : tracks.findLastIndex((track) => track.groupId === groupId) + 1;
}

/** Makes a group of tracks, which come together where the first of them stands. */
export function groupTracksEdit(
  project: TrackParts,
  trackIds: ReadonlySet<string>,
  makeId: MakePartId,
): { readonly edit: Edit; readonly groupId: string } | null {
  const { tracks, trackGroups } = project;
  const members = tracksWith(tracks, trackIds);
  const [first] = members;
  if (first === undefined) return null;
  const group: TrackGroup = {
    id: makeId('group'),
    name: freeGroupName(trackGroups),
    colour: first.colour,
  };
  const whole = tracks.indexOf(first);
  const index = betweenGroups(tracks, whole, '');
  const inserted: Edit = { kind: 'insertTrackGroups', groups: [group] };
  const moved = moveTracksEdit(project, trackIds, { index, groupId: group.id });
  if (moved === null) return null;
  const edits = moved.kind === 'batch' ? moved.edits : [moved];
  return { edit: { kind: 'batch', edits: [inserted, ...edits] }, groupId: group.id };
}

function freeGroupName(groups: readonly TrackGroup[]): string {
  const names = new Set(groups.map(({ name }) => name));
  let number = groups.length + 1;
  while (names.has(`Group ${number}`)) number += 1;
  return `Group ${number}`;
}

/** Copies of tracks with their clips, each below its own; what is armed or soloed stays with the first. */
export function duplicateTracksEdit(
  project: TrackParts,
  trackIds: ReadonlySet<string>,
  makeId: MakePartId,
): { readonly edit: Edit; readonly trackIds: readonly string[] } | null {
  const names = new Set(project.tracks.map(({ name }) => name));
  const copies: { index: number; track: Track }[] = [];
  const copyOf = new Map<string, string>();
  for (const [place, track] of project.tracks.entries()) {
    if (!trackIds.has(track.id)) continue;
    const name = copyName(track.name, names);
    names.add(name);
    const copy = { ...track, id: makeId('track'), name, armed: false, soloed: false };
    copyOf.set(track.id, copy.id);
    copies.push({ index: place + copies.length + 1, track: copy });
  }
  if (copies.length === 0) return null;
  const groups = new Map<string, string>();
  const clips = project.clips.flatMap((clip) => {
    const trackId = copyOf.get(clip.trackId);
    if (trackId === undefined) return [];
    const groupId = clip.groupId === null ? null : renamed(groups, clip.groupId, makeId);
    return [{ ...clip, id: makeId('clip'), trackId, groupId }];
  });
  const tracks: Edit = { kind: 'insertTracks', tracks: copies };
  const edit = batchOf(clips.length === 0 ? [tracks] : [tracks, { kind: 'insertClips', clips }]);
  return edit === null ? null : { edit, trackIds: copies.map(({ track }) => track.id) };
}

function renamed(ids: Map<string, string>, id: string, makeId: MakePartId): string {
  const known = ids.get(id) ?? makeId('group');
  ids.set(id, known);
  return known;
}

/** `Voice 2` after `Voice`, the first that is free. */
function copyName(name: string, names: ReadonlySet<string>): string {
  const stem = name.replace(/ \d+$/, '');
  let number = 2;
  while (names.has(`${stem} ${number}`)) number += 1;
  return `${stem} ${number}`;
}

/** Takes tracks away with their clips, and the groups that are empty then. */
export function removeTracksEdit(project: TrackParts, trackIds: ReadonlySet<string>): Edit | null {
  const gone = tracksWith(project.tracks, trackIds);
  if (gone.length === 0) return null;
  const left = new Set(
    project.tracks.filter(({ id }) => !trackIds.has(id)).map(({ groupId }) => groupId),
  );
  const empty = new Set(
    gone.flatMap(({ groupId }) => (groupId === null || left.has(groupId) ? [] : [groupId])),
  );
  const removed: Edit = { kind: 'removeTracks', trackIds: gone.map(({ id }) => id) };
  return batchOf(
    empty.size === 0 ? [removed] : [removed, { kind: 'removeTrackGroups', groupIds: [...empty] }],
  );
}

/** Solo of these alone; where it is so already, of none. */
export function exclusiveSoloEdit(
  { tracks }: TrackParts,
  trackIds: ReadonlySet<string>,
): Edit | null {
  const isSo = tracks.every(({ id, soloed }) => soloed === trackIds.has(id));
  return batchOf(
    tracks.flatMap(({ id, soloed }) => {
      const wanted = !isSo && trackIds.has(id);
      return soloed === wanted
        ? []
        : [{ kind: 'patchTrack' as const, trackId: id, patch: { soloed: wanted } }];
    }),
  );
}

/** The same of every track, where it is not so. */
export function everyTrackEdit(
  { tracks }: TrackParts,
  what: 'muted' | 'soloed',
  value: boolean,
): Edit | null {
  return batchOf(
    tracks
      .filter((track) => track[what] !== value)
      .map(({ id }) => ({ kind: 'patchTrack', trackId: id, patch: { [what]: value } })),
  );
}

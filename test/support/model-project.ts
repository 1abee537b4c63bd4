/**
 * What each edit does to a project, written plainly: no inverses, no indexes, no checks. Undo and redo go
 * back to whole projects that were kept.
 */
import type { Edit, EditOf } from '../../preload/edits.ts';
import type { Project } from '../../preload/project.ts';

interface ModelPart {
  readonly id: string;
}

const without = <T extends ModelPart>(parts: readonly T[], ids: readonly string[]) =>
  parts.filter(({ id }) => !ids.includes(id));

const patched = <T extends ModelPart>(
  parts: readonly T[],
  id: string,
  patch: Partial<NoInfer<T>>,
) => parts.map((part) => (part.id === id ? { ...part, ...patch, id } : part));

/** Each part at its place in the longer list, the first one first. */
const added = <T>(parts: readonly T[], more: readonly T[], places?: readonly number[]) =>
  more.reduce<readonly T[]>(
    (list, part, k) => list.toSpliced(places?.[k] ?? list.length, 0, part),
    parts,
  );

const MODEL: {
  readonly [Kind in Edit['kind']]: (project: Project, edit: EditOf<Kind>) => Partial<Project>;
} = {
  insertTracks: (project, { tracks }) => ({
    tracks: tracks.reduce<Project['tracks']>(
      (list, { index, track }) => list.toSpliced(index, 0, track),
      project.tracks,
    ),
  }),
  removeTracks: ({ tracks, clips }, { trackIds }) => ({
    tracks: without(tracks, trackIds),
    clips: clips.filter(({ trackId }) => !trackIds.includes(trackId)),
  }),
  patchTrack: ({ tracks }, { trackId, patch }) => ({ tracks: patched(tracks, trackId, patch) }),
  moveTracks: ({ tracks }, { trackIds, index }) => ({
    tracks: without(tracks, trackIds).toSpliced(
      index,
      0,
      ...tracks.filter(({ id }) => trackIds.includes(id)),
    ),
  }),
  insertTrackGroups: ({ trackGroups }, { groups, places }) => ({
    trackGroups: added(trackGroups, groups, places),
  }),
  removeTrackGroups: ({ trackGroups, tracks }, { groupIds }) => ({
    trackGroups: without(trackGroups, groupIds),
    tracks: tracks.map((track) =>
      groupIds.includes(track.groupId ?? '') ? { ...track, groupId: null } : track,
    ),
  }),
  patchTrackGroup: ({ trackGroups }, { groupId, patch }) => ({
    trackGroups: patched(trackGroups, groupId, patch),
  }),
  insertClips: ({ clips }, { clips: more, places }) => ({ clips: added(clips, more, places) }),
  removeClips: ({ clips }, { clipIds }) => ({ clips: without(clips, clipIds) }),
  patchClips: ({ clips }, { patches }) => ({
    clips: patches.reduce<Project['clips']>(
      (list, { clipId, patch }) => patched(list, clipId, patch),
      clips,
    ),
  }),
  shiftClips: ({ clips }, { clipIds, frames }) => ({
    clips: clips.map((clip) =>
      clipIds.includes(clip.id) ? { ...clip, startFrame: clip.startFrame + frames } : clip,
    ),
  }),
  insertBuffers: ({ buffers }, { buffers: more, places }) => ({
    buffers: added(buffers, more, places),
  }),
  insertTakes: ({ takes }, { takes: more, places }) => ({ takes: added(takes, more, places) }),
  patchBuffer: ({ buffers }, { bufferId, patch }) => ({
    buffers: patched(buffers, bufferId, patch),
  }),
  patchTake: ({ takes }, { takeId, patch }) => ({ takes: patched(takes, takeId, patch) }),
  patchTakeFile: ({ takes }, { takeId, patch }) => ({ takes: patched(takes, takeId, patch) }),
  removeSources: ({ buffers, takes, clips }, { sourceIds }) => ({
    buffers: without(buffers, sourceIds),
    takes: without(takes, sourceIds),
    clips: clips.filter(({ sourceId }) => !sourceIds.includes(sourceId)),
  }),
  insertMarkers: ({ markers }, { markers: more, places }) => ({
    markers: added(markers, more, places),
  }),
  removeMarkers: ({ markers }, { markerIds }) => ({ markers: without(markers, markerIds) }),
  patchMarkers: ({ markers }, { patches }) => ({
    markers: patches.reduce<Project['markers']>(
      (list, { markerId, patch }) => patched(list, markerId, patch),
      markers,
    ),
  }),
  patchProject: (_project, { patch }) => patch,
  batch: (project, { edits }) => edits.reduce<Project>(modelAfter, project),
};

/** The project after an edit that is not refused. */
export function modelAfter(project: Project, edit: Edit): Project {
  return { ...project, ...MODEL[edit.kind](project, edit as never) };
}

interface KeptProject {
  readonly project: Project;
  readonly mergeKey: string | null;
}

/** The present, and every project that undo and redo lead to. */
export class ModelHistory {
  present: Project;
  #before: KeptProject[] = [];
  #after: Project[] = [];

  constructor(project: Project) {
    this.present = project;
  }

  edit(edit: Edit, mergeKey: string | null): void {
    const last = this.#before.at(-1);
    const isSameStep = mergeKey !== null && last?.mergeKey === mergeKey;
    if (!isSameStep) this.#before.push({ project: this.present, mergeKey });
    this.present = modelAfter(this.present, edit);
    this.#after = [];
  }

  undo(): void {
    const last = this.#before.pop();
    if (last === undefined) return;
    this.#after.push(this.present);
    this.present = last.project;
    this.#endStep();
  }

  redo(): void {
    const next = this.#after.pop();
    if (next === undefined) return;
    this.#before.push({ project: this.present, mergeKey: null });
    this.present = next;
  }

  /** What comes next is a step of its own. */
  #endStep(): void {
    const last = this.#before.pop();
    if (last !== undefined) this.#before.push({ ...last, mergeKey: null });
  }
}

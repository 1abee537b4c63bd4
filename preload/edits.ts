/**
 * Edits of the project: few and small, each with its inverse, so that undo survives what main adds
 * in between (takes). What a person calls one edit (split, duplicate, paste) is a batch. The window
 * applies an edit at once and sends it; main applies it too, keeps undo, journals it, broadcasts it.
 */
import { insertClips, patchClips, removeClips, shiftClips } from './clip-edits.ts';
import { type Applied, type Edit, type EditOf, oldValues } from './edit.ts';
import { insertMarkers, patchMarkers, removeMarkers } from './marker-edits.ts';
import { success } from './outcome.ts';
import type { Project } from './project.ts';
import { checkProject } from './project-checks.ts';
import {
  insertSources,
  patchBuffer,
  patchTake,
  patchTakeFile,
  removeSources,
} from './source-edits.ts';
import {
  insertTrackGroups,
  insertTracks,
  moveTracks,
  patchTrack,
  patchTrackGroup,
  removeTrackGroups,
  removeTracks,
} from './track-edits.ts';

export type { AppliedEdit, Edit, EditOf } from './edit.ts';

/**
 * Applies an edit. Pure. Codes: `edit-unknown-id` (something it names is gone),
 * `edit-duplicate-id`, `edit-invalid` (a value out of range), `edit-too-many`. Nothing is changed
 * then, in a batch neither.
 */
export function applyEdit(project: Project, edit: Edit): Applied {
  return APPLY[edit.kind](project, edit as never);
}

const APPLY: {
  readonly [Kind in Edit['kind']]: (project: Project, edit: EditOf<Kind>) => Applied;
} = {
  insertTracks,
  removeTracks,
  patchTrack,
  moveTracks,
  insertTrackGroups,
  removeTrackGroups,
  patchTrackGroup,
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
  patchMarkers,
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

function patchProject(project: Project, { patch }: EditOf<'patchProject'>): Applied {
  const after: Project = { ...project, ...patch };
  const refusal = checkProject(after);
  if (refusal !== null) return refusal;
  const inverse: Edit = { kind: 'patchProject', patch: oldValues<Project>(project, patch) };
  return success({ project: after, inverse });
}

/** Edits of clips. Pure. */
import { type Applied, type Edit, type EditOf, oldValues, patchable } from './edit.ts';
import { partWithId, placeOfId, placesOf, withAddedAt, withReplaced } from './id-index.ts';
import { failure, success } from './outcome.ts';
import { CLIP_PROPERTIES, type Clip, type Project } from './project.ts';
import { checkClip, checkStart, clipReferences, unknownId } from './project-checks.ts';
import { LIMITS } from './project-limits.ts';

export function insertClips(
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

export function removeClips(project: Project, { clipIds }: EditOf<'removeClips'>): Applied {
  const gone = new Set(clipIds);
  const clips = project.clips.filter((clip) => gone.has(clip.id));
  if (clips.length !== gone.size) return unknownId('clip');
  return success({
    project: { ...project, clips: project.clips.filter((clip) => !gone.has(clip.id)) },
    inverse: { kind: 'insertClips', clips, places: placesOf(project.clips, gone) },
  });
}

export function patchClips(project: Project, { patches }: EditOf<'patchClips'>): Applied {
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

export function shiftClips(project: Project, { clipIds, frames }: EditOf<'shiftClips'>): Applied {
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

/** Edits of sounds and takes. Pure. */
import { type Applied, type Edit, type EditOf, oldValues, type Places } from './edit.ts';
import { partWithId, placesOf, withAddedAt, withReplaced } from './id-index.ts';
import { failure, success } from './outcome.ts';
import { type BufferEntry, findSource, type Project, type Take } from './project.ts';
import { checkSource, unknownId } from './project-checks.ts';
import { LIMITS } from './project-limits.ts';

export function insertSources(
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

export function patchBuffer(project: Project, { bufferId, patch }: EditOf<'patchBuffer'>): Applied {
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

export function patchTake(project: Project, { takeId, patch }: EditOf<'patchTake'>): Applied {
  return changeTake(project, takeId, ({ name }) => ({
    patch: { name: patch.name ?? name },
    inverse: { kind: 'patchTake', takeId, patch: { name } },
  }));
}

export function patchTakeFile(
  project: Project,
  { takeId, patch }: EditOf<'patchTakeFile'>,
): Applied {
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

export function removeSources(project: Project, { sourceIds }: EditOf<'removeSources'>): Applied {
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

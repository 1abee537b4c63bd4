/** Edits of markers. Pure. */
import { type Applied, type EditOf, oldValues } from './edit.ts';
import { partWithId, placesOf, withAddedAt, withReplaced } from './id-index.ts';
import { failure, success } from './outcome.ts';
import type { Marker, Project } from './project.ts';
import { checkMarker, unknownId } from './project-checks.ts';
import { LIMITS } from './project-limits.ts';

export function insertMarkers(
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

export function removeMarkers(project: Project, { markerIds }: EditOf<'removeMarkers'>): Applied {
  const gone = new Set(markerIds);
  const markers = project.markers.filter(({ id }) => gone.has(id));
  if (markers.length !== gone.size) return unknownId('marker');
  return success({
    project: { ...project, markers: project.markers.filter(({ id }) => !gone.has(id)) },
    inverse: { kind: 'insertMarkers', markers, places: placesOf(project.markers, gone) },
  });
}

export function patchMarkers(project: Project, { patches }: EditOf<'patchMarkers'>): Applied {
  const after = new Map<string, Marker>();
  const old = new Map<string, Partial<Marker>>();
  for (const { markerId, patch } of patches) {
    const marker = after.get(markerId) ?? partWithId(project.markers, markerId);
    if (marker === undefined) return unknownId('marker');
    const patched = { ...marker, ...patch, id: markerId };
    const refusal = checkMarker(patched);
    if (refusal !== null) return refusal;
    after.set(markerId, patched);
    // Of two patches of a marker the values before the first are the old ones.
    old.set(markerId, { ...oldValues<Marker>(marker, patch), ...old.get(markerId) });
  }
  return success({
    project: { ...project, markers: withReplaced(project.markers, after.values()) },
    inverse: {
      kind: 'patchMarkers',
      patches: [...old].map(([markerId, patch]) => ({ markerId, patch })),
    },
  });
}

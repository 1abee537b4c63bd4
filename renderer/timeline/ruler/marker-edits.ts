/** Adding, renaming and removing a marker: one edit each, with its label for Undo. Pure. */
import { partWithId } from '../../../preload/id-index.ts';
import type { Marker, Project } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import type { LabelledEdit } from '../../store/editing.ts';

/** `Marker 3`, the first number that is free. */
export function freeMarkerName(project: Project): string {
  const taken = new Set(project.markers.map(({ name }) => name));
  let number = project.markers.length + 1;
  while (taken.has(`Marker ${number}`)) number += 1;
  return `Marker ${number}`;
}

/** null where there is a marker already. */
export function addMarker(project: Project, frame: Frames, id: string): LabelledEdit | null {
  if (project.markers.some((marker) => marker.frame === frame)) return null;
  const marker: Marker = { id, name: freeMarkerName(project), frame };
  return { label: `Add ${marker.name}`, edit: { kind: 'insertMarkers', markers: [marker] } };
}

/** null when the name is empty or unchanged. */
export function renameMarker(marker: Marker, typed: string): LabelledEdit | null {
  const name = typed.trim();
  if (name === '' || name === marker.name) return null;
  const patches = [{ markerId: marker.id, patch: { name } }];
  return { label: 'Rename marker', edit: { kind: 'patchMarkers', patches } };
}

/** null where it is there already, or is gone. */
export function moveMarker(project: Project, markerId: string, frame: Frames): LabelledEdit | null {
  const marker = partWithId(project.markers, markerId);
  if (marker === undefined || marker.frame === frame) return null;
  const edit = { kind: 'patchMarkers', patches: [{ markerId, patch: { frame } }] } as const;
  return { label: `Move ${marker.name}`, edit, mergeKey: `marker-${markerId}` };
}

/** The next marker after a frame, or the last one before it; undefined = there is none. */
export function markerBeside(
  markers: readonly Marker[],
  frame: Frames,
  direction: 1 | -1,
): Marker | undefined {
  const inTime = markers.toSorted((a, b) => a.frame - b.frame);
  return direction === 1
    ? inTime.find((marker) => marker.frame > frame)
    : inTime.findLast((marker) => marker.frame < frame);
}

export function removeMarker(marker: Marker): LabelledEdit {
  return {
    label: `Remove ${marker.name}`,
    edit: { kind: 'removeMarkers', markerIds: [marker.id] },
  };
}

/** The markers of a range in the order of time. */
export function markersBetween(
  markers: readonly Marker[],
  fromFrame: number,
  toFrame: number,
): readonly Marker[] {
  return markers
    .filter(({ frame }) => frame >= fromFrame && frame <= toFrame)
    .toSorted((a, b) => a.frame - b.frame);
}

/** With the one that is dragged where it would land. The same list while there is none. */
export function markersShown(
  markers: readonly Marker[],
  dragged: { readonly markerId: string; readonly frame: Frames } | null,
): readonly Marker[] {
  if (dragged === null) return markers;
  const { markerId, frame } = dragged;
  return markers.map((marker) => (marker.id === markerId ? { ...marker, frame } : marker));
}

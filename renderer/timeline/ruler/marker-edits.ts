/** Adding, renaming and removing a marker: one edit each, with its label for Undo. Pure. */
import type { Edit } from '../../../preload/edits.ts';
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
  const edits: readonly Edit[] = [
    { kind: 'removeMarkers', markerIds: [marker.id] },
    { kind: 'insertMarkers', markers: [{ ...marker, name }] },
  ];
  return { label: 'Rename marker', edit: { kind: 'batch', edits } };
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

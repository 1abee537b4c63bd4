import { describe, expect, test } from 'vitest';
import { applyEdit } from '../../../../preload/edits.ts';
import type { Marker } from '../../../../preload/project.ts';
import {
  addMarker,
  markersBetween,
  removeMarker,
  renameMarker,
} from '../../../../renderer/timeline/ruler/marker-edits.ts';
import { pilotSession } from '../../../support/pilot-session.ts';

const project = pilotSession();
const [block] = project.markers as readonly [Marker];

function markersAfter(change: ReturnType<typeof addMarker>): readonly Marker[] {
  const applied = change === null ? null : applyEdit(project, change.edit);
  return applied?.ok === true ? applied.value.project.markers : [];
}

describe('a marker', () => {
  test('is added at the frame, with a name that is free', () => {
    const [, added] = markersAfter(addMarker(project, 12_345, 'm-2'));
    expect(added).toEqual({ id: 'm-2', name: 'Marker 2', frame: 12_345 });
    const taken = { ...project, markers: [{ ...block, name: 'Marker 2' }] };
    expect(addMarker(taken, 1, 'm-3')?.label).toBe('Add Marker 3');
  });

  test('is not put twice on the same frame', () => {
    expect(addMarker(project, block.frame, 'm-2')).toBeNull();
  });

  test('keeps its place and id when it is renamed', () => {
    expect(markersAfter(renameMarker(block, ' Answer '))).toEqual([{ ...block, name: 'Answer' }]);
    expect(renameMarker(block, '  ')).toBeNull();
    expect(renameMarker(block, block.name)).toBeNull();
  });

  test('goes when it is removed', () => {
    expect(markersAfter(removeMarker(block))).toEqual([]);
  });

  test('is shown in the order of time, and only near the view', () => {
    const at = (frame: number) => ({ id: `m-${frame}`, name: 'x', frame });
    const shown = markersBetween([at(900), at(100), at(5)], 50, 1000);
    expect(shown.map(({ frame }) => frame)).toEqual([100, 900]);
  });
});

/** Heads that are dragged to another place among the tracks; a line shows the place. */
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import {
  draggable,
  dropTargetForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { type RefObject, useEffect } from 'react';
import { createStore } from 'zustand/vanilla';
import type { Track } from '../../../preload/project.ts';
import { moveGroupTo, moveTracksTo } from '../../commands/track-commands.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
import { selectedTrackIds } from '../../store/track-selection.ts';
import { viewNow } from '../../store/view.ts';
import { HEADING_PIXELS, type TrackRows, trackRows } from '../canvas/track-rows.ts';
import type { HeadPlace } from './track-edits.ts';

/** Where what is dragged would land; null = nothing is dragged. */
export const headDropStore = createStore<{ readonly place: HeadPlace | null }>(() => ({
  place: null,
}));

/** Not from controls that are dragged themselves. */
const NOT_FROM = '.gain, .meter, .height-edge, .toggle, input';

/** Lets a head be dragged: of a track, with the other selected ones if it is one of them, or of a group. */
export function useHeadDrag(
  element: RefObject<HTMLElement | null>,
  trackId: string | null,
  groupId: string | null = null,
): void {
  useEffect(() => {
    const head = element.current;
    if (head === null) return;
    return draggable({
      element: head,
      canDrag: ({ input }) =>
        document.elementFromPoint(input.clientX, input.clientY)?.closest(NOT_FROM) === null,
      getInitialData: () => ({ headTrackId: trackId, headGroupId: groupId }),
    });
  }, [element, trackId, groupId]);
}

export function useHeadDrops(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const heads = element.current;
    if (heads === null) return;
    const placeAt = (clientY: number): HeadPlace => {
      const { tracks } = mirrorNow().project;
      const y = clientY - heads.getBoundingClientRect().top + viewNow().scrollTopPixels;
      return placeBetween(trackRows(tracks, viewNow()), tracks, y);
    };
    const end = () => headDropStore.setState({ place: null });
    return combine(
      dropTargetForElements({
        element: heads,
        canDrop: ({ source }) => 'headTrackId' in source.data,
        onDrag: ({ source, location }) => {
          const place = placeAt(location.current.input.clientY);
          const isGroup = source.data.headGroupId !== null;
          headDropStore.setState({ place: isGroup ? { ...place, groupId: null } : place });
        },
        onDragLeave: end,
        onDrop: ({ source, location }) => {
          end();
          const place = placeAt(location.current.input.clientY);
          drop(source.data, place);
        },
      }),
      end,
    );
  }, [element]);
}

function drop(data: Record<string | symbol, unknown>, place: HeadPlace): void {
  const { headTrackId, headGroupId } = data;
  if (typeof headGroupId === 'string') moveGroupTo(headGroupId, place.index);
  if (typeof headTrackId !== 'string') return;
  const selected = selectedTrackIds(viewNow());
  moveTracksTo(selected.has(headTrackId) ? selected : new Set([headTrackId]), place);
}

/** The place between tracks that is nearest to a height; in the heading of a group its upper half is above the
 * group, the lower one in it, or below where it is folded. */
export function placeBetween(
  rows: TrackRows,
  tracks: readonly Pick<Track, 'groupId'>[],
  y: number,
): HeadPlace {
  const index = rows.at(y);
  if (index < 0) return { index: y < 0 ? 0 : tracks.length, groupId: null };
  const groupId = tracks[index]?.groupId ?? null;
  const heading = rows.headings.find(
    ({ first, topPixels }) => first <= index && y >= topPixels && y < topPixels + HEADING_PIXELS,
  );
  if (heading !== undefined) {
    const isUpper = y < heading.topPixels + HEADING_PIXELS / 2;
    if (isUpper) return { index: heading.first, groupId: null };
    return heading.isFolded
      ? { index: heading.first + heading.count, groupId: null }
      : { index: heading.first, groupId: heading.groupId };
  }
  const isUpper = y < rows.top(index) + rows.height(index) / 2;
  return { index: isUpper ? index : index + 1, groupId };
}

/** Where the line of a place is drawn. */
export function lineOfPlace(rows: TrackRows, { index, groupId }: HeadPlace): number {
  const heading = rows.headings.find(({ first }) => first === index);
  if (heading === undefined || groupId === null) return rows.start(index);
  return heading.groupId === groupId ? rows.top(index) : rows.start(index);
}

/** Walking the clips: Tab in time, Up and Down over the tracks. */
import type { FocusEvent, KeyboardEvent } from 'react';
import { partWithId, placeOfId } from '../../../preload/id-index.ts';
import type { Clip } from '../../../preload/project.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
import { changeView, viewNow } from '../../store/view.ts';
import { revealClip } from '../canvas/scrolling.ts';
import { clipOnNextTrack } from './clip-edits.ts';
import { withGroups } from './clip-groups.ts';

export function clipKeyDown(event: KeyboardEvent<HTMLElement>): void {
  const focusedId = (event.target as Element).getAttribute('data-clip-id');
  if (focusedId === null) return;
  if (event.key === 'Tab' && !event.ctrlKey && !event.metaKey && !event.altKey) {
    if (focusNeighbour(focusedId, event.shiftKey ? -1 : 1)) event.preventDefault();
  }
}

/** Goes to the next or previous clip in time; without one to go from, to the first. */
export function walkTime(direction: 1 | -1): void {
  const { focusedClipId, selection } = viewNow();
  const from = focusedClipId ?? [...selection].at(-1);
  if (from !== undefined && focusNeighbour(from, direction)) return;
  const { project } = mirrorNow();
  const isThere = from !== undefined && placeOfId(project.clips, from) >= 0;
  const [first] = clipIndexOf(project).inTime;
  if (!isThere && first !== undefined) goTo(first);
}

/** Goes to the next clip in time; false after the last one, where Tab leaves the timeline. */
function focusNeighbour(focusedId: string, direction: 1 | -1): boolean {
  const index = clipIndexOf(mirrorNow().project);
  const at = index.placeOfId(focusedId);
  const next = index.inTime[at + direction];
  if (at < 0 || next === undefined) return false;
  goTo(next);
  return true;
}

/** Goes to the nearest clip on the track above or below. */
export function walkTracks(direction: 1 | -1): void {
  const { project } = mirrorNow();
  const { focusedClipId, selection } = viewNow();
  const [selected] = selection;
  const from = partWithId(project.clips, focusedClipId ?? selected ?? '');
  const next =
    from === undefined ? clipIndexOf(project).inTime[0] : clipOnNextTrack(project, from, direction);
  if (next != null) goTo(next);
}

function goTo(clip: Clip): void {
  revealClip(clip);
  const selection = withGroups(mirrorNow().project, [clip.id]);
  changeView({ selection, focusedClipId: clip.id, selectedTrackId: clip.trackId });
}

/** Adds a clip and those of its group to the selection, or takes them out. */
export function toggleSelected(clipId: string): void {
  const selection = new Set(viewNow().selection);
  const isIn = selection.has(clipId);
  for (const id of withGroups(mirrorNow().project, [clipId])) {
    if (isIn) selection.delete(id);
    else selection.add(id);
  }
  changeView({ selection });
}

/** Scrolls to the clip that got the focus. */
export function revealFocused(event: FocusEvent<HTMLElement>): void {
  const clipId = event.target.getAttribute('data-clip-id');
  const clip = partWithId(mirrorNow().project.clips, clipId ?? '');
  if (clip === undefined) return;
  revealClip(clip);
  if (viewNow().focusedClipId !== clip.id) changeView({ focusedClipId: clip.id });
}

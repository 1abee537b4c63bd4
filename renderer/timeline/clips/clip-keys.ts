/** Keys on a clip that has the focus: Tab walks the clips in time, Enter and Ctrl+Enter select. */
import type { FocusEvent, KeyboardEvent } from 'react';
import type { Clip } from '../../../preload/project.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
import { changeView, selectClips, viewNow } from '../../store/view.ts';
import { revealClip } from '../canvas/scrolling.ts';
import { clipOnNextTrack, clipsInTime } from './clip-edits.ts';

export function clipKeyDown(event: KeyboardEvent<HTMLElement>): void {
  const focusedId = (event.target as Element).getAttribute('data-clip-id');
  if (focusedId === null) return;
  if (event.key === 'Tab' && !event.ctrlKey && !event.metaKey && !event.altKey) {
    if (focusNeighbour(focusedId, event.shiftKey ? -1 : 1)) event.preventDefault();
  } else if (event.key === 'Enter') {
    event.preventDefault();
    toggleSelection(focusedId, event.ctrlKey || event.metaKey);
  } else if (event.key === 'Escape') {
    changeView({ selection: new Set() });
  }
}

/** Goes to the next clip in time; false after the last one, where Tab leaves the timeline. */
function focusNeighbour(focusedId: string, direction: 1 | -1): boolean {
  const { project } = mirrorNow();
  const inTime = clipsInTime(project);
  const at = inTime.findIndex((clip) => clip.id === focusedId);
  const next = inTime[at + direction];
  if (at < 0 || next === undefined) return false;
  goTo(next);
  return true;
}

/** Goes to the nearest clip on the track above or below. */
export function walkTracks(direction: 1 | -1): void {
  const { project } = mirrorNow();
  const { focusedClipId, selection } = viewNow();
  const [selected] = selection;
  const from = project.clips.find((clip) => clip.id === (focusedClipId ?? selected));
  const next =
    from === undefined ? clipsInTime(project)[0] : clipOnNextTrack(project, from, direction);
  if (next != null) goTo(next);
}

function goTo(clip: Clip): void {
  revealClip(clip);
  selectClips([clip.id]);
  changeView({ selectedTrackId: clip.trackId });
}

function toggleSelection(clipId: string, adds: boolean): void {
  const selection = new Set(adds ? viewNow().selection : []);
  if (adds && selection.has(clipId)) selection.delete(clipId);
  else selection.add(clipId);
  changeView({ selection });
}

/** Scrolls to the clip that got the focus. */
export function revealFocused(event: FocusEvent<HTMLElement>): void {
  const clipId = event.target.getAttribute('data-clip-id');
  const clip = mirrorNow().project.clips.find((other) => other.id === clipId);
  if (clip === undefined) return;
  revealClip(clip);
  if (viewNow().focusedClipId !== clip.id) changeView({ focusedClipId: clip.id });
}

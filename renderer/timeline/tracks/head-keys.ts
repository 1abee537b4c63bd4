/** Keys in the heads that change what is selected: Shift with an arrow takes more tracks. */
import type { KeyboardEvent } from 'react';
import { mirrorNow } from '../../store/mirror-store.ts';
import { selectTracks, tracksAfterPress } from '../../store/track-selection.ts';
import { changeView, viewNow } from '../../store/view.ts';

let isExtending = false;

/** A head has got the focus by key: the track is selected alone, unless it is one more. */
export function focusedByKey(trackId: string): void {
  if (!isExtending) selectTracks([trackId]);
}

export function walkSelection(event: KeyboardEvent<HTMLElement>): void {
  const isArrow = event.key === 'ArrowUp' || event.key === 'ArrowDown';
  if (!isArrow || !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target, currentTarget } = event;
  if (!(target instanceof HTMLElement) || !target.matches('.track-name')) return;
  const heads = [...currentTarget.querySelectorAll<HTMLElement>('[data-track-id]')];
  const at = heads.findIndex((head) => head.contains(target));
  const next = heads[at + (event.key === 'ArrowUp' ? -1 : 1)];
  const trackId = next?.dataset.trackId;
  event.preventDefault();
  event.stopPropagation();
  if (at < 0 || next === undefined || trackId === undefined) return;
  const { tracks } = mirrorNow().project;
  changeView(tracksAfterPress(tracks, viewNow(), trackId, { shift: true, control: false }));
  isExtending = true;
  next.querySelector<HTMLElement>('.track-name')?.focus();
  isExtending = false;
}

/** The ways between a clip and its account in the Actions table. */
import type { ActionRow } from '../../preload/actions.ts';
import type { Clip } from '../../preload/project.ts';
import { revealRow } from '../actions/table-store.ts';
import { showTab } from '../store/folding.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { notify } from '../store/notices.ts';
import { selectClips, viewNow } from '../store/view.ts';
import { revealClip } from '../timeline/canvas/scrolling.ts';

/** Longest time until a clip that was scrolled to is on the page. */
const CLIP_PATIENCE_MILLISECONDS = 1_000;

function rowOf(actionId: number | null): ActionRow | undefined {
  const { activeActions, finishedActions } = mirrorNow();
  const isIt = (row: ActionRow) => row.id === actionId;
  return activeActions.find(isIt) ?? finishedActions.findLast(isIt);
}

export function clipOfAction(actionId: number | null): Clip | null {
  const clipId = rowOf(actionId)?.clipId ?? null;
  if (clipId === null) return null;
  return mirrorNow().project.clips.find((clip) => clip.id === clipId) ?? null;
}

/** Selects the row's clip, scrolls to it and gives it the focus. */
export function showClipOfAction(actionId: number | null): void {
  const clip = clipOfAction(actionId);
  if (clip !== null) showClipWithFocus(clip);
}

/** Selects a clip, scrolls to it and gives it the focus. */
export function showClipWithFocus(clip: Clip): void {
  selectClips([clip.id]);
  revealClip(clip);
  focusWhenShown(`[data-clip-id="${CSS.escape(clip.id)}"]`);
}

/** The newest account of the clip with the focus, else of the selected one. */
export function showAccount(clipId: string | null): void {
  const { selection, focusedClipId } = viewNow();
  const wanted = clipId ?? focusedClipId ?? [...selection].at(-1);
  const { activeActions, finishedActions } = mirrorNow();
  const isOfClip = (row: ActionRow) => row.clipId === wanted;
  const row = activeActions.find(isOfClip) ?? finishedActions.findLast(isOfClip);
  if (row !== undefined) {
    showAction(row.id);
    return;
  }
  showTab('actions');
  notify('info', 'The clip has no account yet. Press Play.');
}

/** Opens the table and gives the action's row the focus. */
export function showAction(actionId: number): void {
  showTab('actions');
  const row = rowOf(actionId);
  if (row !== undefined) revealRow(row);
}

/** Gives an element the focus as soon as it is on the page. */
function focusWhenShown(selector: string): void {
  const end = performance.now() + CLIP_PATIENCE_MILLISECONDS;
  const attempt = () => {
    const element = globalThis.document?.querySelector<HTMLElement>(selector);
    if (element != null) element.focus();
    else if (performance.now() < end) requestAnimationFrame(attempt);
  };
  attempt();
}

/** The ways between a clip and its account in the Actions table. */
import type { ActionRow } from '../../preload/actions.ts';
import { partWithId } from '../../preload/id-index.ts';
import type { Clip } from '../../preload/project.ts';
import { revealRow, shownRow } from '../actions/table-store.ts';
import { newestRequest } from '../store/clip-verdicts.ts';
import { showTab } from '../store/folding.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { notify } from '../store/notices.ts';
import { selectClips, viewNow } from '../store/view.ts';
import { revealClip } from '../timeline/canvas/scrolling.ts';

/** Longest time until a clip that was scrolled to is on the page. */
const CLIP_PATIENCE_MILLISECONDS = 1_000;

/** What the table shows comes first: earlier programs counted their actions, too. */
function rowOf(actionId: number | null): ActionRow | undefined {
  if (actionId === null) return undefined;
  const { activeActions, finishedActions } = mirrorNow();
  const isIt = (row: ActionRow) => row.id === actionId;
  return shownRow(actionId) ?? activeActions.find(isIt) ?? finishedActions.findLast(isIt);
}

export function isRunning(actionId: number | null): boolean {
  const state = rowOf(actionId)?.state ?? 'finished';
  return state !== 'finished';
}

function clipWithId(clipId: string | null): Clip | null {
  if (clipId === null) return null;
  return partWithId(mirrorNow().project.clips, clipId) ?? null;
}

export function clipOfAction(actionId: number | null): Clip | null {
  return clipWithId(rowOf(actionId)?.clipId ?? null);
}

export function showClipOfAction(actionId: number | null): void {
  showClip(rowOf(actionId)?.clipId ?? null);
}

export function showClip(clipId: string | null): void {
  const clip = clipWithId(clipId);
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
  const row = wanted === undefined ? undefined : newestRequest(mirrorNow(), wanted).row;
  showTab('actions');
  if (row !== undefined) revealRow(row);
  else notify('info', 'The clip has no account yet. Press Play.');
}

/** Opens the table and gives the action's row the focus. */
export function showAction(row: Pick<ActionRow, 'requestNumber'>): void {
  showTab('actions');
  revealRow(row);
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

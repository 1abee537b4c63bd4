/** Which context menu is open, and about what. */
import { createStore } from 'zustand/vanilla';
import type { ContextMenuId } from '../../preload/commands.ts';
import { partWithId } from '../../preload/id-index.ts';
import type { Clip } from '../../preload/project.ts';
import { clipsBeside } from '../commands/clip-commands.ts';
import { type CommandTarget, targetOf } from '../commands/command-target.ts';
import { chooseRun } from '../runs/run-store.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { isTrackSelected, selectTracks } from '../store/track-selection.ts';
import { changeView, viewNow } from '../store/view.ts';
import { placeOf } from '../timeline/canvas/place.ts';
import { viewportOf } from '../timeline/canvas/scene.ts';
import { clipsAt } from '../timeline/clips/clip-at.ts';
import { withGroups } from '../timeline/clips/clip-groups.ts';
import { landing } from '../timeline/clips/snapping.ts';

export interface OpenMenu {
  readonly menu: ContextMenuId;
  readonly target: CommandTarget;
  /** The clips at its place, where there are several. */
  readonly clipsHere: readonly Clip[];
  readonly x: number;
  readonly y: number;
}

export const contextMenuStore = createStore<{ readonly open: OpenMenu | null }>(() => ({
  open: null,
}));

export function closeContextMenu(): void {
  contextMenuStore.setState({ open: null });
}

/** Which menu an element has; null = none. */
export function menuOf(element: Element): ContextMenuId | null {
  const is = (selector: string) => element.closest(selector) !== null;
  if (is('input, textarea, select')) return null;
  if (is('.run-option')) return 'run';
  if (is('[data-clip-id]')) return 'clip';
  if (is('[data-marker-id]')) return 'marker';
  if (is('[data-track-id]')) return 'track';
  if (is('[data-group-id]')) return 'group';
  if (is('.tool-follow')) return 'follow';
  if (is('.ruler')) return 'ruler';
  if (is('.track-area')) return 'area';
  if (is('[data-action-id]')) return 'row';
  if (!is('[data-source-id]')) return null;
  const { sourceId } = targetOf(element);
  return mirrorNow().project.takes.some((take) => take.id === sourceId) ? 'take' : 'buffer';
}

/** Opens the menu of what was pointed at; tells whether it has one. */
export function openMenuAt(element: Element, x: number, y: number): boolean {
  const menu = menuOf(element);
  if (menu === null) return false;
  const target = { ...targetOf(element), ...placeAt(element, x, y) };
  select(target);
  const clipsHere = menu === 'clip' ? several(clipsAtPointer(element, x, y)) : [];
  contextMenuStore.setState({ open: { menu, target, clipsHere, x, y } });
  return true;
}

/** The menu of what has the focus, by a key; below its left edge. */
export function openFocusMenu(): void {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return;
  const menu = menuOf(focused);
  if (menu === null) return;
  const { left, bottom, right, top } = focused.getBoundingClientRect();
  const x = Math.min(Math.max(8, left + 8), Math.max(8, Math.min(right, innerWidth) - 8));
  const y = Math.min(bottom, top + 24);
  const target = targetOf(focused);
  select(target);
  const clip = partWithId(mirrorNow().project.clips, target.clipId ?? '');
  const clipsHere = clip === undefined ? [] : several(clipsBeside(clip));
  contextMenuStore.setState({ open: { menu, target, clipsHere, x, y } });
}

function several(clips: readonly Clip[]): readonly Clip[] {
  return clips.length > 1 ? clips : [];
}

function clipsAtPointer(element: Element, x: number, y: number): readonly Clip[] {
  const area = element.closest('.track-area');
  if (area === null) return [];
  const { project } = mirrorNow();
  const view = viewNow();
  const pointer = { clientX: x, clientY: y, altKey: false, shiftKey: false, ctrlKey: false };
  const found = clipsAt(
    project,
    { ...viewportOf(project, view), selection: view.selection },
    placeOf(pointer, area),
  );
  return [...found].sort((a, b) => a.startFrame - b.startFrame);
}

/** What a menu is about is selected, unless it is a part of the selection. Where that is a clip, no time is: Delete, Cut
 * and the like are about the clip then. */
function select({ clipId, trackId, sourceId, runId }: CommandTarget): void {
  if (runId !== null) {
    chooseRun(runId);
  } else if (clipId !== null) {
    const { selection } = viewNow();
    const clip = mirrorNow().project.clips.find(({ id }) => id === clipId);
    changeView({
      focusedClipId: clipId,
      selectedSourceId: null,
      selectedTrackId: clip?.trackId ?? null,
      timeRange: null,
      ...(selection.has(clipId) ? {} : { selection: withGroups(mirrorNow().project, [clipId]) }),
    });
  } else if (sourceId !== null) {
    changeView({ selectedSourceId: sourceId, selection: new Set() });
  } else if (trackId !== null) {
    if (!isTrackSelected(viewNow(), trackId)) selectTracks([trackId]);
  }
}

/** On the ruler and the track area: the frame, on the grid; on the track area the track, too. */
function placeAt(element: Element, x: number, y: number): Partial<CommandTarget> {
  const area = element.closest('.ruler, .track-area');
  if (area === null || element.closest('[data-marker-id]') !== null) return {};
  const pointer = { clientX: x, clientY: y, altKey: false, shiftKey: false, ctrlKey: false };
  const place = placeOf(pointer, area);
  const isTrackArea = area.matches('.track-area');
  const { project } = mirrorNow();
  const trackId = isTrackArea ? (project.tracks[place.trackIndex]?.id ?? null) : null;
  const clipId = targetOf(element).clipId;
  const exceptions = {
    kinds: ['playhead'] as const,
    clipIds: new Set(clipId === null ? [] : [clipId]),
  };
  const { frame } = landing(project, place.frame, place, exceptions);
  // Of a clip the menu is about the clip alone.
  return clipId === null ? { frame, trackId } : { frame };
}

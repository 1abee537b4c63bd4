/**
 * What a command is about: the thing that has the focus, or whose context menu was opened. Elements
 * say what they are by `data-clip-id`, `data-track-id`, `data-group-id`, `data-marker-id`, `data-source-id`,
 * `data-action-id` and `data-run-id`.
 */
import type { BufferEntry, Clip, Marker, Take, Track } from '../../preload/project.ts';
import { findSource } from '../../preload/project.ts';
import type { RunListEntry } from '../../preload/run.ts';
import type { Frames } from '../../preload/units.ts';
import { chosenRun, runsNow } from '../runs/run-store.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { selectedTracks } from '../store/track-selection.ts';
import { viewNow } from '../store/view.ts';
import { clipsOfSelection } from '../timeline/clips/clip-edits.ts';

export interface CommandTarget {
  readonly clipId: string | null;
  readonly trackId: string | null;
  /** Of a group of tracks whose heading it is. */
  readonly groupId: string | null;
  readonly markerId: string | null;
  readonly sourceId: string | null;
  readonly actionId: number | null;
  readonly runId: string | null;
  /** Where on the timeline the menu was opened; null = not there. */
  readonly frame: Frames | null;
}

export const NO_TARGET: CommandTarget = {
  clipId: null,
  trackId: null,
  groupId: null,
  markerId: null,
  sourceId: null,
  actionId: null,
  runId: null,
  frame: null,
};

export function targetOf(element: Element | null, frame: Frames | null = null): CommandTarget {
  if (!(element instanceof Element)) return { ...NO_TARGET, frame };
  const of = (name: string) =>
    element.closest(`[data-${name}]`)?.getAttribute(`data-${name}`) ?? null;
  const actionId = of('action-id');
  return {
    clipId: of('clip-id'),
    trackId: of('track-id'),
    groupId: of('group-id'),
    markerId: of('marker-id'),
    sourceId: of('source-id'),
    actionId: actionId === null ? null : Number(actionId),
    runId: of('run-id'),
    frame,
  };
}

export function focusTarget(): CommandTarget {
  return targetOf(document.activeElement);
}

export function targetMarker({ markerId }: CommandTarget): Marker | undefined {
  return mirrorNow().project.markers.find((marker) => marker.id === markerId);
}

/** The sound with the focus, else the selected one. */
export function targetSound({ sourceId }: CommandTarget): BufferEntry | Take | undefined {
  return findSource(mirrorNow().project, sourceId ?? viewNow().selectedSourceId ?? '');
}

/** The focus is on the head of a track or a group. */
export function isOnHead({ clipId, trackId, groupId }: CommandTarget): boolean {
  return clipId === null && (trackId !== null || groupId !== null);
}

/** The track with the focus, with the other selected ones if it is one of them, or the tracks of the group with
 * the focus; else those of the selected clips, else the selected ones. */
export function targetTracks({ trackId, groupId }: CommandTarget): readonly Track[] {
  const { project } = mirrorNow();
  const { tracks } = project;
  if (trackId === null && groupId !== null) {
    return tracks.filter((track) => track.groupId === groupId);
  }
  const selected = selectedTracks(tracks);
  if (selected.some((track) => track.id === trackId)) return selected;
  const focused = tracks.filter((track) => track.id === trackId);
  if (focused.length > 0) return focused;
  const ids = tracksOfClips(clipsOfSelection(project, viewNow().selection));
  return ids.size === 0 ? selected : tracks.filter((track) => ids.has(track.id));
}

const trackIds = new WeakMap<readonly Clip[], ReadonlySet<string>>();

function tracksOfClips(clips: readonly Clip[]): ReadonlySet<string> {
  const known = trackIds.get(clips);
  if (known !== undefined) return known;
  const ids = new Set(clips.map((clip) => clip.trackId));
  trackIds.set(clips, ids);
  return ids;
}

/** The group with the focus, else those of the tracks that a command is about. */
export function targetGroupIds(target: CommandTarget): readonly string[] {
  if (target.trackId === null && target.groupId !== null) return [target.groupId];
  const ids = new Set(targetTracks(target).map(({ groupId }) => groupId));
  return mirrorNow()
    .project.trackGroups.map(({ id }) => id)
    .filter((id) => ids.has(id));
}

/** The run with the focus, else the chosen one; null = there is none. */
export function targetRun({ runId }: CommandTarget): RunListEntry | null {
  const focused = runsNow().entries?.find((entry) => entry.runId === runId);
  return focused ?? chosenRun(runsNow());
}

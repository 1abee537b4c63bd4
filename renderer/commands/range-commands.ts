/** What the commands do with the selected range of time. Without one they work on the selected clips. */
import { clipPiece } from '../../preload/clip-cuts.ts';
import type { Clip } from '../../preload/project.ts';
import {
  clearTime,
  insertTime,
  removeTime,
  rippleDelete,
  type TimeRange,
  type TimeScope,
} from '../../preload/time-edits.ts';
import type { Frames } from '../../preload/units.ts';
import { clipIndexOf } from '../store/clip-index.ts';
import { sendEdit } from '../store/editing.ts';
import { playheadFrame } from '../store/live.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { newId } from '../store/new-id.ts';
import { spanOf } from '../store/time-range.ts';
import { changeView, viewNow } from '../store/view.ts';
import { snappingNow } from '../timeline/canvas/place.ts';
import { showSpan } from '../timeline/canvas/scrolling.ts';
import { clipsSpan } from '../timeline/clips/clip-edits.ts';
import { copiedGroups } from '../timeline/clips/clip-groups.ts';
import { onGridFrom } from '../timeline/clips/snapping.ts';
import { changeableClips, selectedClips } from './clip-commands.ts';

/** null = no time is selected. */
export function selectedRange(): TimeRange | null {
  const { timeRange } = viewNow();
  return timeRange === null ? null : spanOf(timeRange);
}

/** The selected time, else that of the selected clips; null = there is neither. */
export function selectedSpan(): TimeRange | null {
  return selectedRange() ?? clipsSpan(selectedClips());
}

/** The tracks of the selected time, never what belongs to none. */
function tracksOfRange(): ReadonlySet<string> {
  const { timeRange } = viewNow();
  return new Set(timeRange?.trackIds ?? mirrorNow().project.tracks.map(({ id }) => id));
}

/** What the clips play in the range, each as a clip of its own. */
function piecesIn({ startFrame, endFrame }: TimeRange): readonly Clip[] {
  const { project } = mirrorNow();
  const index = clipIndexOf(project);
  return [...tracksOfRange()].flatMap((trackId) =>
    (index.onTrack(trackId)?.between(startFrame, endFrame) ?? []).map((clip) => ({
      ...clip,
      ...clipPiece(
        clip,
        Math.max(clip.startFrame, startFrame),
        Math.min(clip.startFrame + clip.lengthFrames, endFrame),
      ),
    })),
  );
}

export function copyRange(range: TimeRange): void {
  changeView({ clipboard: piecesIn(range), clipboardFrame: range.startFrame });
}

/** @returns false = there was nothing in it */
export function clearRange(label: string, range: TimeRange): boolean {
  const edit = clearTime(mirrorNow().project, range, tracksOfRange(), newId);
  if (edit !== null) void sendEdit({ label, edit });
  return edit !== null;
}

/** A copy directly after it, which is selected then. */
export function duplicateRange(range: TimeRange): void {
  const frames = range.endFrame - range.startFrame;
  const pieces = piecesIn(range);
  const copied = copiedGroups(pieces, () => newId('group'));
  const clips = pieces.map((clip) => ({
    ...clip,
    id: newId('clip'),
    startFrame: clip.startFrame + frames,
    ...copied(clip),
  }));
  if (clips.length > 0) {
    void sendEdit({ label: 'Duplicate the range', edit: { kind: 'insertClips', clips } });
  }
  const { timeRange } = viewNow();
  if (timeRange === null) return;
  const { anchorFrame, headFrame } = timeRange;
  const moved = { anchorFrame: anchorFrame + frames, headFrame: headFrame + frames };
  changeView({ timeRange: { ...timeRange, ...moved } });
}

/** @param reach `all`: of all tracks, with markers and loop */
export function rippleSelection(reach: 'tracks' | 'all'): void {
  const { project } = mirrorNow();
  const range = selectedRange();
  if (range !== null) {
    const scope: TimeScope = reach === 'all' ? 'all' : tracksOfRange();
    const edit = removeTime(project, range, scope, newId);
    if (edit !== null) void sendEdit({ label: 'Remove the time', edit });
    changeView({ timeRange: null });
    return;
  }
  const clips = changeableClips();
  const edit = rippleDelete(
    project,
    clips.map(({ id }) => id),
    reach,
  );
  if (edit === null) return;
  void sendEdit({ label: 'Ripple delete', edit });
  changeView({ selection: new Set(), focusedClipId: null });
}

/** As much as is selected, where the selection begins. */
export function insertSelectedTime(reach: 'tracks' | 'all'): void {
  const span = selectedSpan();
  if (span === null) return;
  const { project } = mirrorNow();
  const hasRange = viewNow().timeRange !== null;
  const ofClips = () => new Set(selectedClips().map(({ trackId }) => trackId));
  const scope: TimeScope = reach === 'all' ? 'all' : hasRange ? tracksOfRange() : ofClips();
  const { startFrame, endFrame } = span;
  const edit = insertTime(project, startFrame, endFrame - startFrame, scope, newId);
  if (edit !== null) void sendEdit({ label: 'Insert time', edit });
}

/** Moves the end of the selected time by a grid line; without one it begins at the playhead. */
export function extendRange(direction: 1 | -1, stepFrames: Frames): void {
  const { timeRange } = viewNow();
  const playhead = Math.round(playheadFrame());
  const { anchorFrame, headFrame, trackIds } = timeRange ?? {
    anchorFrame: playhead,
    headFrame: playhead,
    trackIds: null,
  };
  const head = onGridFrom(headFrame, direction, snappingNow().stepFrames, stepFrames);
  const isEmpty = head === anchorFrame;
  changeView({
    timeRange: isEmpty ? null : { anchorFrame, headFrame: head, trackIds },
    selection: new Set(),
  });
}

/** The time of the selected clips, on their tracks. */
export function selectTimeOfClips(): void {
  const clips = selectedClips();
  const span = clipsSpan(clips);
  if (span === null) return;
  const trackIds = [...new Set(clips.map(({ trackId }) => trackId))];
  const { startFrame, endFrame } = span;
  const timeRange = { anchorFrame: startFrame, headFrame: endFrame, trackIds };
  changeView({ timeRange, selection: new Set() });
}

/** All that sounds in it on its tracks; of selected clips, in their time and on their tracks. */
export function exportSelectedTime(): void {
  const span = selectedSpan();
  if (span === null) return;
  const { timeRange } = viewNow();
  const ofClips = () => [...new Set(selectedClips().map(({ trackId }) => trackId))];
  const trackIds = timeRange === null ? ofClips() : timeRange.trackIds;
  const { startFrame: fromFrame, endFrame: toFrame } = span;
  changeView({ exportedRange: { fromFrame, toFrame, trackIds, clipIds: null } });
}

/** These alone, from the first to the end of the last. */
export function exportSelectedClips(): void {
  const clips = selectedClips();
  const span = clipsSpan(clips);
  if (span === null) return;
  const { startFrame: fromFrame, endFrame: toFrame } = span;
  const clipIds = clips.map(({ id }) => id);
  changeView({ exportedRange: { fromFrame, toFrame, trackIds: null, clipIds } });
}

export function zoomToSelection(): void {
  const span = selectedSpan();
  if (span !== null) showSpan(span.startFrame, span.endFrame);
}

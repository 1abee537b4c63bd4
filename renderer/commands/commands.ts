/** What the commands do, on the stores and the bridge. `command-table.ts` has what each needs. */
import type { Edit } from '../../preload/edits.ts';
import { gridStepFrames } from '../../preload/grid.ts';
import { partWithId } from '../../preload/id-index.ts';
import {
  type Clip,
  type ClipPatch,
  findSource,
  type LoopRange,
  type Take,
  type Track,
} from '../../preload/project.ts';
import { type Frames, framesFromSeconds } from '../../preload/units.ts';
import { bridge } from '../store/bridge.ts';
import { clipIndexOf } from '../store/clip-index.ts';
import { sendEdit } from '../store/editing.ts';
import { showPanel } from '../store/folding.ts';
import { liveNow, pendingSeek, playheadFrame } from '../store/live.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { newId } from '../store/new-id.ts';
import { notify, valueOrNotice } from '../store/notices.ts';
import { changeView, selectClips, viewNow, writeKeptView } from '../store/view.ts';
import { snappingNow } from '../timeline/canvas/place.ts';
import { revealFrame } from '../timeline/canvas/scrolling.ts';
import * as clipEdits from '../timeline/clips/clip-edits.ts';
import { unlocked } from '../timeline/clips/locked.ts';
import { landing } from '../timeline/clips/snapping.ts';
import { addMarker, removeMarker } from '../timeline/ruler/marker-edits.ts';
import { requestPaint } from '../ui/frame-loop.ts';
import { changeableClips, selectedClips } from './clip-commands.ts';
import type { CommandTarget } from './command-target.ts';
import {
  clearRange,
  copyRange,
  duplicateRange,
  selectedRange,
  selectedSpan,
} from './range-commands.ts';

/** Longest time from the answer to a seek until the update with the new position. */
const SEEK_SETTLE_MILLISECONDS = 500;
/** Length of a nudge with Snap off. */
const FREE_NUDGE_SECONDS = 0.01;

/** Where Play was pressed; null = by nobody in this window. */
let playedFrom: Frames | null = null;

/** The view follows what begins to play there, and Stop may come back. */
export function beginAt(frame: Frames): void {
  playedFrom = frame;
  changeView({ isFollowing: viewNow().follows });
}

export async function playOrStop(): Promise<void> {
  const { state, isPreparing } = liveNow().transport;
  if (state !== 'stopped' || isPreparing) {
    await stop();
    return;
  }
  beginAt(playheadFrame());
  valueOrNotice(await bridge().play({ fromFrame: null, toFrame: null }));
}

/** Starts a take; while one is being recorded, ends it and stops. */
export async function recordOrStop(): Promise<void> {
  const { state } = liveNow().transport;
  if (state === 'recording') {
    await stop();
    return;
  }
  beginAt(state === 'stopped' ? playheadFrame() : (playedFrom ?? playheadFrame()));
  valueOrNotice(await bridge().record(null));
}

/** Goes back to where Play was pressed where that is chosen. */
async function stop(): Promise<void> {
  changeView({ isFollowing: viewNow().follows });
  const stopped = await bridge().stop(null);
  valueOrNotice(stopped);
  if (stopped.ok && viewNow().returnsToStart && playedFrom !== null) await seek(playedFrom);
}

export async function seek(frame: number): Promise<void> {
  const wholeFrame = Math.max(0, Math.round(frame));
  if (liveNow().transport.state !== 'recording') revealFrame(wholeFrame);
  const number = liveNow().transport.state === 'recording' ? null : pendingSeek.ask(wholeFrame);
  requestPaint();
  const outcome = await bridge().seek({ frame: wholeFrame });
  if (number !== null) {
    pendingSeek.answer(number, outcome.ok);
    setTimeout(() => {
      pendingSeek.settle(number);
      requestPaint();
    }, SEEK_SETTLE_MILLISECONDS);
  }
  valueOrNotice(outcome);
}

/** Follows the playhead from now on, or not any more. */
export function toggleFollow(): void {
  const { follows, isFollowing } = viewNow();
  const isStopped = liveNow().transport.state === 'stopped';
  follow(isStopped ? !follows : !isFollowing);
}

/** How the view follows the playhead: a page at a time, or with the playhead in its middle. */
export function chooseFollow(mode: 'page' | 'smooth' | 'off'): void {
  if (mode !== 'off') changeView({ followsSmoothly: mode === 'smooth' });
  follow(mode !== 'off');
}

function follow(isOn: boolean): void {
  changeView({ follows: isOn, isFollowing: isOn });
  if (isOn) revealFrame(playheadFrame());
}

export async function goToEnd(): Promise<void> {
  await seek(clipIndexOf(mirrorNow().project).endFrame);
}

/** Moves the playhead by one grid step. */
export async function stepPlayhead(direction: 1 | -1): Promise<void> {
  await seek(playheadFrame() + direction * nudgeFrames('grid'));
}

export async function goToStart(): Promise<void> {
  changeView({ scrollFrame: 0 });
  await seek(0);
}

/** Adds a marker, where Snap lets it land, also while playing or recording. */
export function markFrame(at: number): void {
  const { project } = mirrorNow();
  const { frame } = landing(project, at, snappingNow(), { kinds: ['playhead', 'markers'] });
  const added = addMarker(mirrorNow().project, frame, newId('marker'));
  if (added !== null) void sendEdit(added);
}

export function toggleLoop(): void {
  const { loop } = mirrorNow().project;
  if (loop.endFrame > loop.startFrame) {
    const label = loop.enabled ? 'Loop off' : 'Loop on';
    setLoop(label, { ...loop, enabled: !loop.enabled });
    return;
  }
  const span = selectedSpan();
  if (span === null) {
    notify('info', 'There is no loop range. Drag a range on the ruler or select clips.');
  } else {
    setLoop('Loop on', { ...span, enabled: true });
  }
}

/** Sets the loop to the selected time or clips and turns it on. */
export function loopSelection(): void {
  const span = selectedSpan();
  if (span !== null) setLoop('Loop range', { ...span, enabled: true });
}

/** @param mergeKey of a run of keys */
export function setLoop(label: string, loop: LoopRange, mergeKey: string | null = null): void {
  void sendEdit({ label, edit: { kind: 'patchProject', patch: { loop } }, mergeKey });
}

function applyClipEdit(label: string, result: clipEdits.ClipEdit | null): void {
  if (result === null) return;
  void sendEdit({ label, edit: result.edit });
  selectClips(result.selectIds);
}

/** Splits the selected clips at the playhead; without a selection, every clip under it. */
export function splitAtPlayhead(): void {
  const selected = selectedClips();
  const clips = selected.length > 0 ? changeableClips() : unlocked(mirrorNow().project.clips);
  if (selected.length > 0 && clips.length === 0) return;
  const result = clipEdits.splitClips(clips, Math.round(playheadFrame()), newId);
  if (result === null) {
    notify('info', 'The playhead is not inside a clip. Click the ruler to move it.');
    return;
  }
  applyClipEdit('Split', result);
}

function removeClips(label: string, clips: readonly Clip[]): void {
  if (clips.length === 0) return;
  const clipIds = clips.map((clip) => clip.id);
  const next = clipEdits.clipAfterRemoval(mirrorNow().project, clipIds);
  void sendEdit({ label, edit: { kind: 'removeClips', clipIds } });
  changeView({ selection: new Set(), focusedClipId: next?.id ?? null });
}

/** The marker with the focus, else the selected time or clips, else the sound with the focus. */
export function deleteTarget(target: CommandTarget): void {
  const marker = mirrorNow().project.markers.find(({ id }) => id === target.markerId);
  const range = selectedRange();
  const hasClips = viewNow().selection.size > 0;
  const sourceId = target.sourceId ?? viewNow().selectedSourceId;
  if (marker !== undefined) {
    void sendEdit(removeMarker(marker));
  } else if (range !== null) {
    clearRange('Delete the range', range);
  } else if (hasClips) {
    const clips = changeableClips();
    removeClips(clips.length === 1 ? 'Delete clip' : `Delete ${clips.length} clips`, clips);
  } else if (sourceId !== null) {
    removeSource(sourceId);
  }
}

/** Removes a sound from the Library together with its clips; Undo restores both. */
export function removeSource(sourceId: string): void {
  const source = findSource(mirrorNow().project, sourceId);
  if (source === undefined) return;
  const edit: Edit = { kind: 'removeSources', sourceIds: [sourceId] };
  void sendEdit({ label: `Remove ${source.name}`, edit });
  changeView({ selectedSourceId: null });
}

/** Adds a whole sound of the Library as a clip; `trackId` null = a new track. */
export function placeSource(sourceId: string, trackId: string | null, startFrame: number): void {
  const { project, stream } = mirrorNow();
  const source = findSource(project, sourceId);
  if (source === undefined) return;
  const result = clipEdits.insertSource(
    project,
    source,
    trackId,
    startFrame,
    stream.available,
    newId,
  );
  if (result === null) {
    notify('info', `${source.name} has no length yet. Wait until it is open.`);
    return;
  }
  applyClipEdit(`Add ${source.name}`, result);
}

/** What was placed last at the playhead; the next sound comes after it while the playhead stays. */
let lastPlaced: { readonly clipId: string; readonly playhead: Frames } | null = null;

/** On the selected track, else the first one, else a new one; one after another. */
export function placeAtPlayhead(sourceId: string): void {
  const { tracks, clips } = mirrorNow().project;
  const trackId = viewNow().selectedTrackId ?? tracks[0]?.id ?? null;
  const isThere = tracks.some((track) => track.id === trackId);
  const playhead = Math.round(playheadFrame());
  const last = partWithId(clips, lastPlaced?.clipId ?? '');
  const isNext = lastPlaced?.playhead === playhead && last?.trackId === trackId;
  const after = isNext && last !== undefined ? last.startFrame + last.lengthFrames : playhead;
  placeSource(sourceId, isThere ? trackId : null, after);
  const { focusedClipId } = viewNow();
  lastPlaced = focusedClipId === null ? null : { clipId: focusedClipId, playhead };
}

/** Puts a take where it was recorded, on its track. */
export function placeTakeBack(take: Take): void {
  const frame = recordedAt(take);
  if (frame === null) return;
  const { tracks } = mirrorNow().project;
  const isThere = tracks.some(({ id }) => id === take.trackId);
  placeSource(take.id, isThere ? take.trackId : null, frame);
}

/** The frame of the timeline at which a take begins, which may be before its start; null = not known. */
export function recordedAt({ account }: Take): Frames | null {
  if (account === null) return null;
  return account.startStreamFrame - account.originFrame - account.latencyFrames;
}

export function duplicateSelection(): void {
  const range = selectedRange();
  if (range === null) {
    applyClipEdit('Duplicate', clipEdits.duplicateClips(selectedClips(), newId));
  } else duplicateRange(range);
}

export function copySelection(): void {
  const range = selectedRange();
  const clips = selectedClips();
  if (range !== null) copyRange(range);
  else if (clips.length > 0) changeView({ clipboard: clips, clipboardFrame: null });
}

export function cutSelection(): void {
  const range = selectedRange();
  if (range !== null) {
    copyRange(range);
    clearRange('Cut the range', range);
    return;
  }
  const clips = changeableClips();
  if (clips.length === 0) return;
  changeView({ clipboard: clips, clipboardFrame: null });
  removeClips('Cut', clips);
}

/** What came from one track goes to the selected one; a range keeps its distance from its first clip. */
export function pasteAtPlayhead(): void {
  const { project } = mirrorNow();
  const { clipboard, clipboardFrame, selectedTrackId } = viewNow();
  const first = clipEdits.clipsSpan(clipboard)?.startFrame ?? 0;
  const frame = Math.round(playheadFrame()) + first - (clipboardFrame ?? first);
  const isOfOneTrack = new Set(clipboard.map(({ trackId }) => trackId)).size === 1;
  const isThere = project.tracks.some(({ id }) => id === selectedTrackId);
  const pasted =
    isOfOneTrack && isThere && selectedTrackId !== null
      ? clipboard.map((clip) => ({ ...clip, trackId: selectedTrackId }))
      : clipboard;
  const made = clipEdits.pasteClips(project, pasted, frame, selectedTrackId, newId);
  applyClipEdit('Paste', made);
}

export function selectAll(): void {
  selectClips(clipIndexOf(mirrorNow().project).inTime.map((clip) => clip.id));
}

/** How far one press of an arrow key moves: `grid`, 1 ms or 1 frame. */
export type NudgeStep = 'grid' | 'millisecond' | 'frame';

export function nudgeFrames(step: NudgeStep): number {
  const { project } = mirrorNow();
  const { sampleRate } = project;
  if (step === 'frame') return 1;
  if (step === 'millisecond') return Math.max(1, framesFromSeconds(0.001, sampleRate));
  const grid = viewNow().isSnapping ? gridStepFrames(project) : FREE_NUDGE_SECONDS * sampleRate;
  return Math.max(1, Math.round(grid));
}

/** @param repeatKind what a run of them is one step of Undo by, together with the clips; null = a step of its own */
function patchClips(
  label: string,
  patches: ReadonlyMap<string, ClipPatch>,
  repeatKind: string | null,
): void {
  const { project } = mirrorNow();
  const edit = clipEdits.patchEdit(project, clipEdits.realPatches(project, patches));
  if (edit === null) return;
  const [first] = patches.keys();
  const mergeKey = repeatKind === null ? null : `${repeatKind}-${first}-${patches.size}`;
  void sendEdit({ label, edit, mergeKey });
}

export function nudgeSelection(direction: 1 | -1, step: NudgeStep): void {
  const delta = direction * nudgeFrames(step);
  const patches = clipEdits.movePatches(mirrorNow().project, changeableClips(), delta, 0);
  patchClips('Nudge', patches, 'nudge');
}

export function moveSelectionToTrack(direction: 1 | -1): void {
  const patches = clipEdits.movePatches(mirrorNow().project, changeableClips(), 0, direction);
  patchClips('Move to another track', patches, 'track');
}

export function trimSelection(edge: 'start' | 'end', direction: 1 | -1): void {
  const { project } = mirrorNow();
  const delta = direction * nudgeFrames('grid');
  trimEach(edge, `trim-${edge}`, changeableClips(), (clip) => {
    const at = edge === 'start' ? clip.startFrame : clip.startFrame + clip.lengthFrames;
    return clipEdits.trimPatch(project, clip, edge, at + delta);
  });
}

/** Of the selected clips those that the playhead crosses; the others stay as they are. */
export function trimSelectionToPlayhead(edge: 'start' | 'end'): void {
  const { project } = mirrorNow();
  const frame = Math.round(playheadFrame());
  const crossed = changeableClips().filter(
    ({ startFrame, lengthFrames }) => frame > startFrame && frame < startFrame + lengthFrames,
  );
  trimEach(edge, null, crossed, (clip) => clipEdits.trimPatch(project, clip, edge, frame));
}

function trimEach(
  edge: 'start' | 'end',
  repeatKind: string | null,
  clips: readonly Clip[],
  patchOf: (clip: Clip) => ClipPatch,
): void {
  const patches = new Map(clips.map((clip) => [clip.id, patchOf(clip)]));
  patchClips(edge === 'start' ? 'Trim start' : 'Trim end', patches, repeatKind);
}

/** Nothing more happens here once the program has ended. */
export async function restart(): Promise<void> {
  // A page that is closed with its program may have no time for it.
  writeKeptView();
  valueOrNotice(await bridge().restart(null));
}

export function selectClipsOf(tracks: readonly Track[]): void {
  const ids = new Set(tracks.map(({ id }) => id));
  const { inTime } = clipIndexOf(mirrorNow().project);
  const clips = inTime.filter((clip) => ids.has(clip.trackId));
  selectClips(clips.map((clip) => clip.id));
}

/** The field that filters the Library. */
export function focusFilter(): void {
  showPanel('library');
  // The page has the field after the next picture.
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>('.library input[type="search"]')?.focus(),
  );
}

/**
 * What the keys, the menus and the buttons do: one function per command, on the stores and the
 * bridge.
 */
import type { Edit } from '../../preload/edits.ts';
import { type Clip, findSource, projectEndFrame } from '../../preload/project.ts';
import { framesFromSeconds } from '../../preload/units.ts';
import { bridge } from '../store/bridge.ts';
import { sendEdit } from '../store/editing.ts';
import { liveNow, playheadFrame, seekWish } from '../store/live.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { newId } from '../store/new-id.ts';
import { notify, valueOrNotice } from '../store/notices.ts';
import { changeView, selectClips, viewNow } from '../store/view.ts';
import { snapFrames } from '../timeline/canvas/geometry.ts';
import * as clipEdits from '../timeline/clips/clip-edits.ts';
import { addMarker } from '../timeline/ruler/marker-edits.ts';
import { requestPicture } from '../ui/frame-loop.ts';

/** Nudges at least this far apart in time are two undo steps. */
const NUDGE_PAUSE_MILLISECONDS = 1_500;
/** An update with the new place follows the answer to a seek sooner than this, or not at all. */
const LONGEST_WAY_MILLISECONDS = 500;
/** With Snap off, a nudge is this long. */
const FREE_NUDGE_SECONDS = 0.01;

export function selectedClips(): readonly Clip[] {
  return clipEdits.clipsById(mirrorNow().project, viewNow().selection);
}

export async function playOrStop(): Promise<void> {
  const isRunning = liveNow().transport.state !== 'stopped';
  changeView({ isFollowing: true });
  valueOrNotice(isRunning ? await bridge().stop(null) : await bridge().play({ fromFrame: null }));
}

/** Starts a take; while one is being recorded, ends it and goes on playing nothing. */
export async function recordOrStop(): Promise<void> {
  const isRecording = liveNow().transport.state === 'recording';
  changeView({ isFollowing: true });
  valueOrNotice(isRecording ? await bridge().stop(null) : await bridge().record(null));
}

export async function seek(frame: number): Promise<void> {
  const wholeFrame = Math.max(0, Math.round(frame));
  const number = liveNow().transport.state === 'recording' ? null : seekWish.ask(wholeFrame);
  requestPicture();
  const outcome = await bridge().seek({ frame: wholeFrame });
  if (number !== null) {
    seekWish.answer(number, outcome.ok);
    setTimeout(() => {
      seekWish.settle(number);
      requestPicture();
    }, LONGEST_WAY_MILLISECONDS);
  }
  valueOrNotice(outcome);
}

export async function goToEnd(): Promise<void> {
  await seek(projectEndFrame(mirrorNow().project));
}

/** Moves the playhead by a step of the grid, by keyboard. */
export async function stepPlayhead(direction: 1 | -1): Promise<void> {
  await seek(playheadFrame() + direction * nudgeFrames('grid'));
}

export async function goToStart(): Promise<void> {
  changeView({ scrollFrame: 0 });
  await seek(0);
}

/** A marker where the playhead is, also while it plays or records. */
export function markPlayhead(): void {
  const added = addMarker(mirrorNow().project, Math.round(playheadFrame()), newId('marker'));
  if (added !== null) void sendEdit(added);
}

export function toggleLoop(): void {
  const { loop } = mirrorNow().project;
  const clips = selectedClips();
  const hasRange = loop.endFrame > loop.startFrame;
  if (!hasRange && clips.length === 0) {
    notify('info', 'Drag a range on the ruler, or select clips, to say what the loop repeats.');
    return;
  }
  const startFrame = hasRange ? loop.startFrame : Math.min(...clips.map((c) => c.startFrame));
  const endFrame = hasRange
    ? loop.endFrame
    : Math.max(...clips.map((c) => c.startFrame + c.lengthFrames));
  const enabled = hasRange ? !loop.enabled : true;
  const edit: Edit = { kind: 'patchProject', patch: { loop: { enabled, startFrame, endFrame } } };
  void sendEdit({ label: enabled ? 'Loop on' : 'Loop off', edit });
}

/** The loop around the selected clips, on. */
export function loopSelection(): void {
  const clips = selectedClips();
  if (clips.length === 0) return;
  const startFrame = Math.min(...clips.map((clip) => clip.startFrame));
  const endFrame = Math.max(...clips.map((clip) => clip.startFrame + clip.lengthFrames));
  const loop = { enabled: true, startFrame, endFrame };
  void sendEdit({ label: 'Loop range', edit: { kind: 'patchProject', patch: { loop } } });
}

function applyClipEdit(label: string, result: clipEdits.ClipEdit | null): void {
  if (result === null) return;
  void sendEdit({ label, edit: result.edit });
  selectClips(result.selectIds);
}

/** Splits the selected clips at the playhead; without a selection, every clip it crosses. */
export function splitAtPlayhead(): void {
  const selected = selectedClips();
  const clips = selected.length > 0 ? selected : mirrorNow().project.clips;
  const result = clipEdits.splitClips(clips, Math.round(playheadFrame()), newId);
  if (result === null) {
    notify('info', 'Split cuts at the playhead: put it inside a clip, by a click on the ruler.');
    return;
  }
  applyClipEdit('Split', result);
}

export function deleteSelection(): void {
  const clips = selectedClips();
  const { selectedSourceId } = viewNow();
  if (clips.length > 0) {
    const clipIds = clips.map((clip) => clip.id);
    void sendEdit({
      label: clips.length === 1 ? 'Delete clip' : `Delete ${clips.length} clips`,
      edit: { kind: 'removeClips', clipIds },
    });
    selectClips([]);
  } else if (selectedSourceId !== null) {
    removeSource(selectedSourceId);
  }
}

/** Takes a sound out of the Library; its clips go with it, Undo brings both back. */
export function removeSource(sourceId: string): void {
  const source = findSource(mirrorNow().project, sourceId);
  if (source === undefined) return;
  const edit: Edit = { kind: 'removeSources', sourceIds: [sourceId] };
  void sendEdit({ label: `Remove ${source.name}`, edit });
  changeView({ selectedSourceId: null });
}

export function duplicateSelection(): void {
  applyClipEdit('Duplicate', clipEdits.duplicateClips(selectedClips(), newId));
}

export function copySelection(): void {
  const clips = selectedClips();
  if (clips.length > 0) changeView({ clipboard: clips });
}

export function cutSelection(): void {
  const clips = selectedClips();
  if (clips.length === 0) return;
  changeView({ clipboard: clips });
  const clipIds = clips.map((clip) => clip.id);
  void sendEdit({ label: 'Cut', edit: { kind: 'removeClips', clipIds } });
  selectClips([]);
}

export function pasteAtPlayhead(): void {
  const { project } = mirrorNow();
  const { clipboard, selectedTrackId } = viewNow();
  const frame = Math.round(playheadFrame());
  applyClipEdit('Paste', clipEdits.pasteClips(project, clipboard, frame, selectedTrackId, newId));
}

export function selectAll(): void {
  selectClips(clipEdits.clipsInTime(mirrorNow().project).map((clip) => clip.id));
}

/** How far one press of an arrow key moves: `grid`, 1 ms or 1 frame. */
export type NudgeStep = 'grid' | 'millisecond' | 'frame';

export function nudgeFrames(step: NudgeStep): number {
  const { sampleRate } = mirrorNow().project;
  const { snap, framesPerPixel } = viewNow();
  if (step === 'frame') return 1;
  if (step === 'millisecond') return Math.max(1, framesFromSeconds(0.001, sampleRate));
  const grid = snapFrames(snap, framesPerPixel, sampleRate);
  return Math.max(1, Math.round(grid ?? FREE_NUDGE_SECONDS * sampleRate));
}

let nudgeKey = '';
let lastNudge = 0;

/** A run of the same nudges is one undo step; a pause begins another. */
function mergeKeyOfRun(kind: string): string {
  const now = performance.now();
  const isSameRun = nudgeKey.startsWith(kind) && now - lastNudge < NUDGE_PAUSE_MILLISECONDS;
  if (!isSameRun) nudgeKey = `${kind}-${newId('edit')}`;
  lastNudge = now;
  return nudgeKey;
}

export function nudgeSelection(direction: 1 | -1, step: NudgeStep): void {
  const { project } = mirrorNow();
  const clips = selectedClips();
  const delta = direction * nudgeFrames(step);
  const patches = clipEdits.realPatches(project, clipEdits.movePatches(project, clips, delta, 0));
  const edit = clipEdits.patchEdit(patches);
  if (edit !== null) void sendEdit({ label: 'Nudge', edit, mergeKey: mergeKeyOfRun('nudge') });
}

export function moveSelectionToTrack(direction: 1 | -1): void {
  const { project } = mirrorNow();
  const patches = clipEdits.movePatches(project, selectedClips(), 0, direction);
  const edit = clipEdits.patchEdit(clipEdits.realPatches(project, patches));
  if (edit !== null) {
    void sendEdit({ label: 'Move to another track', edit, mergeKey: mergeKeyOfRun('track') });
  }
}

export function trimSelection(edge: 'start' | 'end', direction: 1 | -1): void {
  const { project } = mirrorNow();
  const delta = direction * nudgeFrames('grid');
  trimEach(edge, `trim-${edge}`, (clip) => {
    const at = edge === 'start' ? clip.startFrame : clip.startFrame + clip.lengthFrames;
    return clipEdits.trimPatch(project, clip, edge, at + delta);
  });
}

export function trimSelectionToPlayhead(edge: 'start' | 'end'): void {
  const { project } = mirrorNow();
  const frame = Math.round(playheadFrame());
  trimEach(edge, null, (clip) => clipEdits.trimPatch(project, clip, edge, frame));
}

function trimEach(
  edge: 'start' | 'end',
  runKind: string | null,
  patchOf: (clip: Clip) => ReturnType<typeof clipEdits.trimPatch>,
): void {
  const patches = new Map(selectedClips().map((clip) => [clip.id, patchOf(clip)]));
  const edit = clipEdits.patchEdit(clipEdits.realPatches(mirrorNow().project, patches));
  if (edit === null) return;
  const mergeKey = runKind === null ? null : mergeKeyOfRun(runKind);
  void sendEdit({ label: edge === 'start' ? 'Trim start' : 'Trim end', edit, mergeKey });
}

export async function saveActions(): Promise<void> {
  const saved = valueOrNotice(await bridge().saveActions(null));
  if (saved?.path != null) notify('info', `The actions were saved as ${saved.path}`);
}

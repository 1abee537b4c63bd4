/** What the commands do that shape, mark and order clips. `command-table.ts` has what each needs. */
import { joinEdit } from '../../preload/clip-joins.ts';
import { partWithId } from '../../preload/id-index.ts';
import type { Clip, ClipPatch } from '../../preload/project.ts';
import { counted } from '../../preload/units.ts';
import { clipIndexOf } from '../store/clip-index.ts';
import { sendEdit } from '../store/editing.ts';
import { playheadFrame } from '../store/live.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { newId } from '../store/new-id.ts';
import { notify } from '../store/notices.ts';
import { changeView, selectClips, viewNow } from '../store/view.ts';
import { revealClip } from '../timeline/canvas/scrolling.ts';
import {
  clipsOfSelection,
  patchEdit,
  realPatches,
  splitClips,
} from '../timeline/clips/clip-edits.ts';
import { withGroups } from '../timeline/clips/clip-groups.ts';
import { crossfadeEdit } from '../timeline/clips/crossfades.ts';
import { lockedSentence, unlocked } from '../timeline/clips/locked.ts';
import { fadeTo } from '../timeline/clips/shape-gestures.ts';
import type { CommandTarget } from './command-target.ts';

export function selectedClips(): readonly Clip[] {
  return clipsOfSelection(mirrorNow().project, viewNow().selection);
}

/** The selected clips but for locked ones, which are told. */
export function changeableClips(): readonly Clip[] {
  const clips = selectedClips();
  const refusal = lockedSentence(clips);
  if (refusal !== null) notify('info', refusal);
  return unlocked(clips);
}

/** @param mergeKind of a run of them, which is one step of Undo */
export function patchEach(
  label: string,
  clips: readonly Clip[],
  patchOf: (clip: Clip) => ClipPatch,
  mergeKind: string | null = null,
): void {
  const { project } = mirrorNow();
  const patches = new Map(clips.map((clip) => [clip.id, patchOf(clip)]));
  const edit = patchEdit(project, realPatches(project, patches));
  if (edit === null) return;
  const mergeKey = mergeKind === null ? null : `${mergeKind}-${clips[0]?.id}-${clips.length}`;
  void sendEdit({ label, edit, mergeKey });
}

/** Off where it is on for all of them. */
export function toggleClips(what: 'muted' | 'locked'): void {
  const clips = selectedClips();
  const value = !clips.every((clip) => clip[what]);
  const words = { muted: ['Mute', 'Unmute'], locked: ['Lock', 'Unlock'] } as const;
  const noun = clips.length === 1 ? 'clip' : counted(clips.length, 'clip');
  patchEach(`${words[what][value ? 0 : 1]} ${noun}`, clips, () => ({ [what]: value }));
}

export function groupClips(): void {
  const clips = selectedClips();
  const groupId = newId('group');
  patchEach(`Group ${counted(clips.length, 'clip')}`, clips, () => ({ groupId }));
}

export function ungroupClips(): void {
  patchEach('Ungroup', selectedClips(), () => ({ groupId: null }));
}

export function joinClips(): void {
  const clips = selectedClips();
  const result = lockedSentence(clips) ?? joinEdit(clips);
  if (typeof result === 'string') return void notify('info', result);
  const first = clips.reduce((a, b) => (b.startFrame < a.startFrame ? b : a));
  void sendEdit({ label: `Join ${counted(clips.length, 'clip')}`, edit: result });
  selectClips([first.id]);
}

export function crossfadeClips(): void {
  const result = crossfadeEdit(mirrorNow().project, selectedClips());
  if (typeof result === 'string') notify('info', result);
  else void sendEdit(result);
}

/** Of the selected clips those that the playhead crosses. */
export function fadeToPlayhead(fadeEnd: 'fadeIn' | 'fadeOut'): void {
  const frame = Math.round(playheadFrame());
  const crossed = changeableClips().filter(
    ({ startFrame, lengthFrames }) => frame > startFrame && frame < startFrame + lengthFrames,
  );
  const label = fadeEnd === 'fadeIn' ? 'Fade in' : 'Fade out';
  patchEach(label, crossed, (clip) => ({ [fadeEnd]: fadeTo(clip, fadeEnd, frame) }));
}

export function hasFades(clips: readonly Clip[]): boolean {
  return clips.some(({ fadeIn, fadeOut }) => fadeIn.frames + fadeOut.frames > 0);
}

export function removeFades(): void {
  const faded = changeableClips().filter((clip) => hasFades([clip]));
  patchEach('Remove fades', faded, ({ fadeIn, fadeOut }) => ({
    fadeIn: { ...fadeIn, frames: 0 },
    fadeOut: { ...fadeOut, frames: 0 },
  }));
}

/** At the place where its menu was opened. */
export function splitHere({ clipId, frame }: CommandTarget): void {
  const clip = partWithId(mirrorNow().project.clips, clipId ?? '');
  if (clip === undefined || frame === null) return;
  const refusal = lockedSentence([clip]);
  if (refusal !== null) return void notify('info', refusal);
  const result = splitClips([clip], frame, newId);
  if (result === null) return;
  void sendEdit({ label: 'Split', edit: result.edit });
  selectClips(result.selectIds);
}

/** The clips on its track that overlap a clip, and itself, in the order of time. */
export function clipsBeside(clip: Clip): readonly Clip[] {
  const { trackId, startFrame, lengthFrames } = clip;
  const onTrack = clipIndexOf(mirrorNow().project).onTrack(trackId);
  return onTrack?.between(startFrame, startFrame + lengthFrames) ?? [];
}

/** From the clip under the pointer, else the one with the focus, to the next of those that overlap it. */
export function nextClipHere(): void {
  const { hoveredClipId, focusedClipId, selection } = viewNow();
  const { clips } = mirrorNow().project;
  const here = partWithId(clips, hoveredClipId ?? focusedClipId ?? [...selection].at(-1) ?? '');
  if (here === undefined) return;
  const beside = clipsBeside(here);
  const at = beside.findIndex(({ id }) => selection.has(id));
  const next = beside[(Math.max(at, 0) + (at < 0 ? 0 : 1)) % beside.length];
  if (next !== undefined) goToClip(next);
}

export function goToClip(clip: Clip): void {
  revealClip(clip);
  const selection = withGroups(mirrorNow().project, [clip.id]);
  changeView({ selection, focusedClipId: clip.id, selectedTrackId: clip.trackId });
}

/**
 * Operations on clips, as edits of the project. Pure: ids come from outside. A function returns null
 * where there is nothing to do.
 */
import { newClip, newTrack } from '../../../preload/builders.ts';
import { cutPatch, splitCuts } from '../../../preload/clip-cuts.ts';
import { slipped, trimEnd, trimStart } from '../../../preload/clip-trims.ts';
import type { Edit } from '../../../preload/edits.ts';
import type { ChannelCounts } from '../../../preload/engine.ts';
import { partWithId, placeOfId } from '../../../preload/id-index.ts';
import {
  type BufferEntry,
  type CLIP_PROPERTIES,
  type Clip,
  type ClipPatch,
  findSource,
  type Project,
  type PropertiesWith,
  type Take,
  type Track,
} from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import { copiedGroups } from './clip-groups.ts';

export type MakeId = (kind: 'track' | 'clip' | 'group') => string;

/** An edit, and what is selected after it. */
export interface ClipEdit {
  readonly edit: Edit;
  readonly selectIds: readonly string[];
}

/** In the order of the project's list. */
export function clipsById({ clips }: Project, clipIds: Iterable<string>): readonly Clip[] {
  const places = [...new Set(clipIds)].map((id) => placeOfId(clips, id));
  const there = places.filter((place) => place >= 0).sort((a, b) => a - b);
  return there.map((place) => clips[place] as Clip);
}

let lastChosen: {
  readonly clips: readonly Clip[];
  readonly ids: ReadonlySet<string>;
  readonly chosen: readonly Clip[];
} | null = null;

/** The same of a set that never changes, the selection: asked for by every command of an open menu. */
export function clipsOfSelection(project: Project, ids: ReadonlySet<string>): readonly Clip[] {
  const { clips } = project;
  if (lastChosen?.clips !== clips || lastChosen.ids !== ids) {
    lastChosen = { clips, ids, chosen: clipsById(project, ids) };
  }
  return lastChosen.chosen;
}

/** From the first clip's start to the last end; null without clips. */
export function clipsSpan(
  clips: readonly Clip[],
): { readonly startFrame: Frames; readonly endFrame: Frames } | null {
  if (clips.length === 0) return null;
  const known = spans.get(clips);
  if (known !== undefined) return known;
  const startFrame = least(clips.map((clip) => clip.startFrame));
  const endFrame = -least(clips.map((clip) => -clip.startFrame - clip.lengthFrames));
  const span = { startFrame, endFrame };
  spans.set(clips, span);
  return span;
}

/** Lists of clips are not changed. */
const spans = new WeakMap<
  readonly Clip[],
  { readonly startFrame: Frames; readonly endFrame: Frames }
>();

/** Of any number of values: Math.min() takes its arguments from the stack. */
function least(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Number.POSITIVE_INFINITY);
}

/** The clip to go to when these are removed: the next in time, else the one before; null = none. */
export function clipAfterRemoval(project: Project, clipIds: readonly string[]): Clip | null {
  const removed = new Set(clipIds);
  const index = clipIndexOf(project);
  const { inTime } = index;
  const last = -least(clipIds.map((id) => -index.placeOfId(id)));
  const next = inTime[last + 1];
  if (next !== undefined) return next;
  let before = inTime.length - 1;
  while (before >= 0 && removed.has((inTime[before] as Clip).id)) before -= 1;
  return inTime[before] ?? null;
}

/** The clip nearest in time on the next track, above or below, that has any; null = there is none. */
export function clipOnNextTrack(project: Project, clip: Clip, direction: 1 | -1): Clip | null {
  const index = clipIndexOf(project);
  let trackIndex = placeOfId(project.tracks, clip.trackId) + direction;
  for (; trackIndex >= 0 && trackIndex < project.tracks.length; trackIndex += direction) {
    const onTrack = index.onTrack(project.tracks[trackIndex]?.id ?? '');
    const nearest = onTrack?.nearest(clip.startFrame);
    if (nearest !== undefined) return nearest;
  }
  return null;
}

/** Moves clips together; as a whole they stop at frame 0 and at the first and last track. */
export function movePatches(
  project: Project,
  clips: readonly Clip[],
  deltaFrames: Frames,
  deltaTracks: number,
): ReadonlyMap<string, ClipPatch> {
  if (clips.length === 0) return new Map();
  const trackOf = clips.map((clip) => Math.max(0, placeOfId(project.tracks, clip.trackId)));
  const first = least(clips.map((clip) => clip.startFrame));
  const frames = Math.max(-first, deltaFrames);
  const highest = project.tracks.length - 1 + least(trackOf.map((place) => -place));
  const trackShift = Math.min(Math.max(deltaTracks, -least(trackOf)), highest);
  return new Map(
    clips.map((clip, index) => {
      const track = project.tracks[(trackOf[index] as number) + trackShift] as Track;
      return [clip.id, { startFrame: clip.startFrame + frames, trackId: track.id }];
    }),
  );
}

/** Moves one edge to `frame`; the sound stays where it is. At least one frame remains, and no more
 * than the source has; a clip that reaches beyond its source becomes no longer. */
export function trimPatch(
  project: Project,
  clip: Clip,
  edge: 'start' | 'end',
  frame: Frames,
): ClipPatch {
  return cutPatch(clip, edge === 'end' ? trimEnd(project, clip, frame) : trimStart(clip, frame));
}

/** Many clips that move by the same frames are one shift. */
/** Moves the sound inside clips, which stay where they are, as far as the sound reaches: later for a
 * positive `deltaFrames`. */
export function slipPatches(
  project: Project,
  clips: readonly Clip[],
  deltaFrames: Frames,
): ReadonlyMap<string, ClipPatch> {
  return new Map(clips.map((clip) => [clip.id, slipped(project, clip, deltaFrames)]));
}

export function patchEdit(project: Project, patches: ReadonlyMap<string, ClipPatch>): Edit | null {
  if (patches.size === 0) return null;
  const frames = patches.size === 1 ? null : commonShift(project, patches);
  if (frames !== null) return { kind: 'shiftClips', clipIds: [...patches.keys()], frames };
  return {
    kind: 'patchClips',
    patches: [...patches].map(([clipId, patch]) => ({ clipId, patch })),
  };
}

/** null = they do more than to move the clips by the same frames. */
function commonShift(project: Project, patches: ReadonlyMap<string, ClipPatch>): Frames | null {
  let common: Frames | null = null;
  for (const [clipId, patch] of patches) {
    const clip = partWithId(project.clips, clipId);
    if (clip === undefined || patch.startFrame === undefined) return null;
    const changed = changedKeys(clip, patch);
    if (changed.length !== 1 || changed[0] !== 'startFrame') return null;
    const frames = patch.startFrame - clip.startFrame;
    common ??= frames;
    if (frames !== common) return null;
  }
  return common;
}

function changedKeys(clip: Clip, patch: ClipPatch): readonly (keyof ClipPatch)[] {
  return (Object.keys(patch) as (keyof ClipPatch)[]).filter((key) => patch[key] !== clip[key]);
}

/** Leaves out what a patch would not change, so that a click is not an edit. */
export function realPatches(
  project: Project,
  patches: ReadonlyMap<string, ClipPatch>,
): ReadonlyMap<string, ClipPatch> {
  return new Map(
    [...patches].filter(([clipId, patch]) => {
      const clip = partWithId(project.clips, clipId);
      return clip !== undefined && changedKeys(clip, patch).length > 0;
    }),
  );
}

/** What differs between the parts of a split clip. */
type SplitProperty = Exclude<keyof Clip, PropertiesWith<typeof CLIP_PROPERTIES, 'onSplit', 'same'>>;

/** Splits every one of these clips that `frame` lies inside. */
export function splitClips(clips: readonly Clip[], frame: Frames, makeId: MakeId): ClipEdit | null {
  const crossed = clips.filter(
    (clip) => frame > clip.startFrame && frame < clip.startFrame + clip.lengthFrames,
  );
  if (crossed.length === 0) return null;
  const parts = crossed.map((clip) => ({ clip, ...splitCuts(clip, frame) }));
  const rights = parts.map(({ clip, right }): Clip => {
    const { startFrame, offsetFrames, lengthFrames, fadeIn, gainLine } = right;
    const onTrack: Pick<Clip, SplitProperty> = {
      id: makeId('clip'),
      startFrame,
      offsetFrames,
      lengthFrames,
      fadeIn,
      gainLine,
    };
    return { ...clip, fadeOut: right.fadeOut, ...onTrack };
  });
  const patches = parts.map(({ clip, left }) => ({ clipId: clip.id, patch: cutPatch(clip, left) }));
  return {
    edit: {
      kind: 'batch',
      edits: [
        { kind: 'patchClips', patches },
        { kind: 'insertClips', clips: rights },
      ],
    },
    selectIds: rights.map((clip) => clip.id),
  };
}

/** Copies of the clips, directly after them as a group. */
export function duplicateClips(clips: readonly Clip[], makeId: MakeId): ClipEdit | null {
  const span = clipsSpan(clips);
  if (span === null) return null;
  const { startFrame, endFrame } = span;
  return insertCopies(clips, (clip) => clip.startFrame + endFrame - startFrame, makeId);
}

/** The clipboard, its first clip at `frame`: the topmost track of it on the selected one and the others below, or
 * on the tracks they came from where the selected one is among them. Clips whose track is gone land on the
 * selected one. */
export function pasteClips(
  project: Project,
  clipboard: readonly Clip[],
  frame: Frames,
  selectedTrackId: string | null,
  makeId: MakeId,
): ClipEdit | null {
  const { tracks } = project;
  const known = clipboard.filter((clip) => findSource(project, clip.sourceId) !== undefined);
  if (known.length === 0 || tracks.length === 0) return null;
  const selected = Math.max(0, placeOfId(tracks, selectedTrackId ?? ''));
  const places = known.map(({ trackId }) => placeOfId(tracks, trackId));
  const there = places.filter((place) => place >= 0);
  const isAmong = selectedTrackId === null || there.includes(selected);
  const lowest = -least(there.map((place) => -place));
  const down = there.length === 0 || isAmong ? 0 : selected - least(there);
  const shift = Math.min(down, tracks.length - 1 - lowest);
  const landing = known.map((clip, index) => {
    const from = places[index] as number;
    const track = tracks[from < 0 ? selected : from + shift] as Track;
    return { ...clip, trackId: track.id };
  });
  const start = least(landing.map((clip) => clip.startFrame));
  return insertCopies(landing, (clip) => clip.startFrame - start + frame, makeId);
}

function insertCopies(
  clips: readonly Clip[],
  startOf: (clip: Clip) => Frames,
  makeId: MakeId,
): ClipEdit {
  const groupOf = copiedGroups(clips, () => makeId('group'));
  const copies = clips.map((clip) => ({
    ...clip,
    ...groupOf(clip),
    id: makeId('clip'),
    startFrame: startOf(clip),
  }));
  return {
    edit: { kind: 'insertClips', clips: copies },
    selectIds: copies.map((clip) => clip.id),
  };
}

/** A whole source as a clip; on a new track below the others, named after it, when `trackId` is null. */
export function insertSource(
  project: Project,
  source: BufferEntry | Take,
  trackId: string | null,
  startFrame: Frames,
  available: ChannelCounts,
  makeId: MakeId,
): ClipEdit | null {
  const track =
    trackId === null
      ? newTrack(project.tracks, makeId('track'), available, source.channels, source.name)
      : null;
  const clip = newClip(source, makeId('clip'), trackId ?? track?.id ?? '', startFrame);
  if (clip === null) return null;
  const insertion: Edit = { kind: 'insertClips', clips: [clip] };
  if (track === null) return { edit: insertion, selectIds: [clip.id] };
  const tracks = [{ index: project.tracks.length, track }];
  return {
    edit: { kind: 'batch', edits: [{ kind: 'insertTracks', tracks }, insertion] },
    selectIds: [clip.id],
  };
}

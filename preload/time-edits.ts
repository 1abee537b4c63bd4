/**
 * Edits of a stretch of time: what it holds is removed, what comes after closes up or makes room. Pure.
 * - Of tracks alone their clips move; on all tracks the markers and the loop move, too.
 * - Locked clips stay as they are, where they are.
 */
import { clipPiece, cutPatch } from './clip-cuts.ts';
import type { Edit } from './edit.ts';
import type { Clip, ClipPatch, LoopRange, Marker, Project } from './project.ts';
import type { Frames } from './units.ts';

/** From `startFrame` up to `endFrame`. */
export interface TimeRange {
  readonly startFrame: Frames;
  readonly endFrame: Frames;
}

/** Ids of tracks; `all` = every track, and what belongs to none. */
export type TimeScope = ReadonlySet<string> | 'all';

type MakeClipId = (kind: 'clip') => string;

/** A stretch of a clip that stays, in frames of the timeline, and how far it moves. */
interface KeptStretch extends TimeRange {
  readonly shift: Frames;
}

/** Where a frame of the timeline comes to. */
type FrameMap = (frame: Frames) => Frames;

/** Removes what clips play in a range; nothing moves. null = there is nothing. */
export function clearTime(
  project: Project,
  range: TimeRange,
  scope: TimeScope,
  makeId: MakeClipId,
): Edit | null {
  const clips = movableIn(project, scope).filter((clip) => meets(clip, range));
  return batch(keepEdits(clips, (clip) => around(clip, range, 0), makeId));
}

/** Removes a range: what comes after it moves there. null = nothing would be another. */
export function removeTime(
  project: Project,
  range: TimeRange,
  scope: TimeScope,
  makeId: MakeClipId,
): Edit | null {
  const { startFrame, endFrame } = range;
  const frames = endFrame - startFrame;
  const clips = movableIn(project, scope).filter((clip) => endOf(clip) > startFrame);
  const map: FrameMap = (frame) =>
    frame <= startFrame ? frame : Math.max(startFrame, frame - frames);
  const gone = project.markers.filter(
    ({ frame }) => frame >= startFrame && frame < endFrame && frame !== startFrame,
  );
  return batch([
    ...keepEdits(clips, (clip) => around(clip, range, -frames), makeId),
    ...(scope === 'all' ? placeEdits(project, map, gone) : []),
  ]);
}

/** Makes room at a frame: what comes after it moves on. null = there is nothing. */
export function insertTime(
  project: Project,
  frame: Frames,
  frames: Frames,
  scope: TimeScope,
  makeId: MakeClipId,
): Edit | null {
  const clips = movableIn(project, scope).filter((clip) => endOf(clip) > frame);
  const range = { startFrame: frame, endFrame: frame };
  const map: FrameMap = (place) => (place < frame ? place : place + frames);
  // What ends where room is made ends there still.
  const endMap: FrameMap = (place) => (place <= frame ? place : place + frames);
  return batch([
    ...keepEdits(clips, (clip) => around(clip, range, frames), makeId),
    ...(scope === 'all' ? placeEdits(project, map, [], endMap) : []),
  ]);
}

/**
 * Removes clips; what comes after them closes up by the time that they took, on each of their tracks by
 * itself, or on all tracks alike. null = there is none.
 */
export function rippleDelete(
  project: Project,
  clipIds: Iterable<string>,
  reach: 'tracks' | 'all',
): Edit | null {
  const wanted = new Set(clipIds);
  const removed = project.clips.filter(({ id, locked }) => wanted.has(id) && !locked);
  if (removed.length === 0) return null;
  const mapOfAll = reach === 'all' ? closingUp(removed) : null;
  const maps = new Map<string, FrameMap>();
  for (const [trackId, clips] of Map.groupBy(removed, ({ trackId }) => trackId)) {
    maps.set(trackId, mapOfAll ?? closingUp(clips));
  }
  const gone = new Set(removed);
  const shifts = new Map<string, Frames>();
  for (const clip of project.clips) {
    const map = mapOfAll ?? maps.get(clip.trackId);
    if (map === undefined || gone.has(clip) || clip.locked) continue;
    const shift = map(clip.startFrame) - clip.startFrame;
    if (shift !== 0) shifts.set(clip.id, shift);
  }
  return batch([
    { kind: 'removeClips', clipIds: removed.map(({ id }) => id) },
    ...shiftEdits(shifts),
    ...(mapOfAll === null ? [] : placeEdits(project, mapOfAll, [])),
  ]);
}

function endOf({ startFrame, lengthFrames }: Clip): Frames {
  return startFrame + lengthFrames;
}

function meets(clip: Clip, { startFrame, endFrame }: TimeRange): boolean {
  return clip.startFrame < endFrame && endOf(clip) > startFrame;
}

function movableIn({ clips }: Project, scope: TimeScope): readonly Clip[] {
  return clips.filter(({ trackId, locked }) => !locked && (scope === 'all' || scope.has(trackId)));
}

/** What of a clip lies before a range, and what after it, which moves. */
function around(clip: Clip, range: TimeRange, shift: Frames): readonly KeptStretch[] {
  const before = { startFrame: clip.startFrame, endFrame: Math.min(endOf(clip), range.startFrame) };
  const after = { startFrame: Math.max(clip.startFrame, range.endFrame), endFrame: endOf(clip) };
  const stretches = [
    { ...before, shift: 0 },
    { ...after, shift },
  ];
  return stretches.filter(({ startFrame, endFrame }) => endFrame > startFrame);
}

/** The first stretch of a clip that stays is the clip, the others are new ones. */
function keepEdits(
  clips: readonly Clip[],
  keptOf: (clip: Clip) => readonly KeptStretch[],
  makeId: MakeClipId,
): readonly Edit[] {
  const clipIds: string[] = [];
  const shifts = new Map<string, Frames>();
  const patches: { readonly clipId: string; readonly patch: ClipPatch }[] = [];
  const added: Clip[] = [];
  for (const clip of clips) {
    const [first, ...others] = keptOf(clip);
    if (first === undefined) {
      clipIds.push(clip.id);
      continue;
    }
    const patch = cutPatch(clip, stretchOf(clip, first));
    const isMoved = Object.keys(patch).join() === 'startFrame';
    if (isMoved) shifts.set(clip.id, first.shift);
    else if (Object.keys(patch).length > 0) patches.push({ clipId: clip.id, patch });
    for (const other of others)
      added.push({ ...clip, ...stretchOf(clip, other), id: makeId('clip') });
  }
  return [
    ...(clipIds.length > 0 ? [{ kind: 'removeClips', clipIds } as const] : []),
    ...shiftEdits(shifts),
    ...(patches.length > 0 ? [{ kind: 'patchClips', patches } as const] : []),
    ...(added.length > 0 ? [{ kind: 'insertClips', clips: added } as const] : []),
  ];
}

function stretchOf(clip: Clip, { startFrame, endFrame, shift }: KeptStretch) {
  return { ...clipPiece(clip, startFrame, endFrame), startFrame: startFrame + shift };
}

/** One edit for all clips that move by the same frames. */
function shiftEdits(shifts: ReadonlyMap<string, Frames>): readonly Edit[] {
  return [...Map.groupBy(shifts, ([, frames]) => frames)].map(([frames, clips]) => ({
    kind: 'shiftClips',
    clipIds: clips.map(([id]) => id),
    frames,
  }));
}

/** Where frames come to when the time that clips took is gone. */
function closingUp(clips: readonly Clip[]): FrameMap {
  const spans: { startFrame: Frames; endFrame: Frames }[] = [];
  for (const clip of clips.toSorted((a, b) => a.startFrame - b.startFrame)) {
    const last = spans.at(-1);
    if (last !== undefined && clip.startFrame <= last.endFrame) {
      last.endFrame = Math.max(last.endFrame, endOf(clip));
    } else spans.push({ startFrame: clip.startFrame, endFrame: endOf(clip) });
  }
  return (frame) =>
    spans.reduce(
      (place, { startFrame, endFrame }) =>
        place - Math.max(0, Math.min(frame, endFrame) - startFrame),
      frame,
    );
}

/** Markers and the loop. */
function placeEdits(
  { markers, loop }: Project,
  map: FrameMap,
  gone: readonly Marker[],
  endMap = map,
): readonly Edit[] {
  const patches = markers
    .filter((marker) => !gone.includes(marker) && map(marker.frame) !== marker.frame)
    .map(({ id, frame }) => ({ markerId: id, patch: { frame: map(frame) } }));
  const moved = movedLoop(loop, map, endMap);
  return [
    ...(gone.length > 0
      ? [{ kind: 'removeMarkers', markerIds: gone.map(({ id }) => id) } as const]
      : []),
    ...(patches.length > 0 ? [{ kind: 'patchMarkers', patches } as const] : []),
    ...(moved === null ? [] : [{ kind: 'patchProject', patch: { loop: moved } } as const]),
  ];
}

/** null = it stays. A loop that has lost all of its time is switched off. */
function movedLoop(loop: LoopRange, map: FrameMap, endMap: FrameMap): LoopRange | null {
  const startFrame = map(loop.startFrame);
  const endFrame = Math.max(startFrame, endMap(loop.endFrame));
  if (startFrame === loop.startFrame && endFrame === loop.endFrame) return null;
  return { enabled: loop.enabled && endFrame > startFrame, startFrame, endFrame };
}

function batch(edits: readonly Edit[]): Edit | null {
  return edits.length === 0 ? null : { kind: 'batch', edits };
}

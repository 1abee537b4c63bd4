/**
 * Pointer gestures as a state machine: press, move, release. Pure: the timeline passes places in and
 * applies the result.
 */
import { partWithId, placeOfId } from '../../../preload/id-index.ts';
import type { Clip, ClipPatch, LoopRange, Project } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import type { TimeTag, View } from '../../store/view.ts';
import { clipRectangle, type Viewport } from '../canvas/geometry.ts';
import type { Place } from '../canvas/place.ts';
import { type LoopEdge, withLoopEdge } from '../ruler/loop-edges.ts';
import {
  type ClipEdit,
  type MakeId,
  movePatches,
  realPatches,
  slipPatches,
  trimPatch,
} from './clip-edits.ts';
import { copiedGroups, withGroups } from './clip-groups.ts';
import { unlocked } from './locked.ts';
import { isShapeGesture, pulledEnd, type ShapeGesture, shapeResult } from './shape-gestures.ts';
import { FREE, landing, type Snapping } from './snapping.ts';

export type Gesture =
  | { readonly kind: 'idle' }
  | ShapeGesture
  | {
      readonly kind: 'move';
      readonly from: Place;
      readonly clips: readonly Clip[];
      /** The clip under the pointer: its start is what snaps. */
      readonly held: Clip;
      /** Released without a move, this takes the clip out of the selection. */
      readonly togglesOff: boolean;
      readonly hasMoved: boolean;
    }
  | {
      /** Moves the sound inside the clips. */
      readonly kind: 'slip';
      readonly from: Place;
      readonly clips: readonly Clip[];
      readonly held: Clip;
      readonly hasMoved: boolean;
    }
  | {
      readonly kind: 'trim';
      readonly from: Place;
      readonly edge: 'start' | 'end';
      readonly held: Clip;
      readonly hasMoved: boolean;
    }
  | {
      readonly kind: 'rubber-band';
      readonly from: Place;
      readonly to: Place;
      readonly base: ReadonlySet<string>;
      readonly hasMoved: boolean;
    }
  | {
      /** Selects a range of time on the tracks that it touches. */
      readonly kind: 'time';
      readonly from: Place;
      readonly to: Place;
      readonly hasMoved: boolean;
    }
  | {
      /** Marks the loop range; without a move it seeks. */
      readonly kind: 'ruler';
      readonly from: Place;
      readonly to: Place;
      readonly hasMoved: boolean;
    }
  | {
      /** Moves one end of the loop. */
      readonly kind: 'loop-end';
      readonly edge: LoopEdge;
      readonly from: Place;
      readonly to: Place;
      readonly hasMoved: boolean;
    };

/** A press that moves less than this is a click. */
const CLICK_PIXELS = 3;

export const IDLE: Gesture = { kind: 'idle' };

/** The selection after a press on a clip: Shift selects the range from the clip with the focus, Ctrl
 * adds (taking out waits for the release: a drag copies), otherwise the clip alone unless it is a part
 * of what is selected already (which then moves together). */
export function selectionAfterPress(
  project: Project,
  { selection, focusedClipId }: Pick<View, 'selection' | 'focusedClipId'>,
  clip: Clip,
  place: Pick<Place, 'shift' | 'control'>,
): ReadonlySet<string> {
  if (place.shift) {
    const range = clipRange(project, focusedClipId, clip);
    return withGroups(project, place.control ? [...selection, ...range] : range);
  }
  if (place.control) return withGroups(project, [...selection, clip.id]);
  return selection.has(clip.id) ? selection : withGroups(project, [clip.id]);
}

/** The clips between two, in time and over the tracks; the first is left out where there is none. */
function clipRange(project: Project, fromId: string | null, to: Clip): readonly string[] {
  const from = fromId === null ? undefined : partWithId(project.clips, fromId);
  if (from === undefined) return [to.id];
  const rows = [from, to].map(({ trackId }) => placeOfId(project.tracks, trackId));
  const tracks = project.tracks.slice(Math.min(...rows), Math.max(...rows) + 1);
  const start = Math.min(from.startFrame, to.startFrame);
  const end = Math.max(from.startFrame, to.startFrame) + 1;
  const index = clipIndexOf(project);
  const found = tracks.flatMap(({ id }) => index.onTrack(id)?.between(start, end) ?? []);
  const inside = found.filter(({ startFrame }) => startFrame >= start);
  return [from.id, to.id, ...inside.map(({ id }) => id)];
}

/** What a drag snaps to: nothing once Shift is pressed after the button. */
export function snappingOf(from: Place, to: Place): Snapping {
  return to.shift && !from.shift ? FREE : to;
}

export function moved(gesture: Gesture, to: Place): Gesture {
  if (gesture.kind === 'idle') return gesture;
  const distance = Math.hypot(to.x - gesture.from.x, to.y - gesture.from.y);
  const hasMoved = gesture.hasMoved || distance >= CLICK_PIXELS;
  if ('to' in gesture) {
    return { ...gesture, to, hasMoved };
  }
  return { ...gesture, hasMoved };
}

export interface DragResult {
  readonly patches: ReadonlyMap<string, ClipPatch>;
  /** The edge, marker or end of the loop that it landed at; null = none. */
  readonly snapFrame: Frames | null;
}

/** What the gesture changes if the pointer is released at `to`. */
export function dragResult(gesture: Gesture, to: Place, project: Project): DragResult {
  if (isShapeGesture(gesture)) {
    const { patches, snapFrame } = shapeResult(gesture, to, project);
    return { patches: realPatches(project, patches), snapFrame };
  }
  if (gesture.kind === 'move' && gesture.hasMoved) {
    const { from, held } = gesture;
    // Locked clips stay; copies of them may go anywhere. What is held leads the others.
    const isHeldFast = held.locked && !to.control;
    const clips = to.control ? gesture.clips : isHeldFast ? [] : unlocked(gesture.clips);
    const wanted = held.startFrame + to.frame - from.frame;
    const clipIds = new Set(clips.map(({ id }) => id));
    const edges = [0, held.lengthFrames];
    const { frame, at } = landing(project, wanted, snappingOf(from, to), { clipIds }, edges);
    const toTrack = to.trackIndex < 0 ? edgeTrack(to, project) : to.trackIndex;
    const tracks = toTrack - from.trackIndex;
    const patches = movePatches(project, clips, frame - held.startFrame, tracks);
    return { patches: realPatches(project, patches), snapFrame: at };
  }
  if (gesture.kind === 'trim' && gesture.hasMoved) {
    const { from, held, edge } = gesture;
    const edgeFrame = edge === 'start' ? held.startFrame : held.startFrame + held.lengthFrames;
    const wanted = edgeFrame + to.frame - from.frame;
    const snapping = snappingOf(from, to);
    const landed = landing(project, wanted, snapping, { clipIds: new Set([held.id]) });
    const patch =
      edge === 'start'
        ? trimPatch(project, held, edge, landed.frame)
        : pulledEnd(project, held, landed.frame, snapping.reachFrames ?? 0);
    return { patches: realPatches(project, new Map([[held.id, patch]])), snapFrame: landed.at };
  }
  if (gesture.kind === 'slip' && gesture.hasMoved) {
    const { from } = gesture;
    const clips = unlocked(gesture.clips);
    const patches = slipPatches(project, clips, Math.round(to.frame - from.frame));
    return { patches: realPatches(project, patches), snapFrame: null };
  }
  return { patches: new Map(), snapFrame: null };
}

/** Copies of the dragged clips at their new places, and what is selected then. */
export function copiesOf(
  clips: readonly Clip[],
  patches: ReadonlyMap<string, ClipPatch>,
  makeId: MakeId,
): ClipEdit {
  const groupOf = copiedGroups(clips, () => makeId('group'));
  const copies = clips.map((clip) => ({
    ...clip,
    ...groupOf(clip),
    ...patches.get(clip.id),
    id: makeId('clip'),
  }));
  return {
    edit: { kind: 'insertClips', clips: copies },
    selectIds: copies.map(({ id }) => id),
  };
}

function edgeTrack(to: Place, project: Project): number {
  return to.y < 0 ? 0 : project.tracks.length - 1;
}

export interface LoopResult {
  readonly loop: LoopRange;
  /** The edge or marker that the pointer is at; null = none. */
  readonly snapFrame: Frames | null;
  /** The end that is moved; of a new range its length. */
  readonly timeTag: TimeTag;
}

/** The loop range that a drag on the ruler marks, or whose end it moves; null while it is a click. Its ends
 * land where clips do. */
export function loopOf(gesture: Gesture, project: Project): LoopResult | null {
  if ((gesture.kind !== 'ruler' && gesture.kind !== 'loop-end') || !gesture.hasMoved) return null;
  const { from, to } = gesture;
  const { loop } = project;
  const land = (frame: number) =>
    landing(project, frame, snappingOf(from, to), { kinds: ['loop'] });
  if (gesture.kind === 'loop-end') {
    const { edge } = gesture;
    const landed = land(loop[`${edge}Frame`] + to.frame - from.frame);
    const after = withLoopEdge(loop, edge, landed.frame);
    const frame = after[`${edge}Frame`];
    const timeTag = { frame, shiftFrames: frame - loop[`${edge}Frame`], trackId: null };
    return { loop: after, snapFrame: landed.at, timeTag };
  }
  const [a, b] = [land(from.frame), land(to.frame)];
  if (a.frame === b.frame) return null;
  const startFrame = Math.min(a.frame, b.frame);
  const endFrame = Math.max(a.frame, b.frame);
  const timeTag = { frame: b.frame, shiftFrames: b.frame - a.frame, trackId: null };
  return { loop: { enabled: true, startFrame, endFrame }, snapFrame: b.at, timeTag };
}

/** The clips that a rubber band touches, and those selected before. */
export function bandSelection(
  gesture: Gesture,
  project: Project,
  viewport: Viewport,
): ReadonlySet<string> | null {
  if (gesture.kind !== 'rubber-band' || !gesture.hasMoved) return null;
  const { from, to, base } = gesture;
  const startFrame = Math.min(from.frame, to.frame);
  const endFrame = Math.max(from.frame, to.frame, startFrame + viewport.framesPerPixel);
  const top = Math.min(from.y, to.y);
  const bottom = Math.max(from.y, to.y);
  const index = clipIndexOf(project);
  const { first, last } = viewport.rows.between(top, bottom);
  const touched = project.tracks.slice(first, last).flatMap(({ id }, row) => {
    const anyClip = { startFrame: 0, lengthFrames: 1 };
    const clips = clipRectangle({ ...viewport, scrollTopPixels: 0 }, anyClip, first + row);
    if (clips.top >= bottom || clips.top + clips.height <= top) return [];
    return index.onTrack(id)?.between(startFrame, endFrame) ?? [];
  });
  return withGroups(project, [...base, ...touched.map((clip) => clip.id)]);
}

export function gestureLabel(gesture: Gesture, count: number): string {
  const what = count === 1 ? 'clip' : `${count} clips`;
  if (gesture.kind === 'fade') return gesture.fadeEnd === 'fadeIn' ? 'Fade in' : 'Fade out';
  if (gesture.kind === 'gain') return 'Clip gain';
  if (gesture.kind === 'gain-point') return 'Move gain point';
  if (gesture.kind === 'slip') return `Slip ${what}`;
  return gesture.kind === 'trim' ? `Trim ${what}` : `Move ${what}`;
}

/** The frame that a click on the ruler seeks to; with Shift the very frame. */
export function seekFrame(place: Place, project: Project): Frames {
  const snapping = place.shift ? FREE : place;
  return landing(project, place.frame, snapping, { kinds: ['playhead'] }).frame;
}

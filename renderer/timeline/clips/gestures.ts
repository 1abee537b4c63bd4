/**
 * Pointer gestures as a state machine: press, move, release. Pure: the timeline passes places in and
 * applies the result.
 */
import type { Clip, ClipPatch, LoopRange, Project } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import {
  CLIP_MARGIN_PIXELS,
  snapped,
  TRACK_HEIGHT_PIXELS,
  TRIM_ZONE_PIXELS,
} from '../canvas/geometry.ts';
import type { Place } from '../canvas/place.ts';
import { movePatches, realPatches, trimPatch } from './clip-edits.ts';

export type Gesture =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'move';
      readonly from: Place;
      readonly clips: readonly Clip[];
      /** The clip under the pointer: its start is what snaps. */
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
      readonly kind: 'ruler';
      readonly from: Place;
      readonly to: Place;
      readonly hasMoved: boolean;
    };

/** A press that moves less than this is a click. */
const CLICK_PIXELS = 3;

export const IDLE: Gesture = { kind: 'idle' };

/** The part of a clip under the pointer; narrow clips keep a middle to move them by. */
export function clipZone(offsetPixels: number, widthPixels: number): 'start' | 'middle' | 'end' {
  const zone = Math.min(TRIM_ZONE_PIXELS, widthPixels / 4);
  if (offsetPixels < zone) return 'start';
  return offsetPixels > widthPixels - zone ? 'end' : 'middle';
}

/** The selection after a press on a clip: Ctrl toggles, Shift adds, otherwise the clip alone unless
 * it is a part of what is selected already (which then moves together). */
export function selectionAfterPress(
  selection: ReadonlySet<string>,
  clipId: string,
  place: Pick<Place, 'shift' | 'control'>,
): ReadonlySet<string> {
  if (place.control) {
    const toggled = new Set(selection);
    if (!toggled.delete(clipId)) toggled.add(clipId);
    return toggled;
  }
  if (place.shift) return new Set([...selection, clipId]);
  return selection.has(clipId) ? selection : new Set([clipId]);
}

export function moved(gesture: Gesture, to: Place): Gesture {
  if (gesture.kind === 'idle') return gesture;
  const distance = Math.hypot(to.x - gesture.from.x, to.y - gesture.from.y);
  const hasMoved = gesture.hasMoved || distance >= CLICK_PIXELS;
  if (gesture.kind === 'rubber-band' || gesture.kind === 'ruler') {
    return { ...gesture, to, hasMoved };
  }
  return { ...gesture, hasMoved };
}

/** What the gesture changes if the pointer is released at `to`. */
export function patchesOf(
  gesture: Gesture,
  to: Place,
  project: Project,
): ReadonlyMap<string, ClipPatch> {
  if (gesture.kind === 'move' && gesture.hasMoved) {
    const { from, held, clips } = gesture;
    const wanted = held.startFrame + to.frame - from.frame;
    const deltaFrames = snapped(wanted, to.stepFrames) - held.startFrame;
    const fromTrack = from.trackIndex;
    const toTrack = to.trackIndex < 0 ? edgeTrack(to, project) : to.trackIndex;
    return realPatches(project, movePatches(project, clips, deltaFrames, toTrack - fromTrack));
  }
  if (gesture.kind === 'trim' && gesture.hasMoved) {
    const { from, held, edge } = gesture;
    const edgeFrame = edge === 'start' ? held.startFrame : held.startFrame + held.lengthFrames;
    const frame = snapped(edgeFrame + to.frame - from.frame, to.stepFrames);
    const patch = trimPatch(project, held, edge, frame);
    return realPatches(project, new Map([[held.id, patch]]));
  }
  return new Map();
}

function edgeTrack(to: Place, project: Project): number {
  return to.y < 0 ? 0 : project.tracks.length - 1;
}

/** The loop range that a drag on the ruler marks; null while it is a click. */
export function loopOf(gesture: Gesture): LoopRange | null {
  if (gesture.kind !== 'ruler' || !gesture.hasMoved) return null;
  const a = snapped(gesture.from.frame, gesture.to.stepFrames);
  const b = snapped(gesture.to.frame, gesture.to.stepFrames);
  if (a === b) return null;
  return { enabled: true, startFrame: Math.min(a, b), endFrame: Math.max(a, b) };
}

/** The clips that a rubber band touches, and those selected before. */
export function bandSelection(
  gesture: Gesture,
  project: Project,
  framesPerPixel: number,
): ReadonlySet<string> | null {
  if (gesture.kind !== 'rubber-band' || !gesture.hasMoved) return null;
  const { from, to, base } = gesture;
  const startFrame = Math.min(from.frame, to.frame);
  const endFrame = Math.max(from.frame, to.frame, startFrame + framesPerPixel);
  const top = Math.min(from.y, to.y);
  const bottom = Math.max(from.y, to.y);
  const index = clipIndexOf(project);
  const firstTrack = Math.max(0, Math.floor(top / TRACK_HEIGHT_PIXELS));
  const rows = project.tracks.slice(firstTrack, Math.ceil(bottom / TRACK_HEIGHT_PIXELS));
  const touched = rows.flatMap(({ id }, row) => {
    const clipTop = (firstTrack + row) * TRACK_HEIGHT_PIXELS + CLIP_MARGIN_PIXELS;
    const clipBottom = clipTop + TRACK_HEIGHT_PIXELS - 2 * CLIP_MARGIN_PIXELS;
    if (clipTop >= bottom || clipBottom <= top) return [];
    return index.onTrack(id)?.between(startFrame, endFrame) ?? [];
  });
  return new Set([...base, ...touched.map((clip) => clip.id)]);
}

export function gestureLabel(gesture: Gesture, count: number): string {
  const what = count === 1 ? 'clip' : `${count} clips`;
  return gesture.kind === 'trim' ? `Trim ${what}` : `Move ${what}`;
}

/** The frame that a click on the ruler seeks to. */
export function seekFrame(place: Place): Frames {
  return snapped(place.frame, null);
}

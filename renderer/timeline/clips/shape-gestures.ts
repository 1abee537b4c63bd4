/** Gestures that shape a clip: its fades, its gain, the points of its gain line. Pure. */
import { lineDecibelsAt } from '../../../preload/clip-cuts.ts';
import { longestClip, pullLoop, trimEnd } from '../../../preload/clip-trims.ts';
import {
  type Clip,
  type ClipFade,
  type ClipGainPoint,
  type ClipPatch,
  FADE_CURVES,
  type Project,
} from '../../../preload/project.ts';
import { LIMITS } from '../../../preload/project-limits.ts';
import {
  clampGain,
  type Decibels,
  type Frames,
  MAX_GAIN_DB,
  MIN_LINE_DB,
} from '../../../preload/units.ts';
import type { Rectangle } from '../canvas/geometry.ts';
import type { Place } from '../canvas/place.ts';
import { decibelsAtY, decibelY } from './clip-parts.ts';
import { FREE, landing, type Snapping } from './snapping.ts';

/** Shift makes the ways of a level so much longer. */
const FINE = 10;

export type FadeEnd = 'fadeIn' | 'fadeOut';

/** Where a gain is dragged: the rows of its clip, in the same pixels as the places. */
type GainRows = Pick<Rectangle, 'top' | 'height'>;

export type ShapeGesture =
  | {
      readonly kind: 'fade';
      readonly from: Place;
      readonly fadeEnd: FadeEnd;
      readonly held: Clip;
      readonly hasMoved: boolean;
    }
  | {
      /** Moves the gain of all of these clips; without a move it adds a point to the line of the held one. */
      readonly kind: 'gain';
      readonly from: Place;
      readonly clips: readonly Clip[];
      readonly held: Clip;
      readonly rows: GainRows;
      readonly hasMoved: boolean;
    }
  | {
      readonly kind: 'gain-point';
      readonly from: Place;
      /** Its place in the line. */
      readonly point: number;
      readonly held: Clip;
      readonly rows: GainRows;
      readonly hasMoved: boolean;
    };

export function isShapeGesture(gesture: { readonly kind: string }): gesture is ShapeGesture {
  return gesture.kind === 'fade' || gesture.kind === 'gain' || gesture.kind === 'gain-point';
}

export interface ShapeResult {
  readonly patches: ReadonlyMap<string, ClipPatch>;
  /** What a fade's end landed at, other than the grid; null = nothing. */
  readonly snapFrame: Frames | null;
}

/** What the gesture changes if the pointer is released at `to`. */
export function shapeResult(gesture: ShapeGesture, to: Place, project: Project): ShapeResult {
  if (!gesture.hasMoved) return { patches: new Map(), snapFrame: null };
  const { held } = gesture;
  if (gesture.kind === 'fade') {
    const landed = fadeLanding(gesture, to, project);
    const fade = fadeTo(held, gesture.fadeEnd, landed.frame);
    return {
      patches: new Map([[held.id, { [gesture.fadeEnd]: fade }]]),
      snapFrame: landed.at,
    };
  }
  if (gesture.kind === 'gain-point') {
    const gainLine = draggedLine(gesture, to);
    return { patches: new Map([[held.id, { gainLine }]]), snapFrame: null };
  }
  const line = lineDecibelsAt(held.gainLine, gesture.from.frame - held.startFrame);
  const change = draggedDecibels(gesture, to, held.gainDb + line) - held.gainDb - line;
  const patches = gesture.clips.map((clip): [string, ClipPatch] => [
    clip.id,
    { gainDb: clampGain(tenths(clip.gainDb + change)) },
  ]);
  return { patches: new Map(patches), snapFrame: null };
}

function snappingOf(from: Place, to: Place): Snapping {
  return to.shift && !from.shift ? FREE : to;
}

function fadeLanding(
  { held, from, fadeEnd }: Extract<ShapeGesture, { kind: 'fade' }>,
  to: Place,
  project: Project,
) {
  const wanted = fadeInnerFrame(held, fadeEnd) + to.frame - from.frame;
  return landing(project, wanted, snappingOf(from, to), { clipIds: new Set([held.id]) });
}

/** Where a fade in ends, or a fade out begins, on the timeline. */
export function fadeInnerFrame(clip: Clip, fadeEnd: FadeEnd): Frames {
  if (fadeEnd === 'fadeIn') return clip.startFrame + clip.fadeIn.frames;
  return clip.startFrame + clip.lengthFrames - clip.fadeOut.frames;
}

/** The fade that ends, or begins, at a frame of the timeline; never longer than the clip. */
export function fadeTo(clip: Clip, fadeEnd: FadeEnd, frame: Frames): ClipFade {
  const frames =
    fadeEnd === 'fadeIn'
      ? frame - clip.startFrame
      : clip.startFrame + clip.lengthFrames - Math.round(frame);
  return { ...clip[fadeEnd], frames: Math.min(clip.lengthFrames, Math.max(0, Math.round(frames))) };
}

export function withNextCurve(fade: ClipFade): ClipFade {
  const next = (FADE_CURVES.indexOf(fade.curve) + 1) % FADE_CURVES.length;
  return { ...fade, curve: FADE_CURVES[next] ?? 'linear' };
}

function tenths(decibels: Decibels): Decibels {
  return Math.round(decibels * 10) / 10;
}

/** The level that a height stands for which was `level` at the press; fine once Shift is held. */
function draggedDecibels(
  { from, rows }: { readonly from: Place; readonly rows: GainRows },
  to: Place,
  level: Decibels,
): Decibels {
  const pixels = (to.y - from.y) / (to.shift ? FINE : 1);
  const rectangle = { left: 0, width: 0, ...rows };
  return decibelsAtY(rectangle, decibelY(rectangle, level) + pixels);
}

/** A point stays between its neighbours. */
function draggedLine(
  gesture: Extract<ShapeGesture, { kind: 'gain-point' }>,
  to: Place,
): readonly ClipGainPoint[] {
  const { held, point: index, from } = gesture;
  const point = held.gainLine[index];
  if (point === undefined) return held.gainLine;
  const frames = (to.frame - from.frame) / (to.shift ? FINE : 1);
  const level = draggedDecibels(gesture, to, held.gainDb + point.gainDb);
  return withPointAt(held, index, point.frame + Math.round(frames), level - held.gainDb);
}

/** The line of a clip with a point at another place, as far as its neighbours let it. */
export function withPointAt(
  { gainLine, lengthFrames }: Pick<Clip, 'gainLine' | 'lengthFrames'>,
  index: number,
  frame: Frames,
  gainDb: Decibels,
): readonly ClipGainPoint[] {
  const least = (gainLine[index - 1]?.frame ?? -1) + 1;
  const most = (gainLine[index + 1]?.frame ?? lengthFrames + 1) - 1;
  const moved = {
    frame: Math.min(most, Math.max(least, frame)),
    gainDb: lineGain(gainDb),
  };
  return gainLine.map((point, place) => (place === index ? moved : point));
}

function lineGain(gainDb: Decibels): Decibels {
  return Math.min(MAX_GAIN_DB, Math.max(MIN_LINE_DB, Math.round(gainDb * 1_000) / 1_000));
}

/** The line with a point more, at the level that it has there; null = there is one, or no room for one. */
export function withPoint(
  { gainLine, lengthFrames }: Pick<Clip, 'gainLine' | 'lengthFrames'>,
  frame: Frames,
): readonly ClipGainPoint[] | null {
  const isInside = frame >= 0 && frame <= lengthFrames;
  const isThere = gainLine.some((point) => point.frame === frame);
  if (!isInside || isThere || gainLine.length >= LIMITS.gainPoints) return null;
  const point = { frame, gainDb: lineGain(lineDecibelsAt(gainLine, frame)) };
  return [...gainLine, point].sort((a, b) => a.frame - b.frame);
}

export function withoutPoint(line: readonly ClipGainPoint[], index: number): Clip['gainLine'] {
  return line.filter((_, place) => place !== index);
}

/** The end of a clip pulled to a frame: within its sound it becomes longer, further out it repeats all of the
 * sound from where it begins. A clip that repeats already goes on to.
 * @param reachFrames how far beyond its sound's end it still stays there, and whole rounds reach */
export function pulledEnd(
  project: Project,
  clip: Clip,
  frame: Frames,
  reachFrames: Frames,
): ClipPatch {
  if (clip.loop !== null) return pullLoop(clip, atWholeRound(clip, clip.loop, frame, reachFrames));
  const whole = clip.startFrame + longestClip(project, clip);
  if (frame <= whole) return trimEnd(project, clip, frame);
  const longest = { ...clip, ...trimEnd(project, clip, whole) };
  return pullLoop(longest, atWholeRound(longest, longest, frame, reachFrames));
}

/** The end of the nearest whole round within reach, else the frame itself. */
function atWholeRound(
  { startFrame }: Pick<Clip, 'startFrame'>,
  { lengthFrames }: Pick<Clip, 'lengthFrames'>,
  frame: Frames,
  reachFrames: Frames,
): Frames {
  const rounds = Math.max(1, Math.round((frame - startFrame) / lengthFrames));
  const whole = startFrame + rounds * lengthFrames;
  return Math.abs(whole - frame) <= reachFrames ? whole : frame;
}

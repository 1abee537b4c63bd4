/** What the gestures on a clip's parts begin with, say and do at the end. */
import type { Clip } from '../../../preload/project.ts';
import { MIN_LINE_DB } from '../../../preload/units.ts';
import { isKeyHeld } from '../../keys/held-keys.ts';
import { sendEdit } from '../../store/editing.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
import { newId } from '../../store/new-id.ts';
import { notify } from '../../store/notices.ts';
import { selectClips, type TimeTag, viewNow } from '../../store/view.ts';
import { decibelText } from '../../ui/figures.ts';
import { timeText } from '../../ui/time-text.ts';
import { clipRectangle } from '../canvas/geometry.ts';
import type { Place } from '../canvas/place.ts';
import { viewportOf } from '../canvas/scene.ts';
import { type ClipHit, clipsAt } from './clip-at.ts';
import { splitClips } from './clip-edits.ts';
import { clipTitle } from './clip-level.ts';
import { crossfadeEdit } from './crossfades.ts';
import type { Gesture } from './gestures.ts';
import { lockedSentence } from './locked.ts';
import {
  fadeInnerFrame,
  type ShapeGesture,
  withNextCurve,
  withoutPoint,
  withPoint,
} from './shape-gestures.ts';
import { FREE, landing } from './snapping.ts';

/** The gesture of a press on a fade handle or on the gain line; null = on neither. */
export function shapeBeginning(
  { clip: held, zone, point }: ClipHit,
  from: Place,
  clips: readonly Clip[],
): ShapeGesture | null {
  if (held.locked || from.control || from.shift) return null;
  if (zone === 'fadeIn' || zone === 'fadeOut') {
    return { kind: 'fade', from, fadeEnd: zone, held, hasMoved: false };
  }
  if (zone !== 'gainLine' && zone !== 'gainPoint') return null;
  const viewport = { ...viewportOf(mirrorNow().project, viewNow()), scrollTopPixels: 0 };
  const rows = clipRectangle(viewport, held, from.trackIndex);
  if (zone === 'gainPoint') return { kind: 'gain-point', from, point, held, rows, hasMoved: false };
  const movable = clips.filter(({ locked }) => !locked);
  return { kind: 'gain', from, clips: movable, held, rows, hasMoved: false };
}

/** A press on a part without a move: on the gain line it adds a point. */
export function clickedClip(gesture: ShapeGesture): void {
  if (gesture.kind !== 'gain') return;
  const { held, from } = gesture;
  const gainLine = withPoint(held, Math.round(from.frame) - held.startFrame);
  if (gainLine === null) return;
  patchClip(held, 'Add gain point', { gainLine });
}

function patchClip({ id }: Clip, label: string, patch: Partial<Clip>): void {
  void sendEdit({ label, edit: { kind: 'patchClips', patches: [{ clipId: id, patch }] } });
}

/** On a fade's handle: the next curve; on a gain point: away with it; where clips overlap: a crossfade. */
export function doubleClickedClip({ clip, zone, point }: ClipHit, place: Place): void {
  const refusal = lockedSentence([clip]);
  if (zone === 'fadeIn' || zone === 'fadeOut') {
    if (refusal !== null) return void notify('info', refusal);
    patchClip(clip, 'Fade curve', { [zone]: withNextCurve(clip[zone]) });
    return;
  }
  if (zone === 'gainPoint') {
    if (refusal === null) {
      patchClip(clip, 'Remove gain point', { gainLine: withoutPoint(clip.gainLine, point) });
    }
    return;
  }
  if (zone !== 'middle') return;
  const { project } = mirrorNow();
  const view = { ...viewportOf(project, viewNow()), selection: viewNow().selection };
  const [first, second] = clipsAt(project, view, place);
  if (first === undefined || second === undefined) return;
  const result = crossfadeEdit(project, [first, second]);
  if (typeof result === 'string') notify('info', result);
  else void sendEdit(result);
}

/** C is held: the click cuts. */
export function isSplitClick(place: Place): boolean {
  return isKeyHeld('KeyC') && !place.control && !place.alt;
}

/** Splits a clip under the pointer: where Snap says, with Shift at the very frame. */
export function splitAtPlace(clip: Clip, place: Place): void {
  const refusal = lockedSentence([clip]);
  if (refusal !== null) return void notify('info', refusal);
  const snapping = place.shift ? FREE : place;
  const exceptions = { clipIds: new Set([clip.id]) };
  const { frame } = landing(mirrorNow().project, place.frame, snapping, exceptions);
  const result =
    splitClips([clip], frame, newId) ?? splitClips([clip], Math.round(place.frame), newId);
  if (result === null) return;
  void sendEdit({ label: 'Split', edit: result.edit });
  selectClips(result.selectIds);
}

/** What is said beside the pointer of a gesture that moves no edge; null = the edge's time is. */
export function shapeTag(gesture: Gesture, shown: Clip): TimeTag | null {
  const { sampleRate } = mirrorNow().project;
  const tag = (frame: number, text: string): TimeTag => ({
    frame,
    shiftFrames: 0,
    trackId: shown.trackId,
    text,
  });
  switch (gesture.kind) {
    case 'fade': {
      const { frames } = shown[gesture.fadeEnd];
      const what = gesture.fadeEnd === 'fadeIn' ? 'Fade in' : 'Fade out';
      const frame = fadeInnerFrame(shown, gesture.fadeEnd);
      return tag(frame, `${what} ${timeText(frames, sampleRate)}`);
    }
    case 'gain':
      return tag(gesture.from.frame, decibelText(shown.gainDb));
    case 'gain-point': {
      const point = shown.gainLine[gesture.point];
      if (point === undefined) return null;
      return tag(shown.startFrame + point.frame, decibelText(point.gainDb, MIN_LINE_DB));
    }
    case 'slip':
      return tag(shown.startFrame, `Sound from ${timeText(shown.offsetFrames, sampleRate)}`);
    case 'trim': {
      if (gesture.edge === 'start' || shown.loop === null) return null;
      const end = shown.startFrame + shown.lengthFrames;
      return tag(end, `${timeText(end, sampleRate)} ${clipTitle(shown).slice(shown.name.length)}`);
    }
    default:
      return null;
  }
}

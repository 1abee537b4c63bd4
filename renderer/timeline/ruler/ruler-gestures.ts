/** Pointer events on the ruler: a click seeks, a drag marks or moves the loop, moves a marker, or with Shift
 * selects a range of time. */
import type { MouseEvent, PointerEvent } from 'react';
import { seek, setLoop } from '../../commands/commands.ts';
import { sendEdit } from '../../store/editing.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
import { changeView, type View } from '../../store/view.ts';
import { type Place, placeOf } from '../canvas/place.ts';
import { type Gesture, loopOf, moved, seekFrame, snappingOf } from '../clips/gestures.ts';
import type { LoopEdge } from './loop-edges.ts';
import { moveMarker } from './marker-edits.ts';
import { draggedLoop, draggedMarker, draggedTime } from './ruler-drags.ts';

/** What was pressed, besides the ruler itself. */
type HeldOnRuler =
  | { readonly kind: 'ruler' | 'loop' | 'time' }
  | { readonly kind: 'marker'; readonly markerId: string };

interface RulerPress {
  readonly held: HeldOnRuler;
  readonly gesture: Gesture;
}

const NOTHING_SHOWN = {
  previewLoop: null,
  previewMarker: null,
  snapFrame: null,
  timeTag: null,
} satisfies Partial<View>;

type RulerPointer = PointerEvent<HTMLDivElement>;

export function rulerGestures() {
  let press: RulerPress | null = null;
  const end = () => {
    press = null;
    window.removeEventListener('keydown', cancelByKey);
    changeView({ ...NOTHING_SHOWN, isPressed: false });
  };
  const cancelByKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') end();
  };
  return {
    onPointerDown(event: RulerPointer) {
      if (event.button !== 0 || isOther(event.target)) return;
      const from = placeOf(event, event.currentTarget);
      press = pressAt(event.target, from);
      // A flag that is clicked stays what is clicked: it is held once it is dragged.
      if (press.held.kind !== 'marker') event.currentTarget.setPointerCapture(event.pointerId);
      window.addEventListener('keydown', cancelByKey);
      changeView({ isPressed: true });
    },
    onPointerMove(event: RulerPointer) {
      if (press === null) return;
      press = { ...press, gesture: moved(press.gesture, placeOf(event, event.currentTarget)) };
      if (!hasMoved(press)) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      changeView({ ...NOTHING_SHOWN, ...shownOf(press) });
    },
    onPointerUp(event: RulerPointer) {
      if (press === null) return;
      const ended = press;
      end();
      finish(ended, placeOf(event, event.currentTarget));
    },
    onPointerCancel: end,
    onMouseDown: keepFocusOnClip,
  };
}

/** A clip keeps the focus while a time is chosen; what takes the focus itself on the ruler, takes it. */
function keepFocusOnClip(event: MouseEvent<HTMLDivElement>): void {
  const { target } = event;
  const takesFocus = target instanceof Element && target.closest('button, input, [tabindex]');
  if (document.activeElement?.closest('.clip-sheet') && !takesFocus) event.preventDefault();
}

/** A name is typed, or a dropout is pressed. */
function isOther(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input, .dropout-tick') !== null;
}

function pressAt(target: EventTarget, from: Place): RulerPress {
  const element = target instanceof Element ? target : null;
  const begun = { from, to: from, hasMoved: false };
  const edge = element?.closest<HTMLElement>('[data-loop-edge]')?.dataset.loopEdge;
  if (edge === 'start' || edge === 'end') {
    return { held: { kind: 'ruler' }, gesture: loopEndGesture(edge, begun) };
  }
  const gesture: Gesture = { kind: 'ruler', ...begun };
  const markerId = element?.closest<HTMLElement>('[data-marker-id]')?.dataset.markerId;
  if (markerId !== undefined) return { held: { kind: 'marker', markerId }, gesture };
  if (from.shift) return { held: { kind: 'time' }, gesture };
  const isLoop = element?.closest('.loop-hold') != null;
  return { held: { kind: isLoop ? 'loop' : 'ruler' }, gesture };
}

function loopEndGesture(
  edge: LoopEdge,
  begun: { readonly from: Place; readonly to: Place; readonly hasMoved: boolean },
): Gesture {
  return { kind: 'loop-end', edge, ...begun };
}

function hasMoved({ gesture }: RulerPress): boolean {
  return gesture.kind !== 'idle' && gesture.hasMoved;
}

/** From where to where it was dragged. */
function wayOf({ gesture }: RulerPress): readonly [Place, Place] | null {
  return 'to' in gesture && gesture.hasMoved ? [gesture.from, gesture.to] : null;
}

/** What a drag in progress shows. */
function shownOf(press: RulerPress): Partial<View> {
  const { project } = mirrorNow();
  const way = wayOf(press);
  if (way === null) return {};
  const [from, to] = way;
  const snapping = snappingOf(from, to);
  const frames = to.frame - from.frame;
  const { held } = press;
  if (held.kind === 'marker') {
    const dragged = draggedMarker(project, held.markerId, frames, snapping);
    if (dragged === null) return {};
    const { markerId, frame, snapFrame, timeTag } = dragged;
    return { previewMarker: { markerId, frame }, snapFrame, timeTag };
  }
  if (held.kind === 'time') {
    const { range, snapFrame, timeTag } = draggedTime(project, way, null);
    return { timeRange: range, selection: new Set(), snapFrame, timeTag };
  }
  const result =
    held.kind === 'loop' ? draggedLoop(project, frames, snapping) : loopOf(press.gesture, project);
  if (result === null) return {};
  return { previewLoop: result.loop, snapFrame: result.snapFrame, timeTag: result.timeTag };
}

function finish(press: RulerPress, place: Place): void {
  const { held, gesture } = press;
  if (!hasMoved(press)) {
    if (held.kind !== 'marker' && gesture.kind === 'ruler') {
      changeView({ timeRange: null });
      void seek(seekFrame(place, mirrorNow().project));
    }
    return;
  }
  const { previewMarker, previewLoop } = shownOf({ held, gesture: moved(gesture, place) });
  if (previewMarker != null) {
    const edit = moveMarker(mirrorNow().project, previewMarker.markerId, previewMarker.frame);
    // A step of its own, also where arrows move the marker on at once.
    if (edit !== null) void sendEdit({ ...edit, mergeKey: null });
  } else if (previewLoop != null) {
    setLoop(held.kind === 'loop' ? 'Move the loop' : 'Loop range', previewLoop);
  }
}

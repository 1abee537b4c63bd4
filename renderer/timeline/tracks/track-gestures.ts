/** Pointer events on the track area, fed into the gestures' state machine. */
import { type MouseEvent, type PointerEvent, useMemo } from 'react';
import type { Clip, ClipPatch } from '../../../preload/project.ts';
import { addTrack } from '../../commands/track-commands.ts';
import { isKeyHeld } from '../../keys/held-keys.ts';
import { sendEdit } from '../../store/editing.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
import { newId } from '../../store/new-id.ts';
import { notify } from '../../store/notices.ts';
import { changeView, selectClips, type TimeTag, viewNow } from '../../store/view.ts';
import { type Place, type PointerLike, placeOf } from '../canvas/place.ts';
import { viewportOf } from '../canvas/scene.ts';
import { scrollByPixels } from '../canvas/scrolling.ts';
import { type ClipHit, clipAt } from '../clips/clip-at.ts';
import { clipsById, patchEdit } from '../clips/clip-edits.ts';
import {
  clickedClip,
  doubleClickedClip,
  isSplitClick,
  shapeBeginning,
  shapeTag,
  splitAtPlace,
} from '../clips/clip-gestures.ts';
import { withGroups } from '../clips/clip-groups.ts';
import { toggleSelected } from '../clips/clip-keys.ts';
import {
  bandSelection,
  copiesOf,
  dragResult,
  type Gesture,
  gestureLabel,
  IDLE,
  moved,
  selectionAfterPress,
} from '../clips/gestures.ts';
import { lockedSentence } from '../clips/locked.ts';
import { isShapeGesture } from '../clips/shape-gestures.ts';
import { draggedTime } from '../ruler/ruler-drags.ts';

type TrackPointer = PointerEvent<HTMLDivElement>;

const EDGE_PIXELS = 28;
const EDGE_SCROLL_PIXELS = 14;
const EDGE_SCROLL_MILLISECONDS = 33;

export function useTrackGestures() {
  return useMemo(trackGestures, []);
}

/** The handlers of one track area: pointer events in, edits and view state out. */
export function trackGestures() {
  let gesture: Gesture = IDLE;
  /** The last pointer position, for as long as the pointer rests at an edge. */
  let held: HeldPointer | null = null;
  let scrolling: ReturnType<typeof setInterval> | undefined;
  /** That it holds a locked clip has been told. */
  let isRefusalTold = false;
  const follow = (pointer: HeldPointer) => {
    const place = placeOf(pointer, pointer.trackArea);
    gesture = moved(gesture, place);
    if (!isRefusalTold) isRefusalTold = tellLocked(gesture, place);
    show(gesture, place);
  };
  const scrollOn = () => {
    const step = held === null ? 0 : edgeStep(held, gesture);
    if (held === null || step === 0) return rest();
    scrollByPixels(step, 0);
    follow(held);
  };
  const rest = () => {
    clearInterval(scrolling);
    scrolling = undefined;
  };
  const end = () => {
    gesture = IDLE;
    held = null;
    rest();
    window.removeEventListener('keydown', cancelByKey);
    changeView({
      preview: new Map(),
      isCopying: false,
      rubberBand: null,
      isPressed: false,
      snapFrame: null,
      timeTag: null,
    });
  };
  const cancelByKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') end();
  };
  return {
    onPointerDown(event: TrackPointer) {
      if (event.button !== 0) return;
      const place = placeOf(event, event.currentTarget);
      isRefusalTold = false;
      // Before the press gives the clip the focus, which would scroll to its start.
      changeView({ isPressed: true });
      gesture = beginning(event, place);
      if (gesture.kind === 'idle') return changeView({ isPressed: false });
      event.currentTarget.setPointerCapture(event.pointerId);
      window.addEventListener('keydown', cancelByKey);
    },
    onPointerMove(event: TrackPointer) {
      if (gesture.kind === 'idle') return showGrip(event);
      held = heldPointer(event);
      follow(held);
      if (edgeStep(held, gesture) !== 0) {
        scrolling ??= setInterval(scrollOn, EDGE_SCROLL_MILLISECONDS);
      }
    },
    onPointerUp(event: TrackPointer) {
      if (gesture.kind === 'idle') return;
      const place = placeOf(event, event.currentTarget);
      const ended = moved(gesture, place);
      end();
      finish(ended, place);
      showGrip(event);
    },
    onPointerCancel: end,
    onPointerLeave: leave,
    onDoubleClick: doubleClick,
  };
}

function leave(): void {
  if (viewNow().hoveredClipId !== null) changeView({ hoveredClipId: null });
}

function doubleClick(event: MouseEvent<HTMLDivElement>): void {
  if (event.target instanceof Element && event.target.closest('input') !== null) return;
  const place = placeOf(event, event.currentTarget);
  if (place.trackIndex < 0) addTrack();
  const hit = clipUnder(place);
  if (hit !== null) doubleClickedClip(hit, place);
}

function clipUnder(place: Place): ClipHit | null {
  const { project } = mirrorNow();
  const view = viewNow();
  return clipAt(project, { ...viewportOf(project, view), selection: view.selection }, place);
}

/** Tells by the pointer's shape that an edge can be held, and which clip lies under it: after a drag another one may. */
function showGrip(event: TrackPointer): void {
  const { currentTarget } = event;
  const hit = clipUnder(placeOf(event, currentTarget));
  const cursor = hit === null ? '' : hit.clip.locked ? 'not-allowed' : CURSORS[hit.zone];
  if (currentTarget.style.cursor !== cursor) currentTarget.style.cursor = cursor;
  const hoveredClipId = hit?.clip.id ?? null;
  if (hoveredClipId !== viewNow().hoveredClipId) changeView({ hoveredClipId });
}

const CURSORS: Readonly<Record<ClipHit['zone'], string>> = {
  start: 'ew-resize',
  end: 'ew-resize',
  fadeIn: 'ew-resize',
  fadeOut: 'ew-resize',
  gainLine: 'ns-resize',
  gainPoint: 'move',
  middle: '',
};

/** Says once why a locked clip stays; tells whether it did. */
function tellLocked(gesture: Gesture, place: Place): boolean {
  if (gesture.kind === 'idle' || !gesture.hasMoved || !('held' in gesture)) return false;
  if (gesture.kind === 'move' && place.control) return false;
  const sentence = lockedSentence('clips' in gesture ? gesture.clips : [gesture.held]);
  if (sentence !== null) notify('info', sentence);
  return sentence !== null;
}

/** Selects what was pressed; returns the gesture that begins. */
function beginning(event: TrackPointer, from: Place): Gesture {
  const { project } = mirrorNow();
  const { selection } = viewNow();
  if (event.target instanceof Element && event.target.closest('button, input') !== null)
    return IDLE;
  changeView({ timeRange: null });
  const hit = clipUnder(from);
  if (hit === null && from.shift && from.control) {
    return { kind: 'time', from, to: from, hasMoved: false };
  }
  if (hit === null) {
    const base = from.shift || from.control ? selection : new Set<string>();
    const selectedTrackId = project.tracks[from.trackIndex]?.id ?? null;
    changeView({ selection: base, selectedTrackId, selectedSourceId: null });
    return { kind: 'rubber-band', from, to: from, base, hasMoved: false };
  }
  const { clip: held, zone } = hit;
  if (isSplitClick(from)) {
    splitAtPlace(held, from);
    return IDLE;
  }
  const after = selectionAfterPress(project, viewNow(), held, from);
  changeView({
    selection: after,
    focusedClipId: held.id,
    selectedTrackId: held.trackId,
    selectedSourceId: null,
  });
  const clips = clipsById(project, after);
  if ((from.control && from.alt) || isKeyHeld('KeyY')) {
    return { kind: 'slip', from, clips, held, hasMoved: false };
  }
  const shape = shapeBeginning(hit, from, clips);
  if (shape !== null) return shape;
  if ((zone === 'start' || zone === 'end') && !held.locked) {
    return { kind: 'trim', from, edge: zone, held, hasMoved: false };
  }
  const togglesOff = from.control && !from.shift && selection.has(held.id);
  return { kind: 'move', from, clips, held, togglesOff, hasMoved: false };
}

function show(gesture: Gesture, place: Place): void {
  const { project } = mirrorNow();
  const view = viewNow();
  const selection = bandSelection(gesture, project, viewportOf(project, view));
  if (selection !== null && gesture.kind === 'rubber-band') {
    const { from } = gesture;
    changeView({
      selection,
      rubberBand: {
        leftPixels: Math.min(from.x, place.x),
        topPixels: Math.min(from.y, place.y) - view.scrollTopPixels,
        widthPixels: Math.abs(place.x - from.x),
        heightPixels: Math.abs(place.y - from.y),
      },
    });
    return;
  }
  if (gesture.kind === 'time' && gesture.hasMoved) {
    const rows = [gesture.from, place].map(({ y }) => rowAt(y));
    const tracks = project.tracks.slice(Math.min(...rows), Math.max(...rows) + 1);
    const trackIds = tracks.map(({ id }) => id);
    const { range, snapFrame, timeTag } = draggedTime(project, [gesture.from, place], trackIds);
    changeView({ timeRange: range, selection: new Set(), snapFrame, timeTag });
    return;
  }
  const { patches, snapFrame } = dragResult(gesture, place, project);
  const isCopying = gesture.kind === 'move' && place.control && patches.size > 0;
  changeView({ preview: patches, isCopying, snapFrame, timeTag: timeTagOf(gesture, patches) });
}

/** The row at a height, the first or the last one beyond them. */
function rowAt(y: number): number {
  const { project } = mirrorNow();
  const row = viewportOf(project, viewNow()).rows.at(y);
  if (row >= 0) return row;
  return y < 0 ? 0 : Math.max(0, project.tracks.length - 1);
}

function finish(gesture: Gesture, place: Place): void {
  if (gesture.kind === 'idle' || gesture.kind === 'rubber-band' || gesture.kind === 'time') return;
  if (!gesture.hasMoved) {
    // A click on one of several selected clips selects it alone.
    if (isShapeGesture(gesture)) clickedClip(gesture);
    if (gesture.kind !== 'move') return;
    if (gesture.togglesOff) toggleSelected(gesture.held.id);
    else if (!place.shift && !place.control) {
      changeView({ selection: withGroups(mirrorNow().project, [gesture.held.id]) });
    }
    return;
  }
  const { project } = mirrorNow();
  const { patches } = dragResult(gesture, place, project);
  if (gesture.kind === 'move' && place.control && patches.size > 0) {
    const { edit, selectIds } = copiesOf(gesture.clips, patches, newId);
    void sendEdit({ label: selectIds.length === 1 ? 'Copy clip' : 'Copy clips', edit });
    selectClips(selectIds, selectIds[gesture.clips.findIndex(({ id }) => id === gesture.held.id)]);
    return;
  }
  const edit = patchEdit(project, patches);
  if (edit !== null) void sendEdit({ label: gestureLabel(gesture, patches.size), edit });
}

/** The edge that is dragged: where it lands, and by how much it moves. */
function timeTagOf(gesture: Gesture, patches: ReadonlyMap<string, ClipPatch>): TimeTag | null {
  if (gesture.kind === 'idle' || !('held' in gesture) || !gesture.hasMoved) return null;
  const { held } = gesture;
  const shown = { ...held, ...patches.get(held.id) };
  const tag = shapeTag(gesture, shown);
  if (tag !== null) return tag;
  const isEnd = gesture.kind === 'trim' && gesture.edge === 'end';
  const edgeOf = ({ startFrame, lengthFrames }: Clip) =>
    isEnd ? startFrame + lengthFrames : startFrame;
  const frame = edgeOf(shown);
  return { frame, shiftFrames: frame - edgeOf(held), trackId: shown.trackId };
}

/** A pointer position that outlives its event. */
interface HeldPointer extends PointerLike {
  readonly trackArea: HTMLElement;
}

function heldPointer(event: TrackPointer): HeldPointer {
  const { clientX, clientY, altKey, shiftKey, ctrlKey, metaKey, currentTarget } = event;
  return { clientX, clientY, altKey, shiftKey, ctrlKey, metaKey, trackArea: currentTarget };
}

/** Pixels to scroll while a drag is held at an edge; 0 = it is not. */
function edgeStep(pointer: HeldPointer, gesture: Gesture): number {
  if (gesture.kind === 'idle' || !gesture.hasMoved) return 0;
  const bounds = pointer.trackArea.getBoundingClientRect();
  const x = pointer.clientX - bounds.left;
  if (x > bounds.width - EDGE_PIXELS) return EDGE_SCROLL_PIXELS;
  return x < EDGE_PIXELS && viewNow().scrollFrame > 0 ? -EDGE_SCROLL_PIXELS : 0;
}

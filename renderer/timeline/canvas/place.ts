/** Where the pointer is, in the terms of the timeline: for gestures and drops. */
import { mirrorNow } from '../../store/mirror-store.ts';
import { viewNow } from '../../store/view.ts';
import { frameFromPixels, snapFrames } from './geometry.ts';
import { trackRows } from './track-rows.ts';

/** Edges and markers reach as far. */
const REACH_PIXELS = 8;

export interface Place {
  /** From the left edge of the track area. */
  readonly x: number;
  /** From the top of the first track, scrolled or not. */
  readonly y: number;
  /** Under the pointer, neither rounded nor snapped. */
  readonly frame: number;
  readonly trackIndex: number;
  readonly shift: boolean;
  /** Ctrl, or Cmd on macOS. */
  readonly control: boolean;
  readonly alt: boolean;
  /** Grid distance; null = every frame (Snap off). */
  readonly stepFrames: number | null;
  /** Of the tracks in view the first one and the one after the last: only their clips are met. */
  readonly tracksInView: readonly [number, number];
  /** How far edges and markers reach; null = not at all (Snap off). */
  readonly reachFrames: number | null;
}

/** What a pointer event and a drag have in common. */
export interface PointerLike {
  readonly clientX: number;
  readonly clientY: number;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey?: boolean;
}

/** `element` is the ruler or the track area: both begin at the same left edge. */
export function placeOf(event: PointerLike, element: Element): Place {
  const view = viewNow();
  const { project } = mirrorNow();
  const bounds = element.getBoundingClientRect();
  const x = event.clientX - bounds.left;
  const y = event.clientY - bounds.top + view.scrollTopPixels;
  const rows = trackRows(project.tracks, view);
  const bottom = view.scrollTopPixels + view.trackAreaHeightPixels;
  const { first, last } = rows.between(view.scrollTopPixels, bottom);
  return {
    x,
    y,
    frame: frameFromPixels(view, x),
    trackIndex: rows.at(y),
    shift: event.shiftKey,
    control: event.ctrlKey || event.metaKey === true,
    alt: event.altKey,
    tracksInView: [first, last],
    stepFrames: snapFrames(view.snap, view.framesPerPixel, project.sampleRate),
    reachFrames: view.snap === 'off' ? null : REACH_PIXELS * view.framesPerPixel,
  };
}

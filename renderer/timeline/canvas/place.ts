/** Where the pointer is, in the terms of the timeline: for gestures and drops. */
import { gridStepFrames } from '../../../preload/grid.ts';
import { playheadFrame } from '../../store/live.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
import { viewNow } from '../../store/view.ts';
import type { Snapping } from '../clips/snapping.ts';
import { frameFromPixels } from './geometry.ts';
import { trackRows } from './track-rows.ts';

/** Edges and markers reach as far. */
const REACH_PIXELS = 8;

export interface Place extends Snapping {
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
  return {
    x,
    y,
    frame: frameFromPixels(view, x),
    trackIndex: rows.at(y),
    shift: event.shiftKey,
    control: event.ctrlKey || event.metaKey === true,
    alt: event.altKey,
    ...snappingNow(),
  };
}

/** By Snap and what it is on to; of clips only those of the tracks in view are met. */
export function snappingNow(): Snapping {
  const view = viewNow();
  const { project, transportState } = mirrorNow();
  const { framesPerPixel, scrollTopPixels, trackAreaHeightPixels, snapKinds } = view;
  const isOn = view.isSnapping;
  const rows = trackRows(project.tracks, view);
  const { first, last } = rows.between(scrollTopPixels, scrollTopPixels + trackAreaHeightPixels);
  return {
    kinds: isOn ? snapKinds : [],
    tracksInView: [first, last],
    stepFrames: isOn ? gridStepFrames(project) : null,
    reachFrames: isOn ? REACH_PIXELS * framesPerPixel : null,
    playheadFrame: transportState === 'stopped' ? playheadFrame() : null,
  };
}

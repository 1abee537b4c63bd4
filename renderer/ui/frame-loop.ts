/**
 * One paint loop for the whole window. It paints after an update of the live values, after a change
 * of the view, and when a painter asked for it; otherwise it rests.
 */
import { onLive } from '../store/live.ts';
import { observePicture } from '../store/pace.ts';
import { viewStore } from '../store/view.ts';

/** Paints once; returns the milliseconds until it wants to paint again, REST = not by itself. */
export type Painter = () => number;

export const REST = Number.POSITIVE_INFINITY;
export const NEXT_PAINT = 0;

/** Updates come at the window's pace and paint by themselves: the timer waits for them. */
const GRACE_MILLISECONDS = 30;
/** A shorter wait means the next animation frame. */
const SHORTEST_PAUSE_MILLISECONDS = 20;

/** They run first: scrolling lays out what was changed before. */
const scrollers = new Set<Painter>();
const painters = new Set<Painter>();
let isRequested = false;
let isConnected = false;
let pause: ReturnType<typeof setTimeout> | undefined;

export function requestPaint(): void {
  if (isRequested || painters.size + scrollers.size === 0) return;
  isRequested = true;
  clearTimeout(pause);
  requestAnimationFrame(paintAll);
}

/** Adds a painter; returns the function that removes it. */
export function addPainter(painter: Painter): () => void {
  return addTo(painters, painter);
}

/** Adds a painter that scrolls elements. */
export function addScroller(painter: Painter): () => void {
  return addTo(scrollers, painter);
}

function addTo(set: Set<Painter>, painter: Painter): () => void {
  connect();
  set.add(painter);
  requestPaint();
  return () => set.delete(painter);
}

function connect(): void {
  if (isConnected) return;
  isConnected = true;
  onLive(requestPaint);
  viewStore.subscribe(requestPaint);
}

function paintAll(): void {
  isRequested = false;
  const start = performance.now();
  let wait = REST;
  for (const painter of scrollers) wait = Math.min(wait, painter());
  for (const painter of painters) wait = Math.min(wait, painter());
  // A timer of an animation frame runs when its picture is painted.
  setTimeout(() => observePicture(performance.now() - start));
  if (wait < SHORTEST_PAUSE_MILLISECONDS) requestPaint();
  else if (wait !== REST) pause = setTimeout(requestPaint, wait + GRACE_MILLISECONDS);
}

/**
 * One animation loop for the whole window. It runs only while something moves: after news from main
 * or a change of the view it makes one round, and another as soon as somebody asks for one.
 */
import { onLive } from '../store/live.ts';
import { viewStore } from '../store/view.ts';

/** Draws one picture; gives after how many milliseconds it wants the next, REST = not by itself. */
export type Painter = () => number;

export const REST = Number.POSITIVE_INFINITY;
export const NEXT_PICTURE = 0;
/** What a person cannot follow faster, drawn at this pace: each picture of the page is dear. */
export const CALM_MILLISECONDS = 50;

/** News from main come at the calm pace, too: they bring the picture along, the clock only fills in. */
const GRACE_MILLISECONDS = 30;
/** A wish for less than this is one for the next picture. */
const SHORTEST_PAUSE_MILLISECONDS = 20;

const painters = new Set<Painter>();
let isRequested = false;
let isConnected = false;
let pause: ReturnType<typeof setTimeout> | undefined;

export function requestPicture(): void {
  if (isRequested || painters.size === 0) return;
  isRequested = true;
  clearTimeout(pause);
  requestAnimationFrame(paintAll);
}

/** Adds a painter; gives the function that removes it. */
export function addPainter(painter: Painter): () => void {
  connect();
  painters.add(painter);
  requestPicture();
  return () => painters.delete(painter);
}

function connect(): void {
  if (isConnected) return;
  isConnected = true;
  onLive(requestPicture);
  viewStore.subscribe(requestPicture);
}

function paintAll(): void {
  isRequested = false;
  let wait = REST;
  for (const painter of painters) wait = Math.min(wait, painter());
  if (wait < SHORTEST_PAUSE_MILLISECONDS) requestPicture();
  else if (wait !== REST) pause = setTimeout(requestPicture, wait + GRACE_MILLISECONDS);
}

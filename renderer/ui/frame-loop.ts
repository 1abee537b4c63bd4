/**
 * One animation loop for the whole window. It runs only while something moves: after news from main
 * or a change of the view it makes one round, and goes on as long as somebody asks for more.
 */
import { onLive } from '../store/live.ts';
import { viewStore } from '../store/view.ts';

/** Draws one picture; true = something is still moving, call again. */
export type Painter = () => boolean;

const painters = new Set<Painter>();
let isRequested = false;
let isConnected = false;

export function requestPicture(): void {
  if (isRequested || painters.size === 0) return;
  isRequested = true;
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
  let isMoving = false;
  for (const painter of painters) {
    if (painter()) isMoving = true;
  }
  if (isMoving) requestPicture();
}

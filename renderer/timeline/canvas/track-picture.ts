/**
 * The picture of the track area, from one drawing to the next. Where the view was scrolled and nothing
 * else has changed, the picture that is there is moved by whole pixels of the screen, and what came into
 * view is drawn beside it.
 */
import type { Context2D } from './canvas.ts';
import type { Rectangle } from './geometry.ts';
import { paintTracks } from './painter.ts';
import type { Palette } from './palette.ts';
import type { PeaksCache } from './peaks-cache.ts';
import type { TrackScene } from './track-scene.ts';

/** In pixels of the screen, by how far what is there moves to the right and down. */
interface Shift {
  readonly x: number;
  readonly y: number;
}

/** A larger part of the view is drawn as a whole. */
const MOST_EXPOSED_SHARE = 0.5;
/** Places that are so near each other, in pixels, are the same. */
const SAME_PIXELS = 1e-4;

/** What a picture depends on beside the place of the view. */
const SHOWN = [
  'width',
  'height',
  'density',
  'project',
  'selection',
  'media',
  'loop',
  'markers',
  'timeRange',
  'dropouts',
  'outages',
  'hasTitles',
] as const satisfies readonly (keyof TrackScene)[];

/** A view that was not moved for so long rests. */
const REST_MILLISECONDS = 150;

export class TrackPicture {
  readonly #cache: PeaksCache;
  readonly #redraw: () => void;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #last: TrackScene | null = null;
  #palette: Palette | null = null;

  /** @param redraw asks for a drawing */
  constructor(cache: PeaksCache, redraw: () => void) {
    this.#cache = cache;
    this.#redraw = redraw;
  }

  /** Asks for a drawing of all of it. */
  renew(): void {
    this.#last = null;
    this.#redraw();
  }

  paint(context: Context2D, scene: TrackScene, palette: Palette): void {
    const shift = palette === this.#palette ? shiftBetween(this.#last, scene) : null;
    // Canvases that were resized are empty: their sizes differ.
    this.#last = scene;
    this.#palette = palette;
    clearTimeout(this.#rest);
    if (shift === null) {
      paintTracks(context, scene, palette, this.#cache);
      return;
    }
    this.#move(context, scene, palette, shift);
    this.#rest = setTimeout(() => this.renew(), REST_MILLISECONDS);
  }

  #move(context: Context2D, scene: TrackScene, palette: Palette, { x, y }: Shift): void {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(context.canvas, x, y);
    for (const exposed of exposedBy(scene, { x, y })) {
      context.save();
      context.setTransform(scene.density, 0, 0, scene.density, 0, 0);
      context.beginPath();
      context.rect(exposed.left, exposed.top, exposed.width, exposed.height);
      context.clip();
      paintTracks(context, { ...scene, exposed }, palette, this.#cache);
      context.restore();
    }
  }
}

/** null = something else has changed, or too much of the view. */
export function shiftBetween(before: TrackScene | null, now: TrackScene): Shift | null {
  if (before === null || SHOWN.some((name) => before[name] !== now[name])) return null;
  if (now.dragged.size > 0 || before.dragged.size > 0) return null;
  const { framesPerPixel, scrollFrame, scrollTopPixels } = now.viewport;
  if (framesPerPixel !== before.viewport.framesPerPixel) return null;
  if (now.viewport.rows !== before.viewport.rows) return null;
  const frames = before.viewport.scrollFrame - scrollFrame;
  const x = wholePixels((frames / framesPerPixel) * now.density);
  const y = wholePixels((before.viewport.scrollTopPixels - scrollTopPixels) * now.density);
  if (x === null || y === null) return null;
  const share = Math.abs(x) / (now.width * now.density) + Math.abs(y) / (now.height * now.density);
  return share <= MOST_EXPOSED_SHARE ? { x, y } : null;
}

function wholePixels(pixels: number): number | null {
  const whole = Math.round(pixels);
  return Math.abs(whole - pixels) < SAME_PIXELS ? whole : null;
}

/** The parts of the view that the picture leaves when it is moved. */
function exposedBy({ width, height, density }: TrackScene, { x, y }: Shift): readonly Rectangle[] {
  const columns = Math.abs(x) / density;
  const rows = Math.abs(y) / density;
  // The canvas has whole pixels of the screen.
  const right = Math.round(width * density) / density;
  const bottom = Math.round(height * density) / density;
  const exposed: Rectangle[] = [];
  if (x !== 0) {
    exposed.push({ left: x > 0 ? 0 : right - columns, top: 0, width: columns, height: bottom });
  }
  if (y !== 0) {
    exposed.push({ left: 0, top: y > 0 ? 0 : bottom - rows, width: right, height: rows });
  }
  return exposed;
}

/**
 * Where the rows of the tracks lie, from the top of the first one. Made again when a height or the number
 * of tracks changes; what a picture asks costs nothing that grows with the tracks.
 */
import type { Track } from '../../../preload/project.ts';
import { isUnder, sizeStepsNow } from '../../store/size-steps.ts';
import { TRACK_HEIGHTS, type TrackHeight } from '../../store/track-heights.ts';
import type { View } from '../../store/view.ts';

/** Of the row below the last one, where a new track would be. */
const NEW_ROW_PIXELS = TRACK_HEIGHTS.M;

export class TrackRows {
  readonly count: number;
  /** Of every row; 0 = they differ. */
  readonly #even: number;
  /** Tops of all rows and the end of the last one; empty = they are even. */
  readonly #tops: Float64Array;

  /** @param heights in pixels */
  constructor(heights: readonly number[]) {
    this.count = heights.length;
    const [first = NEW_ROW_PIXELS] = heights;
    this.#even = heights.every((height) => height === first) ? first : 0;
    this.#tops = this.#even > 0 ? new Float64Array() : topsOf(heights);
  }

  /** Of rows of new tracks below the last one, too. */
  top(index: number): number {
    const below = Math.max(0, index - this.count);
    const row = index - below;
    const top = this.#even > 0 ? row * this.#even : (this.#tops[row] ?? 0);
    return top + below * NEW_ROW_PIXELS;
  }

  height(index: number): number {
    if (index >= this.count) return NEW_ROW_PIXELS;
    return this.#even > 0 ? this.#even : this.top(index + 1) - this.top(index);
  }

  /** Of all rows. */
  get total(): number {
    return this.top(this.count);
  }

  /** The row at this height; -1 above the first or below the last. */
  at(pixels: number): number {
    if (pixels < 0 || pixels >= this.total) return -1;
    if (this.#even > 0) return Math.floor(pixels / this.#even);
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#tops[middle + 1] as number) > pixels) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The first row that reaches into a range of heights, and the one after the last. */
  between(from: number, to: number): { readonly first: number; readonly last: number } {
    if (to <= 0 || this.count === 0) return { first: 0, last: 0 };
    if (from >= this.total) return { first: this.count, last: this.count };
    const lastRow = to >= this.total ? this.count - 1 : this.at(to);
    const isInside = to >= this.total || this.top(lastRow) < to;
    return { first: this.at(Math.max(0, from)), last: lastRow + (isInside ? 1 : 0) };
  }

  isSameAs(other: TrackRows): boolean {
    if (this.count !== other.count || this.#even !== other.#even) return false;
    return this.#tops.every((top, index) => top === other.#tops[index]);
  }
}

function topsOf(heights: readonly number[]): Float64Array {
  const tops = new Float64Array(heights.length + 1);
  for (const [index, height] of heights.entries()) {
    tops[index + 1] = (tops[index] as number) + height;
  }
  return tops;
}

/** Rows of one height. */
export function evenRows(count: number, height: TrackHeight = 'M'): TrackRows {
  return new TrackRows(Array.from({ length: count }, () => TRACK_HEIGHTS[height]));
}

type HeightView = Pick<View, 'trackHeight' | 'ownHeights'>;

interface MadeRows {
  readonly tracks: readonly Track[];
  readonly trackHeight: TrackHeight;
  readonly ownHeights: View['ownHeights'];
  readonly isLow: boolean;
  readonly rows: TrackRows;
}

let made: MadeRows | null = null;

/** The height of a track as it is drawn: in a low window L is drawn as M. */
export function heightOf({ trackHeight, ownHeights }: HeightView, trackId: string): TrackHeight {
  const height = ownHeights[trackId] ?? trackHeight;
  return height === 'L' && isUnder(sizeStepsNow().height, 600) ? 'M' : height;
}

/** The rows that the window shows; the same object while nothing of them changes. */
export function trackRows(tracks: readonly Track[], view: HeightView): TrackRows {
  const { trackHeight, ownHeights } = view;
  const isLow = isUnder(sizeStepsNow().height, 600);
  if (
    made?.tracks === tracks &&
    made.trackHeight === trackHeight &&
    made.ownHeights === ownHeights &&
    made.isLow === isLow
  ) {
    return made.rows;
  }
  const rows = new TrackRows(tracks.map(({ id }) => TRACK_HEIGHTS[heightOf(view, id)]));
  const kept = made?.rows.isSameAs(rows) === true ? made.rows : rows;
  made = { tracks, trackHeight, ownHeights, isLow, rows: kept };
  return kept;
}

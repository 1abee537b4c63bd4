/**
 * Where the rows of the tracks lie, from the top of the first one. Made again when a height or the number
 * of tracks changes; what a picture asks costs nothing that grows with the tracks.
 */
import type { Track } from '../../../preload/project.ts';
import { isUnder, sizeStepsNow } from '../../store/size-steps.ts';
import { TRACK_HEIGHTS, type TrackHeight } from '../../store/track-heights.ts';
import type { View } from '../../store/view.ts';
import { CLIP_MARGIN_PIXELS, CLIP_MARGINS_PIXELS } from './clip-margins.ts';

/** Of the row below the last one, where a new track would be. */
const NEW_ROW_PIXELS = TRACK_HEIGHTS.M;

/** Of the heading of a group of tracks. */
export const HEADING_PIXELS = TRACK_HEIGHTS.S;
/** Above and below the strips of a folded group, in its heading. */
const STRIPS_MARGIN_PIXELS = 4;

/** The heading of tracks that lie one below the other and belong to one group. A folded group has nothing
 * else: its tracks are strips in it. */
export interface GroupHeading {
  readonly groupId: string;
  /** Index of its first track. */
  readonly first: number;
  readonly count: number;
  readonly isFolded: boolean;
}

export interface PlacedHeading extends GroupHeading {
  readonly topPixels: number;
}

export class TrackRows {
  readonly count: number;
  readonly headings: readonly PlacedHeading[];
  /** Of every row; 0 = they differ. */
  readonly #even: number;
  /** Where each track's part begins, the heading above it included, and the end of the last one; empty = they
   * are even. */
  readonly #starts: Float64Array;
  /** Indices of tracks of folded groups. */
  readonly #folded: ReadonlySet<number>;
  /** Indices of tracks below a heading. */
  readonly #below: ReadonlySet<number>;

  /**
   * @param heights in pixels; those of the tracks of folded groups do not count
   * @param headings in the order of their tracks
   */
  constructor(heights: readonly number[], headings: readonly GroupHeading[] = []) {
    this.count = heights.length;
    const [first = NEW_ROW_PIXELS] = heights;
    const isEven = headings.length === 0 && heights.every((height) => height === first);
    this.#even = isEven ? first : 0;
    this.#starts = isEven ? new Float64Array() : startsOf(heights, headings);
    const tracksOf = (heading: GroupHeading) =>
      Array.from({ length: heading.count }, (_, place) => heading.first + place);
    this.#folded = new Set(headings.filter(({ isFolded }) => isFolded).flatMap(tracksOf));
    this.#below = new Set(headings.map((heading) => heading.first));
    this.headings = headings.map((heading) => ({
      ...heading,
      topPixels: this.#starts[heading.first] ?? 0,
    }));
  }

  /** Of rows of new tracks below the last one, too. A strip has the room of a row around it, as if it were one. */
  top(index: number): number {
    const below = Math.max(0, index - this.count);
    const row = index - below;
    if (this.#even > 0) return row * this.#even + below * NEW_ROW_PIXELS;
    const start = (this.#starts[row] ?? 0) + below * NEW_ROW_PIXELS;
    if (this.#folded.has(row)) {
      return start + (this.#below.has(row) ? STRIPS_MARGIN_PIXELS : 0) - CLIP_MARGIN_PIXELS;
    }
    return start + (this.#below.has(row) ? HEADING_PIXELS : 0);
  }

  height(index: number): number {
    if (index >= this.count) return NEW_ROW_PIXELS;
    if (this.#even > 0) return this.#even;
    const end = this.#starts[index + 1] ?? 0;
    if (!this.#folded.has(index)) return end - this.top(index);
    const isLast = !this.#folded.has(index + 1) || this.#below.has(index + 1);
    const margins = isLast ? CLIP_MARGINS_PIXELS - STRIPS_MARGIN_PIXELS : CLIP_MARGINS_PIXELS;
    return end - this.top(index) - CLIP_MARGIN_PIXELS + margins;
  }

  /** The track is a strip in the heading of its group. */
  isFolded(index: number): boolean {
    return this.#folded.has(index);
  }

  /** Where the part of a track ends, with the line below it. */
  bottom(index: number): number {
    return this.#even > 0 ? (index + 1) * this.#even : (this.#starts[index + 1] ?? 0);
  }

  /** Where the part of a track begins, the heading above it included. */
  start(index: number): number {
    return this.#even > 0 ? index * this.#even : (this.#starts[Math.min(index, this.count)] ?? 0);
  }

  /** Of all rows. */
  get total(): number {
    return this.start(this.count);
  }

  /** The row at this height, in the heading of a group that of its first track, or the one of the strip; -1 above
   * the first or below the last. */
  at(pixels: number): number {
    if (pixels < 0 || pixels >= this.total) return -1;
    if (this.#even > 0) return Math.floor(pixels / this.#even);
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle + 1] as number) > pixels) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The first row that reaches into a range of heights, and the one after the last. */
  between(from: number, to: number): { readonly first: number; readonly last: number } {
    if (to <= 0 || this.count === 0) return { first: 0, last: 0 };
    if (from >= this.total) return { first: this.count, last: this.count };
    const lastRow = to >= this.total ? this.count - 1 : this.at(to);
    const isInside = to >= this.total || this.start(lastRow) < to;
    return { first: this.at(Math.max(0, from)), last: lastRow + (isInside ? 1 : 0) };
  }

  isSameAs(other: TrackRows): boolean {
    if (this.count !== other.count || this.#even !== other.#even) return false;
    if (!this.#starts.every((start, index) => start === other.#starts[index])) return false;
    return (
      this.headings.length === other.headings.length &&
      this.headings.every((heading, place) => isSameHeading(heading, other.headings[place]))
    );
  }
}

function isSameHeading(a: GroupHeading, b: GroupHeading | undefined): boolean {
  return (
    a.groupId === b?.groupId &&
    a.first === b.first &&
    a.count === b.count &&
    a.isFolded === b.isFolded
  );
}

function startsOf(heights: readonly number[], headings: readonly GroupHeading[]): Float64Array {
  const starts = new Float64Array(heights.length + 1);
  const headingOf = new Map(headings.map((heading) => [heading.first, heading]));
  for (let index = 0; index < heights.length; ) {
    const start = starts[index] as number;
    const heading = headingOf.get(index);
    if (heading?.isFolded === true) {
      const strip = (HEADING_PIXELS - 2 * STRIPS_MARGIN_PIXELS) / heading.count;
      for (let place = 1; place < heading.count; place += 1) {
        starts[index + place] = start + STRIPS_MARGIN_PIXELS + place * strip;
      }
      index += heading.count;
      starts[index] = start + HEADING_PIXELS;
    } else {
      starts[index + 1] =
        start + (heading === undefined ? 0 : HEADING_PIXELS) + (heights[index] as number);
      index += 1;
    }
  }
  return starts;
}

/** The headings of the groups that tracks belong to: one for each stretch of neighbours of one group. */
export function groupHeadings(
  tracks: readonly Pick<Track, 'groupId'>[],
  foldedGroups: readonly string[],
): readonly GroupHeading[] {
  const headings: GroupHeading[] = [];
  const folded = new Set(foldedGroups);
  for (let first = 0; first < tracks.length; ) {
    const groupId = tracks[first]?.groupId ?? null;
    let end = first + 1;
    while (end < tracks.length && tracks[end]?.groupId === groupId) end += 1;
    if (groupId !== null) {
      headings.push({ groupId, first, count: end - first, isFolded: folded.has(groupId) });
    }
    first = end;
  }
  return headings;
}

/** Rows of one height. */
export function evenRows(count: number, height: TrackHeight = 'M'): TrackRows {
  return new TrackRows(Array.from({ length: count }, () => TRACK_HEIGHTS[height]));
}

type HeightView = Pick<View, 'trackHeight' | 'ownHeights' | 'foldedGroups'>;

interface MadeRows {
  readonly tracks: readonly Track[];
  readonly trackHeight: TrackHeight;
  readonly ownHeights: View['ownHeights'];
  readonly foldedGroups: View['foldedGroups'];
  readonly isLow: boolean;
  readonly rows: TrackRows;
}

let made: MadeRows | null = null;

/** The height of a track as it is drawn: in a low window L is drawn as M. */
export function heightOf(
  { trackHeight, ownHeights }: Pick<View, 'trackHeight' | 'ownHeights'>,
  trackId: string,
): TrackHeight {
  const height = ownHeights[trackId] ?? trackHeight;
  return height === 'L' && isUnder(sizeStepsNow().height, 600) ? 'M' : height;
}

/** The rows that the window shows; the same object while nothing of them changes. */
export function trackRows(tracks: readonly Track[], view: HeightView): TrackRows {
  const { trackHeight, ownHeights, foldedGroups } = view;
  const isLow = isUnder(sizeStepsNow().height, 600);
  if (
    made?.tracks === tracks &&
    made.trackHeight === trackHeight &&
    made.ownHeights === ownHeights &&
    made.foldedGroups === foldedGroups &&
    made.isLow === isLow
  ) {
    return made.rows;
  }
  const heights = tracks.map(({ id }) => TRACK_HEIGHTS[heightOf(view, id)]);
  const rows = new TrackRows(heights, groupHeadings(tracks, foldedGroups));
  const kept = made?.rows.isSameAs(rows) === true ? made.rows : rows;
  made = { tracks, trackHeight, ownHeights, foldedGroups, isLow, rows: kept };
  return kept;
}

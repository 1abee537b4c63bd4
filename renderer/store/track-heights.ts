/** How high tracks are: one height for all, and those of single tracks. A part of the view, kept by the
 * ids of the tracks: no edit, so that Undo does not change what is seen of the session. */

/** In CSS pixels, with the line below. */
export const TRACK_HEIGHTS = { S: 32, M: 60, L: 104 } as const;
export type TrackHeight = keyof typeof TRACK_HEIGHTS;
export const TRACK_HEIGHT_NAMES = Object.keys(TRACK_HEIGHTS) as readonly TrackHeight[];

/** The tracks whose height was chosen longest ago are forgotten first. */
const MOST_KEPT = 1_000;

/** By the ids of tracks. */
export type OwnHeights = Readonly<Record<string, TrackHeight>>;

export function isTrackHeight(name: unknown): name is TrackHeight {
  return typeof name === 'string' && Object.hasOwn(TRACK_HEIGHTS, name);
}

/** With these tracks at a height of their own. */
export function withHeightOf(
  own: OwnHeights,
  trackIds: readonly string[],
  height: TrackHeight,
): OwnHeights {
  const chosen = new Set(trackIds);
  const others = Object.entries(own).filter(([id]) => !chosen.has(id));
  const added = trackIds.map((id) => [id, height] as const);
  return Object.fromEntries([...others, ...added].slice(-MOST_KEPT));
}

/** The height that is nearest to so many pixels. */
export function nearestHeight(pixels: number): TrackHeight {
  const distance = (name: TrackHeight) => Math.abs(TRACK_HEIGHTS[name] - pixels);
  return TRACK_HEIGHT_NAMES.reduce((best, name) => (distance(name) < distance(best) ? name : best));
}

/** What is left of what was kept. */
export function checkedHeights(kept: unknown): OwnHeights {
  if (typeof kept !== 'object' || kept === null) return {};
  const entries = Object.entries(kept).filter((entry): entry is [string, TrackHeight] =>
    isTrackHeight(entry[1]),
  );
  return Object.fromEntries(entries.slice(-MOST_KEPT));
}

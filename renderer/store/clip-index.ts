/**
 * The clips of a project by their tracks and in the order of time. Follows the project from edit to
 * edit: what an edit left alone is not looked at again, but for one walk over the list of clips.
 * - On a track and in time equal starts keep the order of the project's list; in time the track
 *   decides before that.
 * - Clips of tracks that are gone are under no track and not in time.
 */
import { partWithId, placeOfId } from '../../preload/id-index.ts';
import type { Clip, Project, Track } from '../../preload/project.ts';
import type { Frames } from '../../preload/units.ts';
import { TrackClips } from './track-clips.ts';

type Parts = Pick<Project, 'clips' | 'tracks'>;

/** With more changed clips than these, and than this share of all, everything is sorted again. */
const MOST_CHANGED = 32;
const MOST_CHANGED_SHARE = 1 / 64;

export class ClipIndex {
  #clips: readonly Clip[] = [];
  #tracks: readonly Track[] = [];
  readonly #byTrack = new Map<string, TrackClips>();
  /** Place in the project's list, or one with the same order. */
  readonly #order = new Map<string, number>();
  #nextOrder = 0;
  /** null = to be sorted when somebody asks. */
  #inTime: Clip[] | null = [];
  #endFrame: Frames | null = 0;

  /** Makes this the index of another project, at the cost of what differs. */
  follow({ clips, tracks }: Parts): void {
    const hasOtherTracks = tracks !== this.#tracks && !haveSameIds(tracks, this.#tracks);
    this.#tracks = tracks;
    if (hasOtherTracks) this.#inTime = null;
    if (clips === this.#clips) return;
    const before = this.#clips;
    this.#clips = clips;
    this.#endFrame = null;
    const change = changeBetween(before, clips);
    const most = MOST_CHANGED + clips.length * MOST_CHANGED_SHARE;
    if (change === null || change.size > most) this.#rebuild();
    else this.#change(change);
  }

  /** Clips of the track; undefined = it has none. */
  onTrack(trackId: string): TrackClips | undefined {
    return this.#byTrack.get(trackId);
  }

  /** Clips by time, then by track: the order in which Tab walks them. */
  get inTime(): readonly Clip[] {
    this.#inTime ??= this.#sorted();
    return this.#inTime;
  }

  /** Where the clip stands in time; -1 = it is not there. */
  placeInTime(clip: Clip): number {
    const { inTime } = this;
    const place = firstAt(inTime, (other) => this.#compare(other, clip) >= 0);
    return inTime[place]?.id === clip.id ? place : -1;
  }

  /** Where the clip with this id stands in time; -1 = it is not there. */
  placeOfId(id: string): number {
    const clip = partWithId(this.#clips, id);
    return clip === undefined ? -1 : this.placeInTime(clip);
  }

  /** First frame after the last clip; 0 without clips. */
  get endFrame(): Frames {
    if (this.#endFrame === null) {
      this.#endFrame = 0;
      for (const onTrack of this.#byTrack.values()) {
        this.#endFrame = Math.max(this.#endFrame, onTrack.endFrame);
      }
    }
    return this.#endFrame;
  }

  #rebuild(): void {
    this.#byTrack.clear();
    this.#order.clear();
    this.#inTime = null;
    this.#nextOrder = this.#clips.length;
    const byTrack = new Map<string, Clip[]>();
    this.#clips.forEach((clip, order) => {
      this.#order.set(clip.id, order);
      const onTrack = byTrack.get(clip.trackId);
      if (onTrack === undefined) byTrack.set(clip.trackId, [clip]);
      else onTrack.push(clip);
    });
    for (const [trackId, clips] of byTrack)
      this.#byTrack.set(trackId, new TrackClips(clips, this.#order));
  }

  #change({ replaced, removed, added }: Change): void {
    for (const [before, after] of replaced) {
      const order = this.#order.get(before.id) ?? 0;
      this.#remove(before);
      this.#insert(after, order);
    }
    for (const clip of removed) this.#remove(clip);
    for (const clip of added) {
      this.#insert(clip, this.#nextOrder);
      this.#nextOrder += 1;
    }
  }

  #insert(clip: Clip, order: number): void {
    this.#order.set(clip.id, order);
    const onTrack = this.#byTrack.get(clip.trackId);
    if (onTrack === undefined) this.#byTrack.set(clip.trackId, new TrackClips([clip], this.#order));
    else onTrack.insert(clip);
    if (this.#inTime === null || !this.#hasTrack(clip)) return;
    const place = firstAt(this.#inTime, (other) => this.#compare(other, clip) > 0);
    this.#inTime.splice(place, 0, clip);
  }

  #remove(clip: Clip): void {
    const place = this.#inTime === null ? -1 : this.placeInTime(clip);
    if (place >= 0) this.#inTime?.splice(place, 1);
    const onTrack = this.#byTrack.get(clip.trackId);
    onTrack?.remove(clip);
    if (onTrack?.clips.length === 0) this.#byTrack.delete(clip.trackId);
    this.#order.delete(clip.id);
  }

  #hasTrack({ trackId }: Clip): boolean {
    return placeOfId(this.#tracks, trackId) >= 0;
  }

  #sorted(): Clip[] {
    const places = new Map(this.#tracks.map(({ id }, place) => [id, place]));
    const placed = this.#clips.flatMap((clip, order) => {
      const track = places.get(clip.trackId);
      return track === undefined ? [] : [{ clip, start: clip.startFrame, track, order }];
    });
    placed.sort((a, b) => a.start - b.start || a.track - b.track || a.order - b.order);
    return placed.map(({ clip }) => clip);
  }

  #compare(a: Clip, b: Clip): number {
    return (
      a.startFrame - b.startFrame ||
      placeOfId(this.#tracks, a.trackId) - placeOfId(this.#tracks, b.trackId) ||
      (this.#order.get(a.id) ?? 0) - (this.#order.get(b.id) ?? 0)
    );
  }
}

/** The place of the first that fits; all after it fit, too. */
export function firstAt<T>(sorted: readonly T[], fits: (item: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fits(sorted[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Change {
  /** Pairs that have the same place among the others. */
  readonly replaced: readonly (readonly [before: Clip, after: Clip])[];
  readonly removed: readonly Clip[];
  /** After all others. */
  readonly added: readonly Clip[];
  readonly size: number;
}

/** What an edit makes of a list: it replaces, removes, or adds at the end. null = something else. */
function changeBetween(before: readonly Clip[], after: readonly Clip[]): Change | null {
  const replaced: (readonly [Clip, Clip])[] = [];
  const removed: Clip[] = [];
  let place = 0;
  for (const old of before) {
    const now = after[place];
    if (old === now) place += 1;
    else if (now?.id === old.id) {
      replaced.push([old, now]);
      place += 1;
    } else removed.push(old);
  }
  const added = after.slice(place);
  // What was removed and is there again stands elsewhere.
  const gone = new Set(removed.map(({ id }) => id));
  if (added.some(({ id }) => gone.has(id))) return null;
  return { replaced, removed, added, size: replaced.length + removed.length + added.length };
}

function haveSameIds(a: readonly Track[], b: readonly Track[]): boolean {
  return a.length === b.length && a.every(({ id }, place) => id === b[place]?.id);
}

const shown = new ClipIndex();

/** The index of a project that the window shows. One project at a time is followed cheaply. */
export function clipIndexOf(project: Parts): ClipIndex {
  shown.follow(project);
  return shown;
}

/**
 * The clips of one track by their starts. Finds those in a range of time at a cost that grows with what
 * is found, whatever the lengths: a tree of blocks knows the last end and the greatest length of each.
 */
import type { Clip } from '../../preload/project.ts';
import type { Frames } from '../../preload/units.ts';

/** Children of a block. */
const BRANCHES = 16;

interface Blocks {
  readonly ends: Float64Array;
  readonly lengths: Float64Array;
}

export class TrackClips {
  readonly #clips: Clip[];
  readonly #order: ReadonlyMap<string, number>;
  /** Blocks of clips, blocks of blocks, up to one level with a single block; null = to be made. */
  #levels: readonly Blocks[] | null = null;

  /** @param order of clips that start together; it outlives this and has all of its clips */
  constructor(clips: Clip[], order: ReadonlyMap<string, number>) {
    this.#order = order;
    this.#clips = clips.sort((a, b) => this.#compare(a, b));
  }

  get clips(): readonly Clip[] {
    return this.#clips;
  }

  get endFrame(): Frames {
    return this.#tree().at(-1)?.ends[0] ?? 0;
  }

  insert(clip: Clip): void {
    this.#clips.splice(this.#firstNotBefore(clip), 0, clip);
    this.#levels = null;
  }

  /** A clip that is not there changes nothing. */
  remove(clip: Clip): void {
    const place = this.#firstNotBefore(clip);
    if (this.#clips[place]?.id !== clip.id) return;
    this.#clips.splice(place, 1);
    this.#levels = null;
  }

  /** Clips that touch the range and are at least so long, in order. */
  between(fromFrame: Frames, toFrame: Frames, shortest: Frames = 0): Clip[] {
    const found: Clip[] = [];
    this.#collect(this.#tree().length - 1, 0, { fromFrame, toFrame, shortest }, found);
    return found;
  }

  /** The clip that starts nearest to `frame`, the first of them. */
  nearest(frame: Frames): Clip | undefined {
    const after = this.#clips[this.placeFrom(frame)];
    const last = this.#clips[this.placeFrom(frame) - 1];
    if (last === undefined) return after;
    const before = this.#clips[this.placeFrom(last.startFrame)] as Clip;
    const isAfterNearer =
      after !== undefined && after.startFrame - frame < frame - before.startFrame;
    return isAfterNearer ? after : before;
  }

  /** The place of the first clip that starts at `frame` or later. */
  placeFrom(frame: Frames): number {
    let low = 0;
    let high = this.#clips.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#clips[middle] as Clip).startFrame >= frame) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #compare(a: Clip, b: Clip): number {
    return (
      a.startFrame - b.startFrame || (this.#order.get(a.id) ?? 0) - (this.#order.get(b.id) ?? 0)
    );
  }

  #firstNotBefore(clip: Clip): number {
    let low = 0;
    let high = this.#clips.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.#clips[middle] as Clip, clip) >= 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #collect(
    level: number,
    block: number,
    range: { readonly fromFrame: Frames; readonly toFrame: Frames; readonly shortest: Frames },
    found: Clip[],
  ): boolean {
    const { fromFrame, toFrame, shortest } = range;
    const levels = this.#tree();
    const { ends, lengths } = levels[level] as Blocks;
    if ((ends[block] as number) <= fromFrame || (lengths[block] as number) < shortest) return true;
    const first = block * BRANCHES;
    if (level > 0) {
      const last = Math.min(first + BRANCHES, (levels[level - 1] as Blocks).ends.length);
      for (let child = first; child < last; child += 1) {
        if (!this.#collect(level - 1, child, range, found)) return false;
      }
      return true;
    }
    const last = Math.min(first + BRANCHES, this.#clips.length);
    for (let place = first; place < last; place += 1) {
      const clip = this.#clips[place] as Clip;
      if (clip.startFrame >= toFrame) return false;
      const { startFrame, lengthFrames } = clip;
      if (startFrame + lengthFrames > fromFrame && lengthFrames >= shortest) found.push(clip);
    }
    return true;
  }

  #tree(): readonly Blocks[] {
    this.#levels ??= blocksOf(this.#clips);
    return this.#levels;
  }
}

function blocksOf(clips: readonly Clip[]): readonly Blocks[] {
  const levels: Blocks[] = [];
  let below: Blocks = {
    ends: Float64Array.from(clips, ({ startFrame, lengthFrames }) => startFrame + lengthFrames),
    lengths: Float64Array.from(clips, ({ lengthFrames }) => lengthFrames),
  };
  do {
    below = { ends: greatest(below.ends), lengths: greatest(below.lengths) };
    levels.push(below);
  } while (below.ends.length > 1);
  return levels;
}

/** The greatest of each block. */
function greatest(values: Float64Array): Float64Array {
  const blocks = new Float64Array(Math.max(1, Math.ceil(values.length / BRANCHES)));
  for (let place = 0; place < values.length; place += 1) {
    const block = (place / BRANCHES) | 0;
    blocks[block] = Math.max(blocks[block] as number, values[place] as number);
  }
  return blocks;
}

/**
 * Waveforms for drawing: tiles of the peaks pyramid, fetched from main when first looked at and
 * kept until others need the room. One zoom level is a power of two of frames per bin.
 */
import type { PeaksTile } from '../../../preload/contract.ts';
import type { Outcome } from '../../../preload/outcome.ts';
import type { Frames } from '../../../preload/units.ts';

/** Within what one request may ask for (4,096). */
export const TILE_BINS = 1024;
const MOST_REQUESTS_AT_ONCE = 6;
const LARGEST_LEVEL = 24;

export interface PeaksRequest {
  readonly sourceId: string;
  readonly startFrame: Frames;
  readonly framesPerBin: number;
  readonly count: number;
}

/** A source as the cache needs it: how long it is and how much of it is known by now. */
export interface PeaksSource {
  readonly sourceId: string;
  readonly frames: Frames;
  readonly readyFrames: Frames;
}

interface Entry {
  readonly tile: PeaksTile;
  readonly count: number;
  /** What was known of the source when this was asked. */
  readonly readyFrames: Frames;
}

/** The coarsest level that still has a bin for every pixel of the screen. */
export function peaksLevel(framesPerScreenPixel: number): number {
  const level = Math.floor(Math.log2(Math.max(1, framesPerScreenPixel)));
  return Math.min(level, LARGEST_LEVEL);
}

export class PeaksCache {
  readonly #fetch: (request: PeaksRequest) => Promise<Outcome<PeaksTile>>;
  readonly #onArrival: () => void;
  readonly #capacity: number;
  /** In the order of use, oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #queue = new Map<string, { request: PeaksRequest; readyFrames: Frames }>();
  readonly #underWay = new Set<string>();
  readonly #refusedAt = new Map<string, Frames>();

  constructor(
    fetch: (request: PeaksRequest) => Promise<Outcome<PeaksTile>>,
    onArrival: () => void,
    capacity = 600,
  ) {
    this.#fetch = fetch;
    this.#onArrival = onArrival;
    this.#capacity = capacity;
  }

  /** The tile if it is here; else null, and it is on its way. */
  tile(source: PeaksSource, level: number, index: number): PeaksTile | null {
    const key = `${source.sourceId}/${level}/${index}`;
    const framesPerBin = 2 ** level;
    const startFrame = index * TILE_BINS * framesPerBin;
    const remaining = Math.ceil((source.frames - startFrame) / framesPerBin);
    const count = Math.min(TILE_BINS, remaining);
    if (count <= 0) return null;
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#touch(key, entry);
    if (this.#isWanted(key, entry, count, source.readyFrames)) {
      const request = { sourceId: source.sourceId, startFrame, framesPerBin, count };
      this.#queue.set(key, { request, readyFrames: source.readyFrames });
      this.#pump();
    }
    return entry?.tile ?? null;
  }

  /** A tile that is here already, without asking for it. */
  peek(sourceId: string, level: number, index: number): PeaksTile | null {
    return this.#entries.get(`${sourceId}/${level}/${index}`)?.tile ?? null;
  }

  #touch(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
  }

  #isWanted(key: string, entry: Entry | undefined, count: number, readyFrames: Frames): boolean {
    if (this.#underWay.has(key)) return false;
    if (entry === undefined) return this.#refusedAt.get(key) !== readyFrames;
    const isPartial = entry.tile.knownBins < count;
    return isPartial && readyFrames > entry.readyFrames;
  }

  #pump(): void {
    while (this.#underWay.size < MOST_REQUESTS_AT_ONCE && this.#queue.size > 0) {
      // The newest wish first: it is what the person looks at now.
      const [key, wish] = [...this.#queue].at(-1) as [
        string,
        { request: PeaksRequest; readyFrames: Frames },
      ];
      this.#queue.delete(key);
      this.#underWay.add(key);
      void this.#load(key, wish.request, wish.readyFrames);
    }
  }

  async #load(key: string, request: PeaksRequest, readyFrames: Frames): Promise<void> {
    const outcome = await this.#fetch(request);
    this.#underWay.delete(key);
    if (outcome.ok) {
      this.#refusedAt.delete(key);
      this.#touch(key, { tile: outcome.value, count: request.count, readyFrames });
      this.#evict();
      this.#onArrival();
    } else {
      // Asked again when more of the source is known, not sixty times a second.
      this.#refusedAt.set(key, readyFrames);
    }
    this.#pump();
  }

  #evict(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#capacity) return;
      this.#entries.delete(key);
    }
  }
}

/**
 * Tiles of the peaks pyramid, fetched from main on first use; the least recently used are evicted. A
 * level is a power of two of frames per bin.
 */
import type { PeaksTile } from '../../../preload/contract.ts';
import type { Outcome } from '../../../preload/outcome.ts';
import type { Frames } from '../../../preload/units.ts';

/** One request allows 4,096 bins. */
export const TILE_BINS = 1024;
const MOST_REQUESTS_AT_ONCE = 6;
const LARGEST_LEVEL = 24;

export interface PeaksRequest {
  readonly sourceId: string;
  readonly startFrame: Frames;
  readonly framesPerBin: number;
  readonly count: number;
}

/** A source, its length, and how much of it is decoded. */
export interface PeaksSource {
  readonly sourceId: string;
  /** Counts the openings of its file: peaks of an earlier one are not shown. */
  readonly opening: number;
  readonly frames: Frames;
  readonly readyFrames: Frames;
}

interface CachedTile {
  readonly tile: PeaksTile;
  readonly count: number;
  /** Of the source when this tile was requested. */
  readonly readyFrames: Frames;
}

function keyOf({ sourceId, opening }: PeaksSource, level: number, index: number): string {
  return `${sourceId}/${opening}/${level}/${index}`;
}

/** The coarsest level that still has a bin for every pixel of the screen. */
export function peaksLevel(framesPerScreenPixel: number): number {
  const level = Math.floor(Math.log2(Math.max(1, framesPerScreenPixel)));
  return Math.min(level, LARGEST_LEVEL);
}

export class PeaksCache {
  readonly #fetch: (request: PeaksRequest) => Promise<Outcome<PeaksTile>>;
  readonly #onArrival: (sourceId: string) => void;
  readonly #capacity: number;
  /** Least recently used first. */
  readonly #entries = new Map<string, CachedTile>();
  readonly #queue = new Map<string, { request: PeaksRequest; readyFrames: Frames }>();
  readonly #underWay = new Set<string>();
  readonly #refusedAt = new Map<string, Frames>();

  constructor(
    fetch: (request: PeaksRequest) => Promise<Outcome<PeaksTile>>,
    onArrival: (sourceId: string) => void,
    capacity = 600,
  ) {
    this.#fetch = fetch;
    this.#onArrival = onArrival;
    this.#capacity = capacity;
  }

  /** The cached tile, or null; a tile that is missing or incomplete is requested. */
  tile(source: PeaksSource, level: number, index: number): PeaksTile | null {
    const key = keyOf(source, level, index);
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

  /** The cached tile, or null; requests nothing. */
  peek(source: PeaksSource, level: number, index: number): PeaksTile | null {
    return this.#entries.get(keyOf(source, level, index))?.tile ?? null;
  }

  #touch(key: string, entry: CachedTile): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
  }

  #isWanted(
    key: string,
    entry: CachedTile | undefined,
    count: number,
    readyFrames: Frames,
  ): boolean {
    if (this.#underWay.has(key)) return false;
    if (entry === undefined) return this.#refusedAt.get(key) !== readyFrames;
    const isPartial = entry.tile.knownBins < count;
    return isPartial && readyFrames > entry.readyFrames;
  }

  #pump(): void {
    while (this.#underWay.size < MOST_REQUESTS_AT_ONCE && this.#queue.size > 0) {
      // The newest request first: it is in view now.
      const [key, queued] = [...this.#queue].at(-1) as [
        string,
        { request: PeaksRequest; readyFrames: Frames },
      ];
      this.#queue.delete(key);
      this.#underWay.add(key);
      void this.#load(key, queued.request, queued.readyFrames);
    }
  }

  async #load(key: string, request: PeaksRequest, readyFrames: Frames): Promise<void> {
    const outcome = await this.#fetch(request);
    this.#underWay.delete(key);
    if (outcome.ok) {
      this.#refusedAt.delete(key);
      this.#touch(key, { tile: outcome.value, count: request.count, readyFrames });
      this.#evict();
      this.#onArrival(request.sourceId);
    } else {
      // Requested again when more of the source is decoded, not with every drawing.
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

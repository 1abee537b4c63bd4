/**
 * Draws a waveform in columns of one screen pixel: filled peaks with a brighter RMS body. A column has
 * the smallest, the largest and the RMS value of all channels.
 */
import type { PeaksTile } from '../../../preload/contract.ts';
import type { ClipLoop } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import type { Context2D } from './canvas.ts';
import { type PeaksCache, type PeaksSource, peaksLevel, TILE_BINS } from './peaks-cache.ts';
import { fillShape, type WaveformColours, type WaveformShape } from './waveform-pixels.ts';

export interface WaveformArea {
  /** All in screen (device) pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The source's frame at `left`. */
  readonly startFrame: number;
  readonly framesPerScreenPixel: number;
  /** Linear; the clip's own gain makes its picture larger or smaller. */
  readonly gain: number;
  /** The same column by column, on top of it; absent = 1 everywhere. */
  readonly levels?: Float32Array | null;
  /** The part of the source that comes again and again; `startFrame` counts on beyond its end. */
  readonly loop?: ClipLoop | null;
}

interface WaveformColumn {
  min: number;
  max: number;
  rms: number;
}

const COARSER_LEVELS_TRIED = 8;

export function drawWaveform(
  context: Context2D,
  cache: PeaksCache,
  source: PeaksSource,
  area: WaveformArea,
  colours: WaveformColours,
): void {
  fillShape(context, shapeOf(cache, source, area), area.left, colours);
}

/** A column without a height is one about which nothing is known yet. */
function shapeOf(cache: PeaksCache, source: PeaksSource, area: WaveformArea): WaveformShape {
  const count = Math.ceil(area.width);
  const shape = {
    count,
    peakTops: new Float64Array(count).fill(Number.NaN),
    peakBottoms: new Float64Array(count).fill(Number.NaN),
    bodyTops: new Float64Array(count),
    bodyBottoms: new Float64Array(count),
  };
  const { startFrame, framesPerScreenPixel, loop = null, levels = null } = area;
  const tiles = new Tiles(cache, source, peaksLevel(framesPerScreenPixel));
  const limit = area.height / 2;
  const middle = area.top + limit;
  for (let index = 0; index < count; index += 1) {
    const from = startFrame + index * framesPerScreenPixel;
    const to = from + framesPerScreenPixel;
    const column = loop === null ? columnAt(tiles, from, to) : loopedColumn(tiles, loop, from, to);
    if (column === null) continue;
    const { min, max, rms } = column;
    const scale = limit * area.gain * (levels === null ? 1 : (levels[index] as number));
    const top = clamp(max * scale, limit);
    const bottom = clamp(min * scale, limit);
    shape.peakTops[index] = middle - top;
    shape.peakBottoms[index] = middle - top + Math.max(1, top - bottom);
    shape.bodyTops[index] = middle - clamp(Math.min(max, rms) * scale, limit);
    shape.bodyBottoms[index] = middle - clamp(Math.max(min, -rms) * scale, limit);
  }
  return shape;
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}

function loopedColumn(
  tiles: Tiles,
  { startFrame, lengthFrames }: ClipLoop,
  from: number,
  to: number,
): WaveformColumn | null {
  const endFrame = startFrame + lengthFrames;
  if (to - from >= lengthFrames) return tiles.wholeOf(startFrame, endFrame);
  const first = startFrame + ((from - startFrame) % lengthFrames);
  const beyond = first + to - from - endFrame;
  if (beyond <= 0) return columnAt(tiles, first, first + to - from);
  const end = columnAt(tiles, first, endFrame);
  const again = columnAt(tiles, startFrame, startFrame + beyond);
  if (end === null || again === null) return end ?? again;
  return {
    min: Math.min(end.min, again.min),
    max: Math.max(end.max, again.max),
    rms: Math.max(end.rms, again.rms),
  };
}

/** The tiles of one waveform: neighbouring columns ask for the same one. */
class Tiles {
  readonly cache: PeaksCache;
  readonly source: PeaksSource;
  readonly level: number;
  #index = -1;
  #tile: PeaksTile | null = null;
  #whole: WaveformColumn | null | undefined;

  constructor(cache: PeaksCache, source: PeaksSource, level: number) {
    this.cache = cache;
    this.source = source;
    this.level = level;
  }

  at(index: number): PeaksTile | null {
    if (index !== this.#index) {
      this.#index = index;
      this.#tile = this.cache.tile(this.source, this.level, index);
    }
    return this.#tile;
  }

  /** A loop that is narrower than a column: all of its columns look the same. */
  wholeOf(from: Frames, to: Frames): WaveformColumn | null {
    if (this.#whole === undefined) this.#whole = columnAt(this, from, to);
    return this.#whole;
  }
}

function columnAt(tiles: Tiles, from: Frames, to: Frames): WaveformColumn | null {
  const { cache, source, level } = tiles;
  if (to <= 0 || from >= source.frames) return null;
  const framesPerBin = 2 ** level;
  const first = Math.max(0, Math.floor(from / framesPerBin));
  const last = Math.max(first, Math.ceil(Math.min(to, source.frames) / framesPerBin) - 1);
  let column: WaveformColumn | null = null;
  for (let bin = first; bin <= last; bin += 1) {
    const index = Math.floor(bin / TILE_BINS);
    const tile = tiles.at(index);
    if (tile === null) return coarserColumn(cache, source, level, from);
    column = withBin(column, tile, bin - index * TILE_BINS);
  }
  return column;
}

/** Shows the shape from a coarser cached tile while the right one is being fetched. */
function coarserColumn(
  cache: PeaksCache,
  source: PeaksSource,
  level: number,
  from: Frames,
): WaveformColumn | null {
  for (let coarser = level + 1; coarser <= level + COARSER_LEVELS_TRIED; coarser += 1) {
    const bin = Math.max(0, Math.floor(from / 2 ** coarser));
    const index = Math.floor(bin / TILE_BINS);
    const tile = cache.peek(source, coarser, index);
    if (tile !== null) return withBin(null, tile, bin - index * TILE_BINS);
  }
  return null;
}

function withBin(
  column: WaveformColumn | null,
  tile: PeaksTile,
  bin: number,
): WaveformColumn | null {
  if (bin >= tile.knownBins) return column;
  const result = column ?? { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, rms: 0 };
  const { triples, channels } = tile;
  for (let channel = 0; channel < channels; channel += 1) {
    const at = (bin * channels + channel) * 3;
    result.min = Math.min(result.min, triples[at] ?? 0);
    result.max = Math.max(result.max, triples[at + 1] ?? 0);
    result.rms = Math.max(result.rms, triples[at + 2] ?? 0);
  }
  return result;
}

/**
 * Draws a waveform in columns of one screen pixel: filled peaks with a brighter RMS body. A column has
 * the smallest, the largest and the RMS value of all channels.
 */
import type { PeaksTile } from '../../../preload/contract.ts';
import type { ClipLoop } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import type { Context2D } from './canvas.ts';
import { type PeaksCache, type PeaksSource, peaksLevel, TILE_BINS } from './peaks-cache.ts';

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
  colours: { readonly peaks: string; readonly body: string },
): void {
  const columns = waveformColumns(cache, source, area);
  const middle = area.top + area.height / 2;
  const { levels = null } = area;
  const whole = (area.height / 2) * area.gain;
  const scaleOf = (index: number) => (levels === null ? whole : whole * (levels[index] as number));
  const limit = area.height / 2;
  const clamp = (value: number) => Math.min(limit, Math.max(-limit, value));
  context.fillStyle = colours.peaks;
  columns.forEach((column, index) => {
    if (column === null) return;
    const scale = scaleOf(index);
    const top = clamp(column.max * scale);
    const bottom = clamp(column.min * scale);
    context.fillRect(area.left + index, middle - top, 1, Math.max(1, top - bottom));
  });
  context.fillStyle = colours.body;
  columns.forEach((column, index) => {
    if (column === null) return;
    const scale = scaleOf(index);
    const top = clamp(Math.min(column.max, column.rms) * scale);
    const bottom = clamp(Math.max(column.min, -column.rms) * scale);
    if (top > bottom) context.fillRect(area.left + index, middle - top, 1, top - bottom);
  });
}

/** One entry per screen pixel; null where nothing is known yet. */
function waveformColumns(
  cache: PeaksCache,
  source: PeaksSource,
  area: WaveformArea,
): (WaveformColumn | null)[] {
  const level = peaksLevel(area.framesPerScreenPixel);
  const tiles = new Tiles(cache, source, level);
  const columns: (WaveformColumn | null)[] = [];
  for (let index = 0; index < area.width; index += 1) {
    const from = area.startFrame + index * area.framesPerScreenPixel;
    const to = from + area.framesPerScreenPixel;
    columns.push(
      area.loop == null ? columnAt(tiles, from, to) : loopedColumn(tiles, area.loop, from, to),
    );
  }
  return columns;
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

/**
 * Fills the columns of a waveform, each one screen pixel wide. A wide waveform is written pixel by pixel and
 * drawn as one picture: a rectangle for each column costs the canvas many times as much.
 */
import type { Context2D } from './canvas.ts';

/** The columns from left to right; the heights of the canvas between which each is filled. */
export interface WaveformShape {
  readonly count: number;
  /** Not a number = there is no column. */
  readonly peakTops: Float64Array;
  readonly peakBottoms: Float64Array;
  /** Within the peaks; no body where it does not begin above its end. */
  readonly bodyTops: Float64Array;
  readonly bodyBottoms: Float64Array;
}

export interface WaveformColours {
  readonly peaks: string;
  readonly body: string;
}

/** From this width on a picture costs less. */
const NARROWEST_PICTURE = 24;

/** The canvas draws in screen pixels. @param left of the first column */
export function fillShape(
  context: Context2D,
  shape: WaveformShape,
  left: number,
  colours: WaveformColours,
): void {
  const hasPixels = typeof OffscreenCanvas === 'function';
  if (shape.count < NARROWEST_PICTURE || !hasPixels) fillRectangles(context, shape, left, colours);
  else drawPicture(context, shape, left, colours);
}

function fillRectangles(
  context: Context2D,
  { count, peakTops, peakBottoms, bodyTops, bodyBottoms }: WaveformShape,
  left: number,
  colours: WaveformColours,
): void {
  const fill = (colour: string, tops: Float64Array, bottoms: Float64Array) => {
    context.fillStyle = colour;
    for (let column = 0; column < count; column += 1) {
      const top = tops[column] as number;
      const height = (bottoms[column] as number) - top;
      if (height > 0) context.fillRect(left + column, top, 1, height);
    }
  };
  fill(colours.peaks, peakTops, peakBottoms);
  fill(colours.body, bodyTops, bodyBottoms);
}

/** Red, green and blue up to 255, opacity up to 1. */
type PixelColour = readonly [red: number, green: number, blue: number, alpha: number];

let scratch: OffscreenCanvas | null = null;
let bytes = new Uint8ClampedArray();
const known = new Map<string, PixelColour>();
/** Themes and tracks have fewer. */
const MOST_KNOWN = 200;

function scratchContext(width: number, height: number): OffscreenCanvasRenderingContext2D | null {
  scratch ??= new OffscreenCanvas(1, 1);
  if (scratch.width < width) scratch.width = width;
  if (scratch.height < height) scratch.height = height;
  // It stays in main memory, where it is written.
  return scratch.getContext('2d', { willReadFrequently: true });
}

function colourOf(style: string): PixelColour {
  const found = known.get(style);
  if (found !== undefined) return found;
  const context = scratchContext(1, 1);
  if (context === null) return [0, 0, 0, 0];
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = style;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(style, [red, green, blue, alpha / 255]);
  return [red, green, blue, alpha / 255];
}

function drawPicture(
  context: Context2D,
  shape: WaveformShape,
  left: number,
  { peaks, body }: WaveformColours,
): void {
  const { count } = shape;
  const [top, bottom] = edgesOf(shape);
  const height = bottom - top;
  if (height <= 0) return;
  const colours = { peaks: colourOf(peaks), body: colourOf(body), alpha: context.globalAlpha };
  if (bytes.length < 4 * count * height) bytes = new Uint8ClampedArray(4 * count * height);
  const own = bytes.subarray(0, 4 * count * height);
  writePixels(own, shape, top, colours);
  const pixels = scratchContext(count, height);
  if (pixels === null || scratch === null) return;
  pixels.putImageData(new ImageData(own, count, height), 0, 0);
  // The opacity is in the pixels.
  context.globalAlpha = 1;
  context.drawImage(scratch, 0, 0, count, height, left, top, count, height);
  context.globalAlpha = colours.alpha;
}

/** Of all columns, in whole pixels. */
function edgesOf({ count, peakTops, peakBottoms }: WaveformShape): readonly [number, number] {
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let column = 0; column < count; column += 1) {
    const from = peakTops[column] as number;
    const to = peakBottoms[column] as number;
    if (from < top) top = from;
    if (to > bottom) bottom = to;
  }
  return [Math.floor(top), Math.ceil(bottom)];
}

/**
 * Writes the picture that filled rectangles give, edges between two pixels included.
 * @param bytes of `shape.count` pixels a row, red first; its first row lies at `top`
 */
export function writePixels(
  bytes: Uint8ClampedArray,
  shape: WaveformShape,
  top: number,
  {
    peaks,
    body,
    alpha,
  }: { readonly peaks: PixelColour; readonly body: PixelColour; readonly alpha: number },
): void {
  const { count, peakTops, peakBottoms, bodyTops, bodyBottoms } = shape;
  bytes.fill(0);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const [peakAlpha, bodyAlpha] = [peaks[3] * alpha, body[3] * alpha];
  const mix = (at: number, peakPart: number, bodyPart: number) => {
    const over = bodyPart * bodyAlpha;
    const under = peakPart * peakAlpha * (1 - over);
    const whole = over + under;
    if (whole <= 0) return;
    for (let channel = 0; channel < 3; channel += 1) {
      const sum = (body[channel] as number) * over + (peaks[channel] as number) * under;
      bytes[4 * at + channel] = sum / whole;
    }
    bytes[4 * at + 3] = 255 * whole;
  };
  const wordOf = (peakPart: number, bodyPart: number) => {
    mix(0, peakPart, bodyPart);
    const [word = 0] = words;
    words[0] = 0;
    return word;
  };
  const peakWord = wordOf(1, 0);
  const bodyWord = wordOf(1, 1);
  for (let column = 0; column < count; column += 1) {
    const from = (peakTops[column] as number) - top;
    const to = (peakBottoms[column] as number) - top;
    // Also where one of them is not a number.
    if (!(to > from)) continue;
    const bodyFrom = (bodyTops[column] as number) - top;
    const bodyTo = (bodyBottoms[column] as number) - top;
    const hasBody = bodyTo > bodyFrom;
    const end = Math.ceil(to);
    for (let row = Math.floor(from); row < end; row += 1) {
      const at = row * count + column;
      const isInPeaks = row >= from && row + 1 <= to;
      const isBeside = !hasBody || row + 1 <= bodyFrom || row >= bodyTo;
      if (isInPeaks && isBeside) words[at] = peakWord;
      else if (isInPeaks && row >= bodyFrom && row + 1 <= bodyTo) words[at] = bodyWord;
      else mix(at, covered(row, from, to), hasBody ? covered(row, bodyFrom, bodyTo) : 0);
    }
  }
}

/** The part of a row between two heights. */
function covered(row: number, from: number, to: number): number {
  return Math.max(0, Math.min(row + 1, to) - Math.max(row, from));
}

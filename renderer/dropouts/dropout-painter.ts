/** Draws a dropout: the waveforms of what it touched with what was lost between them, and its blocks. */
import type { Dropout } from '../../preload/dropouts.ts';
import type { Clip } from '../../preload/project.ts';
import { gainFromDecibels } from '../../preload/units.ts';
import type { CanvasSize, Context2D } from '../timeline/canvas/canvas.ts';
import type { Palette } from '../timeline/canvas/palette.ts';
import type { PeaksCache, PeaksSource } from '../timeline/canvas/peaks-cache.ts';
import { drawWaveform } from '../timeline/canvas/waveform.ts';
import { type DropoutScale, drawnBlocks, dropoutScale } from './dropout-scale.ts';
import { framesFigure } from './dropout-text.ts';

/** A clip that it touched, with the sound of it. */
export interface TouchedClip {
  readonly clip: Clip;
  /** Of its track, from 0. */
  readonly colour: number;
  readonly sound: PeaksSource;
}

export interface DropoutPicture {
  readonly dropout: Dropout;
  readonly clips: readonly TouchedClip[];
}

const BLOCKS_PIXELS = 26;
const DOT_PIXELS = 3;
/** A span that is narrower has its size beside it. */
const LABEL_PIXELS = 48;

export function paintDropout(
  context: Context2D,
  size: CanvasSize,
  picture: DropoutPicture,
  tools: { readonly palette: Palette; readonly cache: PeaksCache },
): void {
  const { palette } = tools;
  const { width, height, density } = size;
  const scale = dropoutScale(picture.dropout, width);
  const waveformsHeight = height - BLOCKS_PIXELS;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, width * density, height * density);
  picture.clips.forEach((touched, index) => {
    const rowHeight = waveformsHeight / picture.clips.length;
    const row = { top: index * rowHeight + 3, height: rowHeight - 6 };
    paintWaveform(context, size, { ...picture, touched, scale, row }, tools);
  });
  context.setTransform(density, 0, 0, density, 0, 0);
  paintLost(context, picture.dropout, { scale, height: waveformsHeight, width }, palette);
  paintBlocks(context, picture.dropout, { scale, top: waveformsHeight, width }, palette);
}

interface PaintedWaveform {
  readonly dropout: Dropout;
  readonly touched: TouchedClip;
  readonly scale: DropoutScale;
  readonly row: { readonly top: number; readonly height: number };
}

/** Before and after what was lost; the timeline waited there. */
function paintWaveform(
  context: Context2D,
  { width, density }: CanvasSize,
  { dropout, touched, scale, row }: PaintedWaveform,
  { palette, cache }: { readonly palette: Palette; readonly cache: PeaksCache },
): void {
  const { clip, colour, sound } = touched;
  const { timelineFrame } = dropout;
  const colours = palette.tracks[colour];
  if (timelineFrame === null || colours === undefined) return;
  const { framesPerPixel, lostLeftPixels, lostRightPixels, besideFrames } = scale;
  const spans = [
    { from: timelineFrame - besideFrames, left: 0, right: lostLeftPixels },
    { from: timelineFrame, left: lostRightPixels, right: width },
  ];
  for (const { from, left, right } of spans) {
    // Only as far as the clip reaches.
    const to = from + (right - left) * framesPerPixel;
    const first = Math.max(from, clip.startFrame);
    const end = Math.min(to, clip.startFrame + clip.lengthFrames);
    if (end <= first) continue;
    const firstPixel = left + (first - from) / framesPerPixel;
    drawWaveform(
      context,
      cache,
      sound,
      {
        left: Math.round(firstPixel * density),
        top: row.top * density,
        width: Math.round(((end - first) / framesPerPixel) * density),
        height: row.height * density,
        startFrame: clip.offsetFrames + first - clip.startFrame,
        framesPerScreenPixel: framesPerPixel / density,
        gain: gainFromDecibels(clip.gainDb),
      },
      { peaks: colours.peaks, body: colours.solid },
    );
  }
}

function paintLost(
  context: Context2D,
  dropout: Dropout,
  place: { readonly scale: DropoutScale; readonly height: number; readonly width: number },
  palette: Palette,
): void {
  const { lostLeftPixels: left, lostRightPixels: right } = place.scale;
  const { height } = place;
  context.globalAlpha = 0.16;
  context.fillStyle = palette.warning;
  context.fillRect(left, 0, right - left, height);
  context.globalAlpha = 1;
  context.strokeStyle = palette.warning;
  context.lineWidth = 1;
  context.setLineDash([2, 2]);
  context.beginPath();
  for (const pixels of new Set([Math.round(left) + 0.5, Math.round(right) + 0.5])) {
    context.moveTo(pixels, 0);
    context.lineTo(pixels, height + BLOCKS_PIXELS / 2);
  }
  context.stroke();
  context.setLineDash([]);
  const isInside = right - left >= LABEL_PIXELS;
  context.fillStyle = palette.warning;
  context.font = `11px ${palette.monoFont}`;
  context.textBaseline = 'middle';
  context.textAlign = isInside ? 'center' : 'left';
  const text = dropout.frames === null ? 'size n/a' : `${framesFigure(dropout)} fr`;
  context.fillText(text, isInside ? (left + right) / 2 : right + 6, height / 2);
}

/** When they were due above, when they came below. */
function paintBlocks(
  context: Context2D,
  dropout: Dropout,
  place: { readonly scale: DropoutScale; readonly top: number; readonly width: number },
  palette: Palette,
): void {
  const { scale, top, width } = place;
  const [dueY, cameY] = [top + 6, top + 18];
  context.strokeStyle = palette.strongLine;
  context.beginPath();
  context.moveTo(0, dueY + 0.5);
  context.lineTo(width, dueY + 0.5);
  context.stroke();
  for (const { duePixels, camePixels, isLate } of drawnBlocks(dropout, scale)) {
    context.strokeStyle = isLate ? palette.warning : palette.dim;
    context.fillStyle = isLate ? palette.warning : palette.dim;
    context.beginPath();
    context.moveTo(duePixels, dueY);
    context.lineTo(camePixels, cameY);
    context.stroke();
    context.beginPath();
    context.arc(camePixels, cameY, DOT_PIXELS, 0, 2 * Math.PI);
    context.fill();
  }
}

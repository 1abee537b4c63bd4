/** How loud a clip is at each of its frames, by its fades and its gain line. Pure. */
import { lineDecibelsAt } from '../../../preload/clip-cuts.ts';
import type { Clip, ClipFade, ClipGainPoint } from '../../../preload/project.ts';
import { type Frames, MIN_LINE_DB } from '../../../preload/units.ts';

/** @param way from the silent end of a fade (0) to its loud end (1) */
export function fadeLevel(curve: ClipFade['curve'], way: number): number {
  const x = Math.min(1, Math.max(0, way));
  if (curve === 'equal-power') return Math.sin((Math.PI / 2) * x);
  return curve === 'raised-cosine' ? 0.5 - 0.5 * Math.cos(Math.PI * x) : x;
}

function lineLevel(line: readonly ClipGainPoint[], frame: number): number {
  const decibels = lineDecibelsAt(line, frame);
  return decibels <= MIN_LINE_DB ? 0 : 10 ** (decibels / 20);
}

type LevelShape = Pick<Clip, 'lengthFrames' | 'fadeIn' | 'fadeOut' | 'gainLine'>;

/** Linear; without the clip's own gain. */
export function levelAt(
  { lengthFrames, fadeIn, fadeOut, gainLine }: LevelShape,
  frame: number,
): number {
  let level = gainLine.length === 0 ? 1 : lineLevel(gainLine, frame);
  if (frame < fadeIn.frames) level *= fadeLevel(fadeIn.curve, frame / fadeIn.frames);
  const left = lengthFrames - frame;
  if (left < fadeOut.frames) level *= fadeLevel(fadeOut.curve, left / fadeOut.frames);
  return level;
}

/**
 * The level in the middle of each column.
 * @param frame of the clip at the left edge of the first column
 * @returns null = the same everywhere, 1
 */
export function columnLevels(
  clip: LevelShape,
  frame: number,
  framesPerColumn: number,
  count: number,
): Float32Array | null {
  const endFrame = frame + count * framesPerColumn;
  const isFaded = frame < clip.fadeIn.frames || endFrame > clip.lengthFrames - clip.fadeOut.frames;
  if (!isFaded && clip.gainLine.length === 0) return null;
  if (clip.fadeIn.frames + clip.fadeOut.frames === 0 && clip.gainLine.length === 0) return null;
  const levels = new Float32Array(count);
  for (let column = 0; column < count; column += 1) {
    levels[column] = levelAt(clip, frame + (column + 0.5) * framesPerColumn);
  }
  return levels;
}

/** The clip's frames at which a new pass of its loop begins, in a range; the first pass begins before. */
export function* loopSeams(
  { loop, offsetFrames, lengthFrames }: Pick<Clip, 'loop' | 'offsetFrames' | 'lengthFrames'>,
  fromFrame: number,
  toFrame: number,
): Generator<Frames> {
  if (loop === null) return;
  const first = loop.startFrame + loop.lengthFrames - offsetFrames;
  const skipped = Math.max(0, Math.ceil((fromFrame - first) / loop.lengthFrames));
  const end = Math.min(lengthFrames, toFrame);
  for (let seam = first + skipped * loop.lengthFrames; seam < end; seam += loop.lengthFrames) {
    yield seam;
  }
}

/** How often it goes through its loop; null = it has none. */
export function loopPasses({
  loop,
  lengthFrames,
}: Pick<Clip, 'loop' | 'lengthFrames'>): number | null {
  return loop === null ? null : lengthFrames / loop.lengthFrames;
}

/** `rain loop × 14`, `rain loop × 2.5`; the name alone without a loop. */
export function clipTitle(clip: Pick<Clip, 'name' | 'loop' | 'lengthFrames'>): string {
  const passes = loopPasses(clip);
  if (passes === null) return clip.name;
  return `${clip.name} × ${Number(passes.toFixed(passes < 10 ? 1 : 0))}`;
}

/** Which round of its loop a clip is in at a frame of the timeline, from 1; null = in none. */
export function passAt(clip: Clip, frame: Frames): number | null {
  const { loop, startFrame, offsetFrames, lengthFrames } = clip;
  const inside = frame - startFrame;
  if (loop === null || inside < 0 || inside >= lengthFrames) return null;
  return Math.floor((offsetFrames - loop.startFrame + inside) / loop.lengthFrames) + 1;
}

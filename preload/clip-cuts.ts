/**
 * What is left of a clip when it is cut, made longer, or its sound is moved inside it. Pure.
 * - What is left sounds as it did: a gain line is cut with a point between its points, a loop goes on
 *   at the same place inside it.
 * - Fades that no longer fit become as long as the clip.
 */
import type { Clip, ClipFade, ClipGainPoint, ClipLoop, ClipPatch } from './project.ts';
import type { Decibels, Frames } from './units.ts';

/** What a cut changes. */
export type ClipCut = Pick<
  Clip,
  'startFrame' | 'offsetFrames' | 'lengthFrames' | 'fadeIn' | 'fadeOut' | 'gainLine'
>;

/** Where a gain line is at a frame of its clip, between points straight in dB; 0 dB without points. */
export function lineDecibelsAt(line: readonly ClipGainPoint[], frame: Frames): Decibels {
  const next = placeAfter(line, frame);
  const before = line[next - 1];
  const after = line[next];
  if (before === undefined) return after?.gainDb ?? 0;
  if (after === undefined || before.frame === frame) return before.gainDb;
  const way = (frame - before.frame) / (after.frame - before.frame);
  return before.gainDb + way * (after.gainDb - before.gainDb);
}

/** Of the first point after a frame. */
function placeAfter(line: readonly ClipGainPoint[], frame: Frames): number {
  let from = 0;
  let to = line.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((line[middle] as ClipGainPoint).frame <= frame) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The line from one frame of its clip to another, counted from the first of them, which may be < 0. */
export function partOfLine(
  line: readonly ClipGainPoint[],
  fromFrame: Frames,
  toFrame: Frames,
): readonly ClipGainPoint[] {
  const first = line[0];
  const last = line.at(-1);
  if (first === undefined || last === undefined) return line;
  if (fromFrame === 0 && last.frame <= toFrame) return line;
  const part = line
    .filter(({ frame }) => frame >= fromFrame && frame <= toFrame)
    .map(({ frame, gainDb }) => ({ frame: frame - fromFrame, gainDb }));
  if (first.frame < fromFrame && part[0]?.frame !== 0) {
    part.unshift({ frame: 0, gainDb: lineDecibelsAt(line, fromFrame) });
  }
  if (last.frame > toFrame && part.at(-1)?.frame !== toFrame - fromFrame) {
    part.push({ frame: toFrame - fromFrame, gainDb: lineDecibelsAt(line, toFrame) });
  }
  return part;
}

/** The place in the source after a number of frames of a clip, which may be < 0. */
export function sourceFrameAt(
  { offsetFrames, loop }: Pick<Clip, 'offsetFrames' | 'loop'>,
  frames: Frames,
): Frames {
  return loop === null ? offsetFrames + frames : frameInLoop(loop, offsetFrames + frames);
}

function frameInLoop({ startFrame, lengthFrames }: ClipLoop, frame: Frames): Frames {
  const place = (frame - startFrame) % lengthFrames;
  return startFrame + (place < 0 ? place + lengthFrames : place);
}

function fitting(fade: ClipFade, lengthFrames: Frames): ClipFade {
  return fade.frames <= lengthFrames ? fade : { ...fade, frames: lengthFrames };
}

/**
 * A clip with other ends; its sound stays where it is on the timeline.
 * @param startFrame of the timeline; without a loop no earlier than the source's first frame
 * @param endFrame > startFrame
 */
export function clipBetween(clip: Clip, startFrame: Frames, endFrame: Frames): ClipCut {
  const fromFrame = startFrame - clip.startFrame;
  const lengthFrames = endFrame - startFrame;
  return {
    startFrame,
    offsetFrames: sourceFrameAt(clip, fromFrame),
    lengthFrames,
    fadeIn: fitting(clip.fadeIn, lengthFrames),
    fadeOut: fitting(clip.fadeOut, lengthFrames),
    gainLine: partOfLine(clip.gainLine, fromFrame, fromFrame + lengthFrames),
  };
}

/** What a clip plays from one frame of the timeline to another, both inside it; no fade where it is cut. */
export function clipPiece(clip: Clip, startFrame: Frames, endFrame: Frames): ClipCut {
  const cut = clipBetween(clip, startFrame, endFrame);
  const isWholeStart = startFrame === clip.startFrame;
  const isWholeEnd = endFrame === clip.startFrame + clip.lengthFrames;
  return {
    ...cut,
    fadeIn: isWholeStart ? cut.fadeIn : fitting(clip.fadeIn, 0),
    fadeOut: isWholeEnd ? cut.fadeOut : fitting(clip.fadeOut, 0),
  };
}

/** The parts before and after a frame of the timeline inside the clip. */
export function splitCuts(
  clip: Clip,
  frame: Frames,
): { readonly left: ClipCut; readonly right: ClipCut } {
  return {
    left: clipPiece(clip, clip.startFrame, frame),
    right: clipPiece(clip, frame, clip.startFrame + clip.lengthFrames),
  };
}

/** What of a cut differs from the clip. */
export function cutPatch<Cut extends ClipPatch>(clip: Clip, cut: Cut): Partial<Cut> {
  const changed = Object.entries(cut).filter(
    ([name, value]) => clip[name as keyof Cut & keyof Clip] !== value,
  );
  return Object.fromEntries(changed) as Partial<Cut>;
}

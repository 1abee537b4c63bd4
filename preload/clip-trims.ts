/** Other ends of a clip, and another place of its sound inside it, as far as its source reaches. Pure. */
import { type ClipCut, clipBetween, sourceFrameAt } from './clip-cuts.ts';
import { type Clip, type ClipPatch, findSource, type Project } from './project.ts';
import type { Frames } from './units.ts';

/** 0 = its sound is gone. */
function sourceFramesOf(project: Project, { sourceId }: Clip): Frames {
  return findSource(project, sourceId)?.frames ?? 0;
}

/** The longest that a clip can be where it begins; a looped one has no limit. A clip that reaches beyond
 * its source may stay as long as it is. */
export function longestClip(project: Project, clip: Clip): Frames {
  if (clip.loop !== null) return Number.POSITIVE_INFINITY;
  return Math.max(clip.lengthFrames, sourceFramesOf(project, clip) - clip.offsetFrames);
}

/** Moves the start to a frame; the sound stays where it is. At least one frame remains. */
export function trimStart(clip: Clip, frame: Frames): ClipCut {
  const endFrame = clip.startFrame + clip.lengthFrames;
  const earliest = clip.loop === null ? Math.max(0, clip.startFrame - clip.offsetFrames) : 0;
  return clipBetween(clip, Math.min(Math.max(frame, earliest), endFrame - 1), endFrame);
}

/** Moves the end to a frame. At least one frame remains. */
export function trimEnd(project: Project, clip: Clip, frame: Frames): ClipCut {
  const longest = longestClip(project, clip);
  const lengthFrames = Math.min(Math.max(1, frame - clip.startFrame), longest);
  return clipBetween(clip, clip.startFrame, clip.startFrame + lengthFrames);
}

/**
 * Moves the end to a frame; beyond its present end a clip repeats what it plays. One that no longer
 * reaches the end of its first round does not repeat.
 */
export function pullLoop(clip: Clip, frame: Frames): ClipCut & Pick<Clip, 'loop'> {
  const { startFrame, offsetFrames, lengthFrames } = clip;
  const endFrame = Math.max(startFrame + 1, frame);
  const known = clip.loop ?? { startFrame: offsetFrames, lengthFrames };
  const firstRound = known.startFrame + known.lengthFrames - offsetFrames;
  const loop = endFrame - startFrame > firstRound ? known : null;
  return { ...clipBetween({ ...clip, loop: known }, startFrame, endFrame), loop };
}

/** Moves the sound inside the clip, later for a positive number of frames; a loop goes round. */
export function slipped(
  project: Project,
  clip: Clip,
  frames: Frames,
): Required<Pick<ClipPatch, 'offsetFrames'>> {
  if (clip.loop !== null) return { offsetFrames: sourceFrameAt(clip, -frames) };
  const last = Math.max(clip.offsetFrames, sourceFramesOf(project, clip) - clip.lengthFrames);
  return { offsetFrames: Math.min(last, Math.max(0, clip.offsetFrames - frames)) };
}

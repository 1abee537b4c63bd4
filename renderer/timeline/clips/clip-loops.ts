/** How often, or how long, clips repeat. Pure. */
import { clipBetween } from '../../../preload/clip-cuts.ts';
import { pullLoop } from '../../../preload/clip-trims.ts';
import type { Clip, ClipPatch } from '../../../preload/project.ts';
import { MAX_FRAME } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';

/** What a clip repeats, or would: what it plays. */
export function roundFrames({ loop, lengthFrames }: Pick<Clip, 'loop' | 'lengthFrames'>): Frames {
  return loop?.lengthFrames ?? lengthFrames;
}

/** The most that a clip may repeat. */
export function mostRounds(clip: Clip): number {
  return Math.floor((MAX_FRAME - clip.startFrame) / roundFrames(clip));
}

/** A clip that plays what it repeats so many times, fractions allowed. */
export function loopedTimes(clip: Clip, times: number): ClipPatch {
  return loopedUntil(clip, Math.round(times * roundFrames(clip)));
}

/** A clip of this length that repeats until then. */
export function loopedUntil(clip: Clip, lengthFrames: Frames): ClipPatch {
  return pullLoop(clip, clip.startFrame + Math.max(1, lengthFrames));
}

/** A clip that plays once what it repeats, from where it begins. */
export function loopedOnce(clip: Clip): ClipPatch {
  const { loop, startFrame, offsetFrames, lengthFrames } = clip;
  if (loop === null) return {};
  const once = Math.min(lengthFrames, loop.startFrame + loop.lengthFrames - offsetFrames);
  return { ...clipBetween({ ...clip, loop: null }, startFrame, startFrame + once), loop: null };
}

/** The ends of the loop. Pure. */
import type { LoopRange } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';

export type LoopEdge = 'start' | 'end';

/** With one end elsewhere: at least one frame is left, and nothing is before the start of the timeline. */
export function withLoopEdge(loop: LoopRange, edge: LoopEdge, frame: Frames): LoopRange {
  return edge === 'start'
    ? { ...loop, startFrame: Math.max(0, Math.min(frame, loop.endFrame - 1)) }
    : { ...loop, endFrame: Math.max(frame, loop.startFrame + 1) };
}

/** The selected range of time: a stretch of the timeline on some tracks or on all. Pure. */
import type { Frames } from '../../preload/units.ts';

export interface SelectedTime {
  /** Where it was begun; the other end moves. */
  readonly anchorFrame: Frames;
  readonly headFrame: Frames;
  /** null = all tracks. */
  readonly trackIds: readonly string[] | null;
}

export function spanOf({ anchorFrame, headFrame }: SelectedTime): {
  readonly startFrame: Frames;
  readonly endFrame: Frames;
} {
  return {
    startFrame: Math.min(anchorFrame, headFrame),
    endFrame: Math.max(anchorFrame, headFrame),
  };
}

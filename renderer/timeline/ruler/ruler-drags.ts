/** Drags on the ruler: of a marker, of the loop as a whole, of a range of time. Pure. */
import { partWithId } from '../../../preload/id-index.ts';
import type { LoopRange, Project } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import type { SelectedTime } from '../../store/time-range.ts';
import type { TimeTag } from '../../store/view.ts';
import type { Place } from '../canvas/place.ts';
import { landing, type Snapping } from '../clips/snapping.ts';

/** Where a drag lands; `snapFrame` is what it snaps to. */
interface Landed {
  readonly snapFrame: Frames | null;
  readonly timeTag: TimeTag;
}

export interface DraggedMarker extends Landed {
  readonly markerId: string;
  readonly frame: Frames;
}

/** null = it is gone. */
export function draggedMarker(
  project: Project,
  markerId: string,
  movedFrames: number,
  snapping: Snapping,
): DraggedMarker | null {
  const marker = partWithId(project.markers, markerId);
  if (marker === undefined) return null;
  const landed = landing(project, marker.frame + movedFrames, snapping, { markerId });
  const { frame, at } = landed;
  const timeTag = { frame, shiftFrames: frame - marker.frame, trackId: null };
  return { markerId, frame, snapFrame: at, timeTag };
}

export interface DraggedLoop extends Landed {
  readonly loop: LoopRange;
}

/** The loop as a whole; either of its ends snaps. */
export function draggedLoop(
  project: Project,
  movedFrames: number,
  snapping: Snapping,
): DraggedLoop {
  const { loop } = project;
  const length = loop.endFrame - loop.startFrame;
  const wanted = loop.startFrame + movedFrames;
  const landed = landing(project, wanted, snapping, { kinds: ['loop'] }, [0, length]);
  const { frame, at } = landed;
  return {
    loop: { ...loop, startFrame: frame, endFrame: frame + length },
    snapFrame: at,
    timeTag: { frame, shiftFrames: frame - loop.startFrame, trackId: null },
  };
}

export interface DraggedTime extends Landed {
  readonly range: SelectedTime | null;
}

/** @param trackIds null = of all tracks */
export function draggedTime(
  project: Project,
  [from, to]: readonly [Place, Place],
  trackIds: readonly string[] | null,
): DraggedTime {
  const anchor = landing(project, from.frame, from);
  const head = landing(project, to.frame, to);
  const isEmpty = anchor.frame === head.frame;
  return {
    range: isEmpty ? null : { anchorFrame: anchor.frame, headFrame: head.frame, trackIds },
    snapFrame: head.at,
    timeTag: { frame: head.frame, shiftFrames: head.frame - anchor.frame, trackId: null },
  };
}

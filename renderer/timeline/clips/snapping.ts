/** Where something that is dragged lands: on the grid, at an edge of another clip, a marker or an end of
 * the loop, whichever is nearest. Pure. */
import type { Project } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import { snapped } from '../canvas/geometry.ts';

export interface Snapping {
  /** Of the tracks whose clips are met the first one and the one after the last. */
  readonly tracksInView: readonly [number, number];
  /** Grid distance; null = every frame. */
  readonly stepFrames: number | null;
  /** How far edges, markers and the loop reach; null = not at all. */
  readonly reachFrames: number | null;
}

export interface Landing {
  readonly frame: Frames;
  /** What it landed at, other than the grid; null = nothing. */
  readonly at: Frames | null;
}

export const FREE: Snapping = { tracksInView: [0, 0], stepFrames: null, reachFrames: null };

/** The place within reach that is nearest to `frame`; null = there is none. */
function nearestEdge(
  project: Project,
  frame: number,
  reachFrames: number,
  [firstTrack, endTrack]: Snapping['tracksInView'],
  held: ReadonlySet<string>,
): Frames | null {
  let nearest: Frames | null = null;
  const offer = (edge: Frames) => {
    const distance = Math.abs(edge - frame);
    if (distance > reachFrames) return;
    if (nearest === null || distance < Math.abs(nearest - frame)) nearest = edge;
  };
  const { loop, markers, tracks } = project;
  if (loop.endFrame > loop.startFrame)
    for (const end of [loop.startFrame, loop.endFrame]) offer(end);
  for (const marker of markers) offer(marker.frame);
  const index = clipIndexOf(project);
  for (const { id } of tracks.slice(firstTrack, endTrack)) {
    const near = index.onTrack(id)?.between(frame - reachFrames - 1, frame + reachFrames + 1) ?? [];
    for (const clip of near) {
      if (held.has(clip.id)) continue;
      offer(clip.startFrame);
      offer(clip.startFrame + clip.lengthFrames);
    }
  }
  return nearest;
}

/**
 * Where `frame` lands when things at these offsets from it may meet an edge.
 * @param held clips that are dragged themselves
 */
export function landing(
  project: Project,
  frame: number,
  { tracksInView, stepFrames, reachFrames }: Snapping,
  offsets: readonly Frames[],
  held: ReadonlySet<string>,
): Landing {
  const onGrid = snapped(frame, stepFrames);
  let best: Landing = { frame: onGrid, at: null };
  let distance = stepFrames === null ? Number.POSITIVE_INFINITY : Math.abs(onGrid - frame);
  for (const offset of reachFrames === null ? [] : offsets) {
    const edge = nearestEdge(project, frame + offset, reachFrames ?? 0, tracksInView, held);
    if (edge === null || edge < offset || Math.abs(edge - offset - frame) > distance) continue;
    distance = Math.abs(edge - offset - frame);
    best = { frame: edge - offset, at: edge };
  }
  return best;
}

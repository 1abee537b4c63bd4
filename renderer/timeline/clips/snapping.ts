/** Where something that is moved lands: on the grid, at an edge of a clip, a marker, the playhead or an end
 * of the loop. Pure. */
import type { Project } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import type { SnapKind } from '../../store/snap-kinds.ts';
import { onGrid } from '../canvas/geometry.ts';

/** The places that `snapped` chooses from. */
export interface SnapCandidates {
  /** Distance of the grid's lines from frame 0 on, fractions allowed; null = there are none. */
  readonly stepFrames: number | null;
  /** Places other than the grid's; those out of the range may be among them. */
  readonly placesBetween: (fromFrame: number, toFrame: number) => Iterable<Frames>;
}

/** What snaps in a gesture, and how far. */
export interface Snapping {
  readonly kinds: readonly SnapKind[];
  /** Of the tracks whose clips are met the first one and the one after the last. */
  readonly tracksInView: readonly [number, number];
  /** Grid distance; null = no grid. */
  readonly stepFrames: number | null;
  /** How far everything but the grid reaches; null = not at all. */
  readonly reachFrames: number | null;
  /** null = it moves by itself, and nothing snaps to it. */
  readonly playheadFrame: Frames | null;
}

export interface Landing {
  readonly frame: Frames;
  /** What it landed at, other than the grid; null = nothing. */
  readonly at: Frames | null;
}

/** What is moved does not snap to itself. */
export interface SnapExceptions {
  readonly clipIds?: ReadonlySet<string>;
  readonly markerId?: string;
  readonly kinds?: readonly SnapKind[];
}

export const FREE: Snapping = {
  kinds: [],
  tracksInView: [0, 0],
  stepFrames: null,
  reachFrames: null,
  playheadFrame: null,
};

/**
 * The whole frame, never before 0, at which a thing lands that is moved to `frame`. The nearest candidate
 * wins, whichever of its ends meets it; where lines of the grid are nearer to each other than `reachFrames`,
 * every other place within reach wins over them.
 * @param reachFrames of places other than the grid's; null = none of them
 * @param offsets of the thing's ends from `frame`
 */
export function snapped(
  frame: number,
  { stepFrames, placesBetween }: SnapCandidates,
  reachFrames: number | null,
  offsets: readonly Frames[] = [0],
): Landing {
  let best: Landing = { frame: onGrid(frame, stepFrames), at: null };
  const hasSparseGrid = stepFrames !== null && stepFrames >= (reachFrames ?? 0);
  let distance = hasSparseGrid ? Math.abs(best.frame - frame) : Number.POSITIVE_INFINITY;
  if (reachFrames === null) return best;
  for (const offset of offsets) {
    const end = frame + offset;
    for (const place of placesBetween(end - reachFrames, end + reachFrames)) {
      const away = Math.abs(place - end);
      if (place < offset || away > reachFrames || away > distance) continue;
      if (away === distance && best.at !== null) continue;
      distance = away;
      best = { frame: place - offset, at: place };
    }
  }
  return best;
}

/** The next line of the grid in a direction; without a grid a step away. */
export function onGridFrom(
  frame: Frames,
  direction: 1 | -1,
  gridFrames: number | null,
  freeFrames: Frames,
): Frames {
  if (gridFrames === null) return Math.max(0, frame + direction * freeFrames);
  const line = frame / gridFrames;
  // A line that was rounded to this frame is this line.
  const near = Math.round(line);
  const isOnLine = Math.round(near * gridFrames) === frame;
  const next = direction === 1 ? Math.floor(line) + 1 : Math.ceil(line) - 1;
  return onGrid((isOnLine ? near + direction : next) * gridFrames, gridFrames);
}

/** The places of a project that a gesture may snap to. */
export function snapCandidates(
  project: Project,
  { kinds, tracksInView, stepFrames, playheadFrame }: Snapping,
  { clipIds, markerId, kinds: others = [] }: SnapExceptions = {},
): SnapCandidates {
  const has = (kind: SnapKind) => kinds.includes(kind) && !others.includes(kind);
  const { loop, markers, tracks } = project;
  const few: Frames[] = [];
  if (has('loop') && loop.endFrame > loop.startFrame) few.push(loop.startFrame, loop.endFrame);
  if (has('playhead') && playheadFrame !== null) few.push(Math.round(playheadFrame));
  function* placesBetween(fromFrame: number, toFrame: number): Generator<Frames> {
    yield* few;
    if (has('markers')) for (const { id, frame } of markers) if (id !== markerId) yield frame;
    if (!has('clips')) return;
    const index = clipIndexOf(project);
    for (const { id } of tracks.slice(...tracksInView)) {
      for (const clip of index.onTrack(id)?.between(fromFrame - 1, toFrame + 1) ?? []) {
        if (clipIds?.has(clip.id) === true) continue;
        yield clip.startFrame;
        yield clip.startFrame + clip.lengthFrames;
      }
    }
  }
  return { stepFrames: has('grid') ? stepFrames : null, placesBetween };
}

/** Where a thing of the project lands that is moved to `frame`. */
export function landing(
  project: Project,
  frame: number,
  snapping: Snapping,
  exceptions: SnapExceptions = {},
  offsets: readonly Frames[] = [0],
): Landing {
  const candidates = snapCandidates(project, snapping, exceptions);
  return snapped(frame, candidates, snapping.reachFrames, offsets);
}

/** Which clip lies under a place of the timeline, and which part of it. Pure. */
import type { Clip, Project } from '../../../preload/project.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import { clipRectangle, type Viewport } from '../canvas/geometry.ts';
import type { Place } from '../canvas/place.ts';
import { clipZone } from './gestures.ts';

export interface ClipHit {
  readonly clip: Clip;
  readonly zone: ReturnType<typeof clipZone>;
}

/** Nothing is drawn narrower. */
const NARROWEST_PIXELS = 2;

/** The topmost clip: a selected one, else the last; null = there is none. */
export function clipAt(
  project: Project,
  view: Viewport & { readonly selection: ReadonlySet<string> },
  { x, y, frame, trackIndex }: Pick<Place, 'x' | 'y' | 'frame' | 'trackIndex'>,
): ClipHit | null {
  const track = project.tracks[trackIndex];
  if (track === undefined) return null;
  const row = clipRectangle(view, { startFrame: 0, lengthFrames: 1 }, trackIndex);
  const inRow = y - view.scrollTopPixels - row.top;
  if (inRow < 0 || inRow >= row.height) return null;
  const onTrack = clipIndexOf(project).onTrack(track.id);
  // The end of a range is not in it.
  const found = onTrack?.between(frame - NARROWEST_PIXELS * view.framesPerPixel, frame + 1) ?? [];
  const under = found.filter((clip) => {
    const { left, width } = clipRectangle(view, clip, trackIndex);
    return x >= left && x < left + width;
  });
  const clip = under.findLast(({ id }) => view.selection.has(id)) ?? under.at(-1);
  if (clip === undefined) return null;
  const { left, width } = clipRectangle(view, clip, trackIndex);
  return { clip, zone: clipZone(x - left, width) };
}

/** Which clips lie under a place of the timeline, and which part of the topmost. Pure. */
import type { Clip, Project } from '../../../preload/project.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import { clipRectangle, type Viewport } from '../canvas/geometry.ts';
import type { Place } from '../canvas/place.ts';
import { type ClipPart, partAt } from './clip-parts.ts';

export interface ClipHit extends ClipPart {
  readonly clip: Clip;
}

/** Nothing is drawn narrower. */
const NARROWEST_PIXELS = 2;

type SelectionView = Viewport & { readonly selection: ReadonlySet<string> };
type ClipPlace = Pick<Place, 'x' | 'y' | 'frame' | 'trackIndex'>;

/** All that reach to a place, the topmost first: a selected one, else the last. */
export function clipsAt(
  project: Project,
  view: SelectionView,
  { x, y, frame, trackIndex }: ClipPlace,
): readonly Clip[] {
  const track = project.tracks[trackIndex];
  // The strips of a folded group show clips, and hold none.
  if (track === undefined || view.rows.isFolded(trackIndex)) return [];
  const row = clipRectangle(view, { startFrame: 0, lengthFrames: 1 }, trackIndex);
  const inRow = y - view.scrollTopPixels - row.top;
  if (inRow < 0 || inRow >= row.height) return [];
  const onTrack = clipIndexOf(project).onTrack(track.id);
  // The end of a range is not in it.
  const found = onTrack?.between(frame - NARROWEST_PIXELS * view.framesPerPixel, frame + 1) ?? [];
  const under = found.filter((clip) => {
    const { left, width } = clipRectangle(view, clip, trackIndex);
    return x >= left && x < left + width;
  });
  const isSelected = ({ id }: Clip) => view.selection.has(id);
  const topmostLast = [...under.filter((clip) => !isSelected(clip)), ...under.filter(isSelected)];
  return topmostLast.reverse();
}

/** The topmost clip; null = there is none. */
export function clipAt(project: Project, view: SelectionView, place: ClipPlace): ClipHit | null {
  const [clip] = clipsAt(project, view, place);
  if (clip === undefined) return null;
  const rectangle = clipRectangle(view, clip, place.trackIndex);
  const { framesPerPixel } = view;
  const at = { x: place.x, y: place.y - view.scrollTopPixels };
  const part = partAt({ clip, rectangle, framesPerPixel }, at, view.selection.has(clip.id));
  return { clip, ...part };
}

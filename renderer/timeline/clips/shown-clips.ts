/**
 * Which clips exist as elements, and where: those near the view, at most MOST_ELEMENTS, the focused one
 * always. Pure. Coordinates count from the left edge of the view at `originFrame` and stay near the view at
 * every zoom, since what is far from it is cut off.
 */
import { placeOfId } from '../../../preload/id-index.ts';
import { type Clip, type Project, type Track, trackIsSilent } from '../../../preload/project.ts';
import type { Frames } from '../../../preload/units.ts';
import type { ClipIndex } from '../../store/clip-index.ts';
import { clipRectangle, type Rectangle, tracksInView, type Viewport } from '../canvas/geometry.ts';

/** A session with no more clips has them all as elements. */
export const MOST_ELEMENTS = 240;
/** How far from the view clips still are elements, to the left and to the right, above and below. */
export const NEAR_PIXELS = 640;
const NEAR_TRACKS = 1;
/** Where more clips are near than can be elements, these widths decide, one after the other. */
const LEAST_WIDTHS = [4, 8, 16, 26, 40, 64, 128, 256];
const NARROWEST_PIXELS = 2;

export interface ShownClip {
  readonly clip: Clip;
  readonly track: Track;
  /** Cut off where it is far from the view. */
  readonly rectangle: Rectangle;
  /** Of the whole clip. */
  readonly widthPixels: number;
  /** Where its title ends: at its end, or where another clip begins on it. */
  readonly titleRight: number;
  /** Of its title, as if all of it were in view. */
  readonly titlePixels: number;
  /** By its own mute or by its track. */
  readonly isSilent: boolean;
}

/** Where elements are made: a view, and the frame at the left edge of their coordinates. */
export interface SheetView extends Viewport {
  readonly trackAreaWidthPixels: number;
  readonly trackAreaHeightPixels: number;
  readonly originFrame: Frames;
}

interface ClipSession {
  readonly project: Project;
  /** Of the project. */
  readonly index: ClipIndex;
  /** As a drag in progress would change them. */
  readonly dragged: ReadonlyMap<string, Clip>;
}

/** In the order of time. */
export function shownClips(
  session: ClipSession,
  view: SheetView,
  focusedClipId: string | null,
): readonly ShownClip[] {
  const { project, index, dragged } = session;
  const chosen = new Set(nearClips(session, view));
  const focused = focusedClipId === null ? -1 : placeOfId(project.clips, focusedClipId);
  if (focused >= 0) chosen.add(project.clips[focused] as Clip);
  // Where Tab comes in.
  if (chosen.size === 0 && index.inTime[0] !== undefined) chosen.add(index.inTime[0]);
  const clips = [...chosen].map((clip) => dragged.get(clip.id) ?? clip);
  const shown = clips
    .flatMap((clip) => shownClip(project, clip, view) ?? [])
    .sort((a, b) => a.clip.startFrame - b.clip.startFrame || a.rectangle.top - b.rectangle.top);
  return withTitlesApart(shown, view);
}

/** Where clips overlap, the title of the earlier one ends where the later one begins: both are read. */
function withTitlesApart(
  shown: readonly ShownClip[],
  { framesPerPixel, originFrame }: SheetView,
): readonly ShownClip[] {
  const nextStart = new Map<string, Frames>();
  const apart: ShownClip[] = [];
  for (const each of shown.toReversed()) {
    const { trackId, startFrame, lengthFrames } = each.clip;
    const next = nextStart.get(trackId);
    nextStart.set(trackId, startFrame);
    if (next === undefined || next === startFrame || next >= startFrame + lengthFrames) {
      apart.push(each);
      continue;
    }
    const titleRight = Math.min(each.titleRight, (next - originFrame) / framesPerPixel);
    apart.push({ ...each, titleRight, titlePixels: (next - startFrame) / framesPerPixel });
  }
  return apart.reverse();
}

function nearClips({ project, index, dragged }: ClipSession, view: SheetView): readonly Clip[] {
  if (index.inTime.length <= MOST_ELEMENTS) return index.inTime;
  const held = [...dragged.keys()].slice(0, MOST_ELEMENTS);
  const moving = held.flatMap((id) => project.clips[placeOfId(project.clips, id)] ?? []);
  for (const leastPixels of LEAST_WIDTHS) {
    const found = clipsNear(project, index, view, leastPixels * view.framesPerPixel);
    if (found.length <= MOST_ELEMENTS) return [...found, ...moving];
  }
  return moving;
}

function clipsNear(
  { tracks }: Project,
  index: ClipIndex,
  view: SheetView,
  shortest: Frames,
): readonly Clip[] {
  const { framesPerPixel, scrollFrame, trackAreaWidthPixels, trackAreaHeightPixels } = view;
  const from = scrollFrame - NEAR_PIXELS * framesPerPixel;
  const to = scrollFrame + (trackAreaWidthPixels + NEAR_PIXELS) * framesPerPixel;
  const { first, last } = tracksInView(view, { top: 0, height: trackAreaHeightPixels });
  const near = tracks.slice(Math.max(0, first - NEAR_TRACKS), last + NEAR_TRACKS);
  return near.flatMap(({ id }) => index.onTrack(id)?.between(from, to, shortest) ?? []);
}

function shownClip(project: Project, clip: Clip, view: SheetView): ShownClip | null {
  const { tracks } = project;
  const trackIndex = placeOfId(tracks, clip.trackId);
  const track = tracks[trackIndex];
  if (track === undefined) return null;
  const { framesPerPixel, originFrame, scrollFrame, trackAreaWidthPixels } = view;
  const { rows } = view;
  const viewport = { framesPerPixel, scrollFrame: originFrame, scrollTopPixels: 0, rows };
  const whole = clipRectangle(viewport, clip, trackIndex);
  const viewLeft = (scrollFrame - originFrame) / framesPerPixel;
  const farLeft = viewLeft - 2 * NEAR_PIXELS;
  const farRight = viewLeft + trackAreaWidthPixels + 2 * NEAR_PIXELS;
  const left = Math.min(Math.max(whole.left, farLeft), farRight - NARROWEST_PIXELS);
  const right = Math.max(Math.min(whole.left + whole.width, farRight), left + NARROWEST_PIXELS);
  const rectangle = { ...whole, left, width: right - left };
  const isSilent = clip.muted || trackIsSilent(project, track);
  const titleRight = rectangle.left + rectangle.width;
  const titlePixels = whole.width;
  return { clip, track, rectangle, widthPixels: whole.width, titleRight, titlePixels, isSilent };
}

/** Whether elements that were made for one view still are those near another one. */
export function isNear(made: SheetView, view: SheetView): boolean {
  if (made.framesPerPixel !== view.framesPerPixel || made.rows !== view.rows) return false;
  const pixels = (view.scrollFrame - made.scrollFrame) / view.framesPerPixel;
  const row = ({ scrollTopPixels, rows }: SheetView) => rows.at(scrollTopPixels);
  return (
    Math.abs(pixels) < NEAR_PIXELS / 2 &&
    row(made) === row(view) &&
    made.trackAreaWidthPixels === view.trackAreaWidthPixels &&
    made.trackAreaHeightPixels === view.trackAreaHeightPixels
  );
}

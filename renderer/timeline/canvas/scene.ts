/** What the canvases draw: mirror and view combined, a drag in progress included. */
import { partWithId, withReplaced } from '../../../preload/id-index.ts';
import type { Clip, ClipPatch, LoopRange, Project } from '../../../preload/project.ts';
import { shownDropouts } from '../../dropouts/shown-dropouts.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import type { Mirror } from '../../store/mirror.ts';
import type { View } from '../../store/view.ts';
import { markersShown } from '../ruler/marker-edits.ts';
import type { RulerScene } from '../ruler/ruler-painter.ts';
import type { CanvasSize } from './canvas.ts';
import type { Viewport } from './geometry.ts';
import { trackRows } from './track-rows.ts';
import type { TrackScene } from './track-scene.ts';

/** The clips that a drag in progress would change, as they would be, by their ids. */
export function draggedClips(
  project: Pick<Project, 'clips'>,
  preview: ReadonlyMap<string, ClipPatch>,
): ReadonlyMap<string, Clip> {
  const dragged = new Map<string, Clip>();
  for (const [clipId, patch] of preview) {
    const clip = partWithId(project.clips, clipId);
    if (clip !== undefined) dragged.set(clipId, { ...clip, ...patch });
  }
  return dragged;
}

/** The project with the patches of a drag in progress. The same object while there is none. */
export function previewed(project: Project, preview: ReadonlyMap<string, ClipPatch>): Project {
  if (preview.size === 0) return project;
  const dragged = draggedClips(project, preview);
  return { ...project, clips: withReplaced(project.clips, dragged.values()) };
}

/** The view with the rows of the tracks. */
export function viewportOf({ tracks }: Pick<Project, 'tracks'>, view: View): Viewport {
  const { framesPerPixel, scrollFrame, scrollTopPixels } = view;
  return { framesPerPixel, scrollFrame, scrollTopPixels, rows: trackRows(tracks, view) };
}

function hoveredClip({ clips }: Pick<Project, 'clips'>, view: View): Clip | null {
  const { hoveredClipId: id, selection, isPressed } = view;
  if (id === null || isPressed || selection.has(id)) return null;
  return partWithId(clips, id) ?? null;
}

function shownLoop(project: Project, view: View): LoopRange {
  return view.previewLoop ?? project.loop;
}

export function trackScene(mirror: Mirror, view: View, size: CanvasSize): TrackScene {
  const { project } = mirror;
  return {
    ...size,
    exposed: { left: 0, top: 0, width: size.width, height: size.height },
    viewport: viewportOf(project, view),
    project,
    index: clipIndexOf(project),
    selection: view.selection,
    dragged: draggedClips(project, view.preview),
    isCopying: view.isCopying,
    hovered: hoveredClip(project, view),
    takesInProgress: mirror.takesInProgress,
    media: mirror.media,
    loop: shownLoop(project, view),
    markers: markersShown(project.markers, view.previewMarker),
    timeRange: view.timeRange,
    dropouts: shownDropouts(mirror),
    outages: mirror.outages,
    hasTitles: view.isZooming,
    ghost: view.ghost,
    rubberBand: view.rubberBand,
  };
}

export function rulerScene(mirror: Mirror, view: View, size: CanvasSize): RulerScene {
  const { project } = mirror;
  return {
    ...size,
    viewport: view,
    project,
  };
}

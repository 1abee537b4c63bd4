/** What the canvases draw: mirror and view combined, a drag in progress included. */
import {
  type ClipPatch,
  type LoopRange,
  type Project,
  trackIsSilent,
} from '../../../preload/project.ts';
import type { Mirror } from '../../store/mirror.ts';
import type { View } from '../../store/view.ts';
import type { RulerScene } from '../ruler/ruler-painter.ts';
import type { CanvasSize } from './canvas.ts';
import type { TrackScene } from './painter.ts';

/** The project with the patches of a drag in progress. The same object while there is none. */
export function previewed(project: Project, preview: ReadonlyMap<string, ClipPatch>): Project {
  if (preview.size === 0) return project;
  const clips = project.clips.map((clip) => {
    const patch = preview.get(clip.id);
    return patch === undefined ? clip : { ...clip, ...patch };
  });
  return { ...project, clips };
}

function shownLoop(project: Project, view: View): LoopRange {
  return view.previewLoop ?? project.loop;
}

export function trackScene(mirror: Mirror, view: View, size: CanvasSize): TrackScene {
  const { project } = mirror;
  const silent = project.tracks.filter((track) => trackIsSilent(project, track));
  return {
    ...size,
    viewport: view,
    project: previewed(project, view.preview),
    selection: view.selection,
    silentTrackIds: new Set(silent.map((track) => track.id)),
    takesInProgress: mirror.takesInProgress,
    media: mirror.media,
    loop: shownLoop(project, view),
    markers: project.markers,
    dropouts: mirror.dropouts,
    ghost: view.ghost,
    rubberBand: view.rubberBand,
  };
}

export function rulerScene(mirror: Mirror, view: View, size: CanvasSize): RulerScene {
  const { project } = mirror;
  return {
    ...size,
    viewport: view,
    sampleRate: project.sampleRate,
    loop: shownLoop(project, view),
    dropouts: mirror.dropouts,
  };
}

/**
 * Another rate for a session: its frames become those of the same times. Pure, for everything that
 * counts in frames of the session's rate.
 */

import type { Dropout, Outage } from './dropouts.ts';
import type { Edit } from './edits.ts';
import type {
  Clip,
  ClipFade,
  ClipGainPoint,
  ClipLoop,
  Grid,
  LoopRange,
  Project,
} from './project.ts';
import type { Frames, SampleRate } from './units.ts';

export interface RateChange {
  readonly from: SampleRate;
  readonly to: SampleRate;
}

/** The frame of the same time. */
export function frameAfter(frame: Frames, { from, to }: RateChange): Frames {
  return Math.round((frame * to) / from);
}

function loopAfter(loop: LoopRange, change: RateChange): LoopRange {
  const startFrame = frameAfter(loop.startFrame, change);
  const endFrame = frameAfter(loop.endFrame, change);
  return {
    ...loop,
    startFrame,
    endFrame: loop.enabled ? Math.max(startFrame + 1, endFrame) : endFrame,
  };
}

/** Lines of a grid of frames stay as far apart as they can. */
function gridAfter(grid: Grid, change: RateChange): Grid {
  return grid.kind === 'frames' ? { ...grid, frames: lengthAfter(grid.frames, change) } : grid;
}

/** Places and lengths of a clip, or those that a patch has. */
export function clipAfter<Part extends Partial<Clip>>(part: Part, change: RateChange): Part {
  const { startFrame, offsetFrames, lengthFrames, fadeIn, fadeOut, gainLine, loop } = part;
  return {
    ...part,
    ...(startFrame !== undefined && { startFrame: frameAfter(startFrame, change) }),
    ...(offsetFrames !== undefined && { offsetFrames: frameAfter(offsetFrames, change) }),
    ...(lengthFrames !== undefined && { lengthFrames: lengthAfter(lengthFrames, change) }),
    ...(fadeIn !== undefined && { fadeIn: fadeAfter(fadeIn, change) }),
    ...(fadeOut !== undefined && { fadeOut: fadeAfter(fadeOut, change) }),
    ...(gainLine !== undefined && { gainLine: lineAfter(gainLine, change) }),
    ...(loop !== undefined && { loop: loop === null ? null : clipLoopAfter(loop, change) }),
  };
}

function fadeAfter(fade: ClipFade, change: RateChange): ClipFade {
  return { ...fade, frames: frameAfter(fade.frames, change) };
}

/** Of points that come to the same frame the last one stays. */
function lineAfter(line: readonly ClipGainPoint[], change: RateChange): readonly ClipGainPoint[] {
  const points = line.map((point) => ({ ...point, frame: frameAfter(point.frame, change) }));
  return points.filter(({ frame }, k) => frame !== points[k + 1]?.frame);
}

/** Ends where its end is, so that a place inside it stays inside. */
function clipLoopAfter({ startFrame, lengthFrames }: ClipLoop, change: RateChange): ClipLoop {
  const start = frameAfter(startFrame, change);
  const end = frameAfter(startFrame + lengthFrames, change);
  return { startFrame: start, lengthFrames: Math.max(1, end - start) };
}

function lengthAfter(frames: Frames, change: RateChange): Frames {
  return frames === 0 ? 0 : Math.max(1, frameAfter(frames, change));
}

function soundAfter<Part extends { readonly frames?: Frames }>(
  part: Part,
  change: RateChange,
): Part {
  return part.frames === undefined ? part : { ...part, frames: lengthAfter(part.frames, change) };
}

export function dropoutAfter(dropout: Dropout, change: RateChange): Dropout {
  const { timelineFrame } = dropout;
  if (timelineFrame === null) return dropout;
  return { ...dropout, timelineFrame: frameAfter(timelineFrame, change) };
}

export function outageAfter(outage: Outage, change: RateChange): Outage {
  const { fromTimelineFrame: from, toTimelineFrame: to } = outage;
  return {
    ...outage,
    fromTimelineFrame: from === null ? null : frameAfter(from, change),
    toTimelineFrame: to === null ? null : frameAfter(to, change),
  };
}

/** Gives a session without sounds another rate. Markers and loop keep their times. */
export function rateEdit({ sampleRate, loop, grid, markers }: Project, to: SampleRate): Edit {
  const change = { from: sampleRate, to };
  const moved = markers.map((marker) => ({ ...marker, frame: frameAfter(marker.frame, change) }));
  return {
    kind: 'batch',
    edits: [
      {
        kind: 'patchProject',
        patch: { sampleRate: to, loop: loopAfter(loop, change), grid: gridAfter(grid, change) },
      },
      { kind: 'removeMarkers', markerIds: markers.map(({ id }) => id) },
      { kind: 'insertMarkers', markers: moved },
    ],
  };
}

/** An edit of before the change, for after it. */
export function editAfter(edit: Edit, change: RateChange): Edit {
  switch (edit.kind) {
    case 'batch':
      return { ...edit, edits: edit.edits.map((each) => editAfter(each, change)) };
    case 'insertClips':
      return { ...edit, clips: edit.clips.map((clip) => clipAfter(clip, change)) };
    case 'patchClips':
      return {
        ...edit,
        patches: edit.patches.map(({ clipId, patch }) => ({
          clipId,
          patch: clipAfter(patch, change),
        })),
      };
    case 'shiftClips':
      return {
        ...edit,
        frames: Math.sign(edit.frames) * frameAfter(Math.abs(edit.frames), change),
      };
    case 'insertBuffers':
      return { ...edit, buffers: edit.buffers.map((each) => soundAfter(each, change)) };
    case 'insertTakes':
      return { ...edit, takes: edit.takes.map((each) => soundAfter(each, change)) };
    case 'patchBuffer':
    case 'patchTakeFile':
      return { ...edit, patch: soundAfter(edit.patch, change) } as Edit;
    case 'insertMarkers':
      return {
        ...edit,
        markers: edit.markers.map((each) => ({ ...each, frame: frameAfter(each.frame, change) })),
      };
    case 'patchProject': {
      const { loop, grid } = edit.patch;
      return {
        ...edit,
        patch: {
          ...edit.patch,
          ...(loop !== undefined && { loop: loopAfter(loop, change) }),
          ...(grid !== undefined && { grid: gridAfter(grid, change) }),
        },
      };
    }
    case 'patchMarkers':
      return {
        ...edit,
        patches: edit.patches.map(({ markerId, patch: { frame, ...patch } }) => ({
          markerId,
          patch: frame === undefined ? patch : { ...patch, frame: frameAfter(frame, change) },
        })),
      };
    case 'insertTracks':
    case 'removeTracks':
    case 'patchTrack':
    case 'moveTracks':
    case 'insertTrackGroups':
    case 'removeTrackGroups':
    case 'patchTrackGroup':
    case 'removeClips':
    case 'patchTake':
    case 'removeSources':
    case 'removeMarkers':
      return edit;
  }
}

/** What an edit costs before it is applied, so that a batch from a page cannot hold up main. Pure. */
import type { Edit } from './edits.ts';
import type { Clip, ClipPatch, Project } from './project.ts';

/** Items that one edit of the window may walk over, some 50 ns each: half a second at most. */
export const MAX_EDIT_COST = 10_000_000;

/** Sizes in the heap of V8, measured with 20,000 clips. */
const STEP_BYTES = 300;
const PART_BYTES = 300;
const PATCH_BYTES = 190;
const ID_BYTES = 8;
/** Of a gain line, of a channel matrix. */
const POINT_BYTES = 40;

/** Items of the project that one edit of a kind walks over, beside its own. */
const WALKED: { readonly [Kind in Exclude<Edit['kind'], 'batch'>]: (project: Project) => number } =
  {
    insertTracks: ({ tracks }) => tracks.length,
    removeTracks: ({ tracks, clips }) => tracks.length + clips.length,
    patchTrack: ({ tracks }) => tracks.length,
    moveTracks: ({ tracks }) => tracks.length,
    insertTrackGroups: ({ trackGroups }) => trackGroups.length,
    removeTrackGroups: ({ trackGroups, tracks }) => trackGroups.length + tracks.length,
    patchTrackGroup: ({ trackGroups }) => trackGroups.length,
    insertClips: walkedByClips,
    removeClips: ({ clips }) => clips.length,
    patchClips: walkedByClips,
    shiftClips: ({ clips }) => clips.length,
    insertBuffers: sources,
    insertTakes: sources,
    patchBuffer: sources,
    patchTake: sources,
    patchTakeFile: sources,
    removeSources: (project) => sources(project) + project.clips.length,
    insertMarkers: ({ markers }) => markers.length,
    removeMarkers: ({ markers }) => markers.length,
    patchMarkers: ({ markers }) => markers.length,
    patchProject: () => 0,
  };

function sources({ buffers, takes }: Project): number {
  return buffers.length + takes.length;
}

function walkedByClips(project: Project): number {
  return project.clips.length + project.tracks.length + sources(project);
}

/** Items that an edit adds, which the later ones of its batch walk over, too. */
function insertedItems(edit: Exclude<Edit, { kind: 'batch' }>): number {
  switch (edit.kind) {
    case 'insertTracks':
      return edit.tracks.length;
    case 'insertTrackGroups':
      return edit.groups.length;
    case 'insertClips':
      return edit.clips.length;
    case 'insertBuffers':
      return edit.buffers.length;
    case 'insertTakes':
      return edit.takes.length;
    case 'insertMarkers':
      return edit.markers.length;
    default:
      return 0;
  }
}

/** An upper bound of the items that applying the edit walks over, at least 1 per edit of a batch. */
export function editCost(project: Project, edit: Edit): number {
  let cost = 0;
  let count = 0;
  let inserted = 0;
  const waiting: Edit[] = [edit];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    count += 1;
    if (next.kind === 'batch') {
      for (const part of next.edits) waiting.push(part);
    } else {
      cost += WALKED[next.kind](project) + pointsOf(next);
      inserted += insertedItems(next);
    }
  }
  return cost + count * (1 + inserted);
}

/** Bytes of the heap that an edit keeps beside the project, about; ids and names are shared with it. */
export function editBytes(edit: Edit): number {
  switch (edit.kind) {
    case 'batch':
      return edit.edits.reduce((sum, part) => sum + editBytes(part), STEP_BYTES);
    case 'patchClips':
      return edit.patches.reduce(
        (sum, { patch }) => sum + PATCH_BYTES + pointBytes(patch),
        STEP_BYTES,
      );
    case 'insertClips':
      return edit.clips.reduce((sum, clip) => sum + PART_BYTES + pointBytes(clip), STEP_BYTES);
    case 'patchMarkers':
      return STEP_BYTES + PATCH_BYTES * edit.patches.length;
    case 'shiftClips':
    case 'removeClips':
      return STEP_BYTES + ID_BYTES * edit.clipIds.length;
    case 'moveTracks':
    case 'removeTracks':
      return STEP_BYTES + ID_BYTES * edit.trackIds.length;
    case 'removeSources':
      return STEP_BYTES + ID_BYTES * edit.sourceIds.length;
    case 'removeTrackGroups':
      return STEP_BYTES + ID_BYTES * edit.groupIds.length;
    case 'removeMarkers':
      return STEP_BYTES + ID_BYTES * edit.markerIds.length;
    default:
      return STEP_BYTES + PART_BYTES * insertedItems(edit);
  }
}

function pointBytes(part: Clip | ClipPatch): number {
  return POINT_BYTES * pointCount(part);
}

/** Of the gain line and the channel matrix. */
function pointCount({ gainLine, matrix }: Clip | ClipPatch): number {
  return (gainLine?.length ?? 0) + (matrix?.length ?? 0);
}

function pointsOf(edit: Edit): number {
  switch (edit.kind) {
    case 'insertClips':
      return edit.clips.reduce((sum, clip) => sum + pointCount(clip), 0);
    case 'patchClips':
      return edit.patches.reduce((sum, { patch }) => sum + pointCount(patch), 0);
    default:
      return 0;
  }
}

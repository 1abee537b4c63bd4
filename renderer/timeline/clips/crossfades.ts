/** Which clips a crossfade is between, as an edit. Pure. */
import { crossfadePatches, overlapFrames } from '../../../preload/clip-joins.ts';
import type { Edit } from '../../../preload/edits.ts';
import type { Clip, Project } from '../../../preload/project.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import { lockedSentence } from './locked.ts';

/** All pairs of clips on one track that overlap and of which both, or one, is among these. */
function overlapping(project: Project, clips: readonly Clip[]): readonly (readonly [Clip, Clip])[] {
  const index = clipIndexOf(project);
  const chosen = new Set(clips.map(({ id }) => id));
  const pairs: (readonly [Clip, Clip])[] = [];
  for (const clip of clips) {
    const { startFrame, lengthFrames } = clip;
    const near = index.onTrack(clip.trackId)?.between(startFrame, startFrame + lengthFrames) ?? [];
    for (const other of near) {
      if (other.id === clip.id || overlapFrames(clip, other) === 0) continue;
      // A pair of two chosen ones is met twice.
      if (!chosen.has(other.id) || index.placeOfId(clip.id) < index.placeOfId(other.id)) {
        pairs.push([clip, other]);
      }
    }
  }
  const inside = pairs.filter(([, other]) => chosen.has(other.id));
  return inside.length > 0 ? inside : pairs;
}

/** Lets these clips go into one another, or one of them and those it overlaps.
 * @returns a sentence that says why they cannot */
export function crossfadeEdit(
  project: Project,
  clips: readonly Clip[],
): { readonly label: string; readonly edit: Edit } | string {
  const pairs = overlapping(project, clips);
  if (pairs.length === 0) return 'No clips overlap here. Move one over the end of another first.';
  const refusal = lockedSentence(pairs.flat());
  if (refusal !== null) return refusal;
  const patches = crossfadePatches(pairs);
  if (patches.size === 0)
    return 'One clip lies inside the other. Move it over one of the ends first.';
  const list = [...patches].map(([clipId, patch]) => ({ clipId, patch }));
  return { label: 'Crossfade', edit: { kind: 'patchClips', patches: list } };
}

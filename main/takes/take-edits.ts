/** What a finished take changes in the project. */
import { randomUUID } from 'node:crypto';
import { newClip } from '../../preload/builders.ts';
import type { Edit } from '../../preload/edits.ts';
import type { Take } from '../../preload/project.ts';
import type { Frames } from '../../preload/units.ts';

/**
 * The take itself (outside undo, so that it is never lost) and its clip (an edit like any other).
 * What sounded before the timeline's frame 0 is kept in the take and cut from the clip.
 */
export function takeEdits(
  take: Take,
  trackId: string | null,
  startFrame: Frames,
): { readonly own: Edit; readonly undoable: readonly Edit[] } {
  const own: Edit = { kind: 'insertTakes', takes: [take] };
  const clip = trackId === null ? null : newClip(take, randomUUID(), trackId, startFrame);
  return { own, undoable: clip === null ? [] : [{ kind: 'insertClips', clips: [clip] }] };
}

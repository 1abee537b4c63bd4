/** What a finished take changes in the project. */
import { randomUUID } from 'node:crypto';
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
  const offsetFrames = Math.max(0, -startFrame);
  if (trackId === null || offsetFrames >= take.frames) return { own, undoable: [] };
  const clip = {
    id: randomUUID(),
    trackId,
    sourceId: take.id,
    name: take.name,
    startFrame: Math.max(0, startFrame),
    offsetFrames,
    lengthFrames: take.frames - offsetFrames,
    gainDb: 0,
    belated: 'trim' as const,
    channels: null,
  };
  return { own, undoable: [{ kind: 'insertClips', clips: [clip] }] };
}

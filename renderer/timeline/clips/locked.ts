/** Clips that are locked: they are not moved, shaped, cut or removed. Pure. */
import type { Clip } from '../../../preload/project.ts';
import { counted } from '../../../preload/units.ts';

/** Why these clips stay as they are, a sentence; null = none of them is locked. */
export function lockedSentence(clips: readonly Clip[]): string | null {
  const locked = clips.filter((clip) => clip.locked);
  const [first] = locked;
  if (first === undefined) return null;
  if (locked.length === 1) return `${first.name} is locked. Unlock it first, in the Clip menu.`;
  return `${counted(locked.length, 'clip')} are locked. Unlock them first, in the Clip menu.`;
}

export function unlocked(clips: readonly Clip[]): readonly Clip[] {
  return clips.filter((clip) => !clip.locked);
}

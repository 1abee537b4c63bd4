/** Clips that are locked: they are not moved, shaped, cut or removed. Pure. */
import type { Clip, ClipPatch } from '../../../preload/project.ts';
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

/** What may change of a locked clip. */
const FREE_PROPERTIES: ReadonlySet<string> = new Set([
  ...(['name', 'colour', 'muted', 'locked', 'groupId'] as const satisfies (keyof ClipPatch)[]),
  ...(['belated', 'channels', 'matrix'] as const satisfies (keyof ClipPatch)[]),
]);

/** Why clips do not take patches, a sentence; null = they do. */
export function lockedAgainst(
  clips: readonly Clip[],
  ...patches: readonly ClipPatch[]
): string | null {
  const isFree = patches.every((patch) =>
    Object.keys(patch).every((name) => FREE_PROPERTIES.has(name)),
  );
  return isFree ? null : lockedSentence(clips);
}

/** Clips of one group are selected and moved together. Pure. */
import { partWithId } from '../../../preload/id-index.ts';
import type { Clip, Project } from '../../../preload/project.ts';

const MEMBERS = new WeakMap<readonly Clip[], ReadonlyMap<string, readonly string[]>>();

/** The ids of the clips of each group. */
function membersOf({ clips }: Pick<Project, 'clips'>): ReadonlyMap<string, readonly string[]> {
  const known = MEMBERS.get(clips);
  if (known !== undefined) return known;
  const members = new Map<string, string[]>();
  for (const { id, groupId } of clips) {
    if (groupId === null) continue;
    const group = members.get(groupId);
    if (group === undefined) members.set(groupId, [id]);
    else group.push(id);
  }
  MEMBERS.set(clips, members);
  return members;
}

/** These clips and all that are in a group with one of them. */
export function withGroups(project: Project, clipIds: Iterable<string>): ReadonlySet<string> {
  const ids = new Set(clipIds);
  const members = membersOf(project);
  if (members.size === 0) return ids;
  for (const clipId of [...ids]) {
    const groupId = partWithId(project.clips, clipId)?.groupId ?? null;
    for (const id of groupId === null ? [] : (members.get(groupId) ?? [])) ids.add(id);
  }
  return ids;
}

/** Copies of clips are in a group of their own, as their originals are, and not locked. */
export function copiedGroups(
  clips: readonly Clip[],
  makeId: () => string,
): (clip: Clip) => Pick<Clip, 'groupId' | 'locked'> {
  const counts = new Map<string, number>();
  for (const { groupId } of clips) {
    if (groupId !== null) counts.set(groupId, (counts.get(groupId) ?? 0) + 1);
  }
  const copies = new Map<string, string>();
  return ({ groupId }) => {
    if (groupId === null || (counts.get(groupId) ?? 0) < 2) return { groupId: null, locked: false };
    const copy = copies.get(groupId) ?? makeId();
    copies.set(groupId, copy);
    return { groupId: copy, locked: false };
  };
}

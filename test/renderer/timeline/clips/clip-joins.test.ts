import { expect, test } from 'vitest';
import { crossfade, crossfadePatches, joinEdit } from '../../../../preload/clip-joins.ts';
import { applyEdit } from '../../../../preload/edits.ts';
import type { Clip, Project } from '../../../../preload/project.ts';
import { duplicateClips, splitClips } from '../../../../renderer/timeline/clips/clip-edits.ts';
import { withGroups } from '../../../../renderer/timeline/clips/clip-groups.ts';
import { crossfadeEdit } from '../../../../renderer/timeline/clips/crossfades.ts';
import { lockedAgainst } from '../../../../renderer/timeline/clips/locked.ts';
import { clip, projectOf } from '../../../support/fake-studio.ts';

const earlier = clip('earlier');
const later = clip('later', { startFrame: 700, sourceId: 'voice' });

let ids = 0;
const makeId = () => `new-${++ids}`;

function edited(project: Project, edit: Parameters<typeof applyEdit>[1]): Project {
  const applied = applyEdit(project, edit);
  if (!applied.ok) throw new Error(applied.message);
  return applied.value.project;
}

test('a crossfade is as long as the overlap: of equal power, linear within one sound', () => {
  expect(crossfade(later, earlier)).toMatchObject({
    earlier: { id: 'earlier' },
    fade: { frames: 300, curve: 'equal-power' },
  });
  const same = clip('same', { startFrame: 700, offsetFrames: 700 });
  expect(crossfade(earlier, same)?.fade.curve).toBe('linear');
  const inside = clip('inside', { startFrame: 300, lengthFrames: 100 });
  expect(crossfade(earlier, inside)).toBeNull();
});

test('a clip between two others fades at both of its ends', () => {
  const last = clip('last', { startFrame: 1_500 });
  const patches = crossfadePatches([
    [earlier, later],
    [later, last],
  ]);
  expect(patches.get('later')).toMatchObject({
    fadeIn: { frames: 300 },
    fadeOut: { frames: 200 },
  });
});

test('a crossfade of one clip is with those it overlaps, and of none says what to do', () => {
  const project = projectOf([earlier, later]);
  expect(crossfadeEdit(project, [later])).toMatchObject({ label: 'Crossfade' });
  expect(crossfadeEdit(projectOf([earlier]), [earlier])).toMatch(/No clips overlap/);
  const locked = projectOf([{ ...earlier, locked: true }, later]);
  expect(crossfadeEdit(locked, [later])).toMatch(/earlier is locked/);
});

test('pieces of a split clip that are joined are the clip again', () => {
  const whole = clip('whole', {
    fadeIn: { frames: 50, curve: 'linear' },
    fadeOut: { frames: 80, curve: 'raised-cosine' },
    gainLine: [
      { frame: 100, gainDb: 0 },
      { frame: 900, gainDb: -8 },
    ],
  });
  const project = projectOf([whole]);
  const split = splitClips(project.clips, 500, makeId);
  if (split === null) throw new Error('It was not split.');
  const pieces = edited(project, split.edit);
  expect(pieces.clips).toHaveLength(2);
  const edit = joinEdit(pieces.clips);
  if (typeof edit === 'string') throw new Error(edit);
  expect(edited(pieces, edit).clips).toEqual([whole]);
});

test('pieces that do not go on from one another are not joined, with the reason', () => {
  const refusal = (piece: Partial<Clip>) =>
    joinEdit([earlier, clip('piece', { startFrame: 1_000, offsetFrames: 1_000, ...piece })]);
  expect(typeof refusal({})).toBe('object');
  expect(refusal({ startFrame: 1_001 })).toMatch(/does not begin where earlier ends/);
  expect(refusal({ offsetFrames: 900 })).toMatch(/does not go on/);
  expect(refusal({ gainDb: -3 })).toMatch(/different gains/);
  expect(refusal({ gainLine: [{ frame: 0, gainDb: -3 }] })).toMatch(/gain lines do not meet/);
  expect(refusal({ trackId: 'b' })).toMatch(/several tracks/);
});

test('clips of a group are selected together, copies of them are a group of their own', () => {
  const grouped = [clip('x', { groupId: 'g' }), clip('y', { groupId: 'g', locked: true })];
  const project = projectOf([...grouped, clip('z')]);
  expect([...withGroups(project, ['x'])].sort()).toEqual(['x', 'y']);
  const copies = duplicateClips(grouped, makeId);
  if (copies?.edit.kind !== 'insertClips') throw new Error('Nothing was copied.');
  const [first, second] = copies.edit.clips;
  expect(first?.groupId).not.toBe('g');
  expect(second).toMatchObject({ groupId: first?.groupId, locked: false });
});

test('a locked clip takes a name, a mute and a colour, and nothing that shapes it', () => {
  const locked = [clip('one', { locked: true })];
  expect(lockedAgainst(locked, { name: 'two', muted: true, colour: 3 })).toBeNull();
  expect(lockedAgainst(locked, { startFrame: 3 })).toMatch(/one is locked/);
});

/** What is done with tracks, against a plain list of their names, with Undo and Redo. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newTrack } from '../../../../preload/builders.ts';
import { applyEdit, type Edit } from '../../../../preload/edits.ts';
import type { Project } from '../../../../preload/project.ts';
import {
  duplicateTracksEdit,
  everyTrackEdit,
  exclusiveSoloEdit,
  groupTracksEdit,
  moveGroupEdit,
  moveTracksEdit,
  removeTracksEdit,
  stepTracksEdit,
} from '../../../../renderer/timeline/tracks/track-edits.ts';
import { clip, projectOf } from '../../../support/fake-studio.ts';

const AVAILABLE = { inputChannels: 2, outputChannels: 2 };

/** Tracks by one letter each, every one with a clip; `a b (c d) e`. */
function projectFrom(text: string): Project {
  const tracks: Project['tracks'][number][] = [];
  const trackGroups: Project['trackGroups'][number][] = [];
  let groupId: string | null = null;
  for (const sign of text.replaceAll(' ', '')) {
    if (sign === '(') {
      groupId = `g${trackGroups.length + 1}`;
      trackGroups.push({ id: groupId, name: `Group ${trackGroups.length + 1}`, colour: 0 });
    } else if (sign === ')') groupId = null;
    else tracks.push({ ...newTrack(tracks, sign, AVAILABLE), name: sign, groupId });
  }
  const clips = tracks.map(({ id }) => clip(`clip-${id}`, { trackId: id }));
  return projectOf(clips, { tracks, trackGroups });
}

/** The other way: tracks by their ids. */
function textOf({ tracks }: Project): string {
  return tracks
    .map(({ id, groupId }, at) => {
      const opens = groupId !== null && tracks[at - 1]?.groupId !== groupId ? '(' : '';
      const closes = groupId !== null && tracks[at + 1]?.groupId !== groupId ? ')' : '';
      return `${opens}${id}${closes}`;
    })
    .join(' ');
}

function afterEdit(project: Project, edit: Edit | null): Project {
  if (edit === null) return project;
  const applied = applyEdit(project, edit);
  if (!applied.ok) throw new Error(applied.message);
  return applied.value.project;
}

const ids = (text: string) => new Set(text.replaceAll(' ', ''));
const NONE: ReadonlySet<string> = new Set();

describe('tracks', () => {
  test.each([
    ['a b c', 'c', 0, null, 'c a b'],
    ['a b c', 'a c', 2, null, 'b a c'],
    ['a (b c) d', 'a', 3, 'g1', '(b c a) d'],
    ['a (b c) d', 'b', 0, null, 'b a (c) d'],
    ['a (b) c', 'b', 3, null, 'a c b'],
  ])('of "%s": %s moved to place %i in %s give "%s"', (text, moved, index, groupId, expected) => {
    const project = projectFrom(text);
    const result = afterEdit(project, moveTracksEdit(project, ids(moved), { index, groupId }));
    expect(textOf(result)).toBe(expected);
    // No group is left without a track.
    const full = new Set(result.tracks.flatMap((track) => track.groupId ?? []));
    expect(result.trackGroups.map(({ id }) => id).sort()).toEqual([...full].sort());
  });

  test('enter, cross and leave a group step by step, as in an outline', () => {
    let project = projectFrom('a (b c) d');
    const steps = ['(a b c) d', '(b a c) d', '(b c a) d', '(b c) a d', '(b c) d a', '(b c) d a'];
    for (const expected of steps) {
      project = afterEdit(project, stepTracksEdit(project, ids('a'), 1, NONE));
      expect(textOf(project)).toBe(expected);
    }
    for (const expected of [...steps.slice(0, -2).reverse(), 'a (b c) d', 'a (b c) d']) {
      project = afterEdit(project, stepTracksEdit(project, ids('a'), -1, NONE));
      expect(textOf(project)).toBe(expected);
    }
  });

  test('step over a folded group, and a whole group steps as one', () => {
    const folded = projectFrom('a (b c) d');
    const over = afterEdit(folded, stepTracksEdit(folded, ids('a'), 1, new Set(['g1'])));
    expect(textOf(over)).toBe('(b c) a d');
    expect(textOf(afterEdit(folded, stepTracksEdit(folded, ids('b c'), 1, NONE)))).toBe(
      'a d (b c)',
    );
    expect(textOf(afterEdit(folded, stepTracksEdit(folded, ids('b c'), -1, NONE)))).toBe(
      '(b c) a d',
    );
    const two = projectFrom('(a b) (c d)');
    expect(textOf(afterEdit(two, stepTracksEdit(two, ids('a b'), 1, NONE)))).toBe('(c d) (a b)');
  });

  test('become a group where the first of them stands, never inside another one', () => {
    const project = projectFrom('a (b c) d e');
    const made = groupTracksEdit(project, ids('b e'), () => 'new');
    const result = afterEdit(project, made?.edit ?? null);
    expect(textOf(result)).toBe('a (b e) (c) d');
    expect(result.trackGroups.at(-1)).toMatchObject({ id: 'new', name: 'Group 2' });
  });

  test('are copied with their clips, each below its own', () => {
    const project = projectFrom('a (b) c');
    let number = 0;
    const copies = duplicateTracksEdit(project, ids('a b'), (kind) => `${kind}${number++}`);
    const result = afterEdit(project, copies?.edit ?? null);
    expect(textOf(result)).toBe('a track0 (b track1) c');
    expect(result.tracks.map(({ name }) => name)).toEqual(['a', 'a 2', 'b', 'b 2', 'c']);
    expect(result.clips.slice(3).map(({ trackId }) => trackId)).toEqual(['track0', 'track1']);
    expect(copies?.trackIds).toEqual(['track0', 'track1']);
  });

  test('are soloed alone, and again not', () => {
    const project = projectFrom('a b c');
    const soloed = ({ tracks }: Project) =>
      tracks.filter((track) => track.soloed).map(({ id }) => id);
    const first = afterEdit(project, everyTrackEdit(project, 'soloed', true));
    const alone = afterEdit(first, exclusiveSoloEdit(first, ids('b')));
    expect(soloed(alone)).toEqual(['b']);
    expect(soloed(afterEdit(alone, exclusiveSoloEdit(alone, ids('b'))))).toEqual([]);
    expect(everyTrackEdit(project, 'soloed', false)).toBeNull();
  });
});

type Act = (project: Project, makeId: () => string) => Edit | null;

const some = fc.array(fc.nat(11), { minLength: 1, maxLength: 4 });
/** Those at these places, as far as there are so many. */
const chosen = ({ tracks }: Project, places: readonly number[]) =>
  new Set(places.flatMap((place) => tracks[place % Math.max(1, tracks.length)]?.id ?? []));
const groupAt = ({ trackGroups }: Project, place: number) =>
  trackGroups[place % Math.max(1, trackGroups.length)]?.id ?? null;

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ places: some, index: fc.nat(12), inGroup: fc.boolean() }).map(
    ({ places, index, inGroup }): Act =>
      (project) => {
        const at = Math.min(index, project.tracks.length);
        const groupId = inGroup ? (project.tracks[at]?.groupId ?? null) : null;
        const isInside =
          groupId === null &&
          project.tracks[at]?.groupId != null &&
          project.tracks[at]?.groupId === project.tracks[at - 1]?.groupId;
        if (isInside) return null;
        return moveTracksEdit(project, chosen(project, places), { index: at, groupId });
      },
  ),
  fc.record({ places: some, isUp: fc.boolean(), isFolded: fc.boolean() }).map(
    ({ places, isUp, isFolded }): Act =>
      (project) => {
        const folded = new Set(isFolded ? project.trackGroups.map(({ id }) => id) : []);
        const one = chosen(project, places.slice(0, 1));
        return stepTracksEdit(project, one, isUp ? -1 : 1, folded);
      },
  ),
  fc.tuple(fc.nat(5), fc.nat(12)).map(
    ([place, index]): Act =>
      (project) => {
        const groupId = groupAt(project, place);
        return groupId === null ? null : moveGroupEdit(project, groupId, index);
      },
  ),
  some.map(
    (places): Act =>
      (project, makeId) =>
        groupTracksEdit(project, chosen(project, places), makeId)?.edit ?? null,
  ),
  some.map(
    (places): Act =>
      (project, makeId) =>
        duplicateTracksEdit(project, chosen(project, places), makeId)?.edit ?? null,
  ),
  some.map(
    (places): Act =>
      (project) =>
        removeTracksEdit(project, chosen(project, places.slice(0, 2))),
  ),
  some.map(
    (places): Act =>
      (project) =>
        exclusiveSoloEdit(project, chosen(project, places)),
  ),
  fc.tuple(fc.nat(11), fc.option(fc.double({ min: -1, max: 1, noNaN: true }))).map(
    ([place, pan]): Act =>
      (project) => {
        const [trackId] = chosen(project, [place]);
        return trackId === undefined ? null : { kind: 'patchTrack', trackId, patch: { pan } };
      },
  ),
);

/** What holds after every act. */
function check({ tracks, trackGroups, clips }: Project): void {
  const stretches = tracks.filter(
    ({ groupId }, at) => groupId !== null && tracks[at - 1]?.groupId !== groupId,
  );
  // Each group is one stretch, and each has a track.
  expect(stretches.map(({ groupId }) => groupId).sort()).toEqual(
    trackGroups.map(({ id }) => id).sort(),
  );
  const known = new Set(tracks.map(({ id }) => id));
  expect(known.size).toBe(tracks.length);
  expect(clips.filter(({ trackId }) => !known.has(trackId))).toEqual([]);
}

test('however tracks are moved, grouped, copied and removed: groups stay whole, and Undo and Redo give what was', () => {
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 24 }), (acts) => {
      let project = projectFrom('a (b c) d (e f) h');
      let number = 0;
      const makeId = () => `new${number++}`;
      const states = [project];
      const undo: Edit[] = [];
      const edits: Edit[] = [];
      for (const act of acts) {
        const edit = act(project, makeId);
        if (edit === null || project.tracks.length > 60) continue;
        const applied = applyEdit(project, edit);
        if (!applied.ok) throw new Error(applied.message);
        project = applied.value.project;
        check(project);
        states.push(project);
        edits.push(edit);
        undo.push(applied.value.inverse);
      }
      for (let at = undo.length - 1; at >= 0; at -= 1) {
        project = afterEdit(project, undo[at] as Edit);
        expect(project).toEqual(states[at]);
      }
      for (const [at, edit] of edits.entries()) {
        project = afterEdit(project, edit);
        expect(project).toEqual(states[at + 1]);
      }
    }),
    { numRuns: 60 },
  );
});

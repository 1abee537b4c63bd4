/** The index of the clips beside a plain model that looks at all of them, through random edits. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newTrack } from '../../../preload/builders.ts';
import { applyEdit, type Edit } from '../../../preload/edits.ts';
import { type Clip, emptyProject, type Project, type Track } from '../../../preload/project.ts';
import { ClipIndex } from '../../../renderer/store/clip-index.ts';
import { pilotSession } from '../../support/pilot-session.ts';

const STEREO = { inputChannels: 2, outputChannels: 2 };
const [model] = pilotSession().clips as [Clip];

interface Values {
  readonly track: number;
  readonly startFrame: number;
  readonly lengthFrames: number;
}

type EditStep =
  | { readonly kind: 'insert'; readonly clips: readonly Values[] }
  | { readonly kind: 'remove'; readonly places: readonly number[] }
  | { readonly kind: 'patch'; readonly places: readonly number[]; readonly values: Values }
  | { readonly kind: 'shift'; readonly places: readonly number[]; readonly frames: number }
  | { readonly kind: 'track'; readonly at: number; readonly isRemoved: boolean }
  | { readonly kind: 'undo' };

const values: fc.Arbitrary<Values> = fc.record({
  track: fc.nat(5),
  startFrame: fc.nat(60),
  lengthFrames: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 80 })),
});
const places = fc.array(fc.nat(200), { minLength: 1, maxLength: 6 });
const step: fc.Arbitrary<EditStep> = fc.oneof(
  fc.record({
    kind: fc.constant('insert' as const),
    clips: fc.array(values, { minLength: 1, maxLength: 60 }),
  }),
  fc.record({ kind: fc.constant('remove' as const), places }),
  fc.record({ kind: fc.constant('patch' as const), places, values }),
  fc.record({ kind: fc.constant('shift' as const), places, frames: fc.nat(20) }),
  fc.record({ kind: fc.constant('track' as const), at: fc.nat(6), isRemoved: fc.boolean() }),
  fc.constant({ kind: 'undo' as const }),
);

let nextId = 0;

/** null = there is nothing to do it to. */
function editOf(project: Project, of: Exclude<EditStep, { kind: 'undo' }>): Edit | null {
  const idAt = <T extends { id: string }>(parts: readonly T[], place: number) =>
    (parts[place % parts.length] as T).id;
  const trackAt = (place: number) => idAt(project.tracks, place);
  if (of.kind === 'track' && (!of.isRemoved || project.tracks.length < 2)) {
    const track = newTrack(project.tracks, `new-${nextId++}`, STEREO);
    return { kind: 'insertTracks', tracks: [{ index: of.at, track }] };
  }
  if (of.kind === 'track') return { kind: 'removeTracks', trackIds: [trackAt(of.at)] };
  if (of.kind === 'insert') {
    const clips = of.clips.map(({ track, ...place }) => {
      return { ...model, ...place, id: `clip-${nextId++}`, trackId: trackAt(track) };
    });
    return { kind: 'insertClips', clips };
  }
  if (project.clips.length === 0) return null;
  const clipIds = [...new Set(of.places.map((place) => idAt(project.clips, place)))];
  if (of.kind === 'remove') return { kind: 'removeClips', clipIds };
  if (of.kind === 'shift') return { kind: 'shiftClips', clipIds, frames: of.frames };
  const { track, ...place } = of.values;
  const patch = { ...place, trackId: trackAt(track) };
  return { kind: 'patchClips', patches: clipIds.map((clipId) => ({ clipId, patch })) };
}

/** Every project that the steps lead to. */
function* projectsAfter(steps: readonly EditStep[]): Generator<Project> {
  const tracks: Track[] = [];
  for (let place = 0; place < 3; place += 1) {
    tracks.push(newTrack(tracks, `track-${place}`, STEREO));
  }
  let project: Project = { ...pilotSession(), ...emptyProject('Test', 48_000), tracks };
  project = { ...project, buffers: pilotSession().buffers };
  const inverses: Edit[] = [];
  for (const each of steps) {
    const edit = each.kind === 'undo' ? (inverses.pop() ?? null) : editOf(project, each);
    if (edit === null) continue;
    const applied = applyEdit(project, edit);
    if (!applied.ok) throw new Error(applied.message);
    project = applied.value.project;
    if (each.kind !== 'undo') inverses.push(applied.value.inverse);
    yield project;
  }
}

const ids = (clips: readonly Clip[]) => clips.map(({ id }) => id);
const endOf = ({ startFrame, lengthFrames }: Clip) => startFrame + lengthFrames;

function modelInTime({ clips, tracks }: Project): readonly Clip[] {
  const trackIndex = (clip: Clip) => tracks.findIndex(({ id }) => id === clip.trackId);
  return [...clips].sort((a, b) => a.startFrame - b.startFrame || trackIndex(a) - trackIndex(b));
}

function modelBetween({ clips }: Project, trackId: string, range: readonly number[]): string[] {
  const [from = 0, to = 0, shortest = 0] = range;
  const found = clips.filter(
    (clip) =>
      clip.trackId === trackId &&
      clip.startFrame < to &&
      endOf(clip) > from &&
      clip.lengthFrames >= shortest,
  );
  return ids(found.sort((a, b) => a.startFrame - b.startFrame));
}

function expectSame(index: ClipIndex, project: Project, range: readonly number[]): void {
  const [from = 0, to = 0, shortest = 0] = range;
  const inTime = modelInTime(project);
  expect(ids(index.inTime)).toEqual(ids(inTime));
  expect(inTime.map(({ id }) => index.placeOfId(id))).toEqual([...inTime.keys()]);
  expect(index.endFrame).toBe(Math.max(0, ...project.clips.map(endOf)));
  for (const { id } of project.tracks) {
    const clips = index.onTrack(id);
    const found = clips?.between(from, to, shortest) ?? [];
    expect(ids(found)).toEqual(modelBetween(project, id, range));
    const onTrack = inTime.filter(({ trackId }) => trackId === id);
    const distance = (clip: Clip) => Math.abs(clip.startFrame - from);
    const [nearest] = onTrack.sort((a, b) => distance(a) - distance(b));
    expect(clips?.nearest(from)?.id).toBe(nearest?.id);
  }
}

describe('the index of the clips', () => {
  test('finds after any edits what a walk over all clips finds', () => {
    const range = fc.tuple(fc.integer({ min: -5, max: 80 }), fc.nat(40), fc.nat(10));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), range, (steps, [from, frames, shortest]) => {
        const index = new ClipIndex();
        for (const project of projectsAfter(steps)) {
          index.follow(project);
          expectSame(index, project, [from, from + frames, shortest]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('follows a project that has nothing to do with the one before', () => {
    const index = new ClipIndex();
    const first = pilotSession();
    const others = first.clips.map((clip) => ({ ...clip, startFrame: clip.startFrame + 7 }));
    for (const project of [first, { ...first, clips: others.toReversed() }, first]) {
      index.follow(project);
      expectSame(index, project, [0, 96_000, 0]);
    }
  });

  test('leaves out of time what lies on no track', () => {
    const index = new ClipIndex();
    const project = pilotSession();
    index.follow({ ...project, tracks: project.tracks.slice(1) });
    expect(index.inTime).toHaveLength(8);
    expect(index.placeOfId('c-1')).toBe(-1);
  });
});

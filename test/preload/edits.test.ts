import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdit, type Edit } from '../../preload/edits.ts';
import { type Clip, emptyProject, type Project } from '../../preload/project.ts';
import { LIMITS } from '../../preload/project-limits.ts';
import { EDITED, SAMPLE_EDITS } from '../support/changed-parts.ts';
import { clip as clipOfTone, track } from '../support/fake-studio.ts';

function clip(id: string, changes: Partial<Clip> = {}): Clip {
  const knock = { trackId: 'voice', sourceId: 'knock', startFrame: 48_000, lengthFrames: 100 };
  return clipOfTone(id, { ...knock, ...changes });
}

function projectWithClips(clips: readonly Clip[]): Project {
  return {
    ...emptyProject('Session', 48_000),
    tracks: [track('voice'), track('cues')],
    buffers: [
      {
        id: 'knock',
        name: 'knock.wav',
        path: '/sounds/knock.wav',
        relativePath: null,
        content: null,
        usesCopy: false,
        channels: 1,
        frames: 1_000,
        sourceSampleRate: 48_000,
        format: 'WAV',
      },
    ],
    clips,
  };
}

function applied(project: Project, edit: Edit) {
  const outcome = applyEdit(project, edit);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

function refusal(project: Project, edit: Edit): string {
  const outcome = applyEdit(project, edit);
  return outcome.ok ? 'accepted' : outcome.code;
}

/** Order within the lists carries no meaning for clips. */
function sorted(project: Project): Project {
  const clips = project.clips.toSorted((a, b) => a.id.localeCompare(b.id));
  return { ...project, clips };
}

describe('an edit of the project', () => {
  it('moves a clip and gives the edit that takes it back', () => {
    const before = projectWithClips([clip('a'), clip('b')]);
    const { project, inverse } = applied(before, {
      kind: 'patchClips',
      patches: [{ clipId: 'a', patch: { startFrame: 96_000, trackId: 'cues' } }],
    });
    expect(project.clips.map(({ startFrame, trackId }) => [startFrame, trackId])).toEqual([
      [96_000, 'cues'],
      [48_000, 'voice'],
    ]);
    expect(applied(project, inverse).project).toEqual(before);
  });

  it('removes a track with its clips and brings both back', () => {
    const before = projectWithClips([clip('a'), clip('b', { trackId: 'cues' })]);
    const { project, inverse } = applied(before, { kind: 'removeTracks', trackIds: ['voice'] });
    expect(project.clips.map(({ id }) => id)).toEqual(['b']);
    expect(sorted(applied(project, inverse).project)).toEqual(before);
  });

  it('removes a sound with the clips that play it and brings all back', () => {
    const before = projectWithClips([clip('a')]);
    const { project, inverse } = applied(before, { kind: 'removeSources', sourceIds: ['knock'] });
    expect([project.buffers, project.clips]).toEqual([[], []]);
    expect(applied(project, inverse).project).toEqual(before);
  });

  it('splits a clip as one batch that is taken back as one', () => {
    const before = projectWithClips([clip('a')]);
    const { project, inverse } = applied(before, {
      kind: 'batch',
      edits: [
        { kind: 'patchClips', patches: [{ clipId: 'a', patch: { lengthFrames: 40 } }] },
        {
          kind: 'insertClips',
          clips: [clip('a2', { startFrame: 48_040, offsetFrames: 40, lengthFrames: 60 })],
        },
      ],
    });
    expect(project.clips).toHaveLength(2);
    expect(applied(project, inverse).project).toEqual(before);
  });

  it('refuses more tracks than a session may have before it looks at them', () => {
    const track = new Proxy({} as never, {
      get: () => {
        throw new Error('looked at');
      },
    });
    const tracks = Array.from({ length: LIMITS.tracks + 1 }, () => ({ index: 0, track }));
    const edit: Edit = { kind: 'insertTracks', tracks };
    expect(applyEdit(emptyProject('Empty', 48_000), edit)).toMatchObject({ code: 'edit-too-many' });
  });

  it('changes nothing when one edit of a batch is refused', () => {
    const before = projectWithClips([clip('a')]);
    const edit: Edit = {
      kind: 'batch',
      edits: [
        { kind: 'removeClips', clipIds: ['a'] },
        { kind: 'removeClips', clipIds: ['gone'] },
      ],
    };
    expect(refusal(before, edit)).toBe('edit-unknown-id');
    expect(before.clips).toHaveLength(1);
  });

  it('cannot change what a clip plays or its id through a patch', () => {
    const patch = { id: 'other', sourceId: 'other', gainDb: -3 } as object;
    const { project } = applied(projectWithClips([clip('a')]), {
      kind: 'patchClips',
      patches: [{ clipId: 'a', patch }],
    });
    expect(project.clips[0]).toMatchObject({ id: 'a', sourceId: 'knock', gainDb: -3 });
  });

  it.each<[string, Partial<Clip>, string]>([
    ['before the beginning', { startFrame: -1 }, 'edit-invalid'],
    ['at half a frame', { startFrame: 0.5 }, 'edit-invalid'],
    ['at NaN', { startFrame: Number.NaN }, 'edit-invalid'],
    ['at infinity', { startFrame: Number.POSITIVE_INFINITY }, 'edit-invalid'],
    ['without a frame', { lengthFrames: 0 }, 'edit-invalid'],
    ['from before its sound', { offsetFrames: -1 }, 'edit-invalid'],
    ['with a gain that is no number', { gainDb: Number.NaN }, 'edit-invalid'],
    ['on channel 0', { channels: [0] }, 'edit-invalid'],
    ['on a track that is gone', { trackId: 'gone' }, 'edit-unknown-id'],
    ['of a sound that is gone', { sourceId: 'gone' }, 'edit-unknown-id'],
    ['with an id that is taken', { id: 'a' }, 'edit-duplicate-id'],
  ])('refuses a clip %s', (_what, changes, code) => {
    const project = projectWithClips([clip('a')]);
    const inserted = clip('new', changes);
    expect(refusal(project, { kind: 'insertClips', clips: [inserted] })).toBe(code);
  });

  it('keeps a clip that reaches beyond the end of its sound', () => {
    const long = clip('new', { offsetFrames: 950, lengthFrames: 51 });
    const { project } = applied(projectWithClips([]), { kind: 'insertClips', clips: [long] });
    expect(project.clips).toEqual([long]);
  });

  it('refuses an enabled loop that ends before it starts', () => {
    const loop = { enabled: true, startFrame: 10, endFrame: 10 };
    expect(refusal(projectWithClips([]), { kind: 'patchProject', patch: { loop } })).toBe(
      'edit-invalid',
    );
  });

  it.each(Object.values(SAMPLE_EDITS))('of kind $kind is taken back by its inverse', (edit) => {
    const { project, inverse } = applied(EDITED, edit);
    expect(project).not.toEqual(EDITED);
    expect(sorted(applied(project, inverse).project)).toEqual(sorted(EDITED));
  });

  it.each(
    Object.entries(clip('new')).flatMap(([name, value]) =>
      typeof value === 'number' ? [name] : [],
    ),
  )('refuses a clip whose %s is not a number', (name) => {
    const clips = [clip('new', { [name]: Number.NaN })];
    expect(refusal(projectWithClips([]), { kind: 'insertClips', clips })).toBe('edit-invalid');
  });

  it('is taken back exactly by its inverse, whatever the edits were', () => {
    const frame = fc.integer({ min: 0, max: 1_000_000 });
    const clipId = fc.constantFrom('a', 'b', 'c');
    const edit: fc.Arbitrary<Edit> = fc.oneof(
      fc.record({
        kind: fc.constant('patchClips' as const),
        patches: fc.array(
          fc.record({
            clipId,
            patch: fc.record({ startFrame: frame, gainDb: fc.integer({ min: -60, max: 12 }) }),
          }),
        ),
      }),
      clipId.map((id): Edit => ({ kind: 'removeClips', clipIds: [id] })),
      frame.map(
        (startFrame): Edit => ({ kind: 'insertClips', clips: [clip('new', { startFrame })] }),
      ),
      fc
        .boolean()
        .map((muted): Edit => ({ kind: 'patchTrack', trackId: 'voice', patch: { muted } })),
      fc.constant<Edit>({ kind: 'removeTracks', trackIds: ['cues'] }),
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
        const before = projectWithClips([clip('a'), clip('b'), clip('c', { trackId: 'cues' })]);
        const outcome = applyEdit(before, { kind: 'batch', edits });
        if (!outcome.ok) return;
        const { project, inverse } = outcome.value;
        expect(sorted(applied(project, inverse).project)).toEqual(before);
      }),
    );
  });
});

describe('what undo brings back', () => {
  const knock = projectWithClips([]).buffers[0];
  const sounds = ['a', 'knock', 'c', 'd'].map((id) => ({ ...knock, id, name: id }) as never);
  const marker = (id: string, frame: number) => ({ id, name: id, frame });
  const project: Project = {
    ...projectWithClips([clip('1'), clip('2'), clip('3'), clip('4')]),
    buffers: sounds,
    markers: [marker('m', 9), marker('n', 3), marker('o', 6)],
  };

  it.each([
    { kind: 'removeClips', clipIds: ['3', '1'] },
    { kind: 'removeSources', sourceIds: ['knock', 'd'] },
    { kind: 'removeTracks', trackIds: ['voice'] },
    { kind: 'removeMarkers', markerIds: ['n'] },
  ] satisfies readonly Edit[])('stands where it was in its list: %j', (edit) => {
    const { project: after, inverse } = applied(project, edit);
    expect(applied(after, inverse).project).toEqual(project);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInScope, scopeOfEdit } from '../../../main/playback/edit-scope.ts';
import { type PlannedClip, planWindow, soundsAlike } from '../../../main/playback/plan.ts';
import { applyEdit, type Edit } from '../../../preload/edits.ts';
import type { Project } from '../../../preload/project.ts';
import { EDITED, SAMPLE_EDITS } from '../../support/changed-parts.ts';
import { clip, track } from '../../support/fake-studio.ts';

const everything = { fromFrame: 0, toFrame: null };
const project: Project = {
  ...EDITED,
  clips: [
    ...EDITED.clips,
    clip('on b', { trackId: 'b', startFrame: 10 }),
    clip('of the take', { sourceId: 'take', trackId: 'b' }),
  ],
};

const trackId = fc.constantFrom('a', 'b', 'new track');
const simpleEdits = fc.oneof(
  fc.constantFrom(...Object.values(SAMPLE_EDITS)),
  fc.record({
    kind: fc.constant('patchTrack'),
    trackId,
    patch: fc.record(
      {
        muted: fc.boolean(),
        soloed: fc.boolean(),
        armed: fc.boolean(),
        gainDb: fc.constantFrom(0, -6),
        outputChannels: fc.constantFrom([], [1], [1, 2]),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({ kind: fc.constant('removeTracks'), trackIds: fc.tuple(trackId) }),
  fc.boolean().map((soloed) => ({
    kind: 'insertTracks' as const,
    tracks: [{ index: 0, track: track('new track', { soloed }) }],
  })),
  fc.record({
    kind: fc.constant('patchClips'),
    patches: fc.array(
      fc.record({
        clipId: fc.constantFrom('one', 'on b'),
        patch: fc.record({ trackId, gainDb: fc.constantFrom(0, -6) }, { requiredKeys: [] }),
      }),
      { maxLength: 2 },
    ),
  }),
) as fc.Arbitrary<Edit>;
const edits = fc
  .array(simpleEdits, { minLength: 1, maxLength: 4 })
  .map((all): Edit => (all.length === 1 ? (all[0] as Edit) : { kind: 'batch', edits: all }));

function planned(of: Project): ReadonlyMap<string, PlannedClip> {
  return new Map(planWindow(of, everything).clips.map((each) => [each.clipId, each]));
}

function isSame(one: PlannedClip | undefined, other: PlannedClip | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const levels = ({ gain, trackGain, pan }: PlannedClip) => [gain, trackGain, pan];
  return soundsAlike(one, other) && `${levels(one)}` === `${levels(other)}`;
}

test('whatever an edit makes sound otherwise is in its scope, and planned there as in the whole', () => {
  fc.assert(
    fc.property(edits, (edit) => {
      const applied = applyEdit(project, edit);
      if (!applied.ok) return;
      const { project: after, inverse } = applied.value;
      for (const [from, to, by] of [
        [project, after, edit],
        [after, project, inverse],
      ] as const) {
        const scope = scopeOfEdit(by, { before: from, after: to });
        const [old, now] = [planned(from), planned(to)];
        for (const clipId of new Set([...old.keys(), ...now.keys()])) {
          if (isInScope(scope, clipId)) continue;
          expect(isSame(old.get(clipId), now.get(clipId)), clipId).toBe(true);
        }
        const inScope = planWindow(to, everything).clips.filter((each) =>
          isInScope(scope, each.clipId),
        );
        expect(planWindow(to, everything, scope).clips).toEqual(inScope);
      }
    }),
    { numRuns: 1_000, seed: 10 },
  );
});

test('an edit of one clip leaves all others alone', () => {
  const edit: Edit = { kind: 'patchClips', patches: [{ clipId: 'one', patch: { startFrame: 7 } }] };
  expect(scopeOfEdit(edit, { before: project, after: project })).toEqual(new Set(['one']));
});

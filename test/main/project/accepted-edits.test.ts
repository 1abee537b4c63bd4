/** No edit is accepted that makes the session unreadable or cannot be taken back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bufferSchema,
  clipSchema,
  markerSchema,
  projectValues,
  takeSchema,
  trackGroupSchema,
  trackSchema,
} from '../../../main/project/project-schema.ts';
import { applyEdit, type Edit } from '../../../preload/edits.ts';
import {
  type Clip,
  type ClipFade,
  FADE_CURVES,
  type Marker,
  type Project,
  type Take,
  type Track,
  type TrackGroup,
} from '../../../preload/project.ts';
import { EDITED, SAMPLE_EDITS } from '../../support/changed-parts.ts';
import { clip, track } from '../../support/fake-studio.ts';

/** Mostly usable, sometimes at a limit or beyond it. */
const odd = <Value>(usual: fc.Arbitrary<Value>, ...rare: unknown[]) =>
  fc.oneof(
    { weight: 12, arbitrary: usual },
    { weight: 1, arbitrary: fc.constantFrom(...(rare as Value[])) },
  );
const ids = odd(
  fc.constantFrom('a', 'b', 'c', 'one', 'two', 'voice'),
  '',
  'x'.repeat(200),
  'x'.repeat(201),
);
const names = odd(fc.string(), 'n'.repeat(500), 'n'.repeat(501));
const frame = odd(fc.nat(1e9), -1, 0.5, Number.NaN, Infinity, 2 ** 43, 2 ** 43 + 1, 2 ** 53);
const gainDb = odd(fc.double({ min: -60, max: 12, noNaN: true }), -1e9, 99, Number.NaN);
const channels = odd(
  fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 4 }),
  ...[[1, 1], [0], [257], [1.5], Array.from({ length: 257 }, (_, k) => (k % 256) + 1)],
);

const fade = fc.record({
  frames: odd(fc.nat(1_000), 0, -1, 0.5, 1e9, Number.NaN),
  curve: odd<ClipFade['curve']>(fc.constantFrom(...FADE_CURVES), 'log'),
});
const matrix = odd(
  fc.constantFrom(null, [{ from: 1, to: 2, gainDb: -6 }]),
  [{ from: 0, to: 1, gainDb: 0 }],
  [{ from: 1, to: 257, gainDb: 0 }],
  [{ from: 1, to: 1, gainDb: Number.NaN }],
  [1, 1].map((channel) => ({ from: channel, to: channel, gainDb: 0 })),
  Array.from({ length: 1_025 }, (_, k) => ({ from: 1 + (k >> 5), to: 1 + (k & 31), gainDb: 0 })),
);
const gainLine = odd(
  fc
    .uniqueArray(fc.nat(1_000), { maxLength: 4 })
    .map((frames) => frames.sort((a, b) => a - b).map((at) => ({ frame: at, gainDb: -90 }))),
  [{ frame: 1_001, gainDb: 0 }],
  [{ frame: -1, gainDb: 0 }],
  [{ frame: 0, gainDb: 13 }],
  [{ frame: 0, gainDb: -91 }],
  [{ frame: 0.5, gainDb: Number.NaN }],
  [3, 3].map((at) => ({ frame: at, gainDb: 0 })),
  Array.from({ length: 1_001 }, (_, at) => ({ frame: at, gainDb: 0 })),
);
const clipPatch = fc.record<Partial<Clip>>(
  {
    fadeIn: fade,
    fadeOut: fade,
    gainLine,
    loop: odd(
      fc.record({ startFrame: fc.nat(200), lengthFrames: fc.integer({ min: 1, max: 1_000 }) }),
      null,
      { startFrame: -1, lengthFrames: 5 },
      { startFrame: 0, lengthFrames: 0 },
      { startFrame: 0, lengthFrames: Number.NaN },
    ),
    locked: fc.boolean(),
    muted: fc.boolean(),
    colour: odd(fc.nat(8), null, -1, 0.5, 1_001),
    groupId: odd(fc.constantFrom(null, 'together'), '', 'x'.repeat(201)),
    matrix,
    trackId: ids,
    name: names,
    startFrame: frame,
    offsetFrames: frame,
    lengthFrames: frame,
    gainDb,
    channels,
  },
  { requiredKeys: [] },
);
const colour = odd(fc.nat(8), -1, 0.5, 1000, 1001);
const trackPatch = fc.record<Partial<Track>>(
  {
    name: names,
    colour,
    gainDb,
    outputChannels: channels,
    inputChannels: channels,
    pan: odd(fc.option(fc.double({ min: -1, max: 1, noNaN: true })), 1.001, -2, Number.NaN),
    soloSafe: fc.boolean(),
    groupId: odd(fc.constantFrom(null, 'group'), 'gone', ''),
    matrix,
  },
  { requiredKeys: [] },
);
const groups = fc.array(fc.record<TrackGroup>({ id: ids, name: names, colour }), { maxLength: 2 });
const markers = fc.array(fc.record<Marker>({ id: ids, name: names, frame }), { maxLength: 3 });
const takes = fc.array(
  fc.record<Take>({
    id: ids,
    name: names,
    file: odd(fc.constant('take.wav'), '', '../x', 'f'.repeat(256)),
    channels: odd(fc.integer({ min: 1, max: 8 }), 0, 257),
    frames: frame,
    sampleRate: odd(fc.constant(48_000), 0, 1e9, Number.NaN),
    content: odd(fc.constant(null), { bytes: 1, hash: 'x' }, { bytes: -1, hash: 'a'.repeat(64) }),
    trackId: odd(fc.constant(null), '', 't'),
    recoveredFrames: frame,
    dropouts: fc.array(
      fc.record({
        frame,
        inputFrames: odd(frame, null),
        outputFrames: frame,
        filledFrames: frame,
        source: fc.constantFrom('told' as const, 'inferred' as const),
      }),
      { maxLength: 2 },
    ),
    dropoutCount: frame,
    account: fc.constant(null),
  }),
  { maxLength: 2 },
);

const simpleEdits = fc.oneof(
  fc.constantFrom(...Object.values(SAMPLE_EDITS)),
  fc.record({
    kind: fc.constant('patchClips'),
    patches: fc.array(fc.record({ clipId: ids, patch: clipPatch }), { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('shiftClips'),
    clipIds: fc.array(ids, { maxLength: 3 }),
    frames: odd(fc.integer({ min: -1_000, max: 1_000 }), 0.5, Number.NaN, 2 ** 53),
  }),
  fc.record({ kind: fc.constant('patchTrack'), trackId: ids, patch: trackPatch }),
  fc.record({
    kind: fc.constant('moveTracks'),
    trackIds: fc.array(ids, { maxLength: 3 }),
    index: odd(fc.nat(4), -1, 1e9),
  }),
  fc.record({ kind: fc.constant('insertTrackGroups'), groups }),
  fc.record({
    kind: fc.constant('removeTrackGroups'),
    groupIds: fc.array(odd(fc.constant('group'), 'one'), { maxLength: 2 }),
  }),
  fc.record({
    kind: fc.constant('patchTrackGroup'),
    groupId: odd(fc.constant('group'), 'gone'),
    patch: fc.record({ name: names, colour }, { requiredKeys: [] }),
  }),
  fc.record({
    kind: fc.constant('patchMarkers'),
    patches: fc.array(
      fc.record({
        markerId: odd(fc.constant('marker'), 'gone'),
        patch: fc.record({ name: names, frame }, { requiredKeys: [] }),
      }),
      { maxLength: 3 },
    ),
  }),
  fc.record({ kind: fc.constant('insertMarkers'), markers }),
  fc.record({ kind: fc.constant('removeMarkers'), markerIds: fc.array(ids, { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('insertTakes'), takes }),
  fc.record({ kind: fc.constant('removeSources'), sourceIds: fc.array(ids, { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('removeTracks'), trackIds: fc.array(ids, { maxLength: 2 }) }),
  fc.record({
    kind: fc.constant('insertTracks'),
    tracks: fc.array(
      fc.record({
        index: fc.integer({ min: -1, max: 5 }),
        track: fc.tuple(ids, trackPatch).map(([id, patch]) => ({ ...track('a'), ...patch, id })),
      }),
      { maxLength: 2 },
    ),
  }),
  fc.record({
    kind: fc.constant('insertClips'),
    clips: fc.array(
      fc.tuple(ids, clipPatch).map(([id, patch]) => ({ ...clip('one'), ...patch, id })),
      { maxLength: 2 },
    ),
  }),
  fc.record({
    kind: fc.constant('patchProject'),
    patch: fc.record(
      {
        name: names,
        sampleRate: odd(fc.constant(44_100), 0, Number.NaN, 2e6),
        loop: fc.record({ enabled: fc.boolean(), startFrame: frame, endFrame: frame }),
        onDeviceLoss: fc.constantFrom('rejoin', 'wait', 'use-default', 'never'),
        tempo: fc.record({
          beatsPerMinute: odd(fc.integer({ min: 20, max: 400 }), 19, 401, Number.NaN),
          beatsPerBar: odd(fc.integer({ min: 1, max: 32 }), 0, 33, 1.5),
          beatUnit: odd(fc.constantFrom(1, 2, 4, 8, 16), 3, 32),
        }),
        grid: odd(
          fc.constantFrom(
            { kind: 'time', seconds: 0.1 },
            { kind: 'frames', frames: 100 },
            { kind: 'beats', division: 'half' },
          ),
          { kind: 'time', seconds: 0 },
          { kind: 'frames', frames: 0.5 },
          { kind: 'beats', division: 'third' },
          { kind: 'else' },
        ),
        metronome: fc.record({ enabled: fc.boolean(), gainDb, outputChannels: channels }),
        master: fc.record({ gainDb }),
      },
      { requiredKeys: [] },
    ),
  }),
) as fc.Arbitrary<Edit>;
const edits = fc.oneof(
  { weight: 5, arbitrary: simpleEdits },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('batch' as const),
      edits: fc.array(simpleEdits, { maxLength: 3 }),
    }),
  },
);

/** Why a project could not be read; empty = it could. */
function problems(project: Project): string[] {
  const {
    trackGroups,
    tracks,
    clips,
    buffers,
    takes: recorded,
    markers: flags,
    ...values
  } = project;
  const lists = [
    [trackGroupSchema, trackGroups],
    [trackSchema, tracks],
    [clipSchema, clips],
    [bufferSchema, buffers],
    [takeSchema, recorded],
    [markerSchema, flags],
    [projectValues, [values]],
  ] as const;
  return lists.flatMap(([schema, items]) => {
    const list = items as readonly { readonly id?: string }[];
    const wrong = list
      .filter((item) => !schema.safeParse(item).success)
      .map((item) => JSON.stringify(item));
    const doubled = new Set(list.map(({ id }) => id)).size < list.length;
    return doubled ? [...wrong, 'an id is there twice'] : wrong;
  });
}

/** The order of clips, sounds and markers carries no meaning. */
function sorted(project: Project): Project {
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  const { clips, buffers, takes: recorded, markers: flags } = project;
  return {
    ...project,
    clips: clips.toSorted(byId),
    buffers: buffers.toSorted(byId),
    takes: recorded.toSorted(byId),
    markers: flags.toSorted(byId),
  };
}

test('every project that edits lead to can be saved and read, and every edit can be taken back', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(edits, { maxLength: 12 }), (sequence) => {
      let project: Project = EDITED;
      for (const edit of sequence) {
        const applied = applyEdit(project, edit);
        if (!applied.ok) continue;
        accepted += 1;
        expect(problems(applied.value.project)).toEqual([]);
        const undone = applyEdit(applied.value.project, applied.value.inverse);
        expect(undone.ok && sorted(undone.value.project)).toEqual(sorted(project));
        project = applied.value.project;
      }
    }),
    { numRuns: 400 },
  );
  expect(accepted).toBeGreaterThan(200);
});

test('a second marker with the same id is refused, and so is a channel that is named twice', () => {
  const marker = { id: 'again', name: 'Again', frame: 10 };
  const twice: Edit = { kind: 'insertMarkers', markers: [marker, marker] };
  expect(applyEdit(EDITED, twice)).toMatchObject({ ok: false, code: 'edit-duplicate-id' });
  const patches = [{ clipId: 'one', patch: { channels: [1, 1] } }];
  expect(applyEdit(EDITED, { kind: 'patchClips', patches })).toMatchObject({
    ok: false,
    message: 'Channel 1 is named twice; name each channel once.',
  });
  expect(clipSchema.safeParse({ ...clip('one'), channels: [1, 1] }).success).toBe(false);
});

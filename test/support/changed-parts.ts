/** A change of every property of a clip and a track, and an edit of every kind. */
import type { Edit } from '../../preload/edits.ts';
import type { BufferEntry, Clip, Project, Take, Track } from '../../preload/project.ts';
import { clip, projectOf, track } from './fake-studio.ts';

const CHANGED_CLIP: Clip = {
  id: 'two',
  trackId: 'b',
  sourceId: 'voice',
  name: 'renamed',
  startFrame: 20,
  offsetFrames: 30,
  lengthFrames: 900,
  gainDb: -6,
  belated: 'drop',
  channels: [2, 1],
  fadeIn: { frames: 100, curve: 'linear' },
  fadeOut: { frames: 200, curve: 'raised-cosine' },
  gainLine: [
    { frame: 0, gainDb: -3 },
    { frame: 400, gainDb: -90 },
  ],
  loop: { startFrame: 0, lengthFrames: 300 },
  locked: true,
  muted: true,
  colour: 5,
  groupId: 'together',
  matrix: [{ from: 1, to: 2, gainDb: -6 }],
};

const CHANGED_TRACK: Track = {
  id: 'c',
  name: 'renamed',
  colour: 3,
  gainDb: -6,
  muted: true,
  soloed: true,
  armed: true,
  outputChannels: [2, 1],
  inputChannels: [2],
  pan: -0.5,
  soloSafe: true,
  groupId: 'group',
  matrix: [{ from: 2, to: 1, gainDb: -6 }],
};

/** Clip `one` on track `a`, clip `beside` on track `b`, which plays on the channels the other way. */
export const UNCHANGED = projectOf([clip('one'), clip('beside', { trackId: 'b' })], {
  tracks: [track('a'), track('b', { outputChannels: [2, 1] })],
  trackGroups: [{ id: 'group', name: 'Group', colour: 1 }],
});

/** With another value of one property of clip `one`. */
export function withChangedClip(name: keyof Clip): Project {
  const [one, ...others] = UNCHANGED.clips;
  return { ...UNCHANGED, clips: [{ ...(one as Clip), ...changedClipValue(name) }, ...others] };
}

export function changedClipValue(name: keyof Clip): Partial<Clip> {
  return { [name]: CHANGED_CLIP[name] };
}

/** The project in which a property of track `a` makes a difference: solo safe does beside a soloed track. */
export function beforeTrackChange(name: keyof Track): Project {
  if (name !== 'soloSafe') return UNCHANGED;
  const [first, ...others] = UNCHANGED.tracks;
  const soloed = others.map((other) => ({ ...other, soloed: true }));
  return { ...UNCHANGED, tracks: [first as Track, ...soloed] };
}

/** With another value of one property of track `a`. */
export function withChangedTrack(name: keyof Track): Project {
  const before = beforeTrackChange(name);
  const [first, ...others] = before.tracks;
  return { ...before, tracks: [{ ...(first as Track), ...changedTrackValue(name) }, ...others] };
}

export function changedTrackValue(name: keyof Track): Partial<Track> {
  return { [name]: CHANGED_TRACK[name] };
}

const TAKE: Take = {
  id: 'take',
  name: 'Take 1',
  file: 'take-1.wav',
  channels: 1,
  frames: 1_000,
  sampleRate: 48_000,
  trackId: 'a',
  recoveredFrames: 0,
  dropouts: [{ frame: 3, inputFrames: 9, outputFrames: null, filledFrames: 0, source: 'reported' }],
  dropoutCount: 1,
  content: null,
  account: null,
};

/** What the edits below are about. */
export const EDITED: Project = {
  ...UNCHANGED,
  takes: [TAKE],
  markers: [{ id: 'marker', name: 'Block 2', frame: 10 }],
};

/** One of each kind, which can be applied to `EDITED`. */
export const SAMPLE_EDITS: {
  readonly [Kind in Edit['kind']]: Extract<Edit, { readonly kind: Kind }>;
} = {
  insertTracks: { kind: 'insertTracks', tracks: [{ index: 1, track: CHANGED_TRACK }] },
  removeTracks: { kind: 'removeTracks', trackIds: ['b'] },
  patchTrack: { kind: 'patchTrack', trackId: 'a', patch: changedTrackValue('outputChannels') },
  insertClips: { kind: 'insertClips', clips: [CHANGED_CLIP] },
  removeClips: { kind: 'removeClips', clipIds: ['beside'] },
  patchClips: {
    kind: 'patchClips',
    patches: [{ clipId: 'one', patch: changedClipValue('gainDb') }],
  },
  moveTracks: { kind: 'moveTracks', trackIds: ['b'], index: 0 },
  insertTrackGroups: {
    kind: 'insertTrackGroups',
    groups: [{ id: 'new', name: 'New group', colour: 2 }],
  },
  removeTrackGroups: { kind: 'removeTrackGroups', groupIds: ['group'] },
  patchTrackGroup: { kind: 'patchTrackGroup', groupId: 'group', patch: { name: 'renamed' } },
  shiftClips: { kind: 'shiftClips', clipIds: ['one'], frames: 7 },
  insertBuffers: {
    kind: 'insertBuffers',
    buffers: [{ ...(EDITED.buffers[0] as BufferEntry), id: 'new' }],
  },
  insertTakes: { kind: 'insertTakes', takes: [{ ...TAKE, id: 'new' }] },
  patchBuffer: { kind: 'patchBuffer', bufferId: 'voice', patch: { channels: 2 } },
  patchTake: { kind: 'patchTake', takeId: 'take', patch: { name: 'renamed' } },
  patchTakeFile: { kind: 'patchTakeFile', takeId: 'take', patch: { frames: 500 } },
  removeSources: { kind: 'removeSources', sourceIds: ['voice'] },
  insertMarkers: { kind: 'insertMarkers', markers: [{ id: 'new', name: 'here', frame: 20 }] },
  removeMarkers: { kind: 'removeMarkers', markerIds: ['marker'] },
  patchMarkers: {
    kind: 'patchMarkers',
    patches: [{ markerId: 'marker', patch: { frame: 30 } }],
  },
  patchProject: { kind: 'patchProject', patch: { name: 'renamed', sampleRate: 44_100 } },
  batch: {
    kind: 'batch',
    edits: [
      { kind: 'removeClips', clipIds: ['beside'] },
      { kind: 'removeTracks', trackIds: ['b'] },
    ],
  },
};

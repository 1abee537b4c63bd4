/** Random edits of every kind, and those that the functions behind commands and gestures make of a project. */
import type { Edit, EditOf } from '../../preload/edits.ts';
import {
  BEAT_UNITS,
  type Clip,
  type ClipFade,
  type ClipPatch,
  FADE_CURVES,
  type Marker,
  type MarkerPatch,
  ON_DEVICE_LOSS,
  type Project,
  type ProjectPatch,
  type Take,
  TRACK_COLOUR_COUNT,
  type TrackGroup,
  type TrackPatch,
} from '../../preload/project.ts';
import type { Frames } from '../../preload/units.ts';
import { randomNumbers } from '../native/support/signals.ts';
import { clip, projectOf, track } from './fake-studio.ts';

/** Of each sound of `randomSession`. */
export const SOUND_FRAMES = 12_000;
/** What clips, markers and ranges begin before. */
export const TIMELINE_FRAMES = 40_000;
export const STEREO = { inputChannels: 2, outputChannels: 2 };

/** Random choices, the same for the same seed. */
export class EditDice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomNumbers(seed);
    for (let warm = 0; warm < 3; warm += 1) this.#random();
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  one<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  /** Up to `most` of them, in their order. */
  some<T>(values: readonly T[], most = 3): readonly T[] {
    const count = Math.min(values.length, this.between(1, most));
    const places = new Set<number>();
    while (places.size < count) places.add(this.below(values.length));
    return values.filter((_, place) => places.has(place));
  }

  frame(): Frames {
    return this.below(TIMELINE_FRAMES);
  }

  decibels(): number {
    return this.one([0, -3, -6.5, -60, 6]);
  }

  channels(): readonly number[] {
    return this.one([[1], [2], [1, 2], [2, 1], [3], [1, 2, 3, 4], []]);
  }
}

/** Ids that were never given before. */
export class NewIds {
  #count = 0;

  readonly make = (kind: string): string => {
    this.#count += 1;
    return `${kind} ${this.#count}`;
  };
}

type RandomValues<Patch> = {
  readonly [Name in keyof Required<Patch>]: (
    dice: EditDice,
    project: Project,
  ) => Required<Patch>[Name] | undefined;
};

function somePatch<Patch extends object>(
  values: RandomValues<Patch>,
  dice: EditDice,
  project: Project,
): Patch {
  const names = dice.some(Object.keys(values) as (keyof Patch)[]);
  const entries = names.map((name) => [name, values[name](dice, project)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Patch;
}

const matrix = (dice: EditDice) =>
  dice.one([null, [{ from: 1, to: 2, gainDb: -6 }], [{ from: 2, to: 1, gainDb: 0 }], []]);
const fade = (dice: EditDice): ClipFade => ({
  frames: dice.one([0, 1, 64, 500]),
  curve: dice.one(FADE_CURVES),
});

const CLIP_VALUES: RandomValues<ClipPatch> = {
  trackId: (dice, { tracks }) => dice.one(tracks)?.id,
  name: (dice) => dice.one(['', 'cue', 'A longer name']),
  startFrame: (dice) => dice.frame(),
  offsetFrames: (dice) => dice.below(SOUND_FRAMES),
  lengthFrames: (dice) => dice.between(500, 2 * SOUND_FRAMES),
  gainDb: (dice) => dice.decibels(),
  belated: (dice) => dice.one(['drop', 'start', 'trim']),
  channels: (dice) => dice.one([null, dice.channels()]),
  fadeIn: fade,
  fadeOut: fade,
  gainLine: (dice) =>
    dice.one([
      [],
      [{ frame: 0, gainDb: -90 }],
      [100, 300, 500].map((frame) => ({ frame, gainDb: dice.between(-90, 6) })),
    ]),
  loop: (dice) => dice.one([null, { startFrame: 0, lengthFrames: dice.between(1, SOUND_FRAMES) }]),
  locked: (dice) => dice.chance(0.3),
  muted: (dice) => dice.chance(0.3),
  colour: (dice) => dice.one([null, dice.below(TRACK_COLOUR_COUNT)]),
  groupId: (dice) => dice.one([null, 'clips together']),
  matrix,
};

const TRACK_VALUES: RandomValues<TrackPatch> = {
  name: (dice) => dice.one(['Voice', 'Cues', '']),
  colour: (dice) => dice.below(TRACK_COLOUR_COUNT),
  gainDb: (dice) => dice.decibels(),
  muted: (dice) => dice.chance(0.3),
  soloed: (dice) => dice.chance(0.3),
  armed: (dice) => dice.chance(0.3),
  outputChannels: (dice) => dice.channels(),
  inputChannels: (dice) => dice.channels(),
  pan: (dice) => dice.one([-1, -0.3, 0, 1]),
  soloSafe: (dice) => dice.chance(0.3),
  groupId: (dice, { trackGroups }) => dice.one([null, ...trackGroups.map(({ id }) => id)]),
  matrix,
};

/** The rate is another only while there are no sounds. */
const PROJECT_VALUES: RandomValues<Omit<ProjectPatch, 'sampleRate'>> = {
  name: (dice) => dice.one(['Session', 'Pilot']),
  loop: (dice) => {
    const startFrame = dice.frame();
    const endFrame = startFrame + dice.between(2_000, 20_000);
    return { enabled: dice.chance(0.4), startFrame, endFrame };
  },
  onDeviceLoss: (dice) => dice.one(ON_DEVICE_LOSS),
  tempo: (dice) => ({
    beatsPerMinute: dice.between(20, 400),
    beatsPerBar: dice.between(1, 32),
    beatUnit: dice.one(BEAT_UNITS),
  }),
  grid: (dice) =>
    dice.one([
      { kind: 'time', seconds: 0.25 },
      { kind: 'frames', frames: 480 },
      { kind: 'beats', division: 'half' },
    ]),
  metronome: (dice) => ({
    enabled: dice.chance(0.6),
    gainDb: dice.decibels(),
    outputChannels: dice.one([[1], [1, 2]]),
  }),
  master: (dice) => ({ gainDb: dice.decibels() }),
};

const MARKER_VALUES: RandomValues<MarkerPatch> = {
  name: (dice) => dice.one(['Block', 'Rest']),
  frame: (dice) => dice.frame(),
};
const GROUP_VALUES: RandomValues<Omit<TrackGroup, 'id'>> = {
  name: (dice) => dice.one(['Strings', 'Voices']),
  colour: (dice) => dice.below(TRACK_COLOUR_COUNT),
};

const idsOf = (parts: readonly { readonly id: string }[]) => parts.map(({ id }) => id);

/** Ascending places for so many parts in a list. */
function somePlaces(dice: EditDice, length: number, count: number): readonly number[] | undefined {
  if (dice.chance(0.5)) return undefined;
  const first = dice.below(length + 1);
  return Array.from({ length: count }, (_, k) => first + k);
}

/** One of each kind; null = the project has nothing for it. Most are accepted. */
export const RANDOM_EDITS: {
  readonly [Kind in Edit['kind']]: (
    dice: EditDice,
    project: Project,
    ids: NewIds,
  ) => EditOf<Kind> | null;
} = {
  insertTracks: (dice, { tracks }, ids) => {
    const id = ids.make('track');
    return { tracks: [{ index: dice.below(tracks.length + 1), track: track(id) }] };
  },
  removeTracks: (dice, { tracks }) =>
    tracks.length < 3 ? null : { trackIds: dice.some(idsOf(tracks), 2) },
  patchTrack: (dice, project) => {
    const trackId = dice.one(idsOf(project.tracks));
    return trackId === undefined
      ? null
      : { trackId, patch: somePatch(TRACK_VALUES, dice, project) };
  },
  moveTracks: (dice, { tracks }) => ({
    trackIds: dice.some(idsOf(tracks)),
    index: dice.below(tracks.length + 1),
  }),
  insertTrackGroups: (dice, { trackGroups }, ids) => ({
    groups: [{ id: ids.make('group'), name: 'New group', colour: 3 }],
    places: somePlaces(dice, trackGroups.length, 1),
  }),
  removeTrackGroups: (dice, { trackGroups }) =>
    trackGroups.length === 0 ? null : { groupIds: dice.some(idsOf(trackGroups), 2) },
  patchTrackGroup: (dice, project) => {
    const groupId = dice.one(idsOf(project.trackGroups));
    return groupId === undefined
      ? null
      : { groupId, patch: somePatch(GROUP_VALUES, dice, project) };
  },
  insertClips: (dice, project, ids) => {
    const count = dice.between(1, 2);
    const made = Array.from({ length: count }, () => randomClip(dice, project, ids));
    const clips = made.filter((each) => each !== null);
    if (clips.length < count) return null;
    return { clips, places: somePlaces(dice, project.clips.length, count) };
  },
  removeClips: (dice, { clips }) =>
    clips.length < 4 ? null : { clipIds: dice.some(idsOf(clips)) },
  patchClips: (dice, project) =>
    project.clips.length === 0
      ? null
      : {
          patches: dice.some(idsOf(project.clips)).map((clipId) => ({
            clipId,
            patch: somePatch(CLIP_VALUES, dice, project),
          })),
        },
  shiftClips: (dice, { clips }) =>
    clips.length === 0
      ? null
      : { clipIds: dice.some(idsOf(clips)), frames: dice.between(-3_000, 6_000) },
  insertBuffers: (dice, { buffers }, ids) => {
    const buffer = buffers[0];
    if (buffer === undefined) return null;
    return {
      buffers: [{ ...buffer, id: ids.make('buffer') }],
      places: somePlaces(dice, buffers.length, 1),
    };
  },
  insertTakes: (dice, { takes }, ids) => {
    const take = takes[0];
    if (take === undefined) return null;
    return {
      takes: [{ ...take, id: ids.make('take') }],
      places: somePlaces(dice, takes.length, 1),
    };
  },
  patchBuffer: (dice, { buffers }) => {
    const bufferId = dice.one(idsOf(buffers));
    const patch = dice.one([{ name: 'other.wav' }, { format: 'AIFF', sourceSampleRate: 44_100 }]);
    return bufferId === undefined ? null : { bufferId, patch };
  },
  patchTake: (dice, { takes }) => {
    const takeId = dice.one(idsOf(takes));
    return takeId === undefined ? null : { takeId, patch: { name: 'Best take' } };
  },
  patchTakeFile: (dice, { takes }) => {
    const takeId = dice.one(idsOf(takes));
    return takeId === undefined ? null : { takeId, patch: { frames: dice.between(1, 9_000) } };
  },
  removeSources: (dice, { buffers, takes }) =>
    buffers.length < 2 ? null : { sourceIds: dice.some(idsOf([...buffers.slice(1), ...takes]), 1) },
  insertMarkers: (dice, { markers }, ids) => ({
    markers: [{ id: ids.make('marker'), name: 'Cue', frame: dice.frame() } satisfies Marker],
    places: somePlaces(dice, markers.length, 1),
  }),
  removeMarkers: (dice, { markers }) =>
    markers.length === 0 ? null : { markerIds: dice.some(idsOf(markers)) },
  patchMarkers: (dice, project) =>
    project.markers.length === 0
      ? null
      : {
          patches: dice.some(idsOf(project.markers)).map((markerId) => ({
            markerId,
            patch: somePatch(MARKER_VALUES, dice, project),
          })),
        },
  patchProject: (dice, project) => ({ patch: somePatch(PROJECT_VALUES, dice, project) }),
  batch: (dice, project, ids) => {
    const kinds = [
      'patchClips',
      'insertMarkers',
      'moveTracks',
      'patchTrack',
      'insertClips',
    ] as const;
    const edits = dice.some(kinds).map((kind) => randomEdit(kind, dice, project, ids));
    return { edits: edits.filter((edit) => edit !== null) };
  },
};

export const EDIT_KINDS = Object.keys(RANDOM_EDITS) as Edit['kind'][];

export function randomEdit(
  kind: Edit['kind'],
  dice: EditDice,
  project: Project,
  ids: NewIds,
): Edit | null {
  const values = RANDOM_EDITS[kind](dice, project, ids);
  return values === null ? null : ({ kind, ...values } as Edit);
}

function randomClip(dice: EditDice, project: Project, ids: NewIds): Clip | null {
  const { tracks, buffers, takes } = project;
  const on = dice.one(tracks);
  const sound = dice.one([...buffers, ...takes]);
  if (on === undefined || sound === undefined) return null;
  return clip(ids.make('clip'), {
    trackId: on.id,
    sourceId: sound.id,
    startFrame: dice.frame(),
    lengthFrames: dice.between(500, SOUND_FRAMES),
    gainDb: dice.decibels(),
    fadeIn: fade(dice),
    fadeOut: fade(dice),
  });
}

const TAKE: Take = {
  id: 'take',
  name: 'Take 1',
  file: 'take-1.wav',
  channels: 1,
  frames: SOUND_FRAMES,
  sampleRate: 48_000,
  content: null,
  trackId: null,
  recoveredFrames: 0,
  dropouts: [],
  dropoutCount: 0,
  account: null,
};

const LINE = [100, 5_000, 9_000].map((frame, k) => ({ frame, gainDb: [0, -3, -6][k] ?? 0 }));

/** Three tracks, two of them in a group, two sounds and a take, clips that overlap and repeat, markers.
 * @param folder where `tone.wav` (two channels) and `voice.wav` (one) lie */
export function randomSession(folder: string): Project {
  const long = { lengthFrames: SOUND_FRAMES };
  const clips = [
    clip('one', long),
    clip('two', { ...long, startFrame: 8_000, sourceId: 'voice', gainLine: LINE }),
    clip('three', {
      ...long,
      startFrame: 4_000,
      trackId: 'b',
      groupId: 'clips together',
      gainLine: LINE,
    }),
    clip('four', { ...long, startFrame: 20_000, trackId: 'b', groupId: 'clips together' }),
    clip('five', {
      startFrame: 1_000,
      trackId: 'c',
      lengthFrames: 30_000,
      loop: { startFrame: 0, lengthFrames: 2_500 },
    }),
    clip('six', { ...long, startFrame: 30_000, trackId: 'c', sourceId: 'take' }),
  ];
  const project = projectOf(clips, {
    trackGroups: [{ id: 'group', name: 'Group 1', colour: 1 }],
    tracks: [track('a'), track('b', { groupId: 'group' }), track('c', { groupId: 'group' })],
    takes: [TAKE],
    markers: [30_000, 1_000, 9_000].map((frame) => ({
      id: `at ${frame}`,
      name: 'Marker',
      frame,
    })),
  });
  const buffers = project.buffers.map((buffer) => ({
    ...buffer,
    frames: SOUND_FRAMES,
    path: `${folder}/${buffer.id}.wav`,
  }));
  return { ...project, buffers };
}

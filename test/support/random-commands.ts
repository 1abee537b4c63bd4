/** What a person does with clips, tracks, time and markers, at random places, as edits. */
import { joinEdit } from '../../preload/clip-joins.ts';
import { pullLoop } from '../../preload/clip-trims.ts';
import type { Edit } from '../../preload/edits.ts';
import type { Clip, ClipPatch, Project } from '../../preload/project.ts';
import {
  clearTime,
  insertTime,
  removeTime,
  rippleDelete,
  type TimeScope,
} from '../../preload/time-edits.ts';
import {
  clipsById,
  duplicateClips,
  insertSource,
  movePatches,
  pasteClips,
  patchEdit,
  realPatches,
  slipPatches,
  splitClips,
  trimPatch,
} from '../../renderer/timeline/clips/clip-edits.ts';
import { withGroups } from '../../renderer/timeline/clips/clip-groups.ts';
import { loopedOnce, loopedTimes } from '../../renderer/timeline/clips/clip-loops.ts';
import { crossfadeEdit } from '../../renderer/timeline/clips/crossfades.ts';
import { unlocked } from '../../renderer/timeline/clips/locked.ts';
import {
  fadeTo,
  pulledEnd,
  withNextCurve,
  withoutPoint,
  withPoint,
  withPointAt,
} from '../../renderer/timeline/clips/shape-gestures.ts';
import {
  addMarker,
  moveMarker,
  removeMarker,
  renameMarker,
} from '../../renderer/timeline/ruler/marker-edits.ts';
import {
  duplicateTracksEdit,
  everyTrackEdit,
  exclusiveSoloEdit,
  groupTracksEdit,
  moveGroupEdit,
  moveTracksEdit,
  removeTracksEdit,
  stepTracksEdit,
} from '../../renderer/timeline/tracks/track-edits.ts';
import {
  type EditDice,
  type NewIds,
  SOUND_FRAMES,
  STEREO,
  TIMELINE_FRAMES,
} from './random-edits.ts';

/** null, or a sentence that says why = nothing is edited. */
type Command = (dice: EditDice, project: Project, ids: NewIds) => Edit | string | null;

/** Of clips that are not locked, as every gesture and command has them. */
function someClips(dice: EditDice, project: Project): readonly Clip[] {
  const ids = withGroups(project, dice.some(project.clips.map(({ id }) => id)));
  return unlocked(clipsById(project, ids));
}

/** A patch of one clip. */
const ofOneClip =
  (change: (dice: EditDice, clip: Clip, project: Project) => ClipPatch | null): Command =>
  (dice, project) => {
    const clip = dice.one(unlocked(project.clips));
    const patch = clip === undefined ? null : change(dice, clip, project);
    if (clip === undefined || patch === null) return null;
    return patchEdit(project, realPatches(project, new Map([[clip.id, patch]])));
  };

function patchesOf(project: Project, patches: ReadonlyMap<string, ClipPatch>): Edit | null {
  return patchEdit(project, realPatches(project, patches));
}

function someRange(dice: EditDice) {
  const startFrame = dice.frame();
  return { startFrame, endFrame: startFrame + dice.between(1, 8_000) };
}

function someScope(dice: EditDice, { tracks }: Project): TimeScope {
  return dice.chance(0.5) ? 'all' : new Set(dice.some(tracks.map(({ id }) => id)));
}

const someTracks = (dice: EditDice, { tracks }: Project) =>
  new Set(dice.some(tracks.map(({ id }) => id)));

/** Near a clip, inside it or outside. */
const near = (dice: EditDice, { startFrame, lengthFrames }: Clip) =>
  Math.max(0, startFrame + dice.between(-2_000, lengthFrames + 2_000));

const CLIP_COMMANDS: Readonly<Record<string, Command>> = {
  split: (dice, project, ids) => {
    const clips = someClips(dice, project);
    const [first] = clips;
    if (first === undefined) return null;
    return splitClips(clips, near(dice, first), ids.make)?.edit ?? null;
  },
  'trim start': ofOneClip((dice, clip, project) =>
    trimPatch(project, clip, 'start', near(dice, clip)),
  ),
  'trim end': ofOneClip((dice, clip, project) => trimPatch(project, clip, 'end', near(dice, clip))),
  'pull end': ofOneClip((dice, clip, project) =>
    pulledEnd(project, clip, near(dice, clip) + dice.below(2 * SOUND_FRAMES), 200),
  ),
  'pull loop': ofOneClip((dice, clip) => pullLoop(clip, near(dice, clip))),
  'loop some times': ofOneClip((dice, clip) =>
    clip.lengthFrames > TIMELINE_FRAMES ? null : loopedTimes(clip, dice.between(1, 12) / 4),
  ),
  'loop once': ofOneClip((_dice, clip) => loopedOnce(clip)),
  slip: (dice, project) =>
    patchesOf(project, slipPatches(project, someClips(dice, project), dice.between(-5_000, 5_000))),
  move: (dice, project) =>
    patchesOf(
      project,
      movePatches(
        project,
        someClips(dice, project),
        dice.between(-9_000, 9_000),
        dice.between(-2, 2),
      ),
    ),
  /** Two pieces that lie together, or, where there are none, those of a clip that is split for it. */
  join: (dice, project, ids) => {
    for (const clip of unlocked(project.clips)) {
      const { trackId, startFrame, lengthFrames } = clip;
      const next = unlocked(project.clips).find(
        (other) => other.trackId === trackId && other.startFrame === startFrame + lengthFrames,
      );
      const joined = next === undefined ? '' : joinEdit([clip, next]);
      if (typeof joined !== 'string') return joined;
    }
    const clip = dice.one(unlocked(project.clips));
    if (clip === undefined || clip.lengthFrames < 2) return null;
    const frame = clip.startFrame + dice.between(1, clip.lengthFrames - 1);
    const split = splitClips([clip], frame, ids.make)?.edit ?? null;
    if (split?.kind !== 'batch') return null;
    const [patched, inserted] = split.edits;
    if (patched?.kind !== 'patchClips' || inserted?.kind !== 'insertClips') return null;
    const joined = joinEdit([{ ...clip, ...patched.patches[0]?.patch }, ...inserted.clips]);
    return typeof joined === 'string' ? joined : { kind: 'batch', edits: [split, joined] };
  },
  crossfade: (dice, project) => {
    const result = crossfadeEdit(project, someClips(dice, project));
    return typeof result === 'string' ? result : result.edit;
  },
  'fade in': ofOneClip((dice, clip) => ({ fadeIn: fadeTo(clip, 'fadeIn', near(dice, clip)) })),
  'fade out': ofOneClip((dice, clip) => ({ fadeOut: fadeTo(clip, 'fadeOut', near(dice, clip)) })),
  'next curve': ofOneClip((_dice, { fadeIn }) => ({ fadeIn: withNextCurve(fadeIn) })),
  'add gain point': ofOneClip((dice, clip) => {
    const gainLine = withPoint(clip, dice.below(clip.lengthFrames + 1));
    return gainLine === null ? null : { gainLine };
  }),
  'move gain point': ofOneClip((dice, clip) =>
    clip.gainLine.length === 0
      ? null
      : {
          gainLine: withPointAt(
            clip,
            dice.below(clip.gainLine.length),
            dice.below(clip.lengthFrames),
            dice.between(-120, 20),
          ),
        },
  ),
  'remove gain point': ofOneClip((dice, { gainLine }) =>
    gainLine.length === 0
      ? null
      : { gainLine: withoutPoint(gainLine, dice.below(gainLine.length)) },
  ),
  duplicate: (dice, project, ids) =>
    duplicateClips(someClips(dice, project), ids.make)?.edit ?? null,
  paste: (dice, project, ids) =>
    pasteClips(
      project,
      someClips(dice, project),
      dice.frame(),
      dice.one([null, ...project.tracks.map(({ id }) => id)]),
      ids.make,
    )?.edit ?? null,
  'insert a sound': (dice, project, ids) => {
    const sound = dice.one([...project.buffers, ...project.takes]);
    if (sound === undefined) return null;
    const trackId = dice.one([null, ...project.tracks.map(({ id }) => id)]);
    const startFrame = dice.between(-2_000, TIMELINE_FRAMES);
    return insertSource(project, sound, trackId, startFrame, STEREO, ids.make)?.edit ?? null;
  },
};

const TIME_COMMANDS: Readonly<Record<string, Command>> = {
  'clear time': (dice, project, ids) =>
    clearTime(project, someRange(dice), someScope(dice, project), ids.make),
  'remove time': (dice, project, ids) =>
    removeTime(project, someRange(dice), someScope(dice, project), ids.make),
  'insert time': (dice, project, ids) =>
    insertTime(project, dice.frame(), dice.between(1, 4_000), someScope(dice, project), ids.make),
  ripple: (dice, project) =>
    rippleDelete(
      project,
      dice.some(project.clips.map(({ id }) => id)),
      dice.one(['tracks', 'all']),
    ),
  'add marker': (dice, project, ids) =>
    addMarker(project, dice.frame(), ids.make('marker'))?.edit ?? null,
  'move marker': (dice, project) =>
    moveMarker(project, dice.one(project.markers)?.id ?? '', dice.frame())?.edit ?? null,
  'rename marker': (dice, { markers }) => {
    const marker = dice.one(markers);
    return marker === undefined ? null : (renameMarker(marker, 'Start')?.edit ?? null);
  },
  'remove marker': (dice, { markers }) => {
    const marker = dice.one(markers);
    return marker === undefined ? null : removeMarker(marker).edit;
  },
};

const TRACK_COMMANDS: Readonly<Record<string, Command>> = {
  'move tracks': (dice, project) => {
    const index = dice.below(project.tracks.length + 1);
    const groupId = dice.one([null, project.tracks[index]?.groupId ?? null]);
    return moveTracksEdit(project, someTracks(dice, project), { index, groupId });
  },
  'move a group': (dice, project) => {
    const group = dice.one(project.trackGroups);
    if (group === undefined) return null;
    return moveGroupEdit(project, group.id, dice.below(project.tracks.length + 1));
  },
  'step tracks': (dice, project) => {
    const folded = new Set(project.trackGroups.map(({ id }) => id).filter(() => dice.chance(0.5)));
    return stepTracksEdit(project, someTracks(dice, project), dice.one([1, -1]), folded);
  },
  'group tracks': (dice, project, ids) =>
    groupTracksEdit(project, someTracks(dice, project), ids.make)?.edit ?? null,
  'duplicate tracks': (dice, project, ids) =>
    project.clips.length > 60
      ? null
      : (duplicateTracksEdit(project, someTracks(dice, project), ids.make)?.edit ?? null),
  'remove tracks': (dice, project) =>
    project.tracks.length < 4 ? null : removeTracksEdit(project, someTracks(dice, project)),
  'solo alone': (dice, project) => exclusiveSoloEdit(project, someTracks(dice, project)),
  'mute all': (dice, project) =>
    everyTrackEdit(project, dice.one(['muted', 'soloed']), dice.chance(0.3)),
};

export const COMMANDS = { ...CLIP_COMMANDS, ...TIME_COMMANDS, ...TRACK_COMMANDS };

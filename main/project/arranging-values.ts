/**
 * What version 8 of a session and version 4 of its edits added, with the values that leave all as it
 * was. Kept as they were then, whatever new parts begin with now. Pure.
 */
import { isObject, type JsonObject } from '../versioned-file.ts';

const CLIP_VALUES = {
  fadeIn: { frames: 0, curve: 'linear' },
  fadeOut: { frames: 0, curve: 'linear' },
  gainLine: [],
  loop: null,
  locked: false,
  muted: false,
  colour: null,
  groupId: null,
  matrix: null,
};
const TRACK_VALUES = { pan: null, soloSafe: false, groupId: null, matrix: null };
const PROJECT_VALUES = {
  trackGroups: [],
  tempo: { beatsPerMinute: 120, beatsPerBar: 4, beatUnit: 4 },
  grid: { kind: 'time', seconds: 0.1 },
  metronome: { enabled: false, gainDb: 0, outputChannels: [1, 2] },
  master: { gainDb: 0 },
};

function withValues(list: unknown, values: object): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((each) => (isObject(each) ? { ...each, ...values } : each));
}

export function projectWithoutArranging({ tracks, clips, ...project }: JsonObject): JsonObject {
  return {
    ...project,
    ...PROJECT_VALUES,
    tracks: withValues(tracks, TRACK_VALUES),
    clips: withValues(clips, CLIP_VALUES),
  };
}

/** Edits that hold tracks or clips: at any depth of batches. */
export function editWithoutArranging(edit: unknown): unknown {
  if (!isObject(edit)) return edit;
  if (Array.isArray(edit.edits)) return { ...edit, edits: edit.edits.map(editWithoutArranging) };
  if (edit.kind === 'insertClips') return { ...edit, clips: withValues(edit.clips, CLIP_VALUES) };
  if (edit.kind !== 'insertTracks' || !Array.isArray(edit.tracks)) return edit;
  const tracks = edit.tracks.map((each) =>
    isObject(each) && isObject(each.track)
      ? { ...each, track: { ...each.track, ...TRACK_VALUES } }
      : each,
  );
  return { ...edit, tracks };
}

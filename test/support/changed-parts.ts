/** Parts of a project of which every property differs from `clip('one')` and `track('a')`. */
import type { Clip, Project, Track } from '../../preload/project.ts';
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
};

/** Clip `one` on track `a`, clip `beside` on track `b`, which plays on the channels the other way. */
export const UNCHANGED = projectOf([clip('one'), clip('beside', { trackId: 'b' })], {
  tracks: [track('a'), track('b', { outputChannels: [2, 1] })],
});

/** With another value of one property of clip `one`. */
export function withChangedClip(name: keyof Clip): Project {
  const [one, ...others] = UNCHANGED.clips;
  return { ...UNCHANGED, clips: [{ ...(one as Clip), ...changedClipValue(name) }, ...others] };
}

export function changedClipValue(name: keyof Clip): Partial<Clip> {
  return { [name]: CHANGED_CLIP[name] };
}

/** With another value of one property of track `a`. */
export function withChangedTrack(name: keyof Track): Project {
  const [first, ...others] = UNCHANGED.tracks;
  return { ...UNCHANGED, tracks: [{ ...(first as Track), ...changedTrackValue(name) }, ...others] };
}

export function changedTrackValue(name: keyof Track): Partial<Track> {
  return { [name]: CHANGED_TRACK[name] };
}

/** New parts of the project. The only place that says how a track and a clip begin. Pure. */
import type { ChannelCounts } from './engine.ts';
import {
  type BufferEntry,
  type Clip,
  type ClipFade,
  TRACK_COLOUR_COUNT,
  type Track,
} from './project.ts';
import type { ChannelNumber, Frames } from './units.ts';

export const NO_FADE: ClipFade = { frames: 0, curve: 'linear' };

/**
 * A track below `tracks`: the first free "Track n", in the colour after the last track's. It plays
 * and records on channels 1 and 2, or on 1 alone where the device has no 2. With one output it records
 * one input, so that its takes can be played.
 * @param available what the chosen devices have; 0 = not known yet
 * @param sourceChannels of the sound it is made for: more than 2 get as many outputs, if available
 * @param soundName it is named after; null = after no sound
 */
export function newTrack(
  tracks: readonly Track[],
  id: string,
  available: ChannelCounts,
  sourceChannels = 1,
  soundName: string | null = null,
): Track {
  const isWide = sourceChannels > 2 && sourceChannels <= available.outputChannels;
  const last = tracks.at(-1);
  return {
    id,
    name: freeTrackName(tracks, soundName),
    colour: last === undefined ? 0 : (last.colour + 1) % TRACK_COLOUR_COUNT,
    gainDb: 0,
    muted: false,
    soloed: false,
    armed: false,
    outputChannels: isWide ? channelsUpTo(sourceChannels) : firstChannels(available.outputChannels),
    inputChannels: firstChannels(available.outputChannels === 1 ? 1 : available.inputChannels),
    pan: null,
    soloSafe: false,
    groupId: null,
    matrix: null,
  };
}

/** `Track 3`; after a sound `knock`, or `knock 2` where there is one. */
function freeTrackName(tracks: readonly Track[], soundName: string | null): string {
  const names = new Set(tracks.map(({ name }) => name));
  const stem = soundName?.replace(/\.\w{1,8}$/, '').trim() ?? '';
  if (stem !== '' && !names.has(stem)) return stem;
  let number = stem === '' ? tracks.length + 1 : 2;
  const base = stem === '' ? 'Track' : stem;
  while (names.has(`${base} ${number}`)) number += 1;
  return `${base} ${number}`;
}

function firstChannels(available: number): readonly ChannelNumber[] {
  return channelsUpTo(available === 1 ? 1 : 2);
}

function channelsUpTo(count: number): readonly ChannelNumber[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/**
 * A whole sound as a clip. What would sound before the timeline's frame 0 is cut.
 * @param startFrame of the sound's first frame; may be negative
 * @returns null when nothing of it is left, or when it has no frame
 */
export function newClip(
  source: Pick<BufferEntry, 'id' | 'name' | 'frames'>,
  id: string,
  trackId: string,
  startFrame: Frames,
): Clip | null {
  const offsetFrames = Math.max(0, -startFrame);
  if (offsetFrames >= source.frames) return null;
  return {
    id,
    trackId,
    sourceId: source.id,
    name: source.name,
    startFrame: Math.max(0, startFrame),
    offsetFrames,
    lengthFrames: source.frames - offsetFrames,
    gainDb: 0,
    belated: 'trim',
    channels: null,
    fadeIn: NO_FADE,
    fadeOut: NO_FADE,
    gainLine: [],
    loop: null,
    locked: false,
    muted: false,
    colour: null,
    groupId: null,
    matrix: null,
  };
}

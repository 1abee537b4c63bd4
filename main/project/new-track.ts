/** A track as it begins. */
import { randomUUID } from 'node:crypto';
import { TRACK_COLOUR_COUNT, type Track } from '../../preload/project.ts';
import type { ChannelNumber } from '../../preload/units.ts';

/** The first free "Track n", in the next colour. */
export function newTrack(
  tracks: readonly Track[],
  outputChannels: readonly ChannelNumber[] = [1, 2],
): Track {
  const names = new Set(tracks.map(({ name }) => name));
  let number = tracks.length + 1;
  while (names.has(`Track ${number}`)) number += 1;
  return {
    id: randomUUID(),
    name: `Track ${number}`,
    colour: tracks.length % TRACK_COLOUR_COUNT,
    gainDb: 0,
    muted: false,
    soloed: false,
    armed: false,
    outputChannels,
    inputChannels: [1, 2],
  };
}

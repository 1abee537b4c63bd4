/** How the channels of a source go to output channels. Pure. */
import { type ChannelNumber, counted } from '../../preload/units.ts';

/** The output channels of each voice; null = the source has more channels than fit. */
export function voicesOf(
  sourceChannels: number,
  outputChannels: readonly ChannelNumber[],
): readonly (readonly ChannelNumber[])[] | null {
  if (outputChannels.length === 0) return [];
  if (sourceChannels === 1) return outputChannels.map((channel) => [channel]);
  if (sourceChannels > outputChannels.length) return null;
  return [outputChannels.slice(0, sourceChannels)];
}

/** A sentence for a source with more channels than its track; null = it fits. */
export function refuseChannels(
  name: string,
  sourceChannels: number,
  track: { readonly name: string; readonly outputChannels: readonly ChannelNumber[] },
): string | null {
  if (voicesOf(sourceChannels, track.outputChannels) !== null) return null;
  const { length } = track.outputChannels;
  return `“${name}” has ${counted(sourceChannels, 'channel')}, ${track.name} plays on ${length}. Give the track more output channels in its header, or use another track.`;
}

/** How the channels of a sound go to output channels. Pure. */
import { type ChannelNumber, counted } from '../../preload/units.ts';

/** The outputs of those chosen that a sound plays on, as one action: one of one channel plays on all of
 * them, one of n channels on the first n. null = it has more channels than fit. */
export function outputsOf(
  sourceChannels: number,
  outputChannels: readonly ChannelNumber[],
): readonly ChannelNumber[] | null {
  if (outputChannels.length === 0 || sourceChannels === 1) return outputChannels;
  return sourceChannels > outputChannels.length ? null : outputChannels.slice(0, sourceChannels);
}

/** A sentence for a source with more channels than its track; null = it fits. */
export function refuseChannels(
  name: string,
  sourceChannels: number,
  track: { readonly name: string; readonly outputChannels: readonly ChannelNumber[] },
): string | null {
  if (outputsOf(sourceChannels, track.outputChannels) !== null) return null;
  const { length } = track.outputChannels;
  return `“${name}” has ${counted(sourceChannels, 'channel')}, ${track.name} plays on ${length}. Give the track more output channels in its header, or use another track.`;
}

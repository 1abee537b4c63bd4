/** How many channels of the chosen devices a stream opens, and what they do not have. */
import type { Device } from '../../native/index.ts';
import type { ChannelCounts } from '../../preload/engine.ts';
import type { Failure } from '../../preload/outcome.ts';

/** Channels that must be open; 0 = that direction may stay closed. */
export type StreamNeeds = ChannelCounts;

/** What the chosen devices have. */
export function channelsOf(input: Device | null, output: Device | null): ChannelCounts {
  return {
    inputChannels: input?.maxInputChannels ?? 0,
    outputChannels: output?.maxOutputChannels ?? 0,
  };
}

/** What serves both. */
export function widest(one: StreamNeeds, other: StreamNeeds): StreamNeeds {
  return {
    inputChannels: Math.max(one.inputChannels, other.inputChannels),
    outputChannels: Math.max(one.outputChannels, other.outputChannels),
  };
}

/** Two where there are two, more where they are needed. */
export function openChannels(needed: number, available: number): number {
  return Math.min(available, Math.max(needed, 2));
}

/** Codes `no-input`, `channels-refused`; null = it can be done. */
export function refuseNeeds(
  needs: StreamNeeds,
  input: Device | null,
  output: Device | null,
): Failure | null {
  if (needs.inputChannels > 0 && input === null) {
    return {
      code: 'no-input',
      message: 'No input is chosen. Choose an input device in Devices, then record again.',
    };
  }
  if (input !== null && needs.inputChannels > input.maxInputChannels) {
    return {
      code: 'channels-refused',
      message: `${input.name} has ${input.maxInputChannels} input channels; ${needs.inputChannels} are asked. Choose lower input channels on the track.`,
    };
  }
  if (output !== null && needs.outputChannels > Math.max(2, output.maxOutputChannels)) {
    return {
      code: 'channels-refused',
      message: `${output.name} has ${output.maxOutputChannels} output channels; ${needs.outputChannels} are asked. Choose lower output channels on the track.`,
    };
  }
  return null;
}

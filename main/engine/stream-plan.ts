/** What a stream is opened with: the devices of a choice, their channels, and what they do not have. */
import type { Device, ListedDevices, VirtualOptions } from '../../native/index.ts';
import type { ChannelCounts, DeviceChoice } from '../../preload/engine.ts';
import { type Failure, failure, type Outcome, success } from '../../preload/outcome.ts';
import { counted, type SampleRate } from '../../preload/units.ts';
import { findDevices } from './device-selection.ts';
import type { StreamSetup } from './native-mixer.ts';

/** Channels that must be open; 0 = that direction may stay closed. */
export type StreamNeeds = ChannelCounts;

export const NO_INPUT = failure(
  'no-input',
  'No input is chosen. Choose an input device in Devices, then record again.',
);

export interface StreamPlan {
  readonly choice: DeviceChoice;
  readonly needs: StreamNeeds;
  /** null = that direction stays closed. */
  readonly input: Device | null;
  readonly output: Device | null;
  /** What the chosen devices have, open or not. */
  readonly available: ChannelCounts;
  readonly setup: StreamSetup;
}

/** Codes `device-not-found`, `no-device`, `no-input`, `channels-refused`. */
export function planStream(
  list: ListedDevices,
  choice: DeviceChoice,
  needs: StreamNeeds,
  { sampleRate, virtual }: { readonly sampleRate: SampleRate; readonly virtual: VirtualOptions },
): Outcome<StreamPlan> {
  const found = findDevices(list, choice);
  if (!found.ok) return found;
  const { output } = found.value;
  const input = needs.inputChannels > 0 || output === null ? found.value.input : null;
  const refusal = refuseNeeds(needs, input, output);
  if (refusal !== null) return refusal;
  const { hostApi, blockSize, latency } = choice;
  const setup: StreamSetup = {
    hostApi,
    inputIndex: input?.index ?? null,
    outputIndex: output?.index ?? null,
    inputChannels: openChannels(needs.inputChannels, input?.maxInputChannels ?? 0),
    outputChannels: openChannels(needs.outputChannels, output?.maxOutputChannels ?? 0),
    sampleRate,
    blockSize,
    latency,
    virtual,
  };
  const available = channelsOf(found.value.input, output);
  return success({ choice, needs, input, output, available, setup });
}

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
function openChannels(needed: number, available: number): number {
  return Math.min(available, Math.max(needed, 2));
}

/** Codes `no-input`, `channels-refused`; null = it can be done. */
function refuseNeeds(
  needs: StreamNeeds,
  input: Device | null,
  output: Device | null,
): ({ ok: false } & Failure) | null {
  if (needs.inputChannels > 0 && input === null) return NO_INPUT;
  if (input !== null && needs.inputChannels > input.maxInputChannels) {
    return failure(
      'channels-refused',
      `${input.name} has ${counted(input.maxInputChannels, 'input channel')}, not ${needs.inputChannels}. Choose lower input channels on the track.`,
    );
  }
  if (output !== null && needs.outputChannels > Math.max(2, output.maxOutputChannels)) {
    return failure(
      'channels-refused',
      `${output.name} has ${counted(output.maxOutputChannels, 'output channel')}, not ${needs.outputChannels}. Choose lower output channels on the track.`,
    );
  }
  return null;
}

/** The stream for a plan: as wide as the clips need that the device can play, and no clip stops it. */
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import type { Engine } from '../engine/engine.ts';
import type { MixerStream } from '../engine/native-mixer.ts';
import { highestOutput, type Plan, type PlannedClip } from './plan.ts';
import { type OpenOutputs, playableOn, type RefusedClip } from './refusals.ts';

/** Channels that every device is asked for. */
const USUAL_OUTPUTS = 2;

export interface OpenedOutputs {
  readonly stream: MixerStream;
  readonly outputs: OpenOutputs;
}

/** What of a plan the chosen device can play, before anything is opened. */
export async function playableOnDevice(
  engine: Engine,
  plan: Plan,
): Promise<{ readonly clips: readonly PlannedClip[]; readonly refused: readonly RefusedClip[] }> {
  const { inputChannels, outputChannels } = await engine.available();
  const isUnknown = inputChannels + outputChannels === 0;
  const device = isUnknown
    ? Number.POSITIVE_INFINITY
    : Math.max(outputChannels, engine.status.outputChannels);
  const deviceName = engine.status.outputDevice;
  return playableOn({ open: device, device, deviceName, whyNarrow: null }, plan);
}

/**
 * @param clips the stream is opened for
 * @param beforeClosing see `Engine.require`
 */
export async function openOutputs(
  engine: Engine,
  clips: readonly PlannedClip[],
  inputChannels: number,
  beforeClosing: () => void,
): Promise<Outcome<OpenedOutputs>> {
  const outputChannels = clips.reduce((most, clip) => Math.max(most, highestOutput(clip)), 0);
  const required = await engine.require({ inputChannels, outputChannels }, beforeClosing);
  if (required.ok || outputChannels <= USUAL_OUTPUTS) return opened(engine, required, null);
  const narrow = { inputChannels, outputChannels: USUAL_OUTPUTS };
  const second = await engine.require(narrow, beforeClosing);
  return second.ok ? opened(engine, second, required.message) : required;
}

function opened(
  { status }: Engine,
  required: Outcome<MixerStream>,
  whyNarrow: string | null,
): Outcome<OpenedOutputs> {
  if (!required.ok) return failure(required.code, required.message);
  const { outputChannels: open, available, outputDevice: deviceName } = status;
  const outputs = { open, device: available.outputChannels, deviceName, whyNarrow };
  return success({ stream: required.value, outputs });
}

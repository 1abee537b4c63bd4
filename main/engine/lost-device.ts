/**
 * A lost device: how it is known again, and what is told of it. Pure.
 * - It is back when there are as many of its kind as there were: of equal devices nobody can say which
 *   one is missing, and another one must not be taken for it.
 */
import type { ListedDevices } from '../../native/index.ts';
import type { DeviceChoice } from '../../preload/engine.ts';
import { failure, type Outcome } from '../../preload/outcome.ts';
import type { OnDeviceLoss } from '../../preload/project.ts';
import { counted } from '../../preload/units.ts';
import { equalsOfKey, namesakeOfKey, VIRTUAL_HOST_API } from './device-keys.ts';
import { type ChosenDevices, defaultChoice, findDevices } from './device-selection.ts';
import type { StreamNeeds } from './stream-plan.ts';

export interface LostDevice {
  readonly name: string;
  readonly choice: DeviceChoice;
  readonly needs: StreamNeeds;
  /** Of each key of the choice, how many equal devices there were. */
  readonly equals: ReadonlyMap<string, number>;
}

/** What goes on when a device is lost. */
export interface LossState {
  /** The timeline, without a device. */
  readonly runsOn: boolean;
  /** A take was being recorded. */
  readonly isRecording: boolean;
}

export function keysOfChoice({ inputKey, outputKey }: DeviceChoice): readonly string[] {
  return [inputKey, outputKey].filter((key) => key !== null);
}

export function equalsInList(
  list: ListedDevices,
  choice: DeviceChoice,
): ReadonlyMap<string, number> {
  return new Map(keysOfChoice(choice).map((key) => [key, equalsOfKey(list, key)]));
}

/** Codes `device-not-found`: it is not back; `channels-refused`: it is, with other channels. */
export function findLost(list: ListedDevices, lost: LostDevice): Outcome<ChosenDevices> {
  const { choice, equals, name } = lost;
  const isWhole = [...equals].every(([key, count]) => equalsOfKey(list, key) >= count);
  const found = findDevices(list, choice);
  if (found.ok && isWhole) return found;
  for (const key of keysOfChoice(choice)) {
    const other = equalsOfKey(list, key) === 0 ? namesakeOfKey(list, key) : undefined;
    if (other === undefined) continue;
    const { maxInputChannels: inputs, maxOutputChannels: outputs } = other;
    return failure(
      'channels-refused',
      `${other.name} is back with ${counted(inputs, 'input channel')} and ${counted(outputs, 'output channel')}, and so is another device. Choose it in Devices.`,
    );
  }
  return failure('device-not-found', `${name} is not there.`);
}

/** The default device that goes on for a lost one; null = there is none. The virtual device stands in
 * for itself alone, because nobody hears it. */
export function defaultInstead(list: ListedDevices, lost: LostDevice): DeviceChoice | null {
  const lostKeys = keysOfChoice(lost.choice);
  const isVirtual = lost.choice.hostApi === VIRTUAL_HOST_API;
  const hostApis = list.hostApis.filter(({ name }) => isVirtual || name !== VIRTUAL_HOST_API);
  const { sampleRate } = lost.choice;
  const choice = defaultChoice({ ...list, hostApis }, sampleRate);
  if (choice === null) return null;
  const isSame = keysOfChoice(choice).some((key) => lostKeys.includes(key));
  return isSame ? null : { ...choice, inputKey: lost.choice.inputKey && choice.inputKey };
}

interface LossTold extends LossState {
  readonly onLoss: OnDeviceLoss;
  /** What it ended: players that had begun, or only waiting ones; null = nothing. */
  readonly begun: 'begun' | 'waiting' | null;
}

export function lossWords(name: string, { onLoss, runsOn, isRecording, begun }: LossTold): string {
  const ended = begun === null ? '' : LOST_ACTIONS[begun];
  const take = isRecording
    ? 'The take ends there and is safe; recording does not go on by itself.'
    : '';
  const next = runsOn ? RUNS_ON[onLoss] : begun === null ? IDLE[onLoss] : WAITS[onLoss];
  const sentences = [`${name} stopped answering.`, ended, take, next, OTHERWISE];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

const LOST_ACTIONS = {
  begun: 'What it played has ended as device-lost.',
  waiting: 'What it was to play has ended as device-lost.',
} as const;

const RUNS_ON: Record<OnDeviceLoss, string> = {
  rejoin: 'The timeline runs on; RtMixer looks for the device and rejoins by itself.',
  wait: '',
  'use-default':
    'The timeline runs on; RtMixer goes on with the default device, or with this one if it is back first.',
};

const IDLE: Record<OnDeviceLoss, string> = {
  rejoin: 'RtMixer looks for it and opens it again by itself.',
  wait: 'RtMixer looks for it and opens it again by itself.',
  'use-default': 'RtMixer opens the default device, or this one if it is back first.',
};

const WAITS: Record<OnDeviceLoss, string> = {
  ...IDLE,
  wait: 'RtMixer looks for it; press Play when it is back.',
};

const OTHERWISE = 'Or choose another device in Devices.';

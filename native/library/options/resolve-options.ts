/** What a stream's options, and the defaults where they say nothing, mean for the native part. */
import type { AddonDeviceIdentity, AddonStreamSettings } from '../addon-interface.ts';
import { channelCount, finiteNumber, wholeNumber } from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import { defaultPart } from './defaults.ts';
import {
  channelsOf,
  type Device,
  type Direction,
  hostApiOf,
  type ListedDevices,
  listNumberOf,
} from './devices.ts';
import {
  channelMapFor,
  type HostApiOptions,
  nativeHostApiOptions,
  requireHostApi,
} from './host-api-options.ts';
import { partFor } from './one-or-pair.ts';
import { checkedFlag, checkedLatency, type Latency } from './option-values.ts';
import { type ChosenDevice, chooseDevices } from './stream-devices.ts';
import type { StreamWishes } from './stream-request.ts';

export interface ResolvedOptions {
  readonly settings: AddonStreamSettings;
  readonly devices: Readonly<Partial<Record<Direction, Device>>>;
  readonly buses: readonly string[];
  readonly onFinished: (() => void) | undefined;
  /** The name that this process should have at its JACK server. */
  readonly jackClientName: string | undefined;
}

function nativeLatency(latency: Latency): number {
  if (latency === 'low') {
    return -1;
  }
  return latency === 'high' ? -2 : latency;
}

function latencyFor(
  direction: Direction,
  directions: readonly Direction[],
  { options, defaults }: StreamWishes,
): number {
  const asked = partFor(options.latency, direction, directions, 'latency');
  return nativeLatency(
    asked === undefined
      ? (defaultPart(defaults.latency, direction) ?? 'high')
      : checkedLatency(asked),
  );
}

function refuseChannels(device: Device, direction: Direction, channels: number): RtMixerError {
  return new RtMixerError(
    'channels-refused',
    `"${device.name}" has ${channelsOf(device, direction)} ${direction} channels, not ${channels}.`,
  );
}

function requireMapFits(
  map: readonly number[],
  channels: number,
  device: Device,
  direction: Direction,
): void {
  if (map.length !== channels) {
    throw invalidArgument(`channelMap names ${map.length} channels for a stream of ${channels}.`);
  }
  const most = Math.max(...map);
  if (most > channelsOf(device, direction)) {
    throw refuseChannels(device, direction, most);
  }
}

function channelsFor(
  device: Device,
  direction: Direction,
  directions: readonly Direction[],
  { options, defaults }: StreamWishes,
  hostApiOptions: HostApiOptions | undefined,
): number {
  const asked = partFor(options.channels, direction, directions, 'channels');
  const map = channelMapFor(hostApiOptions, direction);
  const channels =
    asked === undefined
      ? (map?.length ??
        defaultPart(defaults.channels, direction) ??
        Math.min(2, channelsOf(device, direction)))
      : channelCount(asked, `channels (${direction})`);
  if (channels > channelsOf(device, direction)) {
    throw refuseChannels(device, direction, channels);
  }
  if (map !== undefined) {
    requireMapFits(map, channels, device, direction);
  }
  return channels;
}

/** Those of the stream, which must fit its devices, or the defaults, which count where they fit. */
function hostApiOptionsFor(
  chosen: readonly ChosenDevice[],
  list: ListedDevices,
  { options, defaults }: StreamWishes,
): HostApiOptions | undefined {
  if (options.hostApiOptions === undefined) {
    const { hostApiOptions } = defaults;
    const counts = chosen.every(({ device }) => hostApiOf(list, device) === hostApiOptions?.type);
    return counts ? hostApiOptions : undefined;
  }
  for (const { device } of chosen) {
    requireHostApi(options.hostApiOptions, hostApiOf(list, device), device);
  }
  return options.hostApiOptions;
}

function flagOf(
  { options, defaults }: StreamWishes,
  name: 'clipOff' | 'ditherOff' | 'neverDropInput' | 'primeOutput',
  builtIn: boolean,
): boolean {
  return checkedFlag(options[name], name) ?? defaults[name] ?? builtIn;
}

function requireOutputFor(buses: readonly string[], directions: readonly Direction[]): void {
  if (buses.length > 0 && !directions.includes('output')) {
    throw invalidArgument('Buses need an output: a Recorder has none; leave buses out.');
  }
}

function identityOf(device: Device | undefined, list: ListedDevices): AddonDeviceIdentity | null {
  if (device === undefined) {
    return null;
  }
  const { name, hostApi, index } = device;
  const isSame = (other: Device) => other.name === name && other.hostApi === hostApi;
  const ordinal = index < 0 ? 0 : list.devices.slice(0, index).filter(isSame).length;
  return { hostApi, name, ordinal };
}

/** Finds the devices and checks what they are asked for. Throws `invalid-argument`, `invalid-channel`,
 * `host-api-not-found`, `host-api-option`, `device-not-found`, `channels-refused`. */
export function resolveOptions(
  directions: readonly Direction[],
  wishes: StreamWishes,
  list: ListedDevices,
): ResolvedOptions {
  const { options, buses, defaults } = wishes;
  requireOutputFor(buses, directions);
  const chosen = chooseDevices(list, directions, wishes);
  const hostApiOptions = hostApiOptionsFor(chosen, list, wishes);
  const devices: Partial<Record<Direction, Device>> = {};
  const alsaNames: Partial<Record<Direction, string>> = {};
  const indices: Record<Direction, number> = { input: -1, output: -1 };
  const channels: Record<Direction, number> = { input: 0, output: 0 };
  const latencies: Record<Direction, number> = { input: -2, output: -2 };
  directions.forEach((direction, k) => {
    const { device, index, alsaName } = chosen[k] as ChosenDevice;
    devices[direction] = device;
    alsaNames[direction] = alsaName;
    indices[direction] = index;
    channels[direction] = channelsFor(device, direction, directions, wishes, hostApiOptions);
    latencies[direction] = latencyFor(direction, directions, wishes);
  });
  const { sampleRate = defaults.sampleRate ?? 0, blockSize = defaults.blockSize ?? 0 } = options;
  const jackClientName = hostApiOptions?.type === 'jack' ? hostApiOptions.clientName : undefined;
  const settings = {
    inputDevice: indices.input,
    outputDevice: indices.output,
    inputChannels: channels.input,
    outputChannels: channels.output,
    sampleRate: finiteNumber(sampleRate, 'sampleRate'),
    blockSize: wholeNumber(blockSize, 0, 'blockSize', 2 ** 20),
    inputLatency: latencies.input,
    outputLatency: latencies.output,
    busCount: buses.length,
    clipOff: flagOf(wishes, 'clipOff', false),
    ditherOff: flagOf(wishes, 'ditherOff', true),
    neverDropInput: flagOf(wishes, 'neverDropInput', false),
    primeOutput: flagOf(wishes, 'primeOutput', false),
    hostApiOptions: nativeHostApiOptions(hostApiOptions, alsaNames),
    jackClientName: jackClientName ?? '',
    listNumber: listNumberOf(list),
    inputIdentity: identityOf(devices.input, list),
    outputIdentity: identityOf(devices.output, list),
    ...wishes.virtual,
  };
  return { settings, devices, buses, onFinished: options.onFinished, jackClientName };
}

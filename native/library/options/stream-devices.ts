/** Which devices a stream opens. */

import { invalidArgument, RtMixerError } from '../failure.ts';
import { defaultPart } from './defaults.ts';
import {
  type Device,
  type Direction,
  defaultIndex,
  findDevice,
  findHostApi,
  type HostApi,
  type ListedDevices,
} from './devices.ts';
import { alsaNameFor, checkedAlsaName } from './host-api-options.ts';
import { partFor } from './one-or-pair.ts';
import type { DeviceSpecifier } from './option-values.ts';
import type { StreamWishes } from './stream-request.ts';

/** A device, listed or named to ALSA. */
export interface ChosenDevice {
  readonly device: Device;
  /** For the native part: -2 = ALSA is told a name. */
  readonly index: number;
  readonly alsaName: string | undefined;
}

/** Of ALSA's names for what need not be listed; a listed name may have a colon, too. */
const alsaNamePattern = /^\w+:/;

/** Nobody knows the limits of what is not listed; ALSA tells them when it is opened. */
function alsaDevice(choice: unknown, hostApi: HostApi): ChosenDevice {
  const name = checkedAlsaName(choice);
  const device: Device = {
    index: -1,
    name,
    hostApi: hostApi.name,
    maxInputChannels: 256,
    maxOutputChannels: 256,
    defaultSampleRate: 48_000,
    defaultLowInputLatency: 512 / 48_000,
    defaultHighInputLatency: 2048 / 48_000,
    defaultLowOutputLatency: 512 / 48_000,
    defaultHighOutputLatency: 2048 / 48_000,
  };
  return { device, index: -2, alsaName: name };
}

function listed(device: Device): ChosenDevice {
  return { device, index: device.index, alsaName: undefined };
}

/** The host API to which an unlisted name may be told. */
function alsaOf(list: ListedDevices, hostApi: HostApi | undefined): HostApi | undefined {
  return hostApi === undefined || hostApi.type === 'alsa'
    ? list.hostApis.find(({ type }) => type === 'alsa')
    : undefined;
}

function chosenByName(
  list: ListedDevices,
  choice: DeviceSpecifier,
  direction: Direction,
  hostApi: HostApi | undefined,
): ChosenDevice {
  const alsa = alsaOf(list, hostApi);
  try {
    return listed(findDevice(list, choice, direction, hostApi));
  } catch (error) {
    const unknown = error instanceof RtMixerError && error.code === 'device-not-found';
    if (unknown && alsa !== undefined && alsaNamePattern.test(String(choice))) {
      return alsaDevice(choice, alsa);
    }
    throw error;
  }
}

function defaultDevicesOf(
  list: ListedDevices,
  directions: readonly Direction[],
  hostApi: HostApi | undefined,
): ChosenDevice[] {
  const indices = defaultIndex(list, directions, hostApi) ?? [];
  const found = indices.flatMap((index) => list.devices[index] ?? []);
  if (found.length !== directions.length) {
    throw new RtMixerError(
      'device-not-found',
      `${hostApi?.name ?? 'This machine'} has no default ${directions.join(' and ')} device.`,
    );
  }
  return found.map(listed);
}

/** One device for each direction. Throws `host-api-not-found`, `device-not-found`,
 * `channels-refused`, `invalid-argument`. */
export function chooseDevices(
  list: ListedDevices,
  directions: readonly Direction[],
  { options, defaults }: StreamWishes,
): ChosenDevice[] {
  const { hostApi: hostApiName = defaults.hostApi, hostApiOptions } = options;
  const hostApi = hostApiName === undefined ? undefined : findHostApi(list, hostApiName);
  if (hostApiOptions?.type === 'alsa') {
    return chooseAlsaDevices(list, directions, options, hostApi);
  }
  const choices = directions.map((direction) => {
    const asked = partFor(options.device, direction, directions, 'device');
    const isOpen = options.device === undefined && options.hostApi === undefined;
    return isOpen ? defaultPart(defaults.device, direction) : asked;
  });
  if (options.device === undefined && choices.every((choice) => choice === undefined)) {
    return defaultDevicesOf(list, directions, hostApi);
  }
  const named = choices.map((choice, k) => {
    // A default host API is one to look for names in; an index says itself whose it is.
    const within =
      typeof choice === 'number' && options.hostApi === undefined ? undefined : hostApi;
    return choice === undefined && options.device === undefined
      ? undefined
      : chosenByName(list, choice as DeviceSpecifier, directions[k] as Direction, within);
  });
  return named.map((device, k) => device ?? partner(list, directions[k] as Direction, named));
}

/** The default device beside one that was named: of its own host API. */
function partner(
  list: ListedDevices,
  direction: Direction,
  named: readonly (ChosenDevice | undefined)[],
): ChosenDevice {
  const other = named.find((device) => device !== undefined)?.device.hostApi;
  const hostApi = list.hostApis.find(({ name }) => name === other);
  return defaultDevicesOf(list, [direction], hostApi)[0] as ChosenDevice;
}

function chooseAlsaDevices(
  list: ListedDevices,
  directions: readonly Direction[],
  options: StreamWishes['options'],
  hostApi: HostApi | undefined,
): ChosenDevice[] {
  if (options.device !== undefined) {
    throw invalidArgument('Name the ALSA device in device or in hostApiOptions, not in both.');
  }
  const alsa = alsaOf(list, options.hostApi === undefined ? undefined : hostApi);
  if (alsa === undefined) {
    throw new RtMixerError(
      'host-api-option',
      `These are options for ALSA, and ${hostApi?.name ?? 'this system'} is another host API.`,
    );
  }
  return directions.map((direction) =>
    alsaDevice(alsaNameFor(options.hostApiOptions, direction, directions), alsa),
  );
}

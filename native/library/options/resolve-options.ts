/** What a stream's options, and the defaults where they say nothing, mean for the native part: the
 * devices that it opens, and what they are asked for. */
import { addon } from '../addon.ts';
import type { AddonDeviceIdentity, AddonStreamSettings } from '../addon-interface.ts';
import { channelCount, counted, finiteNumber, wholeNumber } from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import { defaultPart } from './defaults.ts';
import {
  channelsOf,
  type Device,
  type Direction,
  defaultIndex,
  findDevice,
  findHostApi,
  type HostApi,
  hostApiOf,
  type ListedDevices,
  listDevices,
  listNumberOf,
} from './devices.ts';
import {
  alsaNameFor,
  channelMapFor,
  checkedAlsaName,
  type HostApiOptions,
  nativeHostApiOptions,
  requireHostApi,
} from './host-api-options.ts';
import {
  checkedFlag,
  checkedLatency,
  type DeviceSpecifier,
  type Latency,
  partFor,
} from './option-values.ts';
import { type OptionsSnapshot, type StreamOptions, snapshotOf } from './stream-options.ts';

export interface ResolvedOptions {
  readonly settings: AddonStreamSettings;
  readonly devices: Readonly<Partial<Record<Direction, Device>>>;
  readonly buses: readonly string[];
  readonly onFinished: (() => void) | undefined;
  /** The name that this process should have at its JACK server. */
  readonly jackClientName: string | undefined;
}

/** A device, listed or named to ALSA. */
interface ChosenDevice {
  readonly device: Device;
  /** For the native part; -2 = the device is opened by its ALSA name. */
  readonly index: number;
  readonly alsaName: string | undefined;
}

/** ALSA names that need not be listed; a listed name may have a colon, too. */
const alsaNamePattern = /^\w+:/;

/** The limits of a device that is not listed are unknown until ALSA opens it. */
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

/** The host API that may open an unlisted name. */
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
      `${hostApi?.name ?? 'This machine'} has no default ${directions.join(' and ')} device; choose one with device.`,
    );
  }
  return found.map(listed);
}

/** One device for each direction. Throws `host-api-not-found`, `device-not-found`,
 * `channels-refused`, `invalid-argument`. */
function chooseDevices(
  list: ListedDevices,
  directions: readonly Direction[],
  { options, defaults }: OptionsSnapshot,
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
    // A default host API is where names are looked up; an index already belongs to a host API.
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
  options: OptionsSnapshot['options'],
  hostApi: HostApi | undefined,
): ChosenDevice[] {
  if (options.device !== undefined) {
    throw invalidArgument('Name the ALSA device in device or in hostApiOptions, not in both.');
  }
  const alsa = alsaOf(list, options.hostApi === undefined ? undefined : hostApi);
  if (alsa === undefined) {
    throw new RtMixerError(
      'host-api-option',
      `These are options for ALSA, but ${hostApi?.name ?? 'this system'} is not ALSA; leave them out.`,
    );
  }
  return directions.map((direction) =>
    alsaDevice(alsaNameFor(options.hostApiOptions, direction, directions), alsa),
  );
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
  { options, defaults }: OptionsSnapshot,
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
    `"${device.name}" has ${counted(channelsOf(device, direction), `${direction} channel`)}, not ${channels}; ask for fewer.`,
  );
}

function requireMapFits(
  map: readonly number[],
  channels: number,
  device: Device,
  direction: Direction,
): void {
  if (map.length !== channels) {
    throw invalidArgument(
      `channelMap has ${counted(map.length, 'channel')} for a stream of ${channels}; give one for each.`,
    );
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
  { options, defaults }: OptionsSnapshot,
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

/** Those of the stream, which must fit its devices, or the defaults, which apply where they fit. */
function hostApiOptionsFor(
  chosen: readonly ChosenDevice[],
  list: ListedDevices,
  { options, defaults }: OptionsSnapshot,
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
  { options, defaults }: OptionsSnapshot,
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
  asked: OptionsSnapshot,
  list: ListedDevices,
): ResolvedOptions {
  const { options, buses, defaults } = asked;
  requireOutputFor(buses, directions);
  const chosen = chooseDevices(list, directions, asked);
  const hostApiOptions = hostApiOptionsFor(chosen, list, asked);
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
    channels[direction] = channelsFor(device, direction, directions, asked, hostApiOptions);
    latencies[direction] = latencyFor(direction, directions, asked);
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
    clipOff: flagOf(asked, 'clipOff', false),
    ditherOff: flagOf(asked, 'ditherOff', true),
    neverDropInput: flagOf(asked, 'neverDropInput', false),
    primeOutput: flagOf(asked, 'primeOutput', false),
    hostApiOptions: nativeHostApiOptions(hostApiOptions, alsaNames),
    jackClientName: jackClientName ?? '',
    listNumber: listNumberOf(list),
    inputIdentity: identityOf(devices.input, list),
    outputIdentity: identityOf(devices.output, list),
    ...asked.virtual,
  };
  return { settings, devices, buses, onFinished: options.onFinished, jackClientName };
}

/** The options that decide whether a device can be opened at all. */
export type CheckedOptions = Pick<
  StreamOptions,
  'device' | 'hostApi' | 'channels' | 'sampleRate' | 'hostApiOptions'
>;

function check(direction: Direction, options: CheckedOptions): void {
  addon().checkSettings(resolveOptions([direction], snapshotOf(options), listDevices()).settings);
}

/** Throws what Recorder would throw. Blocks, bounded. */
export function checkInputSettings(options: CheckedOptions = {}): void {
  check('input', options);
}

/** Throws what Mixer would throw. Blocks, bounded.
 *
 * @example
 * const settings = { hostApi: 'Virtual', channels: 2, sampleRate: 44_100 };
 * checkOutputSettings(settings);
 * assert.throws(() => checkOutputSettings({ ...settings, channels: 100 }), {
 *   code: 'channels-refused',
 * });
 */
export function checkOutputSettings(options: CheckedOptions = {}): void {
  check('output', options);
}

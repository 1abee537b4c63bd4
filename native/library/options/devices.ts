/** Host APIs and devices: PortAudio's, and the virtual one, last in the list, always there. */
import { addon } from '../addon.ts';
import type { AddonDeviceList, HostApiFlags } from '../addon-interface.ts';
import { described } from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import type { HostApiType } from '../names.ts';

export type Direction = 'input' | 'output';

/** A driver interface through which the system reaches devices. */
export interface HostApi {
  /** Its place in hostApis(). */
  readonly index: number;
  /** For people, for instance `ALSA` or `JACK Audio Connection Kit`. */
  readonly name: string;
  /** For programs. */
  readonly type: HostApiType;
  /** Indices into devices(). */
  readonly devices: readonly number[];
  /** Index into devices(), null = none. */
  readonly defaultInputDevice: number | null;
  /** Index into devices(), null = none. */
  readonly defaultOutputDevice: number | null;
  /** Which flags of lost or invented frames its streams ever raise. */
  readonly reports: HostApiFlags;
}

/** A device as its host API describes it. */
export interface Device {
  /** Its place in devices(); -1 = named to ALSA and not listed. */
  readonly index: number;
  /** For people; at most 255 bytes of UTF-8. */
  readonly name: string;
  /** The name of its host API. */
  readonly hostApi: string;
  /** 0 = it records nothing. */
  readonly maxInputChannels: number;
  /** 0 = it plays nothing. */
  readonly maxOutputChannels: number;
  /** Hz. */
  readonly defaultSampleRate: number;
  /** Seconds. */
  readonly defaultLowInputLatency: number;
  /** Seconds. */
  readonly defaultHighInputLatency: number;
  /** Seconds. */
  readonly defaultLowOutputLatency: number;
  /** Seconds. */
  readonly defaultHighOutputLatency: number;
}

/** What listDevices() gives. */
export interface ListedDevices {
  /** In PortAudio's order, the virtual one last. */
  readonly hostApis: readonly HostApi[];
  /** In PortAudio's order, the virtual one last. */
  readonly devices: readonly Device[];
}

const listNumbers = new WeakMap<ListedDevices, number>();

function indexOrNull(index: number): number | null {
  return index < 0 ? null : index;
}

function deviceList(native: AddonDeviceList): ListedDevices {
  const devices = native.devices.map((device, index) => ({
    index,
    name: device.name,
    hostApi: native.hostApis[device.hostApiIndex]?.name ?? '',
    maxInputChannels: device.maxInputChannels,
    maxOutputChannels: device.maxOutputChannels,
    defaultSampleRate: device.defaultSampleRate,
    defaultLowInputLatency: device.lowInputLatency,
    defaultHighInputLatency: device.highInputLatency,
    defaultLowOutputLatency: device.lowOutputLatency,
    defaultHighOutputLatency: device.highOutputLatency,
  }));
  const hostApis = native.hostApis.map((hostApi, index) => ({
    index,
    name: hostApi.name,
    type: hostApi.type,
    devices: native.devices.flatMap((device, k) => (device.hostApiIndex === index ? [k] : [])),
    defaultInputDevice: indexOrNull(hostApi.defaultInputDevice),
    defaultOutputDevice: indexOrNull(hostApi.defaultOutputDevice),
    reports: hostApi.reports,
  }));
  const list = { hostApis, devices };
  listNumbers.set(list, native.number);
  return list;
}

/** The native part's number of a list; 0 = it has none. */
export function listNumberOf(list: ListedDevices): number {
  return listNumbers.get(list) ?? 0;
}

/** Both lists, at once; the first call in a process may take seconds. */
export function listDevices(): ListedDevices {
  return deviceList(addon().listDevices());
}

/** Both lists, without blocking. */
export async function listDevicesAsync(): Promise<ListedDevices> {
  return deviceList(await addon().listDevicesAsync());
}

/** All host APIs. Blocks; the first call in a process may take seconds.
 *
 * @example
 * assert.equal(hostApis().at(-1)?.type, 'virtual');
 */
export function hostApis(): readonly HostApi[] {
  return listDevices().hostApis;
}

/** All devices. Blocks; the first call in a process may take seconds.
 *
 * @example
 * const loopback = devices().at(-1);
 * assert.equal(loopback?.name, 'Virtual loopback');
 * assert.equal(queryDevice('loopback', 'input', 'Virtual').index, loopback?.index);
 */
export function devices(): readonly Device[] {
  return listDevices().devices;
}

/** One host API, by a name (a part is enough, letter case ignored) or its index. Throws
 * `host-api-not-found`, `invalid-argument`. */
export function queryHostApi(choice: string | number): HostApi {
  const list = listDevices();
  if (typeof choice !== 'number') {
    return findHostApi(list, choice);
  }
  const found = list.hostApis[choice];
  if (found === undefined) {
    throw new RtMixerError(
      'host-api-not-found',
      `There is no host API ${choice}; hostApis() has 0 to ${list.hostApis.length - 1}.`,
    );
  }
  return found;
}

/** The device that a stream would open: by a name (a part is enough where only one fits) or an
 * index. Throws `device-not-found`, `host-api-not-found`, `channels-refused` (nothing in that
 * direction), `invalid-argument`. */
export function queryDevice(
  choice: string | number,
  direction: Direction,
  hostApi?: string,
): Device {
  const list = listDevices();
  requireDirection(direction);
  return findDevice(
    list,
    choice,
    direction,
    hostApi === undefined ? undefined : findHostApi(list, hostApi),
  );
}

function requireDirection(direction: unknown): void {
  if (direction !== 'input' && direction !== 'output') {
    throw invalidArgument(`A direction must be 'input' or 'output', not ${described(direction)}.`);
  }
}

/** PortAudio's version text, for instance `PortAudio V19.7.0-devel, revision 147dd72...`. */
export function portAudioVersion(): string {
  return addon().portAudioVersion();
}

/** What a stream opens where neither it nor `defaults` ask for a device; null = there is none. */
export function defaultDevices(): { input: Device | null; output: Device | null } {
  const list = listDevices();
  const find = (direction: Direction): Device | null => {
    const index = defaultIndex(list, [direction], undefined)?.[0];
    return index === undefined ? null : (list.devices[index] ?? null);
  };
  return { input: find('input'), output: find('output') };
}

/** Looks for devices again. Throws `stream-active` while a PortAudio stream is open in this
 * process. */
export function refreshDevices(): void {
  addon().refreshDevices();
}

/** The same without blocking JavaScript, which a driver that does not answer would do for seconds.
 * Rejects as it throws. */
export async function refreshDevicesAsync(): Promise<void> {
  await addon().refreshDevicesAsync();
}

/** PortAudio leaves JACK out without a word where something of it is missing. */
function aboutJack(wanted: string): string {
  return process.platform === 'linux' && wanted.includes('jack')
    ? ' JACK needs its library (Debian: libjack-jackd2-0) and a server that runs.'
    : '';
}

export function findHostApi(list: ListedDevices, name: unknown): HostApi {
  if (typeof name !== 'string') {
    throw invalidArgument(`hostApi must be a name, not ${described(name)}.`);
  }
  const wanted = name.toLowerCase();
  const found =
    list.hostApis.find((hostApi) => hostApi.name === name) ??
    (wanted === ''
      ? undefined
      : list.hostApis.find((hostApi) => hostApi.name.toLowerCase().includes(wanted)));
  if (found === undefined) {
    const names = list.hostApis.map((hostApi) => hostApi.name).join(', ');
    throw new RtMixerError(
      'host-api-not-found',
      `There is no host API ${described(name)} here; there is: ${names}.${aboutJack(wanted)}`,
    );
  }
  return found;
}

/** The default devices of the first host API that has one for every direction. */
export function defaultIndex(
  list: ListedDevices,
  directions: readonly Direction[],
  hostApi: HostApi | undefined,
): number[] | undefined {
  for (const candidate of hostApi === undefined ? list.hostApis : [hostApi]) {
    const indices = directions.map((direction) =>
      direction === 'input' ? candidate.defaultInputDevice : candidate.defaultOutputDevice,
    );
    if (indices.every((index) => index !== null)) {
      return indices;
    }
  }
  return undefined;
}

/** The type of the host API that a device belongs to. */
export function hostApiOf(list: ListedDevices, device: Device): HostApiType {
  return list.hostApis.find(({ name }) => name === device.hostApi)?.type ?? 'other';
}

export function channelsOf(device: Device, direction: Direction): number {
  return direction === 'input' ? device.maxInputChannels : device.maxOutputChannels;
}

/** A device by index or name (exact, else a part of it, letter case ignored). Throws
 * `device-not-found`, `channels-refused`. */
export function findDevice(
  list: ListedDevices,
  choice: unknown,
  direction: Direction,
  hostApi: HostApi | undefined,
): Device {
  if (typeof choice !== 'number' && typeof choice !== 'string') {
    throw invalidArgument(`device must be a name or an index, not ${described(choice)}.`);
  }
  if (typeof choice === 'number') {
    const device = list.devices[choice];
    if (device === undefined) {
      throw new RtMixerError(
        'device-not-found',
        `There is no device ${choice}; devices() has 0 to ${list.devices.length - 1}.`,
      );
    }
    if (hostApi !== undefined && device.hostApi !== hostApi.name) {
      throw new RtMixerError(
        'device-not-found',
        `Device ${choice}, "${device.name}", belongs to ${device.hostApi}, not to ${hostApi.name}; leave one of them out.`,
      );
    }
    if (channelsOf(device, direction) === 0) {
      throw new RtMixerError(
        'channels-refused',
        `"${device.name}" has no ${direction} channels; choose another device.`,
      );
    }
    return device;
  }
  return deviceByName(list, choice, direction, hostApi);
}

function deviceByName(
  list: ListedDevices,
  name: string,
  direction: Direction,
  hostApi: HostApi | undefined,
): Device {
  const usable = list.devices.filter(
    (device) =>
      channelsOf(device, direction) > 0 &&
      (hostApi === undefined || device.hostApi === hostApi.name),
  );
  const exact = usable.find((device) => device.name === name);
  if (exact !== undefined) {
    return exact;
  }
  const wanted = name.toLowerCase();
  const similar = usable.filter((device) => device.name.toLowerCase().includes(wanted));
  const names = new Set(similar.map((device) => device.name));
  if (similar[0] === undefined || name === '') {
    throw new RtMixerError(
      'device-not-found',
      `There is no ${direction} device ${described(name)}${hostApi ? ` at ${hostApi.name}` : ''}; ` +
        'devices() lists what there is.',
    );
  }
  if (names.size > 1) {
    throw new RtMixerError(
      'device-not-found',
      `${described(name)} fits several devices: ${[...names].join(', ')}. Give the whole name.`,
    );
  }
  return similar[0];
}

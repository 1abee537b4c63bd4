/**
 * How devices are remembered: by host API, name, channel counts and ordinal among equals. Indices
 * and ALSA's card numbers change from boot to boot and are never remembered.
 */
import type { Device, ListedDevices } from '../../native/index.ts';
import type { DeviceInfo, DeviceList } from '../../preload/engine.ts';

export const VIRTUAL_HOST_API = 'Virtual';

/** Without ALSA's card number, which changes when a device is connected again. */
function lastingName(hostApi: string, name: string): string {
  return hostApi === 'ALSA' ? name.replace(/\bhw:\d+,/g, 'hw:*,') : name;
}

function baseKey(device: Device): string {
  const { hostApi, name, maxInputChannels, maxOutputChannels } = device;
  return JSON.stringify([hostApi, lastingName(hostApi, name), maxInputChannels, maxOutputChannels]);
}

/** One key per device, in the list's order. */
export function deviceKeys(devices: readonly Device[]): readonly string[] {
  const seen = new Map<string, number>();
  return devices.map((device) => {
    const key = baseKey(device);
    const ordinal = (seen.get(key) ?? 0) + 1;
    seen.set(key, ordinal);
    return `${key}#${ordinal}`;
  });
}

/** The list as the window sees it. */
export function deviceListWithKeys(list: ListedDevices): DeviceList {
  const keys = deviceKeys(list.devices);
  const devices = list.devices.map(
    (device, index): DeviceInfo => ({
      key: keys[index] ?? '',
      name: device.name,
      hostApi: device.hostApi,
      maxInputChannels: device.maxInputChannels,
      maxOutputChannels: device.maxOutputChannels,
      defaultSampleRate: device.defaultSampleRate,
      isDefaultInput: list.hostApis.some((api) => api.defaultInputDevice === device.index),
      isDefaultOutput: list.hostApis.some((api) => api.defaultOutputDevice === device.index),
    }),
  );
  return { hostApis: list.hostApis.map(({ name, reports }) => ({ name, reports })), devices };
}

/** How many devices of the list are the same as that of a key but for the ordinal. */
export function equalsOfKey(list: ListedDevices, key: string): number {
  const base = key.slice(0, key.lastIndexOf('#'));
  return list.devices.filter((device) => baseKey(device) === base).length;
}

/** Of the same host API and name, with other channels. */
export function namesakeOfKey(list: ListedDevices, key: string): Device | undefined {
  const base = key.slice(0, key.lastIndexOf('#'));
  return namedAs(list, key).find((device) => baseKey(device) !== base);
}

/** The same, where it is the only device of that host API and name. */
export function soleNamesakeOfKey(list: ListedDevices, key: string): Device | undefined {
  return namedAs(list, key).length === 1 ? namesakeOfKey(list, key) : undefined;
}

/** All of the same host API and name; none for what is no key. */
function namedAs(list: ListedDevices, key: string): readonly Device[] {
  const nameOf = (text: string) => JSON.stringify((JSON.parse(text) as unknown[]).slice(0, 2));
  try {
    const wanted = nameOf(key.slice(0, key.lastIndexOf('#')));
    return list.devices.filter((device) => nameOf(baseKey(device)) === wanted);
  } catch {
    return [];
  }
}

/** The device of this key; undefined when it is not there. */
export function deviceOfKey(list: ListedDevices, key: string): Device | undefined {
  const position = deviceKeys(list.devices).indexOf(key);
  return list.devices[position];
}

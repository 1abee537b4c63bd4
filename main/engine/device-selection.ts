/** Which device to open: the chosen one, else the remembered one, else the system's default. */
import type { Device, ListedDevices } from '../../native/index.ts';
import type { DeviceChoice } from '../../preload/engine.ts';
import { type Failure, failure, type Outcome, success } from '../../preload/outcome.ts';
import type { SampleRate } from '../../preload/units.ts';
import { deviceKeys, deviceOfKey, soleNamesakeOfKey, VIRTUAL_HOST_API } from './device-keys.ts';

export interface CommandLineChoice {
  readonly hostApi: string | null;
  readonly device: string | null;
}

export interface ChosenDevices {
  readonly input: Device | null;
  readonly output: Device | null;
}

/** Large enough for the virtual device's thread on a busy machine. */
const VIRTUAL_BLOCK_SIZE = 256;

function keyOf(list: ListedDevices, device: Device | undefined): string | null {
  if (device === undefined) return null;
  return deviceKeys(list.devices)[list.devices.indexOf(device)] ?? null;
}

function choiceOf(
  list: ListedDevices,
  hostApi: string,
  devices: { input: Device | undefined; output: Device | undefined },
  sampleRate: SampleRate,
): DeviceChoice {
  return {
    hostApi,
    inputKey: keyOf(list, devices.input),
    outputKey: keyOf(list, devices.output),
    sampleRate,
    blockSize: hostApi === VIRTUAL_HOST_API ? VIRTUAL_BLOCK_SIZE : 0,
    latency: 'low',
  };
}

/** Defaults of one host API; null when it has no output. */
function defaultOf(
  list: ListedDevices,
  hostApi: string,
  sampleRate: SampleRate,
): DeviceChoice | null {
  const api = list.hostApis.find(({ name }) => name === hostApi);
  const devices = list.devices.filter((device) => device.hostApi === hostApi);
  const outputs = devices.filter((device) => device.maxOutputChannels > 0);
  const inputs = devices.filter((device) => device.maxInputChannels > 0);
  const output = outputs.find(({ index }) => index === api?.defaultOutputDevice) ?? outputs[0];
  if (output === undefined) return null;
  const input = inputs.find(({ index }) => index === api?.defaultInputDevice) ?? inputs[0];
  return choiceOf(list, hostApi, { input, output }, sampleRate);
}

/** The first host API with an output; the virtual one is last in the list and always there. */
export function defaultChoice(list: ListedDevices, sampleRate: SampleRate): DeviceChoice | null {
  for (const { name } of list.hostApis) {
    const choice = defaultOf(list, name, sampleRate);
    if (choice !== null) return choice;
  }
  return null;
}

/** PortAudio leaves JACK out without a word where something of it is missing. */
function aboutJack(asked: string | null): string {
  return process.platform === 'linux' && /jack/i.test(asked ?? '')
    ? ' JACK needs its library (Debian: libjack-jackd2-0) and a server that runs.'
    : '';
}

/** What `--host-api` and `--device` mean; null when neither is given. */
export function commandLineChoice(
  list: ListedDevices,
  asked: CommandLineChoice,
  sampleRate: SampleRate,
): Outcome<DeviceChoice> | null {
  if (asked.hostApi === null && asked.device === null) return null;
  const hostApi = list.hostApis.find(
    ({ name }) => asked.hostApi === null || matches(name, asked.hostApi),
  );
  if (hostApi === undefined) {
    const known = list.hostApis.map(({ name }) => name).join(', ');
    return failure(
      'host-api-not-found',
      `There is no host API “${asked.hostApi}” here. Known: ${known}.${aboutJack(asked.hostApi)}`,
    );
  }
  if (asked.device === null) {
    const choice = defaultOf(list, hostApi.name, sampleRate);
    if (choice !== null) return success(choice);
    return failure('device-not-found', `${hostApi.name} has no output device here.`);
  }
  const { device: wanted } = asked;
  const devices = list.devices.filter(
    (device) =>
      (asked.hostApi === null || device.hostApi === hostApi.name) && matches(device.name, wanted),
  );
  const output = devices.find((device) => device.maxOutputChannels > 0);
  const input = devices.find(
    (device) =>
      device.maxInputChannels > 0 && (output === undefined || device.hostApi === output.hostApi),
  );
  const found = output ?? input;
  if (found === undefined) {
    return failure('device-not-found', `There is no device “${wanted}” here.`);
  }
  return success(choiceOf(list, found.hostApi, { input, output }, sampleRate));
}

/** The whole name, or a part of it, whatever the case. */
function matches(name: string, wanted: string): boolean {
  return name.toLowerCase().includes(wanted.toLowerCase());
}

/**
 * The devices of the remembered keys. A device whose numbers of channels have changed (JACK's follow its ports)
 * is known by its host API and name, where no other one has both. Codes: `device-not-found`, `no-device`.
 */
export function findDevices(list: ListedDevices, choice: DeviceChoice): Outcome<ChosenDevices> {
  const missing = (key: string): { ok: false } & Failure =>
    failure(
      'device-not-found',
      `${nameInKey(key)} is not there. Connect it and rescan, or choose another device in Devices.`,
    );
  const found = (key: string | null): Device | null | undefined =>
    key === null ? null : (deviceOfKey(list, key) ?? soleNamesakeOfKey(list, key));
  const output = found(choice.outputKey);
  if (output === undefined) return missing(choice.outputKey ?? '');
  const input = found(choice.inputKey);
  if (input === undefined) return missing(choice.inputKey ?? '');
  if (input === null && output === null) {
    return failure('no-device', 'Choose an output or an input device in Devices.');
  }
  return success({ input, output });
}

/** The name inside a key, for sentences. */
function nameInKey(key: string): string {
  try {
    const [, name] = JSON.parse(key.slice(0, key.lastIndexOf('#'))) as unknown[];
    return typeof name === 'string' ? `“${name}”` : 'The device';
  } catch {
    return 'The device';
  }
}

const STAND_IN =
  'The virtual device stands in: everything works, but nothing is heard. Connect a device, then Rescan in Devices.';

/**
 * What to open at the start, best first: the command line's device, else the remembered one, else
 * the default, else the virtual one. `warnings`: why the command line's is not among them.
 */
export function firstChoices(
  list: ListedDevices,
  commandLine: CommandLineChoice,
  remembered: DeviceChoice | null,
  sampleRate: SampleRate,
): { readonly choices: readonly DeviceChoice[]; readonly warnings: readonly string[] } {
  const given = commandLineChoice(list, commandLine, sampleRate);
  const choices = [
    given?.ok === true ? given.value : null,
    given === null && remembered !== null ? { ...remembered, sampleRate } : null,
    defaultChoice(list, sampleRate),
    defaultOf(list, VIRTUAL_HOST_API, sampleRate),
  ];
  return {
    choices: choices.filter((choice) => choice !== null),
    warnings: given?.ok === false ? [given.message] : [],
  };
}

/** What a program that waits for its device opens: the command line's, else the remembered, else the
 * default. The virtual one only where it was asked for, because nobody hears it. */
export function awaitedChoice(
  list: ListedDevices,
  commandLine: CommandLineChoice,
  remembered: DeviceChoice | null,
  sampleRate: SampleRate,
): Outcome<DeviceChoice> {
  const given = commandLineChoice(list, commandLine, sampleRate);
  // A host API that is not there yet is waited for, too.
  if (given !== null) return given.ok ? given : failure('device-not-found', given.message);
  if (remembered !== null) {
    const found = findDevices(list, remembered);
    return found.ok ? success({ ...remembered, sampleRate }) : found;
  }
  const hostApis = list.hostApis.filter(({ name }) => name !== VIRTUAL_HOST_API);
  const choice = defaultChoice({ ...list, hostApis }, sampleRate);
  if (choice !== null) return success(choice);
  return failure('device-not-found', 'No sound device was found.');
}

/** What is waited for, within a sentence. */
export function awaitedName(
  { device, hostApi }: CommandLineChoice,
  remembered: DeviceChoice | null,
): string {
  if (device !== null) return `“${device}”`;
  if (hostApi !== null) return `a device of ${hostApi}`;
  const key = remembered?.outputKey ?? remembered?.inputKey ?? null;
  return key === null ? 'a sound device' : nameInKey(key);
}

/** Says what went wrong at the start, and when the virtual device stands in; empty = nothing. */
export function firstNotice(
  list: ListedDevices,
  commandLine: CommandLineChoice,
  openedHostApi: string,
  warnings: readonly string[],
): string {
  const hasCard = list.devices.some(
    ({ hostApi, maxOutputChannels }) => hostApi !== VIRTUAL_HOST_API && maxOutputChannels > 0,
  );
  const isAsChosen = warnings.length === 0 && (commandLine.hostApi !== null || hasCard);
  if (openedHostApi !== VIRTUAL_HOST_API || isAsChosen) return warnings.join(' ');
  return [...warnings, hasCard ? STAND_IN : `No sound device was found. ${STAND_IN}`].join(' ');
}

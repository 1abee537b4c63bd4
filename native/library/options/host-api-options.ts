/** Options that only one host API has. */
import type { AddonHostApiOptions } from '../addon-interface.ts';
import { described, maxChannels, requireObject, wholeNumber } from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import { conversionQualities, type HostApiType } from '../names.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import type { Direction } from './devices.ts';
import { checkedFlag, type OneOrPair, partFor } from './option-values.ts';

/** Opens what ALSA knows by a name and the device list need not have: `hw:1,0`, `plughw:1,0`,
 * `null`, or a PCM of the user's own configuration. Its rate is 48,000 Hz and its channels are 2
 * unless the stream asks for others. The same as `device` with a name that has a colon. */
export interface AlsaOptions {
  /** These are options for ALSA. */
  readonly type: 'alsa';
  /** A name as `aplay -L` and `arecord -L` list them, at most 1,023 bytes; instead of the stream's
   * `device`. */
  readonly device: OneOrPair<string>;
}

/** The name of this process at the JACK server. */
export interface JackOptions {
  /** These are options for JACK. */
  readonly type: 'jack';
  /** The client's name, 1 to 63 bytes without a colon; default `RtMixer`. It belongs to the
   * whole process: with another stream open a new name is refused (`stream-active`), and indices
   * into devices() may change with it, as by refreshDevices(). */
  readonly clientName: string;
}

/** Windows. Compiled where PortAudio's header is; not tried on a real system yet. */
export interface WasapiOptions {
  /** These are options for WASAPI. */
  readonly type: 'wasapi';
  /** Bypasses the system's mixer: no other program can use the device meanwhile. Default false. */
  readonly exclusive?: boolean;
  /** Lets the system convert rates and channels; without effect where exclusive. Default true,
   * because without it a stream of another rate than the system's fails. */
  readonly autoConvert?: boolean;
}

/** macOS. Compiled where PortAudio's header is; not tried on a real system yet. */
export interface CoreAudioOptions {
  /** These are options for Core Audio. */
  readonly type: 'coreAudio';
  /** The device's channels, from 1, that the stream's channels are: `[3, 4]` makes the stream's
   * channel 2 the device's channel 4. As long as the stream has channels; a pair
   * `[[...inputs], [...outputs]]` for both directions. */
  readonly channelMap?: readonly number[] | readonly [readonly number[], readonly number[]];
  /** May change the device's block size and rate: less latency, but it affects other programs. Default
   * false. */
  readonly changeDevice?: boolean;
  /** With `changeDevice`: fails where rates would be converted. Default false. */
  readonly failIfConverted?: boolean;
  /** Of a rate conversion. Default `'max'`. */
  readonly quality?: (typeof conversionQualities)[number];
}

/** Options for the one host API that `type` names; with a device of another one they are refused
 * (`host-api-option`). */
export type HostApiOptions = AlsaOptions | JackOptions | WasapiOptions | CoreAudioOptions;

const names: Readonly<Record<HostApiOptions['type'], string>> = {
  alsa: 'ALSA',
  jack: 'JACK',
  wasapi: 'WASAPI',
  coreAudio: 'Core Audio',
};

const knownOptions: {
  readonly [Type in HostApiOptions['type']]: OptionNames<Extract<HostApiOptions, { type: Type }>>;
} = {
  alsa: { type: true, device: true },
  jack: { type: true, clientName: true },
  wasapi: { type: true, exclusive: true, autoConvert: true },
  coreAudio: {
    type: true,
    channelMap: true,
    changeDevice: true,
    failIfConverted: true,
    quality: true,
  },
};

const maxClientNameBytes = 63;
const maxAlsaNameBytes = 1023;

/** A string that reaches the system unchanged: no zero character, no half of a surrogate pair. */
function isName(name: unknown, mostBytes: number): name is string {
  return (
    typeof name === 'string' &&
    name !== '' &&
    Buffer.byteLength(name) <= mostBytes &&
    !name.includes('\0') &&
    name.isWellFormed()
  );
}

/** Throws `invalid-argument`. */
export function checkedAlsaName(name: unknown): string {
  if (!isName(name, maxAlsaNameBytes)) {
    throw invalidArgument(
      `The name of an ALSA device must be a string of 1 to ${maxAlsaNameBytes} bytes, ` +
        `not ${described(name)}.`,
    );
  }
  return name;
}

function checkedAlsa(options: AlsaOptions): AlsaOptions {
  const device: unknown = options.device;
  if (!Array.isArray(device)) {
    return { ...options, device: checkedAlsaName(device) };
  }
  if (device.length !== 2) {
    throw invalidArgument('A list of ALSA devices must be [input, output].');
  }
  const pair = Object.freeze([checkedAlsaName(device[0]), checkedAlsaName(device[1])] as const);
  return { ...options, device: pair };
}

function checkedJack(options: JackOptions): JackOptions {
  const name: unknown = options.clientName;
  if (!isName(name, maxClientNameBytes) || name.includes(':')) {
    throw invalidArgument(
      `A JACK client name must be a string of 1 to ${maxClientNameBytes} bytes without a colon, ` +
        `not ${described(name)}.`,
    );
  }
  return options;
}

function checkedMap(map: unknown): readonly number[] {
  if (!Array.isArray(map) || map.length === 0 || map.length > maxChannels) {
    throw invalidArgument(`channelMap must be a list of channel numbers, not ${described(map)}.`);
  }
  // Array.from() reads holes of the list, which are refused, too.
  const channels = Array.from({ length: map.length }, (_, k) =>
    wholeNumber(map[k], 1, 'A channel of channelMap', 2 ** 15),
  );
  if (new Set(channels).size !== channels.length) {
    throw invalidArgument('channelMap has the same channel twice; give each channel once.');
  }
  return Object.freeze(channels);
}

function checkedMaps(map: NonNullable<CoreAudioOptions['channelMap']>) {
  if (!isPairOfMaps(map)) {
    return checkedMap(map);
  }
  if (map.length !== 2) {
    throw invalidArgument('A pair of channel maps must be [[...inputs], [...outputs]].');
  }
  return Object.freeze([checkedMap(map[0]), checkedMap(map[1])] as const);
}

function isPairOfMaps(map: unknown): map is readonly [readonly number[], readonly number[]] {
  return Array.isArray(map) && map.length <= maxChannels && map.some(Array.isArray);
}

function checkedCoreAudio(options: CoreAudioOptions): CoreAudioOptions {
  checkedFlag(options.changeDevice, 'changeDevice');
  checkedFlag(options.failIfConverted, 'failIfConverted');
  const { channelMap, quality } = options;
  if (quality !== undefined && !conversionQualities.includes(quality)) {
    throw invalidArgument(
      `quality must be one of ${conversionQualities.join(', ')}, not ${described(quality)}.`,
    );
  }
  return channelMap === undefined ? options : { ...options, channelMap: checkedMaps(channelMap) };
}

function checkedWasapi(options: WasapiOptions): WasapiOptions {
  checkedFlag(options.exclusive, 'exclusive');
  checkedFlag(options.autoConvert, 'autoConvert');
  return options;
}

const checks: {
  readonly [Type in HostApiOptions['type']]: (
    options: Extract<HostApiOptions, { type: Type }>,
  ) => HostApiOptions;
} = { alsa: checkedAlsa, jack: checkedJack, wasapi: checkedWasapi, coreAudio: checkedCoreAudio };

/** A frozen copy; checks what does not depend on the device. Throws `invalid-argument`. */
export function checkedHostApiOptions(value: unknown): HostApiOptions {
  requireObject(value, 'hostApiOptions');
  const given = { ...value } as HostApiOptions;
  const { type } = given;
  if (typeof type !== 'string' || !Object.hasOwn(names, type)) {
    throw invalidArgument(
      `hostApiOptions need a type: ${Object.keys(names).join(', ')}; not ${described(type)}.`,
    );
  }
  refuseUnknownOptions(given, knownOptions[type], names[type]);
  const check = checks[type] as (options: HostApiOptions) => HostApiOptions;
  return Object.freeze(check(given));
}

/** The map for one direction, undefined = none. */
export function channelMapFor(
  options: HostApiOptions | undefined,
  direction: Direction,
): readonly number[] | undefined {
  if (options?.type !== 'coreAudio' || options.channelMap === undefined) {
    return undefined;
  }
  const { channelMap } = options;
  return isPairOfMaps(channelMap) ? channelMap[direction === 'input' ? 0 : 1] : channelMap;
}

/** The ALSA name for one direction, undefined = none. */
export function alsaNameFor(
  options: HostApiOptions | undefined,
  direction: Direction,
  directions: readonly Direction[],
): string | undefined {
  return options?.type === 'alsa'
    ? partFor(options.device, direction, directions, 'device of the ALSA options')
    : undefined;
}

/** Refuses options for another host API than the device's. Throws `host-api-option`. */
export function requireHostApi(
  options: HostApiOptions,
  type: HostApiType,
  device: { readonly name: string; readonly hostApi: string },
): void {
  if (options.type !== type) {
    throw new RtMixerError(
      'host-api-option',
      `These are options for ${names[options.type]}, and ${described(device.name)} belongs to ` +
        `${device.hostApi}; leave them out or choose another device.`,
    );
  }
}

/** For the native part: indices from 0, all members set. */
export function nativeHostApiOptions(
  options: HostApiOptions | undefined,
  alsaNames: Readonly<Partial<Record<Direction, string>>>,
): AddonHostApiOptions | null {
  if (alsaNames.input !== undefined || alsaNames.output !== undefined) {
    return { type: 'alsa', input: alsaNames.input ?? '', output: alsaNames.output ?? '' };
  }
  if (options?.type === 'wasapi') {
    const { exclusive = false, autoConvert = true } = options;
    return { type: 'wasapi', exclusive, autoConvert };
  }
  if (options?.type === 'coreAudio') {
    const { changeDevice = false, failIfConverted = false, quality = 'max' } = options;
    const mapOf = (direction: Direction) =>
      channelMapFor(options, direction)?.map((channel) => channel - 1) ?? null;
    return {
      type: 'coreAudio',
      changeDevice,
      failIfConverted,
      quality: conversionQualities.indexOf(quality),
      inputMap: mapOf('input'),
      outputMap: mapOf('output'),
    };
  }
  return null;
}

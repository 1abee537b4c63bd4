/** What a stream was asked for, read once: programs may change their options and the defaults while
 * devices are looked up, and a getter may answer differently each time. */
import { requireFunction, requireObject } from '../argument.ts';
import { checkedBusNames } from '../streams/bus.ts';
import { type DefaultValues, defaultsNow } from './defaults.ts';
import { checkedHostApiOptions } from './host-api-options.ts';
import type { StreamOptions } from './stream-options.ts';
import { virtualSettings } from './virtual-settings.ts';

type Checked = 'buses' | 'virtual';

/** Options and defaults of one moment, which nobody changes any more. */
export interface StreamWishes {
  readonly options: {
    readonly [Name in Exclude<keyof StreamOptions, Checked>]-?: StreamOptions[Name] | undefined;
  };
  readonly buses: readonly string[];
  readonly virtual: ReturnType<typeof virtualSettings>;
  readonly defaults: DefaultValues;
}

/** A pair as it is now; what is none is refused where it is used. */
function kept<T>(value: T): T {
  return Array.isArray(value) && value.length === 2 ? ([value[0], value[1]] as T) : value;
}

/** Throws `invalid-argument` for what is wrong whatever the device. */
export function readWishes(options: StreamOptions): StreamWishes {
  requireObject(options, 'Stream options');
  const { device, hostApi, channels, sampleRate, blockSize, latency, ...others } = options;
  const { clipOff, ditherOff, neverDropInput, primeOutput, onFinished } = others;
  const { hostApiOptions, buses, virtual } = others;
  if (onFinished !== undefined) {
    requireFunction(onFinished, 'onFinished');
  }
  return {
    options: {
      device: kept(device),
      hostApi,
      channels: kept(channels),
      sampleRate,
      blockSize,
      latency: kept(latency),
      clipOff,
      ditherOff,
      neverDropInput,
      primeOutput,
      onFinished,
      hostApiOptions:
        hostApiOptions === undefined ? undefined : checkedHostApiOptions(hostApiOptions),
    },
    buses: checkedBusNames(buses),
    virtual: virtualSettings(virtual),
    defaults: defaultsNow(),
  };
}

/** Choices of the Devices tab. Pure. */
import type { DeviceChoice, DeviceInfo, DeviceList } from '../../preload/engine.ts';

export const SAMPLE_RATES = [44_100, 48_000, 88_200, 96_000, 176_400, 192_000] as const;
export const BLOCK_SIZES = [0, 32, 64, 128, 256, 512, 1024, 2048] as const;
export const LATENCIES = ['low', 'high', 0.01, 0.02, 0.05, 0.1] as const;

/** The list, with `value` at its end where it is missing. */
export function withValue<T>(list: readonly T[], value: T): readonly T[] {
  return list.includes(value) ? list : [...list, value];
}

export function latencyText(latency: DeviceChoice['latency']): string {
  if (latency === 'low') return 'low (driver default)';
  if (latency === 'high') return 'high (driver default)';
  return `${Number((latency * 1000).toFixed(2))} ms`;
}

export function latencyFromText(text: string): DeviceChoice['latency'] {
  return text === 'low' || text === 'high' ? text : Number(text);
}

export function devicesOf(
  list: DeviceList | null,
  hostApi: string,
  direction: 'input' | 'output',
): readonly DeviceInfo[] {
  const devices = list?.devices.filter((device) => device.hostApi === hostApi) ?? [];
  return devices.filter((device) =>
    direction === 'input' ? device.maxInputChannels > 0 : device.maxOutputChannels > 0,
  );
}

/** The choice after a change of host API: its default devices. */
export function choiceForHostApi(
  list: DeviceList | null,
  choice: DeviceChoice,
  hostApi: string,
): DeviceChoice {
  const outputs = devicesOf(list, hostApi, 'output');
  const inputs = devicesOf(list, hostApi, 'input');
  const output = outputs.find((device) => device.isDefaultOutput) ?? outputs[0];
  const input = inputs.find((device) => device.isDefaultInput) ?? inputs[0];
  return {
    ...choice,
    hostApi,
    inputKey: choice.inputKey === null ? null : (input?.key ?? null),
    outputKey: output?.key ?? null,
  };
}

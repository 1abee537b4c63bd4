/** What a report of a fault needs, as text for the clipboard. */
import os from 'node:os';
import type { DeviceList, Notice, StreamStatus } from '../../preload/engine.ts';
import type { SettingsValues } from '../settings.ts';

/** Of the log the newest lines. */
const LOG_LINES = 200;

export interface DiagnosticsParts {
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  readonly devices: DeviceList;
  readonly stream: StreamStatus;
  readonly settings: SettingsValues;
  readonly log: readonly Notice[];
}

/** @param withPaths false: of every absolute path only the last part is left */
export function diagnosticsText(parts: DiagnosticsParts, withPaths: boolean): string {
  const { versions, devices, stream, settings, log } = parts;
  const system = `${os.type()} ${os.release()}, ${process.arch}, ${os.availableParallelism()} processors`;
  const lines = [
    '## Versions',
    ...versions.map(({ name, version }) => `${name}: ${version}`),
    `System: ${system}`,
    '',
    '## Devices',
    ...devices.devices.map(
      (device) =>
        `${device.hostApi}: ${device.name} (${device.maxInputChannels} in, ${device.maxOutputChannels} out)`,
    ),
    '',
    '## Stream',
    JSON.stringify(stream, null, 1),
    '',
    '## Settings',
    JSON.stringify(settings, null, 1),
    '',
    '## Log',
    ...log
      .slice(-LOG_LINES)
      .map(
        ({ wallTime, severity, message }) =>
          `${new Date(wallTime).toISOString()} ${severity} ${message}`,
      ),
    '',
  ];
  const text = lines.join('\n');
  return withPaths ? text : withoutPaths(text);
}

/** Folders have names of people and projects. Names with spaces are taken for parts of the path. */
export function withoutPaths(text: string): string {
  return text
    .replaceAll(/(^|[\s"“'(=])(?:file:\/\/)?\/(?:[^/\n"“”']+\/)+/gm, '$1…/')
    .replaceAll(/(?<![a-z])[a-z]:\\(?:[^\\\n"“”']+\\)+/gi, '…\\');
}

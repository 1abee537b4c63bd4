/** What a report of a fault needs, as text for the clipboard. */
import os from 'node:os';
import path from 'node:path';
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
  /** The open session's folder. */
  readonly sessionFolder: string;
}

/** @param withPaths false: of every absolute path only the last part is left, and no personal name */
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
  if (withPaths) return text;
  const sessions = [parts.sessionFolder, settings.restartPlace?.session ?? ''];
  return withoutNames(withoutPaths(text), [...namesOfUser(), ...sessions.map(ownName)]);
}

/** What the computer calls the person. */
function namesOfUser(): readonly string[] {
  const home = path.basename(os.homedir());
  try {
    return [home, os.userInfo().username, os.hostname()];
  } catch {
    // No account belongs to the process.
    return [home, os.hostname()];
  }
}

/** What a person called a session; the program's own names (`session`, `session 2`) tell nothing. */
function ownName(folder: string): string {
  const name = path.basename(folder);
  return /^session( \d+)?$/.test(name) ? '' : name;
}

/** Names that say nothing of a person, or so short that they would be found in other words. */
const IMPERSONAL: ReadonlySet<string> = new Set(['root', 'home', 'user', 'localhost']);
const SHORTEST_NAME = 3;

export function withoutNames(text: string, names: readonly string[]): string {
  return names
    .filter((name) => name.length >= SHORTEST_NAME && !IMPERSONAL.has(name.toLowerCase()))
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, name) => {
      const escaped = name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      return rest.replaceAll(new RegExp(`(?<![\\p{L}\\d])${escaped}(?![\\p{L}\\d])`, 'giu'), '…');
    }, text);
}

/** Folders have names of people and projects. Names with spaces are taken for parts of the path. */
export function withoutPaths(text: string): string {
  return text
    .replaceAll(/(^|[\s"“'(=])(?:file:\/\/)?\/(?:[^/\n"“”']+\/)+/gm, '$1…/')
    .replaceAll(/\\\\(?:[^\\\s"“”']+\\)(?:[^\\\n"“”']+\\)*/g, '…\\')
    .replaceAll(/(?<![a-z])[a-z]:\\(?:[^\\\n"“”']+\\)+/gi, '…\\');
}

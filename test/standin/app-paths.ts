import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { NotModelledError } from './modelled.ts';
import { runningApp } from './running-app.ts';

const changed = new Map<string, string>();

function appDataFolder(): string {
  if (process.platform === 'darwin') {
    return path.join(os.homedir(), 'Library', 'Application Support');
  }
  if (process.platform === 'win32') {
    return process.env.APPDATA ?? path.join(os.homedir(), 'AppData', 'Roaming');
  }
  return process.env.XDG_CONFIG_HOME ?? path.join(os.homedir(), '.config');
}

const inHome = (folder: string) => () => path.join(os.homedir(), folder);
const inUserData = (folder: string) => () => path.join(getPath('userData'), folder);

const known: Record<string, () => string> = {
  home: () => os.homedir(),
  temp: () => os.tmpdir(),
  appData: appDataFolder,
  userData: () =>
    runningApp.commandLine.switches.get('user-data-dir') ||
    path.join(getPath('appData'), runningApp.name),
  sessionData: () => getPath('userData'),
  logs: inUserData('logs'),
  crashDumps: inUserData('Crashpad'),
  exe: () => runningApp.executable,
  module: () => runningApp.executable,
  desktop: inHome('Desktop'),
  documents: inHome('Documents'),
  downloads: inHome('Downloads'),
  music: inHome('Music'),
  pictures: inHome('Pictures'),
  videos: inHome('Videos'),
};

/** Electron's app.getPath(): a folder by name; the app's own folders are made when missing. */
export function getPath(name: string): string {
  const find = known[name];
  if (!find) throw new NotModelledError(`app.getPath('${name}')`);
  const folder = path.resolve(changed.get(name) ?? find());
  if (name === 'userData' || name === 'sessionData' || name === 'logs') {
    fs.mkdirSync(folder, { recursive: true });
  }
  return folder;
}

/** Electron's app.setPath(): from now on the name stands for that folder. */
export function setPath(name: string, folder: string): void {
  if (!known[name]) throw new NotModelledError(`app.setPath('${name}')`);
  if (!path.isAbsolute(folder)) throw new Error('Path must be absolute');
  changed.set(name, folder);
}

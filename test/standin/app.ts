import type Electron from 'electron';
import { appEvents } from './app-events.ts';
import { getPath, setPath } from './app-paths.ts';
import { modelled } from './modelled.ts';
import { exit, quit } from './quit.ts';
import { isReady, whenReady } from './ready.ts';
import { relaunch } from './relaunch.ts';
import { runningApp } from './running-app.ts';
import { requestSingleInstanceLock } from './single-instance.ts';

let name = runningApp.name;
let aboutPanel: Electron.AboutPanelOptionsOptions = {};
const switches = new Map(runningApp.commandLine.switches);

const commandLine = modelled<
  Pick<Electron.CommandLine, 'appendSwitch' | 'getSwitchValue' | 'hasSwitch' | 'removeSwitch'>
>('app.commandLine', {
  appendSwitch: (key, value = '') => void switches.set(key, value),
  getSwitchValue: (key) => switches.get(key) ?? '',
  hasSwitch: (key) => switches.has(key),
  removeSwitch: (key) => void switches.delete(key),
});

type AppMembers = Pick<
  Electron.App,
  | 'isPackaged'
  | 'getVersion'
  | 'getAppPath'
  | 'isReady'
  | 'whenReady'
  | 'quit'
  | 'exit'
  | 'relaunch'
  | 'setAboutPanelOptions'
  | 'showAboutPanel'
> & {
  name: string;
  commandLine: typeof commandLine;
  dock: undefined;
  getPath(name: string): string;
  setPath(name: string, folder: string): void;
  requestSingleInstanceLock(additionalData?: unknown): boolean;
};

const members: AppMembers = {
  get name() {
    return name;
  },
  set name(value) {
    name = value;
  },
  isPackaged: false,
  commandLine,
  dock: undefined,
  getVersion: () => runningApp.version,
  getAppPath: () => runningApp.folder,
  getPath,
  setPath,
  isReady,
  whenReady,
  quit,
  exit,
  relaunch,
  requestSingleInstanceLock,
  setAboutPanelOptions: (options) => {
    aboutPanel = options;
  },
  showAboutPanel: () => console.error('app.showAboutPanel', aboutPanel),
};

/** electron.app, as far as the stand-in goes. */
export const app = modelled(
  'app',
  Object.defineProperties(
    appEvents,
    Object.getOwnPropertyDescriptors(members),
  ) as typeof appEvents & AppMembers,
);

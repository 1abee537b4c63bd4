import type Electron from 'electron';
import { appEvents } from './app-events.ts';
import { getPath, setPath } from './app-paths.ts';
import { modelled } from './modelled.ts';
import { exit, quit } from './quit.ts';
import { isReady, whenReady } from './ready.ts';
import { runningApp } from './running-app.ts';
import {
  hasSingleInstanceLock,
  releaseSingleInstanceLock,
  requestSingleInstanceLock,
} from './single-instance.ts';

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
  | 'getName'
  | 'setName'
  | 'getVersion'
  | 'getAppPath'
  | 'getLocale'
  | 'getSystemLocale'
  | 'getPreferredSystemLanguages'
  | 'isReady'
  | 'whenReady'
  | 'quit'
  | 'exit'
  | 'focus'
  | 'enableSandbox'
  | 'disableHardwareAcceleration'
  | 'setAppUserModelId'
  | 'setAboutPanelOptions'
  | 'showAboutPanel'
  | 'addRecentDocument'
  | 'clearRecentDocuments'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
> & {
  name: string;
  commandLine: typeof commandLine;
  dock: undefined;
  getPath(name: string): string;
  setPath(name: string, folder: string): void;
  requestSingleInstanceLock(additionalData?: unknown): boolean;
};

function refuseAfterReady(call: string): void {
  if (isReady()) throw new Error(`${call} can only be called before app is ready`);
}

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
  getName: () => name,
  setName: (value) => {
    name = value;
  },
  getVersion: () => runningApp.version,
  getAppPath: () => runningApp.folder,
  getLocale: () => 'en-US',
  getSystemLocale: () => 'en-US',
  getPreferredSystemLanguages: () => ['en-US'],
  getPath,
  setPath,
  isReady,
  whenReady,
  quit,
  exit,
  requestSingleInstanceLock,
  hasSingleInstanceLock,
  releaseSingleInstanceLock,
  focus: () => {},
  enableSandbox: () => refuseAfterReady('app.enableSandbox()'),
  disableHardwareAcceleration: () => refuseAfterReady('app.disableHardwareAcceleration()'),
  setAppUserModelId: () => {},
  setAboutPanelOptions: (options) => {
    aboutPanel = options;
  },
  showAboutPanel: () => console.error('app.showAboutPanel', aboutPanel),
  addRecentDocument: () => {},
  clearRecentDocuments: () => {},
};

/** electron.app, as far as the stand-in goes. */
export const app = modelled(
  'app',
  Object.defineProperties(
    appEvents,
    Object.getOwnPropertyDescriptors(members),
  ) as typeof appEvents & AppMembers,
);

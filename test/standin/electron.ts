import type Electron from 'electron';
import { app } from './app.ts';
import { type BrowserWindow, ModelledBrowserWindow } from './browser-window.ts';
import { nativeTheme, screen, systemPreferences } from './desktop.ts';
import { dialog } from './dialog.ts';
import { electronVersion } from './electron-version.ts';
import { ipcMain } from './ipc-main.ts';
import { Menu, MenuItem } from './menu.ts';
import { modelled } from './modelled.ts';
import { powerMonitor, powerSaveBlocker } from './power.ts';
import { protocol } from './protocol.ts';
import { session } from './session.ts';
import { utilityProcess } from './utility-process.ts';

const allContents = () =>
  ModelledBrowserWindow.getAllWindows().map((window: BrowserWindow) => window.webContents);

const webContents = modelled('webContents', {
  getAllWebContents: allContents,
  fromId: (id: number) => allContents().find((contents) => contents.id === id),
  fromDevToolsTargetId: (targetId: string) =>
    allContents().find((contents) => contents.page?.targetId === targetId),
});

Object.defineProperty(process, 'type', { value: 'browser' });
Object.defineProperty(process, 'defaultApp', { value: true });
Object.defineProperty(process, 'resourcesPath', { value: app.getAppPath(), writable: true });
Object.defineProperty(process.versions, 'electron', { value: electronVersion, enumerable: true });
Object.defineProperty(process.versions, 'chrome', { value: 'stand-in', enumerable: true });

let clipboardText = '';

/** A text of its own: the machine's clipboard is left alone. */
const clipboard = modelled<Pick<Electron.Clipboard, 'writeText' | 'readText'>>('clipboard', {
  writeText: async (text) => {
    clipboardText = text;
  },
  readText: async () => clipboardText,
});

/** Nothing is watched: a test puts reports into the folder of crash dumps. */
const crashReporter = modelled<Pick<Electron.CrashReporter, 'start'>>('crashReporter', {
  start: () => {},
});

/** No file manager opens. */
const shell = modelled<Pick<Electron.Shell, 'showItemInFolder'>>('shell', {
  showItemInFolder: (file) => console.error('shell.showItemInFolder', file),
});

const electron = modelled('electron', {
  app,
  clipboard,
  crashReporter,
  BrowserWindow: ModelledBrowserWindow,
  dialog,
  ipcMain,
  Menu: modelled('Menu', Menu),
  MenuItem,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
  systemPreferences,
  utilityProcess,
  webContents,
});

// What require('electron') gives is this object itself.
export { electron as 'module.exports' };

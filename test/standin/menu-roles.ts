import type { MenuItemConstructorOptions } from 'electron';

/** What a role means: its text, its keys, and what it does when it does anything here. */
export interface Role {
  readonly label: string;
  readonly accelerator?: string;
  readonly submenu?: readonly MenuItemConstructorOptions[];
}

const items = (...roles: string[]): MenuItemConstructorOptions[] =>
  roles.map((role) =>
    role === '-' ? { type: 'separator' } : { role: role as MenuItemConstructorOptions['role'] },
  );

const roles: Record<string, Role> = {
  about: { label: 'About' },
  close: { label: 'Close Window', accelerator: 'CmdOrCtrl+W' },
  copy: { label: 'Copy', accelerator: 'CmdOrCtrl+C' },
  cut: { label: 'Cut', accelerator: 'CmdOrCtrl+X' },
  delete: { label: 'Delete' },
  front: { label: 'Bring All to Front' },
  help: { label: 'Help' },
  hide: { label: 'Hide', accelerator: 'Command+H' },
  hideothers: { label: 'Hide Others', accelerator: 'Command+Alt+H' },
  minimize: { label: 'Minimize', accelerator: 'CmdOrCtrl+M' },
  paste: { label: 'Paste', accelerator: 'CmdOrCtrl+V' },
  quit: {
    label: process.platform === 'win32' ? 'Exit' : 'Quit',
    ...(process.platform === 'win32' ? {} : { accelerator: 'CmdOrCtrl+Q' }),
  },
  redo: {
    label: 'Redo',
    accelerator: process.platform === 'win32' ? 'Control+Y' : 'Shift+CmdOrCtrl+Z',
  },
  selectall: { label: 'Select All', accelerator: 'CmdOrCtrl+A' },
  services: { label: 'Services', submenu: [] },
  togglefullscreen: {
    label: 'Toggle Full Screen',
    accelerator: process.platform === 'darwin' ? 'Control+Command+F' : 'F11',
  },
  undo: { label: 'Undo', accelerator: 'CmdOrCtrl+Z' },
  unhide: { label: 'Show All' },
  window: { label: 'Window' },
  zoom: { label: 'Zoom' },
  appmenu: {
    label: 'App',
    submenu: items('about', '-', 'services', '-', 'hide', 'hideothers', 'unhide', '-', 'quit'),
  },
  editmenu: {
    label: 'Edit',
    submenu: items('undo', 'redo', '-', 'cut', 'copy', 'paste', 'delete', '-', 'selectall'),
  },
  filemenu: { label: 'File', submenu: items(process.platform === 'darwin' ? 'close' : 'quit') },
  windowmenu: { label: 'Window', submenu: items('minimize', 'zoom', '-', 'front') },
};

/** Finds a role, in any case; undefined for one that is not modelled. */
export function roleNamed(name: string): Role | undefined {
  return roles[name.toLowerCase()];
}

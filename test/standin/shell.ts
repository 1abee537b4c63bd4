import type Electron from 'electron';
import { modelled } from './modelled.ts';

type ShellMembers = Pick<Electron.Shell, 'openExternal' | 'openPath' | 'showItemInFolder' | 'beep'>;

/** electron.shell: says what the desktop would be asked for, and asks for nothing. */
export const shell = modelled<ShellMembers>('shell', {
  openExternal: async (url) => console.error(`shell.openExternal ${url}`),
  openPath: async (file) => {
    console.error(`shell.openPath ${file}`);
    return '';
  },
  showItemInFolder: (file) => console.error(`shell.showItemInFolder ${file}`),
  beep: () => {},
});

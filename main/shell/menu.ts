/**
 * The application menu. Its items ask the window to act, because the window knows what is selected
 * and where the keyboard is; the keys beside them are shown here and handled there. None of
 * Electron's default keys for reload, minimise or zoom.
 */
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { WindowCommand } from '../../preload/contract.ts';

type SendCommand = (command: WindowCommand) => void;

export interface MenuActions {
  /** Gives a command to the window; it may have none. */
  readonly send: SendCommand;
  readonly restart: () => void;
}

function commandItem(
  send: SendCommand,
  id: string,
  label: string,
  command: WindowCommand,
  accelerator?: string,
): MenuItemConstructorOptions {
  return {
    id,
    label,
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
    click: () => send(command),
  };
}

function editMenu(send: SendCommand): MenuItemConstructorOptions {
  const redoKey = process.platform === 'win32' ? 'CmdOrCtrl+Y' : 'CmdOrCtrl+Shift+Z';
  return {
    id: 'edit',
    label: 'Edit',
    submenu: [
      commandItem(send, 'edit.undo', 'Undo', 'undo', 'CmdOrCtrl+Z'),
      commandItem(send, 'edit.redo', 'Redo', 'redo', redoKey),
      { type: 'separator' },
      commandItem(send, 'edit.cut', 'Cut', 'cut', 'CmdOrCtrl+X'),
      commandItem(send, 'edit.copy', 'Copy', 'copy', 'CmdOrCtrl+C'),
      commandItem(send, 'edit.paste', 'Paste', 'paste', 'CmdOrCtrl+V'),
      commandItem(send, 'edit.delete', 'Delete', 'delete', 'Delete'),
      commandItem(send, 'edit.duplicate', 'Duplicate', 'duplicate', 'CmdOrCtrl+D'),
      commandItem(send, 'edit.selectAll', 'Select all', 'selectAll', 'CmdOrCtrl+A'),
    ],
  };
}

function fileMenu({ send, restart }: MenuActions): MenuItemConstructorOptions {
  return {
    id: 'file',
    label: 'File',
    submenu: [
      commandItem(send, 'file.import', 'Import…', 'import', 'CmdOrCtrl+I'),
      commandItem(send, 'file.saveActions', 'Save actions as CSV…', 'saveActions'),
      { type: 'separator' },
      { id: 'file.restart', label: 'Restart RtMixer', click: restart },
      { id: 'file.quit', label: 'Quit', accelerator: 'CmdOrCtrl+Q', click: () => app.quit() },
    ],
  };
}

function transportMenu(send: SendCommand): MenuItemConstructorOptions {
  return {
    id: 'transport',
    label: 'Transport',
    submenu: [
      commandItem(send, 'transport.playOrStop', 'Play or stop', 'playOrStop', 'Space'),
      commandItem(send, 'transport.record', 'Record', 'record', 'R'),
    ],
  };
}

function helpMenu(send: SendCommand): MenuItemConstructorOptions {
  return {
    id: 'help',
    label: 'Help',
    submenu: [
      commandItem(send, 'help.keys', 'Keys', 'showKeys', '?'),
      commandItem(send, 'help.about', 'About RtMixer', 'showAbout'),
    ],
  };
}

export function installMenu(actions: MenuActions): void {
  const { send } = actions;
  const ownMenu: MenuItemConstructorOptions[] =
    process.platform === 'darwin' ? [{ id: 'app', role: 'appMenu' }] : [];
  const versions = `Electron ${process.versions.electron}, Chromium ${process.versions.chrome}, Node ${process.versions.node}`;
  app.setAboutPanelOptions({
    applicationName: 'RtMixer',
    applicationVersion: app.getVersion(),
    copyright: versions,
  });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...ownMenu,
      fileMenu(actions),
      editMenu(send),
      transportMenu(send),
      helpMenu(send),
    ]),
  );
}

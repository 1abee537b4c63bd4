/**
 * The application menu, made from the command table. Its items ask the window to act, because the
 * window knows what is selected and where the keyboard is; the keys beside them are shown here and
 * handled there. None of Electron's default keys for reload, minimise or zoom.
 */
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { ThemeChoice } from '../../preload/appearance.ts';
import {
  APPLICATION_MENU,
  COMMANDS,
  type CommandId,
  type KeyBindings,
  keysOf,
  type MenuLine,
  THEME_COMMANDS,
} from '../../preload/commands.ts';
import { acceleratorOf } from '../../preload/key-chord.ts';

export interface MenuActions {
  /** Gives a command to the window; it may have none. */
  readonly send: (command: CommandId) => void;
  readonly restart: () => void;
}

/** What a person chose, as far as the menu shows it. */
interface MenuChoices {
  readonly keyBindings: KeyBindings;
  readonly theme: ThemeChoice;
}

const THEME_LINES: readonly MenuLine[] = Object.values(THEME_COMMANDS);

/** What the window cannot do now; kept over a menu that is made again. */
let grey: ReadonlySet<CommandId> = new Set();

/** Its id is `<menu>.<command>`. */
function item(
  { send, restart }: MenuActions,
  { keyBindings, theme }: MenuChoices,
  menu: string,
  line: MenuLine,
): MenuItemConstructorOptions {
  if (line === '-') return { type: 'separator' };
  const [first] = keysOf(keyBindings, line);
  const accelerator = first === undefined ? null : acceleratorOf(first);
  // On macOS a menu takes its keys before the page, also from text that is typed.
  const isShown =
    accelerator !== null && (process.platform !== 'darwin' || /^Cmd/.test(accelerator));
  return {
    id: `${menu}.${line}`,
    label: COMMANDS[line].name,
    enabled: !grey.has(line),
    ...(isShown ? { accelerator, registerAccelerator: false } : {}),
    ...(THEME_LINES.includes(line)
      ? { type: 'radio' as const, checked: line === THEME_COMMANDS[theme] }
      : {}),
    // Also where there is no window, or one that does not answer.
    click: () => (line === 'restart' ? restart() : send(line)),
  };
}

/** Replaces the application menu, also after keys or the theme were changed. */
export function installMenu(actions: MenuActions, choices: MenuChoices): void {
  const ownMenu: MenuItemConstructorOptions[] =
    process.platform === 'darwin' ? [{ id: 'app', role: 'appMenu' }] : [];
  const versions = `Electron ${process.versions.electron}, Chromium ${process.versions.chrome}, Node ${process.versions.node}`;
  app.setAboutPanelOptions({
    applicationName: 'RtMixer',
    applicationVersion: app.getVersion(),
    copyright: versions,
  });
  const menus = APPLICATION_MENU.map(({ id, title, lines }): MenuItemConstructorOptions => {
    const submenu = lines.map((line) => item(actions, choices, id, line));
    return { id, label: title, submenu: id === 'file' ? [...submenu, quitItem()] : submenu };
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate([...ownMenu, ...menus]));
}

/** Shows these commands grey, and all others ready. A grey entry takes no key from the page. */
export function greyItems(commands: readonly CommandId[]): void {
  const menu = Menu.getApplicationMenu();
  const before = grey;
  grey = new Set(commands);
  for (const { id, lines } of APPLICATION_MENU) {
    for (const line of lines) {
      if (line === '-' || before.has(line) === grey.has(line)) continue;
      const found = menu?.getMenuItemById(`${id}.${line}`);
      if (found != null) found.enabled = !grey.has(line);
    }
  }
}

function quitItem(): MenuItemConstructorOptions {
  return { id: 'file.quit', label: 'Quit', accelerator: 'CmdOrCtrl+Q', click: () => app.quit() };
}

import type { MenuItemConstructorOptions } from 'electron';
import { roleNamed } from './menu-roles.ts';
import { modelled, NotModelledError } from './modelled.ts';
import { quit } from './quit.ts';
import { focusedWindow } from './window-registry.ts';

type Click = (item: MenuItem, window: unknown, event: unknown) => void;

const itemTypes = ['normal', 'separator', 'submenu', 'checkbox', 'radio', 'header', 'palette'];
let lastCommandId = 0;

/** One entry of a menu. It is not drawn; tests and accelerators click it. */
export class MenuItem {
  id: string | undefined;
  label: string;
  sublabel: string;
  toolTip: string;
  type: string;
  role: string | undefined;
  accelerator: string | undefined;
  registerAccelerator: boolean;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  submenu: Menu | undefined;
  menu: Menu | undefined;
  readonly commandId: number;
  private readonly clicked: Click | undefined;

  constructor(options: MenuItemConstructorOptions) {
    const role = options.role === undefined ? undefined : roleNamed(options.role);
    if (options.role !== undefined && !role)
      throw new NotModelledError(`the menu role '${options.role}'`);
    const submenu = options.submenu ?? (role?.submenu ? [...role.submenu] : undefined);
    this.type = options.type ?? (submenu ? 'submenu' : 'normal');
    if (!itemTypes.includes(this.type)) throw new Error(`Unknown menu item type: ${this.type}`);
    if (this.type === 'submenu' && !submenu) throw new Error('Invalid submenu');
    lastCommandId += 1;
    this.commandId = lastCommandId;
    this.id = options.id;
    this.label = options.label ?? role?.label ?? '';
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.role = options.role?.toLowerCase();
    this.accelerator = options.accelerator ?? role?.accelerator;
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.submenu = Array.isArray(submenu)
      ? Menu.buildFromTemplate(submenu)
      : (submenu as Menu | undefined);
    this.clicked = options.click as unknown as Click | undefined;
  }

  /** Does what a click of the user on the drawn item does. */
  click(event: unknown = {}, window: unknown = focusedWindow(), _contents?: unknown): void {
    if (this.type === 'checkbox') this.checked = !this.checked;
    if (this.type === 'radio') this.menu?.selectRadio(this);
    if (this.role === 'quit') quit();
    else if (this.role === 'close') focusedWindow()?.close();
    else if (this.clicked) this.clicked(this, window, event);
    else if (this.role !== undefined)
      throw new NotModelledError(`a click on the menu role '${this.role}'`);
  }
}

/** electron.Menu, as far as the stand-in goes. */
export class Menu {
  readonly items: MenuItem[] = [];

  static buildFromTemplate(template: readonly (MenuItemConstructorOptions | MenuItem)[]): Menu {
    const menu = new Menu();
    for (const entry of template) {
      menu.append(entry instanceof MenuItem ? entry : new MenuItem(entry));
    }
    return modelled('Menu', menu);
  }

  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu;
  }

  static getApplicationMenu(): Menu | null {
    return applicationMenu;
  }

  append(item: MenuItem): void {
    this.insert(this.items.length, item);
  }

  insert(position: number, item: MenuItem): void {
    item.menu = this;
    this.items.splice(position, 0, item);
  }

  getMenuItemById(id: string): MenuItem | null {
    return allItems(this).find((item) => item.id === id) ?? null;
  }

  /** Checks one radio item and unchecks its neighbours; not part of Electron's interface. */
  selectRadio(chosen: MenuItem): void {
    const at = this.items.indexOf(chosen);
    const isEnd = (item: MenuItem) => item.type !== 'radio';
    const before = this.items.slice(0, at).findLastIndex(isEnd) + 1;
    const after = this.items.findIndex((item, index) => index > at && isEnd(item));
    const group = this.items.slice(before, after < 0 ? this.items.length : after);
    for (const item of group) item.checked = item === chosen;
  }
}

let applicationMenu: Menu | null = null;

function allItems(menu: Menu): MenuItem[] {
  return menu.items.flatMap((item) => [item, ...(item.submenu ? allItems(item.submenu) : [])]);
}

/** Every item of the application menu, submenus included. */
export function applicationMenuItems(): MenuItem[] {
  return applicationMenu ? allItems(applicationMenu) : [];
}

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type Electron from 'electron';
import { appEvents } from './app-events.ts';
import { ModelledEmitter, modelled, VetoableEvent, vetoed } from './modelled.ts';
import { finishQuitting, isQuitting } from './quit.ts';
import { refuseBeforeReady } from './ready.ts';
import { runningApp } from './running-app.ts';
import { createWebContents, type WebContents } from './web-contents.ts';
import { windowEvents } from './web-contents-events.ts';
import { checkWebPreferences } from './window-options.ts';
import { focusedWindow, focusWindow, openWindows } from './window-registry.ts';
import { applyContentSize } from './window-size.ts';

type Bounds = Electron.Rectangle;
type Modelled = Pick<
  Electron.BrowserWindow,
  | 'id'
  | 'loadURL'
  | 'loadFile'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'show'
  | 'hide'
  | 'focus'
  | 'getBounds'
  | 'setBounds'
  | 'getTitle'
  | 'setTitle'
>;

/** A window. Its place and state are numbers here; only its content's size reaches Chromium. */
export class BrowserWindow extends ModelledEmitter implements Modelled {
  readonly webContents: WebContents;
  readonly id: number;
  private bounds: Bounds;
  private title: string;
  private visible: boolean;
  private state: 'normal' | 'minimized' | 'maximized' | 'full-screen' = 'normal';
  private forgotten = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow', windowEvents);
    refuseBeforeReady('Cannot create BrowserWindow before app is ready');
    const { webPreferences = {}, width = 800, height = 600, x = 0, y = 0 } = options;
    checkWebPreferences(webPreferences);
    this.bounds = { x, y, width, height };
    this.title = options.title ?? runningApp.name;
    this.visible = options.show !== false;
    const { preload, additionalArguments } = webPreferences;
    this.webContents = createWebContents({ width, height, preload, additionalArguments });
    this.id = this.webContents.id;
  }

  static getAllWindows(): BrowserWindow[] {
    return [...openWindows.values()] as BrowserWindow[];
  }

  static fromId(id: number): BrowserWindow | null {
    return (openWindows.get(id) as BrowserWindow | undefined) ?? null;
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.fromId(contents.id);
  }

  static getFocusedWindow(): BrowserWindow | null {
    return (focusedWindow() as BrowserWindow | undefined) ?? null;
  }

  /** Makes the window one that the app knows; not part of Electron's interface. */
  register(asSeenByApp: BrowserWindow): void {
    const { webContents } = this;
    openWindows.set(this.id, asSeenByApp);
    webContents.once('did-finish-load', () => this.emit('ready-to-show', {}));
    webContents.on('page-title-updated', (_event: object, title: string) => {
      if (!vetoed(this, 'page-title-updated', {}, title, true)) this.title = title;
    });
    for (const event of ['responsive', 'unresponsive'])
      webContents.on(event, () => this.emit(event));
    webContents.once('destroyed', () => this.forget());
    webContents.opened.then(() => this.resizeContent()).catch(() => {});
    appEvents.emit('web-contents-created', {}, webContents);
    queueMicrotask(() => appEvents.emit('browser-window-created', {}, asSeenByApp));
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  loadFile(file: string): Promise<void> {
    return this.loadURL(pathToFileURL(path.resolve(runningApp.folder, file)).href);
  }

  reload(): void {
    this.webContents.reload();
  }

  capturePage() {
    return this.webContents.capturePage();
  }

  close(): void {
    if (this.isDestroyed()) return;
    const event = new VetoableEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    this.webContents.close();
  }

  isDestroyed(): boolean {
    return this.webContents.isDestroyed();
  }

  show(): void {
    this.visible = true;
    this.emit('show');
    this.focus();
  }

  showInactive(): void {
    this.visible = true;
    this.emit('show');
  }

  hide(): void {
    this.visible = false;
    this.emit('hide');
  }

  focus(): void {
    focusWindow(this.id);
    this.emit('focus', {});
    appEvents.emit('browser-window-focus', {}, BrowserWindow.fromId(this.id));
  }

  blur(): void {
    this.emit('blur', {});
  }

  moveTop(): void {}

  flashFrame(): void {}

  isVisible(): boolean {
    return this.visible;
  }

  isFocused(): boolean {
    return focusedWindow()?.id === this.id;
  }

  minimize(): void {
    this.enter('minimized', 'minimize');
  }

  maximize(): void {
    this.enter('maximized', 'maximize');
  }

  unmaximize(): void {
    this.enter('normal', 'unmaximize');
  }

  restore(): void {
    this.enter('normal', 'restore');
  }

  setFullScreen(on: boolean): void {
    this.enter(on ? 'full-screen' : 'normal', on ? 'enter-full-screen' : 'leave-full-screen');
  }

  isMinimized(): boolean {
    return this.state === 'minimized';
  }

  isMaximized(): boolean {
    return this.state === 'maximized';
  }

  isFullScreen(): boolean {
    return this.state === 'full-screen';
  }

  isNormal(): boolean {
    return this.state === 'normal';
  }

  getTitle(): string {
    return this.title;
  }

  setTitle(title: string): void {
    this.title = title;
  }

  getBounds(): Bounds {
    return { ...this.bounds };
  }

  getNormalBounds(): Bounds {
    return this.getBounds();
  }

  getContentBounds(): Bounds {
    return this.getBounds();
  }

  getSize(): number[] {
    return [this.bounds.width, this.bounds.height];
  }

  getContentSize(): number[] {
    return this.getSize();
  }

  getPosition(): number[] {
    return [this.bounds.x, this.bounds.y];
  }

  setBounds(bounds: Partial<Bounds>): void {
    this.bounds = { ...this.bounds, ...bounds };
    this.resizeContent();
    this.emit('resize');
    this.emit('resized');
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  setContentSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  setPosition(x: number, y: number): void {
    this.bounds = { ...this.bounds, x, y };
    this.emit('move');
    this.emit('moved');
  }

  center(): void {}

  setMinimumSize(): void {}

  setMenu(): void {}

  removeMenu(): void {}

  setMenuBarVisibility(): void {}

  setAutoHideMenuBar(): void {}

  setBackgroundColor(): void {}

  setProgressBar(): void {}

  setDocumentEdited(): void {}

  setRepresentedFilename(): void {}

  setIcon(): void {}

  private enter(state: typeof this.state, event: string): void {
    this.state = state;
    this.emit(event);
  }

  private resizeContent(): void {
    const { page } = this.webContents;
    if (page) applyContentSize(page, this.bounds);
  }

  private forget(): void {
    if (this.forgotten) return;
    this.forgotten = true;
    openWindows.delete(this.id);
    this.emit('closed');
    if (openWindows.size > 0 || isQuitting()) return;
    if (!appEvents.emit('window-all-closed')) finishQuitting();
  }
}

/** electron.BrowserWindow: what `new` gives, and the class itself, throw for unknown members. */
export const ModelledBrowserWindow = new Proxy(modelled('BrowserWindow', BrowserWindow), {
  construct(target, args: [Electron.BrowserWindowConstructorOptions?]) {
    const window = Reflect.construct(target, args) as BrowserWindow;
    const asSeenByApp = modelled('BrowserWindow', window);
    window.register(asSeenByApp);
    return asSeenByApp;
  },
});

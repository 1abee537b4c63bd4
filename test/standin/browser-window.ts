import type Electron from 'electron';
import { appEvents } from './app-events.ts';
import { ModelledEmitter, modelled, VetoableEvent } from './modelled.ts';
import { finishQuitting, isQuitting } from './quit.ts';
import { refuseBeforeReady } from './ready.ts';
import { createWebContents, type WebContents } from './web-contents.ts';
import { windowEvents } from './web-contents-events.ts';
import { checkWebPreferences } from './window-options.ts';
import { focusWindow, openWindows } from './window-registry.ts';
import { applyContentSize } from './window-size.ts';

type Bounds = Electron.Rectangle;
type Modelled = Pick<
  Electron.BrowserWindow,
  | 'id'
  | 'loadURL'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'show'
  | 'focus'
  | 'getBounds'
  | 'setBounds'
>;

/** A window. Its place and state are numbers here; only its content's size reaches Chromium. */
export class BrowserWindow extends ModelledEmitter implements Modelled {
  readonly webContents: WebContents;
  readonly id: number;
  private bounds: Bounds;
  private state: 'normal' | 'minimized' | 'maximized' = 'normal';
  private isFilling = false;
  private colour: string;
  private minimumSize: [number, number];
  private forgotten = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow', windowEvents);
    refuseBeforeReady('Cannot create BrowserWindow before app is ready');
    const { webPreferences = {}, width = 800, height = 600, x = 0, y = 0 } = options;
    checkWebPreferences(webPreferences);
    this.minimumSize = [options.minWidth ?? 0, options.minHeight ?? 0];
    this.colour = options.backgroundColor ?? '#FFFFFF';
    this.bounds = { x, y, width, height };
    const { preload, additionalArguments } = webPreferences;
    this.webContents = createWebContents({ width, height, preload, additionalArguments });
    if (webPreferences.zoomFactor !== undefined) {
      this.webContents.setZoomFactor(webPreferences.zoomFactor);
    }
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

  /** Makes the window one that the app knows; not part of Electron's interface. */
  register(asSeenByApp: BrowserWindow): void {
    const { webContents } = this;
    openWindows.set(this.id, asSeenByApp);
    webContents.once('did-finish-load', () => this.emit('ready-to-show', {}));
    webContents.onZoom = () => this.resizeContent();
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
    this.emit('show');
    this.focus();
  }

  focus(): void {
    focusWindow(this.id);
    this.emit('focus', {});
    appEvents.emit('browser-window-focus', {}, BrowserWindow.fromId(this.id));
  }

  minimize(): void {
    this.enter('minimized', 'minimize');
  }

  restore(): void {
    this.enter('normal', 'restore');
  }

  maximize(): void {
    this.enter('maximized', 'maximize');
  }

  unmaximize(): void {
    this.enter('normal', 'unmaximize');
  }

  isMaximized(): boolean {
    return this.state === 'maximized';
  }

  isMinimized(): boolean {
    return this.state === 'minimized';
  }

  /** The stand-in's page has the size of its context whatever is asked. */
  setFullScreen(isFullScreen: boolean): void {
    this.isFilling = isFullScreen;
  }

  isFullScreen(): boolean {
    return this.isFilling;
  }

  getBounds(): Bounds {
    return { ...this.bounds };
  }

  getNormalBounds(): Bounds {
    return this.getBounds();
  }

  setBounds(bounds: Partial<Bounds>): void {
    this.bounds = { ...this.bounds, ...bounds };
    this.resizeContent();
    this.emit('resize');
    this.emit('resized');
  }

  /** The page covers it. */
  setBackgroundColor(colour: string): void {
    this.colour = colour;
  }

  getBackgroundColor(): string {
    return this.colour.toUpperCase();
  }

  /** Nobody drags the window's edges here. */
  setMinimumSize(width: number, height: number): void {
    this.minimumSize = [width, height];
  }

  getMinimumSize(): number[] {
    return [...this.minimumSize];
  }

  setContentSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  private enter(state: typeof this.state, event: string): void {
    this.state = state;
    this.emit(event);
  }

  private resizeContent(): void {
    const { page } = this.webContents;
    if (page) applyContentSize(page, this.bounds, this.webContents.getZoomFactor());
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

import type Electron from 'electron';
import { fireAccelerator } from './accelerator.ts';
import { newPageTarget, requireBrowser } from './browser.ts';
import { debugLog } from './debug-log.ts';
import { answerIpc } from './ipc-answer.ts';
import { IpcMain } from './ipc-main.ts';
import { ModelledEmitter, modelled, NotModelledError } from './modelled.ts';
import type { KeyInput, ToMain } from './page/wire.ts';
import { PageConnection, type PreloadOptions } from './page-connection.ts';
import {
  type PageState,
  type WindowOpenHandler,
  watchPage,
  watchWindowOpening,
} from './page-life.ts';
import { forgetRendererProcess, rendererProcessOf } from './renderer-process.ts';
import { toChromiumUrl } from './scheme-urls.ts';
import { session } from './session.ts';
import { webContentsEvents } from './web-contents-events.ts';
import { mainFrameOf } from './web-frame-main.ts';

/** What a window gives its page at birth. */
export interface PageOptions extends PreloadOptions {
  readonly width: number;
  readonly height: number;
}

type ModelledContents = Pick<
  Electron.WebContents,
  | 'id'
  | 'getURL'
  | 'getTitle'
  | 'isDestroyed'
  | 'isCrashed'
  | 'getOSProcessId'
  | 'loadURL'
  | 'send'
  | 'setZoomFactor'
  | 'getZoomFactor'
>;

let lastId = 0;

/** Makes the page of a new window; an unknown member of it throws. */
export function createWebContents(options: PageOptions): WebContents {
  const contents = new WebContents();
  const asSeenByApp = modelled('webContents', contents);
  contents.opened = contents.open(options, asSeenByApp);
  contents.opened.catch((error: Error) => console.error('A window got no page.', error));
  return asSeenByApp;
}

/** The page of one window. It is there at once; Chromium's page follows, and calls wait for it. */
export class WebContents extends ModelledEmitter implements ModelledContents {
  readonly id: number;
  readonly ipc = modelled('webContents.ipc', new IpcMain().setMaxListeners(0));
  readonly session = session.defaultSession;
  readonly mainFrame: ReturnType<typeof mainFrameOf>;
  /** Chromium's page, once it is there. Not part of Electron's interface, like `state`. */
  opened: Promise<PageConnection> = Promise.reject(new Error('not opened'));
  page: PageConnection | undefined;
  readonly state: PageState = {
    url: '',
    title: '',
    loading: false,
    crashed: false,
    destroyed: false,
  };
  /** The window's, which lays the page out. Not part of Electron's interface. */
  onZoom: () => void = () => {};
  private zoomFactor = 1;
  private openHandler: WindowOpenHandler | undefined;

  constructor() {
    super('webContents', webContentsEvents);
    this.opened.catch(() => {});
    lastId += 1;
    this.id = lastId;
    this.mainFrame = mainFrameOf(this);
  }

  /** Attaches to a page of Chromium; not part of Electron's interface. */
  async open(options: PageOptions, asSeenByApp: WebContents): Promise<PageConnection> {
    const targetId = await newPageTarget(options.width, options.height);
    const page = await PageConnection.open(targetId, options);
    this.page = page;
    watchPage(page, this.state, asSeenByApp);
    watchWindowOpening(page, () => this.openHandler);
    page.on('message', (message) => this.receive(message, asSeenByApp));
    page.on('gone', () => this.markDestroyed());
    if (this.state.destroyed) this.closeTarget();
    return page;
  }

  getURL(): string {
    return this.state.url;
  }

  getTitle(): string {
    return this.state.title;
  }

  /** The renderer's process id; 0 when it is gone, or cannot be told from another window's. */
  getOSProcessId(): number {
    return this.page && !this.state.crashed ? rendererProcessOf(this.page.targetId) : 0;
  }

  isDestroyed(): boolean {
    return this.state.destroyed;
  }

  isCrashed(): boolean {
    return this.state.crashed;
  }

  setZoomFactor(factor: number): void {
    if (factor <= 0) throw new Error("'zoomFactor' must be a double greater than 0.0");
    const isSame = factor === this.zoomFactor;
    this.zoomFactor = factor;
    if (!isSame) this.onZoom();
  }

  getZoomFactor(): number {
    return this.zoomFactor;
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.openHandler = handler;
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.state.destroyed) throw new TypeError('Object has been destroyed');
    this.page?.push({ kind: 'send', channel, args });
  }

  /** Loads a page, in a fresh renderer if the last one is gone; resolves when it has loaded. */
  async loadURL(url: string): Promise<void> {
    const address = toChromiumUrl(url);
    const page = await this.opened;
    const loaded = this.nextLoad(url);
    const { errorText } = await page.cdp.send('Page.navigate', { url: address });
    if (errorText) {
      const code = errorText === 'net::ERR_ABORTED' ? -3 : -2;
      this.emit('did-fail-load', {}, code, errorText, url, true);
      loaded.abandon();
      throw new Error(`${errorText.replace('net::', '')} (${code}) loading '${url}'`);
    }
    await loaded.promise;
  }

  reload(): void {
    // Chromium reloads a crashed page too, but its debugger does not come back with it.
    const again = this.state.crashed
      ? this.loadURL(this.state.url)
      : this.page?.cdp.send('Page.reload');
    again?.catch((error: Error) => debugLog('Reload:', error.message));
  }

  forcefullyCrashRenderer(): void {
    this.opened.then(({ cdp }) => cdp.send('Page.crash')).catch(() => {});
  }

  /** Closes as window.close() in the page does: without asking the app. */
  close(): void {
    this.closeTarget();
    this.markDestroyed();
  }

  private closeTarget(): void {
    if (!this.page) return;
    const { targetId } = this.page;
    requireBrowser()
      .browser.send('Target.closeTarget', { targetId })
      .catch(() => {});
  }

  private markDestroyed(): void {
    if (this.state.destroyed) return;
    this.state.destroyed = true;
    if (this.page) forgetRendererProcess(this.page.targetId);
    this.emit('destroyed');
  }

  private nextLoad(url: string): { promise: Promise<void>; abandon: () => void } {
    let abandon = () => {};
    const promise = new Promise<void>((resolve, reject) => {
      const stopped = () => {
        abandon();
        reject(new Error(`ERR_FAILED (-2) loading '${url}'`));
      };
      const loaded = () => {
        abandon();
        resolve();
      };
      abandon = () => {
        this.removeListener('did-finish-load', loaded);
        this.removeListener('render-process-gone', stopped);
        this.removeListener('destroyed', stopped);
      };
      this.once('did-finish-load', loaded);
      this.once('render-process-gone', stopped);
      this.once('destroyed', stopped);
    });
    return { promise, abandon };
  }

  private receive(message: ToMain, asSeenByApp: WebContents): void {
    if (message.kind === 'key') this.receiveKey(message.input, asSeenByApp);
    else if (message.kind === 'preload-error') {
      const error = Object.assign(new Error(message.message), { stack: message.stack });
      console.error('The preload script failed.', error);
      this.emit('preload-error', {}, '', error);
    } else {
      const { ipc, mainFrame } = this;
      const reply = this.page!.push.bind(this.page);
      void answerIpc(message, { contents: asSeenByApp, ipc, mainFrame, reply });
    }
  }

  private receiveKey(input: KeyInput, asSeenByApp: WebContents): void {
    const preventDefault = () => {
      throw new NotModelledError(`preventDefault() of 'before-input-event'`);
    };
    this.emit('before-input-event', { preventDefault }, input);
    if (!input.handled) fireAccelerator(input, asSeenByApp);
  }
}

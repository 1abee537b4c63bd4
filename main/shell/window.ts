/**
 * The one window. Sandboxed; the sound does not depend on it: when its page crashes it is loaded
 * again and finds everything in place.
 */
import path from 'node:path';
import { app, BrowserWindow, screen } from 'electron';
import { type EventName, type Events, eventChannel } from '../../preload/contract.ts';
import type { WindowBounds } from '../settings.ts';
import { leastSize, windowPlace } from './window-place.ts';

/** After more crashes than this within a minute the page is not loaded again. */
const CRASHES_PER_MINUTE = 5;

export interface StudioWindowOptions {
  /** What it shows: the served bundle, or the development server's page. */
  readonly url: string;
  readonly bounds: WindowBounds | null;
  readonly isMaximized: boolean;
  /** Fills the screen without a frame, whatever its bounds were. */
  readonly isFullScreen: boolean;
  /** Its colour until its page is there, asked when it opens. */
  readonly colour: () => string;
  /** The size of everything in it, asked when it opens and after each load. */
  readonly uiSizePercent: () => number;
  /** The place and size that it has while it is not maximized, and whether it is. */
  readonly onBounds: (bounds: WindowBounds, isMaximized: boolean) => void;
  /** The page crashed; `goesOn` = it is loaded again. */
  readonly onCrash: (reason: string, goesOn: boolean) => void;
  /** Asked when the person closes it; false keeps it open. */
  readonly mayClose: () => boolean;
}

export class StudioWindow {
  readonly #options: StudioWindowOptions;
  #window: BrowserWindow | null = null;
  #crashes: number[] = [];

  constructor(options: StudioWindowOptions) {
    this.#options = options;
  }

  get browserWindow(): BrowserWindow | null {
    return this.#window;
  }

  /** Opens it, or brings it to the front. */
  show(): void {
    if (this.#window !== null) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.focus();
      return;
    }
    const window = new BrowserWindow({
      ...placeOf(this.#options.bounds, this.#options.uiSizePercent()),
      title: 'RtMixer',
      backgroundColor: this.#options.colour(),
      show: false,
      webPreferences: {
        preload: path.join(app.getAppPath(), '.vite', 'build', 'preload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        zoomFactor: this.#options.uiSizePercent() / 100,
        devTools: !app.isPackaged,
      },
    });
    this.#window = window;
    this.#follow(window);
    void window.loadURL(this.#options.url).catch(() => undefined);
  }

  /** The theme was changed: also what a resize uncovers has its colour. */
  recolour(): void {
    this.#window?.setBackgroundColor(this.#options.colour());
  }

  /** The size of everything in it was changed. */
  resizeContent(): void {
    const window = this.#window;
    if (window === null || window.webContents.isDestroyed()) return;
    const percent = this.#options.uiSizePercent();
    window.webContents.setZoomFactor(percent / 100);
    const { width, height } = leastSize(
      percent,
      screen.getDisplayMatching(window.getBounds()).workArea,
    );
    window.setMinimumSize(width, height);
  }

  /** False when there is no page. */
  send<Name extends EventName>(name: Name, payload: Events[Name]): boolean {
    const contents = this.#window?.webContents;
    if (contents === undefined || contents.isDestroyed() || contents.isCrashed()) return false;
    contents.send(eventChannel(name), payload);
    return true;
  }

  #follow(window: BrowserWindow): void {
    let isShown = false;
    const showFirst = () => {
      if (isShown || window.isDestroyed()) return;
      isShown = true;
      if (this.#options.isFullScreen) window.setFullScreen(true);
      else if (this.#options.isMaximized) window.maximize();
      window.show();
    };
    window.once('ready-to-show', showFirst);
    // Wayland draws no hidden window, which is therefore never ready.
    if (process.platform === 'linux') window.webContents.once('did-finish-load', showFirst);
    // A page that was loaded again has the size of every page.
    window.webContents.on('did-finish-load', () => this.resizeContent());
    window.on('close', (event) => {
      if (!this.#options.mayClose()) event.preventDefault();
    });
    window.on('closed', () => {
      this.#window = null;
    });
    const keepBounds = () => {
      this.#options.onBounds(window.getNormalBounds(), window.isMaximized());
    };
    for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) {
      // Of these overloads TypeScript takes the last only.
      window.on(event as 'resize', keepBounds);
    }
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') this.#recover(window, reason);
    });
  }

  #recover(window: BrowserWindow, reason: string): void {
    const now = performance.now();
    this.#crashes = [...this.#crashes.filter((time) => now - time < 60_000), now];
    const goesOn = this.#crashes.length <= CRASHES_PER_MINUTE;
    this.#options.onCrash(reason, goesOn);
    if (!goesOn) return;
    // Not from within the event: the dead process is still being taken down.
    setTimeout(() => {
      if (!window.isDestroyed()) void window.loadURL(this.#options.url).catch(() => undefined);
    }, 100);
  }
}

function placeOf(bounds: WindowBounds | null, uiSizePercent: number) {
  const display = bounds === null ? screen.getPrimaryDisplay() : screen.getDisplayMatching(bounds);
  const { workArea } = display;
  const { width: minWidth, height: minHeight } = leastSize(uiSizePercent, workArea);
  return { ...windowPlace(bounds, workArea), minWidth, minHeight };
}

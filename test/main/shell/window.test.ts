/** When the window is shown for the first time. */
import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';

const screenArea = { x: 0, y: 0, width: 1920, height: 1080 };
const made = vi.hoisted(() => ({ windows: [] as unknown[] }));

class FakeWindow extends EventEmitter {
  readonly webContents = Object.assign(new EventEmitter(), {
    isDestroyed: () => false,
    setZoomFactor: () => {},
  });
  shows = 0;
  maximizes = 0;

  constructor() {
    super();
    made.windows.push(this);
  }

  show(): void {
    this.shows += 1;
  }

  maximize(): void {
    this.maximizes += 1;
  }

  isDestroyed = () => false;
  isMaximized = () => true;
  getBounds = () => screenArea;
  getNormalBounds = () => screenArea;
  setMinimumSize = () => {};
  loadURL = async () => {};
}

vi.mock('electron', () => ({
  app: { getAppPath: () => '/program', isPackaged: true },
  BrowserWindow: FakeWindow,
  screen: {
    getPrimaryDisplay: () => ({ workArea: screenArea }),
    getDisplayMatching: () => ({ workArea: screenArea }),
  },
}));

async function openedWindow(): Promise<FakeWindow> {
  const { StudioWindow } = await import('../../../main/shell/window.ts');
  new StudioWindow({
    url: 'app://studio/',
    bounds: null,
    isMaximized: true,
    isFullScreen: false,
    colour: () => 'black',
    uiSizePercent: () => 100,
    onBounds: () => {},
    onCrash: () => {},
    mayClose: () => true,
  }).show();
  return made.windows.at(-1) as FakeWindow;
}

test('a window that the system draws before it is shown is shown once, when it is drawn', async () => {
  const window = await openedWindow();
  expect(window.shows).toBe(0);
  window.emit('ready-to-show');
  window.webContents.emit('did-finish-load');
  expect([window.shows, window.maximizes]).toEqual([1, 1]);
});

test.skipIf(process.platform !== 'linux')(
  'a window that Wayland never draws before it is shown is shown when its page is there, and once',
  async () => {
    const window = await openedWindow();
    window.webContents.emit('did-finish-load');
    expect([window.shows, window.maximizes]).toEqual([1, 1]);
    window.emit('ready-to-show');
    window.webContents.emit('did-finish-load');
    expect([window.shows, window.maximizes]).toEqual([1, 1]);
  },
);

/** What a window and its page may do, on an invented Electron. */
import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { guardContents } from '../../../main/shell/guards.ts';
import { StudioWindow } from '../../../main/shell/window.ts';

const electron = vi.hoisted(() => ({
  isPackaged: false,
  options: [] as { webPreferences: Record<string, unknown> }[],
}));

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  class BrowserWindow extends Emitter {
    readonly webContents = new Emitter();
    constructor(options: { webPreferences: Record<string, unknown> }) {
      super();
      electron.options.push(options);
    }
    loadURL = async () => {};
  }
  const app = Object.assign(new Emitter(), { getAppPath: () => '/app' });
  Object.defineProperty(app, 'isPackaged', { get: () => electron.isPackaged });
  const session = {
    defaultSession: { setPermissionRequestHandler() {}, setPermissionCheckHandler() {} },
  };
  const workArea = { x: 0, y: 0, width: 1920, height: 1080 };
  const screen = { getPrimaryDisplay: () => ({ workArea }) };
  return { app, session, BrowserWindow, screen };
});

const OWN = 'app://studio/index.html';

beforeEach(() => {
  electron.options.length = 0;
});

describe('A page', () => {
  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])(
    'and its frames may go nowhere but to the program’s own files (%s)',
    async (name) => {
      const { app } = await import('electron');
      guardContents(OWN);
      const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler() {} });
      app.emit('web-contents-created', {}, contents);
      const isDenied = (url: string) => {
        const preventDefault = vi.fn();
        contents.emit(name, { url, preventDefault });
        return preventDefault.mock.calls.length > 0;
      };
      expect(isDenied('https://example.org/')).toBe(true);
      expect(isDenied('file:///etc/passwd')).toBe(true);
      expect(isDenied('app://other/index.html')).toBe(true);
      expect(isDenied(OWN)).toBe(false);
    },
  );

  test.each([true, false])('has developer tools only outside a package (%s)', (isPackaged) => {
    electron.isPackaged = isPackaged;
    const window = new StudioWindow({
      url: OWN,
      bounds: null,
      isMaximized: false,
      isFullScreen: false,
      uiSizePercent: () => 100,
      colour: () => '#000000',
      onBounds: () => {},
      onCrash: () => {},
      mayClose: () => true,
    });
    window.show();
    expect(electron.options[0]?.webPreferences).toMatchObject({
      devTools: !isPackaged,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    });
  });
});

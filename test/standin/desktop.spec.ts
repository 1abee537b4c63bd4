import { expect, sharedAppTest, test } from './fixture-test.ts';

sharedAppTest('a child process talks with main through its parent port', async ({ app }) => {
  const answer = await app.electronApp.evaluate(
    ({ app: electron, utilityProcess }) =>
      new Promise((resolve) => {
        const child = utilityProcess.fork(`${electron.getAppPath()}/child.cjs`, ['--list']);
        child.once('message', (message) => {
          child.once('exit', () => resolve([message.type, message.args, [...message.data]]));
          child.kill();
        });
        child.postMessage(new Float32Array([0.5, -0.25]));
      }),
  );
  expect(answer).toEqual(['utility', ['--list'], [0.5, -0.25]]);
});

test('a window has its own size, and follows a new one', async ({ app, page }) => {
  await page.waitForFunction(() => window.innerWidth === 900);
  await app.electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.setContentSize(700, 500);
  });
  await page.waitForFunction(() => window.innerWidth === 700);
  expect(await page.evaluate(() => [window.innerWidth, window.innerHeight])).toEqual([700, 500]);
});

sharedAppTest(
  'the page that Playwright drives belongs to the window that the app has',
  async ({ app, page }) => {
    const window = await app.electronApp.browserWindow(page);
    expect(await window.evaluate((one) => one.webContents.getURL())).toBe(
      'app://fixture/index.html',
    );
  },
);

test('a second window has a page, a preload and a process of its own', async ({ app, page }) => {
  await expect(page.getByRole('heading')).toBeVisible();
  const opened = app.electronApp.waitForEvent('window');
  await app.electronApp.evaluate(({ app: electron, BrowserWindow }) => {
    const preload = `${electron.getAppPath()}/preload.cjs`;
    const window = new BrowserWindow({ width: 500, height: 400, webPreferences: { preload } });
    void window.loadURL('app://fixture/index.html?second');
  });
  const second = await opened;
  await expect(second.getByTestId('log')).toContainText('ready');
  expect(await second.evaluate(() => window.fixture.echo(2))).toBe(2);
  expect(await page.evaluate(() => window.fixture.echo(1))).toBe(1);
});

sharedAppTest(
  'a power save blocker is on from start to stop, and the power monitor can be driven',
  async ({ app }) => {
    const seen = await app.electronApp.evaluate(({ powerMonitor, powerSaveBlocker }) => {
      const id = powerSaveBlocker.start('prevent-app-suspension');
      const whileOn = powerSaveBlocker.isStarted(id);
      powerSaveBlocker.stop(id);
      let suspended = false;
      powerMonitor.once('suspend', () => {
        suspended = true;
      });
      powerMonitor.emit('suspend');
      return [whileOn, powerSaveBlocker.isStarted(id), suspended];
    });
    expect(seen).toEqual([true, false, true]);
  },
);

test('the desktop is there to be asked', async ({ app }) => {
  const seen = await app.electronApp.evaluate(({ screen, session }) => {
    session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => {
      answer(false);
    });
    session.defaultSession.setPermissionCheckHandler(() => false);
    const { workArea } = screen.getPrimaryDisplay();
    return workArea.width > 0;
  });
  expect(seen).toBe(true);
});

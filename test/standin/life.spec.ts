import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { electronHost } from '../e2e/support/electron-host.ts';
import { launchApp } from '../e2e/support/launch-app.ts';
import { expect, fixtureFolder, pageReady, seenByMain, standInTest, test } from './fixture-test.ts';

test('the app sees its own name, version, folder and user data', async ({ app }) => {
  const seen = await app.electronApp.evaluate(({ app: electron }) => ({
    name: electron.name,
    version: electron.getVersion(),
    folder: electron.getAppPath(),
    userData: electron.getPath('userData'),
    isPackaged: electron.isPackaged,
    switched: electron.commandLine.getSwitchValue('user-data-dir'),
  }));
  const { userDataDir } = app;
  expect(seen).toEqual({
    name: 'Stand-in fixture',
    version: '1.2.3',
    folder: fixtureFolder,
    userData: userDataDir,
    isPackaged: false,
    switched: userDataDir,
  });
});

test('a window can refuse to close, and then the app does not quit', async ({ app, page }) => {
  await app.electronApp.evaluate(({ app: electron, BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.once('close', (event) => event.preventDefault());
    electron.quit();
  });
  expect(await page.evaluate(() => window.fixture.echo('still here'))).toBe('still here');
  expect((await seenByMain(app)).events).toEqual(['before-quit']);
});

test('closing the last window ends the app', async ({ app }) => {
  const main = app.electronApp.process();
  const ended = app.electronApp.waitForEvent('close');
  await app.electronApp
    .evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    .catch(() => {});
  await ended;
  expect(main.exitCode).toBe(0);
});

standInTest(
  'a Chromium that ends takes the windows and the app with it, in order',
  async ({ app, page }, info) => {
    const file = info.outputPath('events.txt');
    const main = app.electronApp.process();
    await expect(page.getByRole('heading')).toBeVisible();
    await app.electronApp.evaluate(({ app: electron, BrowserWindow }, path) => {
      const events: string[] = [];
      BrowserWindow.getAllWindows()[0]?.on('closed', () => events.push('closed'));
      electron.on('before-quit', () => events.push('before-quit'));
      electron.on('will-quit', () => {
        process.getBuiltinModule('node:fs').writeFileSync(path, events.join());
      });
    }, file);
    const ended = new Promise((resolve) => main.once('exit', resolve));
    await (await app.freshWindow())
      .context()
      .browser()
      ?.newBrowserCDPSession()
      .then((session) => {
        session.send('Browser.close').catch(() => {});
      });
    expect(await ended).toBe(0);
    expect(fs.readFileSync(file, 'utf8')).toBe('closed,before-quit');
  },
);

test('a second start hands its arguments to the first and ends', async ({ app }) => {
  const args = [fixtureFolder, '--no-sandbox', `--user-data-dir=${app.userDataDir}`, 'b.wav'];
  const second = spawn(electronHost().executable, args, { stdio: 'ignore' });
  await new Promise((resolve) => second.once('exit', resolve));
  await expect
    .poll(async () => (await seenByMain(app)).visits)
    .toEqual([{ file: 'b.wav', data: { from: second.pid } }]);
});

test('an app that relaunches itself begins again once it has ended, as it is told', async ({
  app,
}) => {
  const { electronApp, userDataDir } = app;
  const kept = await electronApp.evaluate(({ app: electron }, folder) => {
    const args = [...process.argv.slice(1), '--again=yes'];
    electron.relaunch({ args });
    electron.once('will-quit', () => {
      process.getBuiltinModule('node:fs').writeFileSync(`${folder}/ended`, '');
    });
    return args;
  }, userDataDir);
  // It goes on until it quits.
  expect((await seenByMain(app)).events).toEqual([]);
  expect(fs.existsSync(`${userDataDir}/ended`)).toBe(false);
  await electronApp.evaluate(({ app: electron }) => electron.quit()).catch(() => {});
  const page = await pageReady(await app.relaunched());
  expect(fs.existsSync(`${userDataDir}/ended`)).toBe(true);
  expect(await page.evaluate(() => window.fixture.mainArguments())).toEqual(kept);
});

test('what a page stores is there at the next start, after a quit', async ({ app }, info) => {
  const userDataDir = info.outputPath('user-data');
  await app.close();
  const first = await launchApp({ appFolder: fixtureFolder, userDataDir });
  await (await pageReady(first.window)).evaluate(() => localStorage.setItem('kept', 'yes'));
  await first.close();
  const second = await launchApp({ appFolder: fixtureFolder, userDataDir });
  const kept = await (await pageReady(second.window)).evaluate(() => localStorage.getItem('kept'));
  await second.close();
  expect(kept).toBe('yes');
});

test('a killed app takes its window with it and can start again at once', async ({ app }, info) => {
  await app.close();
  const userDataDir = info.outputPath('user-data');
  const first = await launchApp({ appFolder: fixtureFolder, userDataDir });
  const renderer = await (async () => {
    await pageReady(first.window);
    return first.electronApp.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId(),
    );
  })();
  await first.kill();
  const second = await launchApp({ appFolder: fixtureFolder, userDataDir });
  await pageReady(second.window);
  await expect.poll(() => isAlive(renderer)).toBe(false);
  await second.close();
  expect(fs.existsSync(userDataDir)).toBe(true);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

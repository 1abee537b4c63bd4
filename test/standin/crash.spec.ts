import fs from 'node:fs';
import { dropFiles } from '../e2e/support/drop-files.ts';
import type { LaunchedApp } from '../e2e/support/launch-app.ts';
import { expect, pageReady, seenByMain, test } from './fixture-test.ts';

async function loadAgain({ electronApp }: LaunchedApp): Promise<void> {
  await electronApp.evaluate(async ({ BrowserWindow }) => {
    await BrowserWindow.getAllWindows()[0]?.loadURL('app://fixture/index.html');
  });
}

test('a reloaded page has its preload again and hears main', async ({ app, page }) => {
  await page.reload();
  await pageReady(page);
  expect(await page.evaluate(() => window.fixture.echo('again'))).toBe('again');
  await app.electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('push', 7);
  });
  await page.waitForFunction(() => window.received.length === 1);
});

test('main outlives a killed renderer and brings the page back', async ({ app, page }, info) => {
  await page.evaluate(() => window.fixture.say('before'));
  await app.killRenderer();
  await expect.poll(async () => (await seenByMain(app)).events).toContain('gone killed');
  await loadAgain(app);
  const fresh = await pageReady(await app.freshWindow());
  expect(await fresh.evaluate(() => window.fixture.echo('again'))).toBe('again');
  expect((await seenByMain(app)).said).toEqual(['before']);

  const file = info.outputPath('after.wav');
  fs.writeFileSync(file, 'x');
  await dropFiles(fresh, [file], fresh.getByRole('region', { name: 'Drop zone' }));
  await expect(fresh.getByTestId('log')).toContainText(`drop ${file}`);
});

test('a crashed renderer comes back by reload, more than once', async ({ app, page }) => {
  await expect(page.getByRole('heading')).toBeVisible();
  for (const expected of [1, 2]) {
    await app.electronApp.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    await expect
      .poll(async () => (await seenByMain(app)).events.filter((event) => event.startsWith('gone')))
      .toHaveLength(expected);
    await app.electronApp.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.reload();
    });
    const fresh = await pageReady(await app.freshWindow());
    expect(await fresh.evaluate(() => window.fixture.echo(1))).toBe(1);
  }
});

test('a message to a page whose renderer is gone is dropped, and no error', async ({
  app,
  page,
}) => {
  await expect(page.getByRole('heading')).toBeVisible();
  await app.killRenderer();
  await expect.poll(async () => (await seenByMain(app)).events).toContain('gone killed');
  await app.electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('push', 1);
  });
  await loadAgain(app);
  const fresh = await pageReady(await app.freshWindow());
  expect(await fresh.evaluate(() => window.received)).toEqual([]);
});

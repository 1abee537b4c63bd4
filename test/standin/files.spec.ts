import fs from 'node:fs';
import path from 'node:path';
import { dropFiles } from '../e2e/support/drop-files.ts';
import { launchApp } from '../e2e/support/launch-app.ts';
import { expect, fixtureFolder, pageReady, sharedAppTest, standInTest } from './fixture-test.ts';

function writeFiles(folder: string, names: readonly string[]): string[] {
  fs.mkdirSync(folder, { recursive: true });
  return names.map((name) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, 'same size');
    return file;
  });
}

sharedAppTest(
  'files dropped from the system tell the preload their paths, like names included',
  async ({ page }, info) => {
    const files = [
      ...writeFiles(info.outputPath('one'), ['take.wav', 'Grüße & more.wav']),
      ...writeFiles(info.outputPath('two'), ['take.wav']),
    ];
    await dropFiles(page, files, page.getByRole('region', { name: 'Drop zone' }));
    for (const file of files) await expect(page.getByTestId('log')).toContainText(`drop ${file}`);
  },
);

// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures off it.
standInTest('names beyond ASCII arrive in a plain locale, too', async ({}, info) => {
  const app = await launchApp({
    appFolder: fixtureFolder,
    env: { LANG: 'C', LC_ALL: '', LC_CTYPE: '' },
  });
  try {
    const page = await pageReady(app.window);
    const files = writeFiles(info.outputPath('names'), ['Grüße.wav', '音.wav']);
    await dropFiles(page, files, page.getByRole('region', { name: 'Drop zone' }));
    for (const file of files) await expect(page.getByTestId('log')).toContainText(`drop ${file}`);
  } finally {
    await app.close();
  }
});

sharedAppTest(
  'no message is lost while dropped files tell their paths',
  async ({ app, page }, info) => {
    const names = Array.from({ length: 40 }, (_name, index) => `${index}.wav`);
    const files = writeFiles(info.outputPath('many'), names);
    const count = 400;
    const sending = app.electronApp.evaluate(async ({ BrowserWindow }, wanted) => {
      for (let index = 0; index < wanted; index += 1) {
        BrowserWindow.getAllWindows()[0]?.webContents.send('push', index);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }, count);
    await dropFiles(page, files, page.getByRole('region', { name: 'Drop zone' }));
    await sending;
    await page.waitForFunction((wanted) => window.received.at(-1) === wanted - 1, count);
    const received = await page.evaluate(() => window.received);
    expect(received).toEqual(Array.from({ length: count }, (_value, index) => index));
  },
);

sharedAppTest('files chosen in the page tell their paths', async ({ page }, info) => {
  const files = writeFiles(info.outputPath('chosen'), ['a.wav', 'b.wav']);
  await page.getByLabel('Choose').setInputFiles(files);
  for (const file of files) await expect(page.getByTestId('log')).toContainText(`chosen ${file}`);
});

sharedAppTest(
  'a file that a script made has no path, and what is no file is refused',
  async ({ page }) => {
    const results = await page.evaluate(() => {
      let message = '';
      try {
        window.fixture.pathOf('a string');
      } catch (error) {
        message = (error as Error).message;
      }
      return [window.fixture.pathOf(new File(['x'], 'made.txt')), message];
    });
    expect(results[0]).toBe('');
    expect(results[1]).toContain('File object');
  },
);

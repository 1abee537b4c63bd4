import fs from 'node:fs';
import type { Page } from '@playwright/test';
import { skipWithoutXvfb, startDisplay } from '../e2e/support/display.ts';
import { type LaunchedApp, launchApp } from '../e2e/support/launch-app.ts';
import { expect, fixtureFolder, pageReady, standInTest, test } from './fixture-test.ts';

async function withWindow(use: (page: Page, app: LaunchedApp) => Promise<void>): Promise<void> {
  skipWithoutXvfb();
  const display = await startDisplay();
  const app = await launchApp({ appFolder: fixtureFolder, headed: true, env: display.env });
  try {
    await use(await pageReady(app.window), app);
  } finally {
    await app.close();
    await display.stop();
  }
}

test('a window opens on a display', async () => {
  await withWindow(async (page) => {
    expect(await page.evaluate(() => window.fixture.echo('seen'))).toBe('seen');
    expect(await page.evaluate(() => window.outerWidth)).toBe(900);
  });
});

// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures off it.
standInTest('the user answers the dialogs of a window that is seen', async ({}, info) => {
  const file = info.outputPath('chosen.wav');
  fs.mkdirSync(info.outputDir, { recursive: true });
  fs.writeFileSync(file, 'x');
  await withWindow(async (page, { electronApp }) => {
    page.once('filechooser', (chooser) => void chooser.setFiles(file));
    const opened = await page.evaluate(() => window.fixture.open());
    expect(opened).toEqual({ canceled: false, filePaths: [file] });

    page.once('dialog', (dialog) => void dialog.accept('/takes/one.wav'));
    const saved = await electronApp.evaluate(({ dialog }) => dialog.showSaveDialog({}));
    expect(saved).toEqual({ canceled: false, filePath: '/takes/one.wav' });

    for (const [response, answer] of [
      [1, 'dismiss'],
      [0, 'accept'],
    ] as const) {
      page.once('dialog', (dialog) => void dialog[answer]());
      const asked = await electronApp.evaluate(({ dialog }) =>
        dialog.showMessageBox({
          message: 'A take is being recorded.',
          buttons: ['Stop and close', 'Keep recording'],
          defaultId: 1,
          cancelId: 1,
        }),
      );
      expect(asked.response).toBe(response);
    }
  });
});

/** A run stays: its report after Stop, and the same after the next start; its export is the same run. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/app-test.ts';
import { answerSaveDialog } from './support/dialogs.ts';
import { writePilotSession } from './support/pilot-folder.ts';
import { violations } from './support/violations.ts';

const reportOf = (page: Page): Locator => page.getByRole('region', { name: 'Report', exact: true });

/** The sentence and the figures. */
async function readReport(page: Page): Promise<readonly string[]> {
  const report = reportOf(page);
  await expect(report.getByRole('heading', { name: 'Not as asked' })).toBeVisible();
  // What is told late still belongs to the run, which ends a moment after Stop.
  await expect(report.locator('.report-sentence')).not.toContainText('So far');
  const sentence = await report.locator('.report-sentence').innerText();
  return [sentence, ...(await report.locator('.report-figure').allInnerTexts())];
}

test('a run and its report are the same after the next start, and in its export', async ({
  folder,
  launch,
}) => {
  writePilotSession(path.join(folder, 'user-data'));
  const first = await launch();
  const { page } = first.studio;

  await first.studio.play();
  await expect(first.studio.row('ended', 'door knock').first()).toBeVisible();
  await first.studio.stop();
  await page.keyboard.press('Alt+3');
  const before = await readReport(page);
  await expect(reportOf(page)).toContainText('Not played through a device');
  await expect(page.getByRole('option', { name: /^Run 1 / })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.keyboard.press('F2');
  await page.keyboard.type('first try');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: /^Run 1 first try/ })).toBeFocused();
  await first.app.close();

  const second = await launch();
  const again = second.studio.page;
  await expect(again.getByRole('option', { name: /^Run 1 first try/ })).toBeVisible();
  expect(await readReport(again)).toEqual(before);

  const file = path.join(folder, 'run.json');
  await answerSaveDialog(second.app.electronApp, file);
  await again.getByRole('button', { name: /^JSON/ }).click();
  await expect(second.studio.notices).toContainText(file);
  const { summary, actions } = JSON.parse(readFileSync(file, 'utf8'));
  const { actions: all, dropouts: _dropouts, outages: _outages, ...counts } = summary;
  expect(all).toBe(actions.length);
  expect(Object.values<number>(counts).reduce((sum, count) => sum + count, 0)).toBe(all);
  expect(before.find((text) => text.includes('stopped'))).toContain(`${counts.stopped}`);
});

/** A run stays: its report after Stop, and the same after the next start; its export is the same run. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/app-test.ts';
import { answerSaveDialog } from './support/dialogs.ts';
import { writePilotSession } from './support/pilot-folder.ts';
import { FAULTY_DEVICE } from './support/scenes.ts';
import type { StudioPage } from './support/studio-page.ts';
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

/** What Arrange shows of what was played: badges, the Inspector's sections of a clip, rows of both tabs. */
async function readAccounts(studio: StudioPage): Promise<Readonly<Record<string, unknown>>> {
  const { page, inspector } = studio;
  await page.keyboard.press('Alt+1');
  const clip = studio.clip(/^tone 441, Stimuli, starts at 0.100 s/);
  await clip.click();
  const section = (title: string) => inspector.locator('.section').filter({ hasText: title });
  await expect(section('Earlier runs')).toContainText('Run 1');
  const result = await section('Result').innerText();
  const earlier = await section('Earlier runs').innerText();
  const badges = await studio
    .clip(/starts at/)
    .evaluateAll((clips) =>
      clips.map(({ ariaLabel, ariaDescription }) => `${ariaLabel}: ${ariaDescription}`),
    );
  const rowsOf = async (tab: 'Actions' | 'Dropouts') => {
    await studio.openTab(tab);
    const table = page.getByRole('table', { name: tab, exact: true });
    await expect(table.locator('tbody tr[data-row-key]').first()).toBeVisible();
    return table.locator('tbody tr[data-row-key]').allInnerTexts();
  };
  return {
    result,
    earlier,
    badges,
    actions: await rowsOf('Actions'),
    dropouts: await rowsOf('Dropouts'),
  };
}

test('a run, its report and what clips and tabs say of it are the same after the next start, and in its export', async ({
  folder,
  launch,
}) => {
  writePilotSession(path.join(folder, 'user-data'));
  const first = await launch({ args: FAULTY_DEVICE });
  const { page } = first.studio;

  await first.studio.play();
  await expect(first.studio.row('live', 'tone 441').first()).toContainText('playing');
  await first.studio.stop();
  await page.keyboard.press('Home');
  await first.studio.play();
  await expect(first.studio.engine).toContainText(/Dropouts\s*[1-9]/);
  await expect(first.studio.row('ended', 'door knock').first()).toBeVisible();
  await first.studio.stop();
  await page.keyboard.press('Alt+3');
  const before = await readReport(page);
  await expect(reportOf(page)).toContainText('Not played through a device');
  await expect(page.getByRole('option', { name: /^Run 2 / })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.keyboard.press('F2');
  await page.keyboard.type('first try');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: /^Run 2 first try/ })).toBeFocused();
  const accounts = await readAccounts(first.studio);
  await first.app.close();

  const second = await launch({ args: FAULTY_DEVICE });
  const again = second.studio.page;
  await again.keyboard.press('Alt+3');
  await expect(again.getByRole('option', { name: /^Run 2 first try/ })).toBeVisible();
  expect(await readReport(again)).toEqual(before);
  await expect(async () => expect(await readAccounts(second.studio)).toEqual(accounts)).toPass();
  await again.keyboard.press('Alt+3');

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

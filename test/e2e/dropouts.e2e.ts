/** Dropouts through the window: list, ruler, strip, accounts, and the ways between them. */
import type { Locator } from '@playwright/test';
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';
import { takeScreenshot } from './support/screenshot.ts';
import { figureOf } from './support/studio-page.ts';

const SECOND = 48_000;
const FAULTS = [
  { kind: 'output-underflow', frame: SECOND / 2, everyFrames: SECOND / 2 },
  { kind: 'lost-blocks', frame: SECOND, count: 2, everyFrames: SECOND },
];
const FAULTY_DEVICE = ['--host-api=Virtual', `--virtual-faults=${JSON.stringify(FAULTS)}`];

/** How many dropouts the ticks of the ruler stand for. */
async function marked(ticks: Locator): Promise<number> {
  const names = await ticks.evaluateAll((all) => all.map((tick) => tick.ariaLabel ?? ''));
  return names.reduce((sum, name) => sum + Number(/^(\d+) dropouts/.exec(name)?.[1] ?? 1), 0);
}

test('dropouts of a run are the same number everywhere, each with its place, size and what it touched', async ({
  launch,
}) => {
  const { studio } = await launch({ args: FAULTY_DEVICE });
  const { page } = studio;
  await studio.dropOnTrack([demoSound('rain')], 0, 0);
  await studio.dropOnTrack([demoSound('tone 441')], 1, 0.5);
  await studio.play();
  const cell = studio.engine.getByRole('button', { name: /^Dropouts/ });
  await expect(cell).toContainText(/Dropouts\s*[3-9]/);
  await studio.finished('tone 441');
  await studio.button('Stop').click();
  await studio.stopped();
  await cell.click();
  const table = page.getByRole('table', { name: 'Dropouts' });
  const rows = table.locator('tbody tr[data-row-key]');
  await expect(rows.first()).toContainText(/0:\d\d\.\d{3}/);
  await expect(rows.filter({ hasText: 'reported by Virtual' }).first()).toBeVisible();
  await expect(rows.filter({ hasText: 'rain' }).first()).toContainText(/output/);
  const chip = page.getByRole('radio', { name: 'All' });
  const count = figureOf((await chip.getAttribute('aria-description')) ?? '');
  expect(count).toBeGreaterThanOrEqual(3);
  await expect(table).toHaveAttribute('aria-rowcount', `${count + 1}`);
  await expect(cell).toContainText(new RegExp(`Dropouts\\s*${count}\\b`));
  const ticks = studio.timeline.getByRole('group', { name: 'Dropouts' }).getByRole('button');
  const before = await rows.filter({ hasText: '−0:' }).count();
  await studio.page.keyboard.press('Shift+Z');
  await expect.poll(() => marked(ticks)).toBe(count - before);
  await takeScreenshot(page, 'dropouts-1440x900');

  await test.step('the account of each action has those that lay within it', async () => {
    const touched = await rows.filter({ hasText: 'tone 441' }).count();
    await studio.openTab('Actions');
    await expect(studio.row('ended', 'tone 441').first()).toContainText('on time');
    const cells = await studio.finished('tone 441');
    expect(figureOf(cells.dropouts)).toBe(touched);
    await expect(studio.clip(/^tone 441/)).toContainText(
      touched === 1 ? '1 dropout' : `${touched} dropouts`,
    );
    await studio.clip(/^tone 441/).click();
    const lines = page.getByRole('list', { name: 'Dropouts of this clip' }).getByRole('button');
    if (await lines.first().isVisible()) expect(await lines.count()).toBe(touched);
  });

  await test.step('Enter on a tick opens the list at it, Down goes on, Enter jumps there', async () => {
    await ticks.first().press('Enter');
    await expect(page.locator('tr:focus')).toHaveAttribute('aria-current', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('tr:focus')).toHaveAttribute('aria-current', 'true');
    const place = (await page.locator('tr:focus td').first().innerText()).trim();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('timer', { name: 'Position' })).toContainText(place.slice(2));
    await expect(page.getByRole('region', { name: 'Dropout', exact: true })).toContainText(place);
  });
  await expect(page.getByText(/dropout was reported by Virtual\. That is not proof/)).toBeVisible();
});

/** The Actions table by keyboard: its columns, order, chips and rows. */
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';

const WIDE_COLUMNS = [
  'Timeline',
  'Verdict',
  'Action',
  'Name',
  'Track',
  'Requested',
  'Started',
  'Error',
  'Done/total frames',
  'Blocks',
  'Min–max',
  'Input underflows',
  'Input overflows',
  'Output underflows',
  'Output overflows',
  'Dropouts',
];

test('at 1280 pixels all counters are in view; columns sort, chips choose, rows are walked by key', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page, actions } = studio;
  await page.setViewportSize({ width: 1280, height: 860 });
  await studio.dropOnTrack([demoSound('knock')], 0, 1);
  await studio.dropOnTrack([demoSound('glass')], 1, 0.5);
  await expect(studio.clip(/starts at/)).toHaveCount(2);
  await studio.play();
  await expect(studio.row('ended', 'glass')).toBeVisible();
  await expect(studio.row('ended', 'knock')).toBeVisible();
  await studio.stopped();
  for (const name of WIDE_COLUMNS) {
    const head = actions.getByRole('columnheader', { name, exact: true });
    await expect(head, name).toBeInViewport({ ratio: 0.98 });
  }

  const head = actions.getByRole('columnheader', { name: 'Timeline', exact: true });
  const rows = actions.locator('tr[data-action-id]');
  await head.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows.first()).toContainText('glass');
  await page.keyboard.press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  await expect(rows.first()).toContainText('knock');

  await studio.clip(/^glass/).click();
  await page.getByRole('radio', { name: 'All' }).focus();
  await page.keyboard.press('ArrowLeft');
  const chip = page.getByRole('radio', { name: 'This clip' });
  await expect(chip).toBeFocused();
  await expect(chip).toHaveAttribute('aria-checked', 'true');
  await expect(rows).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await expect(rows.nth(1)).toBeVisible();

  await page.getByRole('region', { name: 'Actions, rows' }).focus();
  await page.keyboard.press('Home');
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press('End');
  await expect(rows.last()).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(studio.clip(/^knock/)).toBeFocused();
});

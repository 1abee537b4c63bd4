/** What axe says of the screen: names, roles, contrast, reach by keyboard. */
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';
import { TAB_TEXTS } from './support/studio-page.ts';
import { violations } from './support/violations.ts';

test('axe finds nothing wrong with an empty session, with clips, in any tab or dialog', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page } = studio;
  await test.step('empty', async () => {
    expect(await violations(page)).toEqual([]);
  });
  await studio.dropOnTrack([demoSound('knock')], 0, 1);
  await studio.dropOnTrack([demoSound('tone 441')], 1, 0.5);
  await expect(studio.clip(/starts at/)).toHaveCount(2);
  await studio.play();
  await test.step('while playing', async () => {
    expect(await violations(page)).toEqual([]);
  });
  await studio.finished('tone 441');
  await studio.clip(/^knock/).click();
  await expect(studio.inspector).toContainText('knock');
  await test.step('with a result', async () => {
    expect(await violations(page)).toEqual([]);
  });
  for (const tab of TAB_TEXTS) {
    await test.step(`tab ${tab}`, async () => {
      await studio.openTab(tab);
      expect(await violations(page)).toEqual([]);
    });
  }
  await test.step('the keys', async () => {
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
  await test.step('a menu', async () => {
    await studio.button('All tracks: L').click();
    await studio
      .button(/^Output of /)
      .first()
      .click();
    await expect(page.getByRole('menu')).toBeVisible();
    expect(await violations(page, '[role="menu"]')).toEqual([]);
  });
});

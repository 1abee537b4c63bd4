/** About: versions and the terms of everything inside. */
import { expect, test } from './support/app-test.ts';
import { clickMenuItem } from './support/menu.ts';
import { takeScreenshot } from './support/screenshot.ts';

test('About shows the versions and the notices of what others made, by keyboard, too', async ({
  launch,
}) => {
  const { app, studio } = await launch();
  const { page } = studio;
  await clickMenuItem(app.electronApp, 'help.showAbout');
  const dialog = page.getByRole('dialog', { name: 'About RtMixer' });
  for (const name of ['RtMixer', 'Electron', 'Chromium', 'Node', 'PortAudio', 'libsndfile']) {
    await expect(dialog.getByText(new RegExp(`^${name}$`)).locator('xpath=..')).toHaveText(
      new RegExp(`^${name}.+`),
    );
  }
  const notices = dialog.getByRole('region', { name: 'Third-party notices' });
  for (const part of ['react 19', 'Plex', 'libsndfile 1', 'Offer of source']) {
    await expect(notices).toContainText(part);
  }
  await dialog.getByRole('button', { name: 'Copy diagnostics' }).press('Enter');
  await expect(dialog.getByRole('status')).toContainText('are copied');
  const copied = () => app.electronApp.evaluate(({ clipboard }) => clipboard.readText());
  expect(await copied()).toMatch(/PortAudio: .*Virtual loopback .*"deviceChoice".*## Log/s);
  await takeScreenshot(page, 'about');
  await notices.focus();
  await page.keyboard.press('End');
  await expect(notices.evaluate((element) => element.scrollTop)).resolves.toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

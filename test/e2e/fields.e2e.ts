/** Fields of the Inspector: what is refused stays with its reason, and with its clip. */
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';
import { takeScreenshot } from './support/screenshot.ts';

test('a refused entry keeps its text and says why, and stays with its clip', async ({ launch }) => {
  const { studio } = await launch();
  const { page } = studio;
  await studio.dropOnTrack([demoSound('tone 441')], 0, 0);
  await expect(studio.clip(/^tone/)).toBeVisible();
  await page.keyboard.press('Control+d');
  await expect(studio.clip(/starts at/)).toHaveCount(2);
  const [first, second] = [studio.clip(/starts at/).first(), studio.clip(/starts at/).last()];
  await first.click();
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const refused = async (name: string, typed: string, reason: string | RegExp) => {
    await field(name).fill(typed);
    await field(name).press('Enter');
    await expect(field(name)).toHaveValue(typed);
    await expect(field(name)).toHaveAttribute('aria-invalid', 'true');
    await expect(field(name)).toHaveAccessibleDescription(reason);
  };
  await refused('Start', 'abc', 'Not a time. Write 1:06.5, 66.5 or 3168000 fr.');
  await expect(field('Start')).toBeFocused();
  await field('Start').press('Escape');
  await expect(field('Start')).toHaveValue('0:00.000');
  await refused('Start', '999999999999999 fr', /A start goes from 0:00\.000 to [\d:.]+\.$/);
  await refused('Length', '16:39', /The length within its sound goes from 1\sfr to/);
  await refused('Sound from', '-3', /The place in the sound goes from 0:00\.000/);
  await refused('Gain in dB', '99', 'A gain goes from −60 dB to +12 dB.');
  await refused('Channels', '1, 1', 'Channel 1 is named twice; name each channel once.');
  await takeScreenshot(page, 'refused-entries-1280x800');
  await second.click();
  await test.step('of the clock, whose bar would cut the reason', async () => {
    await page.keyboard.press('g');
    await page.keyboard.type('abc');
    await page.keyboard.press('Enter');
    const reason = page.getByRole('alert').filter({ hasText: 'Not a time' });
    const isOnTop = () =>
      reason.evaluate((element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        return document.elementFromPoint(left + width / 2, top + height / 2) === element;
      });
    await expect.poll(isOnTop).toBe(true);
    await page.keyboard.press('Escape');
    await expect(reason).toHaveCount(0);
  });
  for (const name of ['Start', 'Gain in dB', 'Channels']) {
    await expect(field(name)).not.toHaveAttribute('aria-invalid');
  }
  await field('Gain in dB').fill('-6');
  await field('Gain in dB').press('Enter');
  await expect(field('Gain in dB')).toHaveValue('−6.0 dB');
  await field('Start').fill('72 000 fr');
  await field('Start').press('Enter');
  await expect(field('Start')).toHaveValue('0:01.500');
  await expect(studio.inspector).toContainText(/Start72\s000\sfr/);
  await field('Start').fill('0:02,25');
  await field('Start').press('Enter');
  await expect(studio.clip(/starts at 2\.250 s$/)).toBeVisible();
  await field('Start').press('Alt+Shift+ArrowUp');
  await expect(studio.inspector).toContainText(/Start108\s001\sfr/);
});

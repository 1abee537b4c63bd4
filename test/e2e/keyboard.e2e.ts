/** The first sixty seconds by keyboard alone. */
import { expect, test } from './support/app-test.ts';
import { answerOpenDialog } from './support/dialogs.ts';
import { clickMenuItem } from './support/menu.ts';
import { demoSound } from './support/recordings.ts';
import { figureOf } from './support/studio-page.ts';

test('import, place, walk, nudge, record, play the take, read its verdict and undo by keyboard alone', async ({
  launch,
}) => {
  const { app, studio } = await launch();
  const { page } = studio;
  await answerOpenDialog(app.electronApp, [demoSound('metronome 90'), demoSound('knock')]);
  await page.keyboard.press('Control+i');
  await expect(studio.library.getByRole('listitem')).toHaveCount(2);

  await test.step('Enter in the Library places sounds at the playhead, one after another', async () => {
    for (const [name, placed] of [
      ['metronome 90.wav', /^metronome 90.*starts at 0\.000 s$/],
      ['knock.wav', /^knock.*starts at 5\.333333 s$/],
    ] as const) {
      const sound = studio.library.getByRole('button', { name, exact: true });
      for (let press = 0; press < 80; press += 1) {
        if (await sound.evaluate((element) => element === document.activeElement)) break;
        await page.keyboard.press('Tab');
      }
      await expect(sound).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(studio.clip(placed)).toHaveCount(1);
    }
  });

  await test.step('Space plays and stops, also from a focused button', async () => {
    await page.keyboard.press('Space');
    await expect(studio.button('Stop')).toBeVisible();
    await expect(studio.row('live', 'metronome 90')).toContainText('playing');
    await page.keyboard.press('Space');
    await studio.stopped();
    await page.keyboard.press('Home');
  });

  await test.step('Tab walks the clips in time, the arrows nudge, Ctrl+Z takes back', async () => {
    const focused = page.locator('[role="option"]:focus');
    for (let press = 0; press < 80 && (await focused.count()) === 0; press += 1) {
      await page.keyboard.press('Tab');
    }
    // The clip that was placed last has the focus; the one before it in time is next to it.
    await expect(focused).toHaveAttribute('aria-label', /^knock/);
    await page.keyboard.press('Shift+Tab');
    await expect(focused).toHaveAttribute('aria-label', /^metronome 90/);
    await page.keyboard.press('Tab');
    await expect(focused).toHaveAttribute('aria-label', /^knock/);
    const before = await focused.getAttribute('aria-label');
    await page.keyboard.press('ArrowRight');
    await expect(focused).toHaveAttribute('aria-label', /starts at 5\.433333 s$/);
    await page.keyboard.press('Control+z');
    await expect(studio.clip(before ?? '')).toBeVisible();
    await page.keyboard.press('Control+Shift+z');
    await expect(studio.clip(/starts at 5\.433333 s$/)).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(studio.clip(before ?? '')).toBeVisible();
    await page.keyboard.press('Control+y');
    await expect(studio.clip(/starts at 5\.433333 s$/)).toBeVisible();
    await page.keyboard.press('Shift+Alt+ArrowRight');
    await expect(studio.clip(/starts at 5\.433354 s$/)).toBeVisible();
  });

  await test.step('R records, Space ends the take', async () => {
    await page.keyboard.press('Home');
    await page.keyboard.press('r');
    await expect(studio.button('Record')).toHaveAttribute('aria-pressed', 'true');
    const take = studio.row('live', 'Take');
    await expect
      .poll(async () => figureOf((await studio.cells(take))['done/total frames']))
      .toBeGreaterThan(24_000);
    await page.keyboard.press('Space');
    await studio.stopped();
    await expect(studio.clip(/^Take/)).toBeVisible();
  });

  await test.step('the take plays, its verdict and row are read, and Undo takes it back', async () => {
    const take = studio.clip(/^Take 1/);
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await expect(take).toHaveAttribute('aria-description', /on time/);
    await page.keyboard.press('Space');
    await studio.stopped();
    const focused = page.locator('[role="option"]:focus');
    for (let press = 0; press < 3; press += 1) {
      if (/^Take 1/.test((await focused.getAttribute('aria-label')) ?? '')) break;
      await page.keyboard.press('Shift+Tab');
    }
    await expect(take).toBeFocused();
    await page.keyboard.press('Enter');
    const row = page.locator('tr:focus');
    await expect(row).toContainText('Take 1');
    await expect(row).toContainText('on time');
    await page.keyboard.press('Enter');
    await expect(take).toBeFocused();
    await page.keyboard.press('Control+z');
    await expect(take).toHaveCount(0);
  });
});

test('? lists the keys, and in a text field a space is a space', async ({ launch }) => {
  const { app, studio } = await launch();
  const { page } = studio;
  await studio.dropOnTrack([demoSound('metronome 90')], 0, 0);
  await expect(studio.clip(/starts at/)).toHaveCount(1);
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keys' });
  for (const keys of ['Space', 'R', 'S', 'L', 'M', 'Shift+S', 'Delete', 'Ctrl+Z', 'Ctrl+D', '?']) {
    await expect(dialog.locator('kbd').filter({ hasText: keys }).first()).toBeVisible();
  }
  await page.keyboard.press('Space');
  const search = dialog.getByRole('searchbox', { name: 'Find a command or its keys' });
  await expect(search).toHaveValue(' ');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(studio.button('Play')).toBeVisible();
  await clickMenuItem(app.electronApp, 'help.showKeys');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  const filter = page.getByRole('searchbox', { name: 'Filter buffers' });
  await filter.focus();
  await page.keyboard.type('metro 90 r s');
  await expect(filter).toHaveValue('metro 90 r s');
  await expect(studio.button('Play')).toBeVisible();
  await expect(studio.clip(/starts at/)).toHaveCount(1);
  await expect(studio.button('Record')).toHaveAttribute('aria-pressed', 'false');
});

test('a focused Cancel stays with its action when the rows above it end', async ({ launch }) => {
  const { studio } = await launch();
  const { page } = studio;
  await studio.dropOnTrack([demoSound('tone 441')], 0, 0);
  await studio.dropOnTrack([demoSound('rain')], 1, 0);
  await expect(studio.clip(/starts at 0\.000 s$/)).toHaveCount(2);
  await page.keyboard.press('Space');
  const rain = studio.row('live', 'rain');
  await rain.getByRole('button', { name: 'Cancel' }).focus();
  await expect(studio.row('ended', 'tone 441')).toBeVisible();
  await expect(rain.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await studio.finished('rain')).outcome).toContain('cancelled');
});

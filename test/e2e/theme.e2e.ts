/** The theme: followed or chosen, on the page, on canvases, in the menus, from start to start. */
import type { ElectronApplication, Page } from '@playwright/test';
import { WINDOW_COLOURS } from '../../preload/appearance.ts';
import { expect, test } from './support/app-test.ts';
import { clickMenuItem } from './support/menu.ts';
import { demoSound } from './support/recordings.ts';

/** Colours as the page shows them, in hexadecimal digits. */
interface ShownColours {
  readonly page: string;
  /** An empty place of the timeline's canvas. */
  readonly canvas: string;
  /** How many different colours the canvas has. */
  readonly canvasColours: number;
}

async function shownColours(page: Page): Promise<ShownColours> {
  return await page.evaluate(() => {
    const digits = (parts: readonly number[]) =>
      `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    const body = getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
    const canvas = document.querySelector<HTMLCanvasElement>('.track-area canvas');
    const context = canvas?.getContext('2d');
    if (canvas === null || context == null) throw new Error('The timeline has no canvas.');
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const found = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      found.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
    }
    // The lower right corner is below the last track.
    return {
      page: digits(body.slice(0, 3)),
      canvas: digits([...data.slice(-4, -1)]),
      canvasColours: found.size,
    };
  });
}

/** What the system is told: its own menus and dialogs follow. */
async function toldTheme(electronApp: ElectronApplication): Promise<unknown> {
  return await electronApp.evaluate(({ BrowserWindow, Menu, nativeTheme }) => ({
    source: nativeTheme.themeSource,
    window: BrowserWindow.getAllWindows()[0]?.getBackgroundColor().toLowerCase(),
    chosen: (Menu.getApplicationMenu()?.getMenuItemById('view.themeSystem')?.menu?.items ?? [])
      .filter(({ checked }) => checked)
      .map(({ label }) => label),
  }));
}

async function shows(page: Page, colour: string): Promise<void> {
  await expect
    .poll(async () => {
      const shown = await shownColours(page);
      return [shown.page, shown.canvas];
    })
    .toEqual([colour, colour]);
}

test('the system’s theme is followed until one is chosen; the next start opens with it', async ({
  launch,
}) => {
  const { app, studio } = await launch();
  const { page } = studio;
  await studio.dropOnTrack([demoSound('knock')], 0, 1);
  await expect(studio.clip(/^knock/)).toHaveCount(1);
  await page.emulateMedia({ colorScheme: 'light' });
  await shows(page, WINDOW_COLOURS.light);
  await page.emulateMedia({ colorScheme: 'dark' });
  await shows(page, WINDOW_COLOURS.dark);
  await page.emulateMedia({ colorScheme: 'light', contrast: 'more' });
  await shows(page, WINDOW_COLOURS['high-contrast']);

  await clickMenuItem(app.electronApp, 'view.themeDark');
  await shows(page, WINDOW_COLOURS.dark);
  await expect
    .poll(() => toldTheme(app.electronApp))
    .toEqual({ source: 'dark', window: WINDOW_COLOURS.dark, chosen: ['Theme: dark'] });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('theme light');
  await page.keyboard.press('Enter');
  await shows(page, WINDOW_COLOURS.light);
  await expect
    .poll(() => toldTheme(app.electronApp))
    .toEqual({ source: 'light', window: WINDOW_COLOURS.light, chosen: ['Theme: light'] });
  await app.close();

  const again = await launch();
  await again.studio.page.emulateMedia({ colorScheme: 'dark', contrast: 'no-preference' });
  await shows(again.studio.page, WINDOW_COLOURS.light);
  expect(await toldTheme(again.app.electronApp)).toEqual({
    source: 'light',
    window: WINDOW_COLOURS.light,
    chosen: ['Theme: light'],
  });
});

test('who wants less motion gets panels and menus at once', async ({ launch }) => {
  const { studio } = await launch();
  const { page } = studio;
  const menu = page.getByRole('menu');
  const panel = page.locator('.library-panel');
  for (const [reducedMotion, panelTime, menuTime] of [
    ['no-preference', '0.12s', '0.08s'],
    ['reduce', '0s', '0s'],
  ] as const) {
    await page.emulateMedia({ reducedMotion });
    await expect(panel).toHaveCSS('animation-duration', panelTime);
    await page.locator('.ruler').click({ button: 'right' });
    await expect(menu).toHaveCSS('transition-duration', menuTime);
    await page.keyboard.press('Escape');
    await expect(menu).toHaveCount(0);
  }
});

test('where the system forces its colours, the timeline is drawn with them, and focus is seen', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page } = studio;
  await studio.dropOnTrack([demoSound('knock')], 0, 1);
  await expect(studio.clip(/^knock/)).toHaveCount(1);
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  const canvasColour = () =>
    page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.color = 'Canvas';
      const { color } = getComputedStyle(probe);
      probe.remove();
      const parts = color.match(/\d+/g)?.map(Number) ?? [];
      return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    });
  await shows(page, await canvasColour());
  const { canvasColours } = await shownColours(page);
  expect(canvasColours).toBeGreaterThan(4);
  const play = studio.button('Play');
  await play.focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(play).toBeFocused();
  await expect(play).not.toHaveCSS('outline-style', 'none');
});

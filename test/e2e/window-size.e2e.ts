/** Nothing important is cut at the smallest supported size, and more room is used. */
import type { Locator } from '@playwright/test';
import { PANELS } from '../../renderer/panels/panels.ts';
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';
import { takeScreenshot } from './support/screenshot.ts';
import type { StudioPage } from './support/studio-page.ts';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
] as const;

/** Rounding may hide one pixel of a narrow element. */
const WHOLLY = { ratio: 0.98 };

/** Every part that must be wholly in view. */
function importantParts(studio: StudioPage): Readonly<Record<string, Locator>> {
  const { page } = studio;
  const names = ['Go to start', 'Play', 'Record', 'Loop'];
  const buttons = names.map((name) => [name, studio.button(name)] as const);
  const heads = ['Id', 'Type', 'Name', 'Verdict', 'Requested', 'Started', 'Error', 'Blocks'].map(
    (name) =>
      [
        `column ${name}`,
        studio.table('Active actions').getByRole('columnheader', { name, exact: true }),
      ] as const,
  );
  return {
    ...Object.fromEntries([...buttons, ...heads]),
    Position: page.getByRole('timer', { name: 'Position' }),
    Engine: studio.engine,
    Dropouts: studio.engine.getByRole('button', { name: /Dropouts/ }),
    Library: studio.library,
    Timeline: studio.timeline,
    Inspector: studio.inspector,
    'Import…': studio.button('Import…'),
    clip: studio.clip(/^knock/),
    'last column': studio
      .table('Active actions')
      .getByRole('columnheader', { name: 'Output overflows' }),
  };
}

test('transport, engine, timeline, tables and clips are wholly in sight from 1440x900 up', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page } = studio;
  await studio.dropOnTrack([demoSound('knock')], 0, 1);
  await studio.dropOnTrack([demoSound('tone 441')], 1, 0.5);
  await studio.dropOnTrack([demoSound('rain')], 2, 2);
  await studio.dropOnTrack([demoSound('metronome 90')], 3, 0);
  await expect(studio.clip(/starts at/)).toHaveCount(4);
  await studio.play();
  await studio.finished('knock');
  await studio.stop();
  await studio.clip(/^knock/).click();
  for (const size of SIZES) {
    const name = `${size.width}x${size.height}`;
    await page.setViewportSize(size);
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(size.width);
    for (const [part, locator] of Object.entries(importantParts(studio))) {
      await expect(locator, `${part} at ${name}`).toBeInViewport(WHOLLY);
    }
    const overflow = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return [scrollWidth - window.innerWidth, scrollHeight - window.innerHeight];
    });
    expect(overflow, `the page itself scrolls at ${name}`).toEqual([0, 0]);
    await takeScreenshot(page, `size-${name}`);
  }
  for (const tab of Object.values(PANELS)) {
    await studio.openTab(tab);
    await page.setViewportSize(SIZES[0]);
    await takeScreenshot(page, `tab-${tab.toLowerCase()}-1440x900`);
  }
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeInViewport(WHOLLY);
  await takeScreenshot(page, 'keys-1440x900');
});

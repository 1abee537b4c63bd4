/** At every size of the window its parts lie inside it, and fold by step and by choice. */
import type { Locator, Page } from '@playwright/test';
import { PANELS } from '../../renderer/panels/panels.ts';
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';
import { takeScreenshot } from './support/screenshot.ts';
import type { StudioPage } from './support/studio-page.ts';

/** Which panels the size folds. */
const SIZES = [
  { width: 2560, height: 1440, folded: [] },
  { width: 1440, height: 900, folded: [] },
  { width: 1024, height: 700, folded: ['Library', 'Inspector', 'bottom'] },
  { width: 800, height: 520, folded: ['Library', 'Inspector', 'bottom'] },
  { width: 640, height: 400, folded: ['Library', 'Inspector', 'bottom'] },
] as const;
const USUAL = { width: 1440, height: 900 } as const;

/** Rounding may hide one pixel of a narrow element. */
const WHOLLY = { ratio: 0.98 };

/** What is in sight at every size. */
function alwaysInSight({ page, engine, timeline }: StudioPage): Record<string, Locator> {
  const buttons = ['Go to start', 'Play', 'Record', 'Loop', 'Arrange', 'Report'].map(
    (name) => [name, page.getByRole('button', { name, exact: true })] as const,
  );
  return {
    ...Object.fromEntries(buttons),
    Position: page.getByRole('timer', { name: 'Position' }),
    Dropouts: engine.getByRole('button', { name: /Dropouts/ }),
    Timeline: timeline,
    clip: timeline.getByRole('option', { name: /^knock/ }),
    'tab Actions': page.getByRole('tab', { name: /^Actions/ }),
    'Bottom panel': page.getByRole('button', { name: 'Bottom panel', exact: true }),
  };
}

/** Controls that are cut, or outside the window, but for those in what scrolls. */
async function cutControls(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const controls = [
      ...document.querySelectorAll<HTMLElement>(
        'button, input, select, [role="tab"], [role="separator"], [role="timer"]',
      ),
    ];
    const scrolls = (element: Element): boolean => {
      // The timeline scrolls its heads, its tracks and its ruler itself.
      if (element.matches('.timeline > :not([role="toolbar"]), .hidden-text')) return true;
      const { overflowX, overflowY } = getComputedStyle(element);
      return /auto|scroll/.test(overflowX + overflowY);
    };
    const cut: string[] = [];
    for (const control of controls) {
      const { left, top, right, bottom, width, height } = control.getBoundingClientRect();
      if (width === 0 || height === 0 || !control.checkVisibility({ opacityProperty: true })) {
        continue;
      }
      let box = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
      let isInScroller = false;
      for (let above = control.parentElement; above !== null; above = above.parentElement) {
        isInScroller ||= scrolls(above);
        if (getComputedStyle(above).overflowX === 'visible') continue;
        const outer = above.getBoundingClientRect();
        box = {
          left: Math.max(box.left, outer.left),
          top: Math.max(box.top, outer.top),
          right: Math.min(box.right, outer.right),
          bottom: Math.min(box.bottom, outer.bottom),
        };
      }
      // A pixel for rounding; a splitter lies over the edges of both sides.
      const slack = control.matches('[role="separator"]') ? 6 : 1;
      const isInside =
        left >= box.left - slack &&
        top >= box.top - slack &&
        right <= box.right + slack &&
        bottom <= box.bottom + slack;
      if (!isInScroller && !isInside) {
        const name = control.getAttribute('aria-label') ?? control.textContent ?? control.tagName;
        cut.push(`${name} [${[left, top, right, bottom].map(Math.round).join(' ')}]`);
      }
    }
    const { scrollWidth, scrollHeight } = document.documentElement;
    if (scrollWidth > window.innerWidth || scrollHeight > window.innerHeight) {
      cut.push('the page itself scrolls');
    }
    return cut;
  });
}

async function resize(page: Page, { width, height }: { width: number; height: number }) {
  await page.setViewportSize({ width, height });
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(width);
}

/** The panels that a person can see and fold, by what tells that they are folded. */
function panels({ page, library, inspector }: StudioPage) {
  return [
    { name: 'Library', key: 'Control+b', whole: library },
    { name: 'Inspector', key: 'Control+Alt+b', whole: inspector },
    { name: 'bottom', key: 'Control+j', whole: page.getByRole('tabpanel', { name: /^Actions/ }) },
  ] as const;
}

test('at every size all controls lie inside the window, and panels fold by step and by key', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page } = studio;
  await studio.dropOnTrack([demoSound('knock')], 0, 1);
  await studio.dropOnTrack([demoSound('tone 441')], 1, 0.5);
  await studio.dropOnTrack([demoSound('rain')], 2, 2);
  await expect(studio.clip(/starts at/)).toHaveCount(3);
  for (const size of SIZES) {
    const name = `${size.width}x${size.height}`;
    await resize(page, size);
    for (const [part, locator] of Object.entries(alwaysInSight(studio))) {
      await expect(locator, `${part} at ${name}`).toBeInViewport(WHOLLY);
    }
    for (const { name: panel, key, whole } of panels(studio)) {
      const isFolded = size.folded.some((folded) => folded === panel);
      await expect(whole, `${panel} at ${name}`).toHaveCount(isFolded ? 0 : 1);
      await page.keyboard.press(key);
      await expect(whole, `${panel} at ${name}, by its key`).toHaveCount(isFolded ? 1 : 0);
      await expect.poll(() => cutControls(page), `${name}, ${panel} by its key`).toEqual([]);
      await page.keyboard.press(key);
      await expect(whole, `${panel} at ${name}, back`).toHaveCount(isFolded ? 0 : 1);
    }
    await expect.poll(() => cutControls(page), name).toEqual([]);
    await takeScreenshot(page, `size-${name}`);
  }
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeInViewport(WHOLLY);
  await page.keyboard.press('Escape');

  await test.step('a choice where the size folds a panel ends with that step', async () => {
    await resize(page, { width: 1200, height: 900 });
    await page.keyboard.press('Control+Alt+b');
    await expect(studio.inspector).toHaveCount(1);
    await resize(page, { width: 1140, height: 900 });
    await expect(studio.inspector).toHaveCount(0);
    await resize(page, USUAL);
    await expect(studio.inspector).toHaveCount(1);
  });
});

test('sizes and folded panels come back after a reload, and everything can be made larger', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page } = studio;
  const splitter = (name: string) => page.getByRole('separator', { name });
  const names = ['Width of the Library', 'Width of the Inspector', 'Height of the bottom panel'];
  const values = () =>
    Promise.all(names.map((name) => splitter(name).getAttribute('aria-valuenow')));

  await test.step('splitters by key and by pointer', async () => {
    await expect.poll(values).toEqual(['200', '232', '227']);
    await splitter(names[0] as string).press('ArrowRight');
    await splitter(names[1] as string).press('ArrowLeft');
    await splitter(names[2] as string).press('ArrowUp');
    await expect.poll(values).toEqual(['216', '248', '243']);
    const box = await splitter(names[0] as string).boundingBox();
    if (box === null) throw new Error('The splitter is not there.');
    expect(box.width).toBe(9);
    await page.mouse.move(box.x + 4, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 54, box.y + 200, { steps: 3 });
    await page.mouse.up();
    await expect.poll(values).toEqual(['266', '248', '243']);
    await splitter(names[1] as string).dblclick();
    await expect.poll(values).toEqual(['266', '232', '243']);
  });

  await test.step('folded panels and sizes after a reload', async () => {
    await page.getByRole('button', { name: 'Library panel' }).click();
    await expect(studio.library).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Library panel' })).toHaveAttribute(
      'aria-pressed',
      'false',
    );
    await page.reload();
    await studio.ready();
    await expect(studio.library).toHaveCount(0);
    await page.keyboard.press('Control+b');
    await expect.poll(values).toEqual(['266', '232', '243']);
  });

  await test.step('the view Report, and back', async () => {
    await page.keyboard.press('Alt+3');
    await expect(page.getByRole('region', { name: 'Report' })).toBeVisible();
    await expect(studio.timeline).toHaveCount(0);
    await expect(studio.button('Report')).toHaveAttribute('aria-current', 'page');
    await page.keyboard.press('Control+d');
    await expect(studio.notices).toContainText('Go there first');
    await page.keyboard.press('Alt+1');
    await expect(studio.timeline).toBeVisible();
  });

  await test.step('everything larger, kept after a reload', async () => {
    const density = () => page.evaluate(() => devicePixelRatio);
    const actual = await density();
    await page.keyboard.press('Control+Equal');
    await page.keyboard.press('Control+Equal');
    await expect.poll(density).toBeCloseTo(actual * 1.25, 3);
    // 1440 pixels of the screen are 1152 of the page.
    await expect(studio.inspector).toHaveCount(0);
    await expect.poll(() => cutControls(page)).toEqual([]);
    await page.reload();
    await studio.ready();
    await expect.poll(density).toBeCloseTo(actual * 1.25, 3);
    await page.keyboard.press('Control+0');
    await expect.poll(density).toBe(actual);
  });

  for (const tab of Object.values(PANELS)) {
    await studio.openTab(tab);
    await takeScreenshot(page, `tab-${tab.toLowerCase()}-1440x900`);
  }
});

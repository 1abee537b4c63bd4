/** Every control of the window: Enter does on it what a click does, and Space stays the transport's. */
import type { Page } from '@playwright/test';
import { PANELS } from '../../renderer/panels/panels.ts';
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';
import { smallTargets } from './support/targets.ts';

/** Tabs that are not chosen show another page as soon as they have the focus: each has its turn. Enter on
 * a sound of the Library places it, on a cell of a matrix switches it. */
const CONTROLS =
  'button:not(:disabled, .sound-name, .matrix-cell, [role="tab"][aria-selected="false"]), [role="switch"], [role="checkbox"], [role="radio"], summary, a[href]';
const DIALOGS: readonly { readonly keys: string; readonly command?: string }[] = [
  { keys: '?' },
  { keys: 'Shift+L' },
  { keys: 'Control+Shift+m' },
  { keys: 'Control+k', command: 'Colour of the clip' },
  { keys: 'Control+k', command: 'Channel matrix of the track' },
  { keys: 'Control+k', command: 'About RtMixer' },
];
/** Buttons that repeat themselves by the dozen, in tables and dialogs. */
const MOST_OF_A_KIND = 2;

/** From now on clicks are noted and go nowhere. */
async function noteClicks(page: Page): Promise<void> {
  await page.evaluate((selector) => {
    const noted: Element[] = [];
    const note = (event: MouseEvent) => {
      event.stopImmediatePropagation();
      event.preventDefault();
      const control = event.target instanceof Element ? event.target.closest(selector) : null;
      if (control !== null) noted.push(control);
    };
    window.addEventListener('click', note, { capture: true });
    Object.assign(window, {
      notedClicks: noted,
      endNoting: () => window.removeEventListener('click', note, { capture: true }),
    });
  }, CONTROLS);
}

/** Whether the focus is seen: something of it, in it or around it is drawn otherwise than without. */
function isFocusSeen(element: Element): boolean {
  const around = [element.parentElement, element.parentElement?.parentElement ?? null];
  const all = [element, ...[...element.querySelectorAll('*')].slice(0, 12), ...around];
  const looks = () =>
    all
      .flatMap((each) =>
        each === null
          ? []
          : [null, '::before', '::after'].map((part) => {
              const { outline, boxShadow, borderColor } = getComputedStyle(each, part);
              return outline + boxShadow + borderColor;
            }),
      )
      .join();
  (element as HTMLElement).focus();
  const focused = looks();
  (element as HTMLElement).blur();
  const resting = looks();
  (element as HTMLElement).focus();
  return focused !== resting;
}

/** What is wrong with controls: Enter on them is not one click, their focus is not seen, they have no name. */
async function deafControls(page: Page, scope: string): Promise<readonly string[]> {
  // The focus is drawn after a key.
  await page.keyboard.press('F6');
  await noteClicks(page);
  const all = await page.locator(scope).locator(CONTROLS).elementHandles();
  const wanted = await page
    .locator(scope)
    .locator(CONTROLS)
    .evaluateAll((elements, most) => {
      const seen = new Map<string, number>();
      return elements.flatMap((element, index) => {
        const kind = `${element.className} ${element.closest('[aria-label]')?.getAttribute('aria-label')}`;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        const isShown = element.checkVisibility() && element.getClientRects().length > 0;
        return isShown && (seen.get(kind) ?? 0) <= most ? [index] : [];
      });
    }, MOST_OF_A_KIND);
  const deaf: string[] = [];
  let tried = 0;
  for (const index of wanted) {
    const control = all[index];
    // The page may have drawn a row of a table again.
    const isThere = await control?.evaluate((element) => {
      (window as unknown as { notedClicks: Element[] }).notedClicks.length = 0;
      (element as HTMLElement).focus();
      return document.activeElement === element;
    });
    if (control === undefined || isThere !== true) continue;
    const isSeen = await control.evaluate(isFocusSeen);
    await page.keyboard.press('Enter');
    const heard = await control.evaluate((element) => {
      const { notedClicks } = window as unknown as { notedClicks: Element[] };
      const named = element as Element;
      const name = named.getAttribute('aria-label') ?? named.textContent ?? '';
      const isLabelled = named.hasAttribute('aria-labelledby') || named.closest('label') !== null;
      return {
        name: `${named.tagName}.${named.className} “${name.trim()}”`,
        isNamed: name.trim() !== '' || isLabelled,
        clicks: notedClicks.length,
      };
    });
    tried += 1;
    if (heard.clicks !== 1) deaf.push(`${heard.name}: ${heard.clicks} clicks`);
    if (!isSeen) deaf.push(`${heard.name}: its focus is not seen`);
    if (!heard.isNamed) deaf.push(`${heard.name}: without a name`);
  }
  await page.evaluate(() => (window as unknown as { endNoting: () => void }).endNoting());
  expect(tried).toBeGreaterThan(0);
  return deaf;
}

test('Enter is a click on every control, in every tab and dialog', async ({ launch }) => {
  const { studio } = await launch();
  const { page } = studio;
  await studio.dropOnTrack([demoSound('knock')], 0, 0);
  await studio.clip(/^knock/).click();
  await studio.play();
  await studio.finished('knock');
  expect(await deafControls(page, '.app')).toEqual([]);
  for (const tab of Object.values(PANELS)) {
    await studio.openTab(tab);
    expect(await deafControls(page, '.bottom'), `in the tab ${tab}`).toEqual([]);
  }
  for (const { keys, command } of DIALOGS) {
    await studio.clip(/^knock/).focus();
    await page.keyboard.press(keys);
    if (command !== undefined) {
      await page.keyboard.type(command);
      await page.keyboard.press('Enter');
      await expect(page.locator('.palette')).toHaveCount(0);
    }
    const dialog = page.getByRole('dialog');
    await expect(dialog).toBeVisible();
    const what = `in the dialog of ${command ?? keys}`;
    expect(await deafControls(page, '[role="dialog"]'), what).toEqual([]);
    expect(await smallTargets(page, '[role="dialog"]'), what).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
  await page.keyboard.press('Alt+3');
  await expect(page.getByRole('heading', { name: 'Not as asked' })).toBeVisible();
  expect(await deafControls(page, '.screen'), 'in the report').toEqual([]);
  await page.keyboard.press('Alt+1');

  const loop = studio.button('Loop');
  await loop.focus();
  await page.keyboard.press('Space');
  await expect(studio.button('Stop')).toBeVisible();
  await expect(loop).toHaveAttribute('aria-pressed', 'false');
});

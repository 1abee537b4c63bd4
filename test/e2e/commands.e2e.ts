/** Commands by menus, by the palette and by changed keys. */
import type { Locator, Page } from '@playwright/test';
import { COMMANDS, CONTEXT_MENUS, type ContextMenuId } from '../../preload/commands.ts';
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';
import { violations } from './support/violations.ts';

/** The names of the commands of a context menu. */
function namesOf(menu: ContextMenuId): readonly string[] {
  const names: string[] = [];
  for (const line of CONTEXT_MENUS[menu].lines) if (line !== '-') names.push(COMMANDS[line].name);
  return names;
}

/** Opens a menu, compares its lines with the table, and closes it again. */
async function expectMenu(page: Page, id: ContextMenuId, open: () => Promise<void>): Promise<void> {
  await open();
  const menu = page.getByRole('menu', { name: CONTEXT_MENUS[id].title });
  await expect(menu.getByRole('menuitem').locator('.menu-text')).toHaveText([...namesOf(id)]);
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
}

test('each thing has its menu, by the right button and by the menu keys', async ({ launch }) => {
  const { studio } = await launch();
  const { page, timeline, library } = studio;
  await studio.dropOnTrack([demoSound('knock')], 0, 1);
  const clip = studio.clip(/^knock/);
  await expect(clip).toHaveCount(1);
  await page.keyboard.press('Control+m');
  const marker = timeline.getByRole('button', { name: /^Marker 1/ });
  const head = timeline.getByRole('group', { name: 'knock' });
  const sound = library.getByRole('button', { name: 'knock.wav', exact: true });
  const name = head.getByRole('button', { name: 'knock', exact: true });
  await studio.play();
  const row = studio.row('ended', 'knock');
  await expect(row).toBeVisible();
  await studio.stopped();

  const pointed: readonly (readonly [ContextMenuId, Locator])[] = [
    ['clip', clip],
    ['marker', marker],
    ['track', head],
    ['buffer', sound],
    ['row', row],
  ];
  for (const [menu, element] of pointed) {
    await expectMenu(page, menu, () => element.click({ button: 'right' }));
  }
  const ruler = await studio.placeOnRuler(3);
  await expectMenu(page, 'ruler', () => page.mouse.click(ruler.x, ruler.y, { button: 'right' }));
  const empty = await studio.placeOnTrack(0, 4);
  await expectMenu(page, 'area', () => page.mouse.click(empty.x, empty.y, { button: 'right' }));
  await expectMenu(page, 'track', () => head.getByRole('button', { name: /^More for/ }).click());

  await test.step('by Shift+F10 and the menu key; Escape gives the focus back', async () => {
    for (const [menu, element] of [
      ['clip', clip],
      ['marker', marker],
      ['track', name],
      ['buffer', sound],
    ] as const) {
      await element.focus();
      await expectMenu(page, menu, () => page.keyboard.press('Shift+F10'));
      await expect(element).toBeFocused();
      await expectMenu(page, menu, () => page.keyboard.press('ContextMenu'));
      await expect(element).toBeFocused();
    }
  });

  await test.step('an entry acts on what was pointed at', async () => {
    await page.mouse.click(ruler.x, ruler.y, { button: 'right' });
    await page.getByRole('menuitem', { name: 'Go here' }).click();
    await expect(page.getByRole('timer', { name: 'Position' })).toContainText('03.000');
    await clip.click({ button: 'right' });
    expect(await violations(page, '[role="menu"]')).toEqual([]);
    await expect(page.getByRole('menuitem', { name: 'Split at the playhead' })).toBeDisabled();
    await page.getByRole('menuitem', { name: /^Duplicate$/ }).click();
    await expect(studio.clip(/^knock/)).toHaveCount(2);
  });

  await test.step('what had the focus and is gone leaves it to its neighbour', async () => {
    await studio
      .clip(/^knock/)
      .first()
      .focus();
    await page.keyboard.press('Delete');
    await expect(studio.clip(/^knock/)).toHaveCount(1);
    await expect(studio.clip(/^knock/)).toBeFocused();
    await name.focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Add a track' }).press('Enter');
    await expect(timeline.getByRole('group', { name: 'Track 2' })).toBeVisible();
    await name.focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: /^Remove the track/ }).press('Enter');
    await expect(head).toHaveCount(0);
    await expect(timeline.getByRole('button', { name: 'Track 2', exact: true })).toBeFocused();
  });
});

test('the palette finds, explains and runs commands; changed keys work and are kept', async ({
  launch,
}) => {
  const { app, studio } = await launch();
  const { page, library } = studio;
  await studio.dropOnTrack([demoSound('knock')], 0, 1);
  await expect(studio.clip(/^knock/)).toHaveCount(1);
  const palette = page.getByRole('dialog', { name: 'All commands' });
  const option = palette.getByRole('option', { selected: true });

  await test.step('the palette', async () => {
    await studio.clip(/^knock/).focus();
    await page.keyboard.press('Control+k');
    await expect(palette.getByRole('combobox', { name: 'Command' })).toBeFocused();
    expect(await violations(page, '.palette')).toEqual([]);
    await page.keyboard.type('split');
    await expect(option).toContainText('The playhead is not inside a clip.');
    await page.keyboard.press('Enter');
    await expect(palette).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(palette).toHaveCount(0);
    await expect(studio.clip(/^knock/)).toBeFocused();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('duplic');
    await expect(option).toContainText('Ctrl+D');
    await page.keyboard.press('Enter');
    await expect(studio.clip(/^knock/)).toHaveCount(2);
  });

  await test.step('also while text is typed', async () => {
    await page.keyboard.press('Control+f');
    await expect(library.getByRole('searchbox')).toBeFocused();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('log');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('tab', { name: 'Log' })).toHaveAttribute('aria-selected', 'true');
    await expect(library.getByRole('searchbox')).toBeFocused();
  });

  const dialog = page.getByRole('dialog', { name: 'Keys' });
  const duplicate = dialog.getByRole('listitem', { name: 'Duplicate', exact: true });
  const marker = dialog.getByRole('listitem', { name: 'Add a marker' });
  const change = duplicate.getByRole('button', { name: /^Change the keys/ });
  const accelerator = () =>
    app.electronApp.evaluate(
      ({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('edit.duplicate')?.accelerator,
    );

  await test.step('keys are changed by pressing others', async () => {
    await studio
      .clip(/^knock/)
      .first()
      .focus();
    await page.keyboard.press('?');
    await change.press('Enter');
    await page.keyboard.press('Control+c');
    await expect(duplicate.getByRole('alert')).toContainText('Ctrl+C copies in text fields');
    await change.click();
    await page.keyboard.press('Control+m');
    await expect(duplicate.getByRole('alert')).toContainText('belongs to Add a marker');
    await duplicate.getByRole('button', { name: 'Take it from Add a marker' }).click();
    await expect(duplicate.locator('kbd')).toHaveText('Ctrl+M');
    await expect(marker.locator('kbd')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await studio
      .clip(/^knock/)
      .first()
      .focus();
    await page.keyboard.press('Control+m');
    await expect(studio.clip(/^knock/)).toHaveCount(3);
    expect(await accelerator()).toBe('CmdOrCtrl+M');
  });

  await test.step('and kept when the page is loaded again, until they are reset', async () => {
    await page.reload();
    await studio.ready();
    await page.keyboard.press('?');
    await expect(duplicate.locator('kbd')).toHaveText('Ctrl+M');
    await marker.getByRole('button', { name: /^Reset/ }).click();
    await expect(marker.getByRole('alert')).toContainText('belongs to Duplicate');
    await dialog.getByRole('button', { name: 'Reset all keys' }).click();
    await expect(duplicate.locator('kbd')).toHaveText('Ctrl+D');
    await expect.poll(accelerator).toBe('CmdOrCtrl+D');
  });
});

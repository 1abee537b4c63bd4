/** Tracks by mouse and by keyboard: selected, grouped, folded, moved, named, coloured, copied and removed; their
 * levels typed; solo alone; the channel matrix; master and metronome. One start of the program for all. */
import type { Locator } from '@playwright/test';
import { expect, test } from './support/app-test.ts';

test('tracks are arranged, levelled and routed by mouse and by keyboard, each as one step of Undo', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page } = studio;
  const heads = page.getByRole('group', { name: 'Track heads' });
  const names = heads.locator('.track-head:not(.group-head) .track-name');
  const head = (name: string) => heads.getByRole('group', { name, exact: true });
  const group = heads.getByRole('group', { name: /, group of/ });
  const fold = heads.getByRole('button', { name: /^Tracks of/ });
  const menu = (name: string) => page.getByRole('menuitem', { name, exact: true });
  for (let track = 1; track <= 3; track += 1) await page.keyboard.press('Shift+T');
  await expect(names).toHaveText(['Track 1', 'Track 2', 'Track 3']);

  await test.step('several are selected with Shift, and Ctrl+G makes a group of them', async () => {
    await names.nth(0).click();
    await names.nth(1).click({ modifiers: ['Shift'] });
    await expect(heads.locator('[data-selected]')).toHaveCount(2);
    await page.keyboard.press('Control+g');
    await expect(group).toHaveAccessibleName('Group 1, group of 2 tracks');
    await page.keyboard.press('Control+z');
    await expect(group).toHaveCount(0);
    await page.keyboard.press('Control+Shift+z');
    await expect(group).toBeVisible();
  });

  await test.step('the group folds by mouse, unfolds by key, and has a name', async () => {
    await fold.click();
    await expect(names).toHaveText(['Track 3']);
    await fold.press('ArrowRight');
    await expect(names).toHaveText(['Track 1', 'Track 2', 'Track 3']);
    await expect(fold).toHaveAttribute('aria-expanded', 'true');
    await group.locator('.track-name').focus();
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Group name' }).fill('Voices');
    await page.keyboard.press('Enter');
    await expect(group).toHaveAccessibleName('Voices, group of 2 tracks');
  });

  await test.step('a head is dragged out of the group, and steps back into it by keys', async () => {
    // Both tracks of the group are selected: a click selects the one.
    await names.nth(0).click();
    await names.nth(0).dragTo(head('Track 3'), { targetPosition: { x: 40, y: 50 } });
    await expect(names).toHaveText(['Track 2', 'Track 3', 'Track 1']);
    await expect(group).toHaveAccessibleName('Voices, group of 1 track');
    await names.nth(2).focus();
    await page.keyboard.press('Control+Alt+ArrowUp');
    await expect(names).toHaveText(['Track 2', 'Track 1', 'Track 3']);
    await page.keyboard.press('Control+Alt+ArrowUp');
    await expect(group).toHaveAccessibleName('Voices, group of 2 tracks');
    await expect(names.nth(1)).toBeFocused();
    // A run of keys is one step.
    await page.keyboard.press('Control+z');
    await expect(names).toHaveText(['Track 2', 'Track 3', 'Track 1']);
  });

  await test.step('gain and pan are typed', async () => {
    const type = async (value: Locator, text: string) => {
      await value.dblclick();
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    };
    await type(head('Track 3').getByRole('button', { name: /gain of Track 3$/ }), '-6');
    const gain = head('Track 3').getByRole('slider', { name: 'Gain of Track 3' });
    await expect(gain).toHaveAttribute('aria-valuetext', '−6.0 dB');
    await head('Track 3')
      .getByRole('button', { name: /gain of Track 3$/ })
      .press('Enter');
    await page.keyboard.type('-inf');
    await page.keyboard.press('Enter');
    await expect(gain).toHaveAttribute('aria-valuetext', '−∞ dB');
    await names.nth(1).click({ button: 'right' });
    await menu('Height of the track: L').click();
    const panValue = head('Track 3').getByRole('button', { name: /pan of Track 3$/ });
    const pan = head('Track 3').getByRole('slider', { name: 'Pan of Track 3' });
    await expect(pan).toHaveAttribute('aria-valuetext', 'off');
    for (const text of ['C', 'off', '30 L']) {
      await type(panValue, text);
      await expect(pan).toHaveAttribute('aria-valuetext', text);
    }
  });

  await test.step('the menu has eight colours, solo safe and the channel matrix', async () => {
    await names.nth(1).click({ button: 'right' });
    await menu('Colour of the track…').click();
    await page.getByRole('menuitemradio', { name: 'Pink' }).click();
    await expect(head('Track 3')).toHaveAttribute('data-colour', '4');
    await names.nth(1).click({ button: 'right' });
    await menu('Solo safe').click();
    await expect(head('Track 3').getByText('solo safe')).toBeAttached();
    await head('Track 3')
      .getByRole('button', { name: /^Output of Track 3/ })
      .click();
    await menu('Matrix…').click();
    const dialog = page.getByRole('dialog', { name: 'Channels of Track 3' });
    const cell = (from: number, to: number) =>
      dialog.getByRole('button', { name: new RegExp(`^Channel ${from} on output ${to}:`) });
    await expect(cell(1, 1)).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(cell(1, 2)).toHaveAccessibleName(/: 0.0 dB$/);
    await page.keyboard.press('-');
    await expect(cell(1, 2)).toHaveAccessibleName(/: −1.0 dB$/);
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await expect(cell(1, 2)).toHaveAccessibleName(/: \+3.0 dB$/);
    await dialog.getByRole('button', { name: 'Swap' }).click();
    await expect(cell(2, 2)).toHaveAccessibleName(/: \+3.0 dB$/);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  });

  await test.step('solo alone by Ctrl and a click, and by keys', async () => {
    const solo = (name: string) => heads.getByRole('button', { name: `Solo ${name}`, exact: true });
    await solo('Track 1').click();
    await solo('Track 2').click({ modifiers: ['Control'] });
    await expect(solo('Track 1')).toHaveAttribute('aria-pressed', 'false');
    await expect(solo('Track 2')).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Alt+Shift+s');
    await expect(solo('Track 2')).toHaveAttribute('aria-pressed', 'false');
  });

  await test.step('tracks are copied, removed by Delete and brought back by Undo', async () => {
    await names.nth(2).click();
    await page.keyboard.press('Control+Shift+d');
    await expect(names).toHaveText(['Track 2', 'Track 3', 'Track 1', 'Track 4']);
    await names.nth(3).click();
    await page.keyboard.press('Delete');
    await expect(names).toHaveText(['Track 2', 'Track 3', 'Track 1']);
    await page.keyboard.press('Control+z');
    await expect(names).toHaveText(['Track 2', 'Track 3', 'Track 1', 'Track 4']);
  });

  await test.step('the metronome and the master have their controls', async () => {
    const metronome = page.getByRole('button', { name: 'Metronome', exact: true });
    await page.keyboard.press('k');
    await expect(metronome).toHaveAttribute('aria-pressed', 'true');
    await page.getByRole('button', { name: /^Metronome: / }).click();
    await page.getByRole('menuitemradio', { name: '−6.0 dB' }).click();
    await expect(page.getByRole('button', { name: /^Metronome: −6.0 dB, out 1–2$/ })).toBeVisible();
    const master = page.getByRole('slider', { name: 'Gain of the master' });
    await master.focus();
    await page.keyboard.press('ArrowLeft');
    await expect(master).toHaveAttribute('aria-valuetext', '−0.5 dB');
  });

  const { project } = await studio.sessionWhere(({ project: { master } }) => master.gainDb < 0);
  expect(project.tracks.map(({ name, groupId }) => [name, groupId !== null])).toEqual([
    ['Track 2', true],
    ['Track 3', false],
    ['Track 1', false],
    ['Track 4', false],
  ]);
  expect(project.tracks[1]).toMatchObject({ colour: 3, gainDb: -60, pan: -0.3, soloSafe: true });
  expect(project.metronome).toMatchObject({ enabled: true, gainDb: -6 });
});

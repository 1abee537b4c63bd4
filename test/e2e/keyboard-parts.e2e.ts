/** The parts of the window by keyboard: F6, arrows, Enter, composed text; the timeline by its names. */
import type { Page } from '@playwright/test';
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';

/** Composes `text` in the focused field as an input method does; `keys` are pressed meanwhile. */
async function compose(page: Page, text: string, keys: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Input.imeSetComposition', {
    text,
    selectionStart: text.length,
    selectionEnd: text.length,
  });
  for (const key of keys) {
    // As Chromium reports keys that an input method handles.
    const event = { key, code: key, windowsVirtualKeyCode: 229 };
    await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event });
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }
}

test('F6 walks the parts, arrows walk inside, and the timeline reads by its names', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page, timeline, library } = studio;
  await studio.dropOnTrack([demoSound('knock')], 0, 1);
  await studio.dropOnTrack([demoSound('tone 441')], 1, 0.5);
  await expect(studio.clip(/starts at/)).toHaveCount(2);

  await test.step('the timeline by its names', async () => {
    const names = await timeline
      .getByRole('listbox', { name: 'Clips' })
      .getByRole('option')
      .evaluateAll((options) => options.map((option) => option.getAttribute('aria-label')));
    expect(names.sort()).toEqual([
      'knock.wav, knock, starts at 1.000 s',
      'tone 441.wav, tone 441, starts at 0.500 s',
    ]);
    const heads = timeline.getByRole('group', { name: 'Track heads' });
    for (const name of ['knock', 'tone 441']) {
      const head = heads.getByRole('group', { name, exact: true });
      for (const what of ['Arm', 'Mute', 'Solo', 'More for']) {
        await expect(head.getByRole('button', { name: `${what} ${name}` })).toBeVisible();
      }
      await expect(head.getByRole('slider', { name: `Gain of ${name}` })).toBeVisible();
      await expect(head.getByRole('meter', { name: `Level of ${name}` })).toBeVisible();
    }
  });

  const focused = page.locator(':focus');
  const partOf = () =>
    focused.evaluate((element) => {
      const part = element.closest(
        '[role="toolbar"], [aria-label="Library"]:not([role="tablist"]), [aria-label="Track heads"], .track-area, [aria-label="Inspector"], .bottom, footer',
      );
      return part?.getAttribute('aria-label') ?? part?.className;
    });

  await test.step('F6 and Shift+F6', async () => {
    await page.keyboard.press('F6');
    const parts: (string | undefined)[] = [];
    for (let press = 0; press < 8; press += 1) {
      parts.push(await partOf());
      await page.keyboard.press('F6');
    }
    expect(parts).toEqual([
      'Transport',
      'Tools',
      'Library',
      'Track heads',
      'track-area',
      'Inspector',
      'bottom',
      'foot',
    ]);
    expect(await partOf()).toBe('Transport');
    await page.keyboard.press('Shift+F6');
    expect(await partOf()).toBe('foot');
    await page.keyboard.press('F6');
  });

  await test.step('a toolbar is one tab stop, arrows walk it', async () => {
    await expect(studio.button('Go to start')).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(studio.button('Play')).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(studio.button('Record')).toBeFocused();
    await page.keyboard.press('Tab');
    expect(await partOf()).not.toBe('Transport');
    await page.keyboard.press('Shift+Tab');
    await expect(studio.button('Record')).toBeFocused();
  });

  await test.step('so are the track heads', async () => {
    await timeline.getByRole('button', { name: 'knock', exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(studio.button('Arm knock')).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(studio.button('Arm tone 441')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(studio.button('Arm tone 441')).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Enter');
    await expect(studio.button('Arm tone 441')).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('Escape');
    await expect(timeline.getByRole('button', { name: 'tone 441', exact: true })).toBeFocused();
  });

  await test.step('Enter goes from a clip to its account and back', async () => {
    await studio.play();
    await expect(studio.row('ended', 'knock')).toBeVisible();
    await studio.stopped();
    await page.keyboard.press('Control+j');
    await expect(studio.actions).toHaveCount(0);
    await studio.clip(/^knock/).focus();
    await page.keyboard.press('Enter');
    await expect(studio.row('ended', 'knock')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(studio.clip(/^knock/)).toBeFocused();
  });

  await test.step('a time is typed into the clock; composed keys are the input method’s', async () => {
    await page.keyboard.press('g');
    const field = page.getByRole('textbox', { name: 'Go to a time' });
    await expect(field).toBeFocused();
    await page.keyboard.type('soon');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('Not a time. Write 1:06.5');
    await field.fill('0:01.25');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('timer', { name: 'Position' })).toContainText('01.250');
    await expect(studio.clip(/^knock/)).toBeFocused();
    const clock = page.getByRole('timer', { name: 'Position' }).getByRole('button');
    await clock.click();
    await expect(field).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(clock).toBeFocused();

    await timeline.getByRole('button', { name: 'knock', exact: true }).focus();
    await page.keyboard.press('F2');
    const name = page.getByRole('textbox', { name: 'Track name' });
    await expect(name).toBeFocused();
    await compose(page, 'すず', ['Enter', 'Escape']);
    await expect(name).toBeFocused();
    await expect(name).toHaveValue('すず');
    await page.keyboard.insertText('鈴');
    await expect(name).toHaveValue('鈴');
    await page.keyboard.press('Enter');
    await expect(timeline.getByRole('group', { name: '鈴', exact: true })).toBeVisible();
  });

  await test.step('Space plays after a select; Enter presses what Space does not', async () => {
    await studio.clip(/^knock/).focus();
    await studio.inspector.getByRole('combobox', { name: 'If late' }).selectOption({ index: 1 });
    await studio.inspector.getByRole('combobox', { name: 'If late' }).focus();
    await page.keyboard.press('Space');
    await expect(studio.button('Stop')).toBeVisible();
    await page.keyboard.press('Space');
    await studio.stopped();
    await library.getByRole('tab', { name: 'Takes' }).click();
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await expect(page.getByRole('timer', { name: 'Position' })).toContainText('00:00.000');
  });
});

import { answerMessageBox, answerOpenDialog } from '../e2e/support/dialogs.ts';
import { clickMenuItem } from '../e2e/support/menu.ts';
import { expect, sharedAppTest, sharedStandInTest, standInTest, test } from './fixture-test.ts';

sharedAppTest('a menu item is found by its id and clicked', async ({ app, page }) => {
  await clickMenuItem(app.electronApp, 'import');
  await expect(page.getByTestId('log')).toContainText('menu import');
});

test('a checkbox item changes its mark when it is clicked', async ({ app, page }) => {
  await expect(page.getByRole('heading')).toBeVisible();
  const marks = await app.electronApp.evaluate(({ Menu }) => {
    const item = Menu.getApplicationMenu()!.getMenuItemById('snap')!;
    const before = item.checked;
    item.click();
    return [before, item.checked];
  });
  expect(marks).toEqual([false, true]);
});

sharedAppTest('a role brings its own label and submenu', async ({ app }) => {
  const labels = await app.electronApp.evaluate(({ Menu }) => {
    const edit = Menu.getApplicationMenu()!.items[1]!;
    return edit.submenu!.items.filter(({ type }) => type !== 'separator').map(({ label }) => label);
  });
  expect(labels).toEqual(expect.arrayContaining(['Undo', 'Redo', 'Cut', 'Copy', 'Paste']));
});

sharedStandInTest(
  'the keys of a menu item choose it, unless the page used them',
  async ({ page }) => {
    await page.keyboard.press('Control+h');
    await page.keyboard.press('Control+o');
    await expect(page.getByTestId('log')).toContainText('menu import');
    await expect(page.getByTestId('log')).not.toContainText('menu handled');
  },
);

test('a dialog is answered by the test', async ({ app, page }) => {
  await answerOpenDialog(app.electronApp, ['/sounds/hit.wav']);
  const answer = await page.evaluate(() => window.fixture.open());
  expect(answer).toEqual({ canceled: false, filePaths: ['/sounds/hit.wav'] });
});

test('a message box is answered by the test', async ({ app }) => {
  await answerMessageBox(app.electronApp, 1);
  const answer = await app.electronApp.evaluate(({ dialog }) =>
    dialog.showMessageBox({ message: 'Quit?', buttons: ['Quit', 'Stay'] }),
  );
  expect(answer.response).toBe(1);
});

standInTest('a dialog that nobody answers fails instead of waiting', async ({ page }) => {
  const message = await page.evaluate(() =>
    window.fixture.open().catch((error: Error) => error.message),
  );
  expect(message).toContain('does not model dialog.showOpenDialog()');
});

/** What is told after a crash. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './support/app-test.ts';

test('a crash report of the last time is told once, and shown by its button', async ({
  folder,
  launch,
}) => {
  const reports = path.join(folder, 'user-data', 'Crashpad', 'completed');
  mkdirSync(reports, { recursive: true });
  writeFileSync(path.join(reports, 'report.dmp'), '');

  const { app, studio } = await launch();
  await expect(studio.notices).toContainText('A crash report was kept on this computer');
  await app.electronApp.evaluate(({ shell }) => {
    shell.showItemInFolder = (file) => void Reflect.set(globalThis, 'shownFile', file);
  });
  await studio.button('Show the crash report').press('Enter');
  const shown = () => app.electronApp.evaluate(() => Reflect.get(globalThis, 'shownFile'));
  await expect.poll(shown).toBe(path.join(reports, 'report.dmp'));
  await app.close();

  const again = await launch();
  await expect(again.studio.notices).not.toContainText('crash report');
});

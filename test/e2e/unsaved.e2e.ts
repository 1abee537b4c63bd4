/** Quitting asks where the session could not be written, and says where it can be. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from './support/app-test.ts';
import { answerSaveDialog } from './support/dialogs.ts';

test('an edit that could not be saved is not lost by quitting without a question', async ({
  launch,
  folder,
}) => {
  const { app, studio } = await launch();
  const { electronApp } = app;
  const sessionFile = path.join(studio.sessionFolder(), 'session.rtmixer');
  const edits = path.join(studio.sessionFolder(), 'edits.ndjson');
  await expect.poll(() => fs.existsSync(edits)).toBe(true);
  // Nothing can be written where a folder with a file lies.
  fs.rmSync(edits);
  fs.mkdirSync(edits);
  fs.writeFileSync(path.join(edits, 'x'), '');
  await studio.button('Add a track').click();
  const copy = path.join(folder, 'copy.json');
  await answerSaveDialog(electronApp, copy);
  await electronApp.evaluate(({ dialog }) => {
    const asked: Electron.MessageBoxOptions[] = [];
    Object.assign(globalThis, { asked });
    const answers = [3, 1];
    dialog.showMessageBox = async (...args: unknown[]) => {
      asked.push(args.at(-1) as Electron.MessageBoxOptions);
      return { response: answers.shift() ?? 2, checkboxChecked: false };
    };
  });
  await electronApp.evaluate(({ app: running }) => running.quit());
  const asked = () =>
    electronApp.evaluate(() => (globalThis as unknown as { asked: { detail: string }[] }).asked);
  await expect.poll(async () => (await asked()).length).toBe(1);
  expect((await asked())[0]?.detail).toContain(sessionFile);
  // Cancel: the window is still there and works.
  await expect(studio.button('Play')).toBeVisible();
  await electronApp.evaluate(({ app: running }) => running.quit()).catch(() => undefined);
  await expect.poll(() => fs.existsSync(copy), { timeout: 20_000 }).toBe(true);
  expect(JSON.parse(fs.readFileSync(copy, 'utf8'))).toMatchObject({ format: 'rtmixer-session' });
});

import type { LaunchedApp } from '../e2e/support/launch-app.ts';
import { expect, sharedStandInTest } from './fixture-test.ts';

type Electron = typeof import('electron');

/** Runs something in main and gives the message of the error it throws. */
function messageFrom({ electronApp }: LaunchedApp, attempt: (electron: Electron) => unknown) {
  return electronApp
    .evaluate(attempt as (electron: Electron) => string)
    .then(() => 'nothing was thrown')
    .catch((error: Error) => error.message);
}

sharedStandInTest('a module that is not modelled throws when it is touched', async ({ app }) => {
  expect(await messageFrom(app, ({ Tray }) => new Tray('icon.png'))).toContain(
    'The stand-in for Electron does not model electron.Tray.',
  );
});

sharedStandInTest('a method that is not modelled throws when it is called', async ({ app }) => {
  expect(await messageFrom(app, ({ app: electron }) => electron.getGPUInfo('basic'))).toContain(
    'does not model app.getGPUInfo.',
  );
  const printed = await messageFrom(app, ({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.printToPDF({}),
  );
  expect(printed).toContain('does not model webContents.printToPDF.');
});

sharedStandInTest('an event that will never come cannot be listened for', async ({ app }) => {
  const message = await messageFrom(app, ({ app: electron }) =>
    electron.on('accessibility-support-changed', () => {}),
  );
  expect(message).toContain("does not model the event 'accessibility-support-changed' of app.");
});

sharedStandInTest('a window without sandbox is refused', async ({ app }) => {
  const message = await messageFrom(
    app,
    ({ BrowserWindow }) => new BrowserWindow({ webPreferences: { sandbox: false } }),
  );
  expect(message).toContain('does not model webPreferences.sandbox: false.');
});

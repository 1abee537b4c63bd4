import fs from 'node:fs';
import path from 'node:path';
import { app } from './app.ts';
import { appEvents } from './app-events.ts';
import { adoptBrowser } from './browser.ts';
import { startChromium } from './chromium.ts';
import { playwrightAttached } from './playwright-gate.ts';
import { isQuitting, quit } from './quit.ts';
import { markReady } from './ready.ts';
import { runningApp } from './running-app.ts';
import { openWindows } from './window-registry.ts';

/**
 * Starts Chromium and makes the app ready. Called after the app's main script has run once, so
 * that it could set its paths, claim the single-instance lock and register its schemes.
 */
export function startHost(): void {
  process.once('SIGTERM', quit);
  process.once('SIGINT', quit);
  setImmediate(() => {
    if (isQuitting()) return;
    start().catch((error: Error) => {
      console.error(`The stand-in for Electron could not start. ${error.message}`);
      process.exit(1);
    });
  });
}

async function start(): Promise<void> {
  const profile = path.join(app.getPath('userData'), 'stand-in-profile');
  const chromium = await startChromium(profile, runningApp.headed);
  process.once('exit', () => chromium.kill());
  chromium.connection.closed.then(closeAllWindows);
  await adoptBrowser(chromium);
  if (runningApp.debugPortAsked) {
    const portFile = 'DevToolsActivePort';
    fs.copyFileSync(path.join(profile, portFile), path.join(app.getPath('sessionData'), portFile));
    process.stderr.write(`\nDevTools listening on ${chromium.endpoint}\n`);
  }
  await playwrightAttached();
  markReady();
  appEvents.emit('will-finish-launching');
  appEvents.emit('ready', {}, {});
}

/** A Chromium that ends by itself, as when the user closes its last window, takes the windows. */
function closeAllWindows(): void {
  if (isQuitting()) return;
  for (const window of [...openWindows.values()]) window.destroy();
}

import { appEvents } from './app-events.ts';
import { currentBrowser } from './browser.ts';
import { vetoed } from './modelled.ts';
import { startRelaunched } from './relaunch.ts';
import { openWindows } from './window-registry.ts';

let quitting = false;

/** Whether app.quit() is under way and was not vetoed. */
export function isQuitting(): boolean {
  return quitting;
}

/** Asks the app and every window whether they agree, then ends the process. */
export function quit(): void {
  if (quitting) return;
  quitting = true;
  if (vetoed(appEvents, 'before-quit', {})) {
    quitting = false;
    return;
  }
  for (const window of [...openWindows.values()]) {
    window.close();
    if (!window.isDestroyed()) {
      quitting = false;
      return;
    }
  }
  finishQuitting();
}

/** The end of quitting, once no window is open; also reached when the last window goes. */
export function finishQuitting(): void {
  if (vetoed(appEvents, 'will-quit', {})) {
    quitting = false;
    return;
  }
  exit(0);
}

/** Ends the process without asking anyone. */
export function exit(code = 0): void {
  quitting = true;
  for (const window of [...openWindows.values()]) window.destroy();
  appEvents.emit('quit', {}, code);
  const ended = currentBrowser()?.close() ?? Promise.resolve();
  ended.finally(() => {
    startRelaunched();
    process.exit(code);
  });
}

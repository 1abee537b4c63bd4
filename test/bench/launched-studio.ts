/** The application as a bench uses it: on the virtual device, its window 1280x800. */
import type { Bridge } from '../../preload/contract.ts';
import { type LaunchedApp, launchApp } from '../e2e/support/launch-app.ts';
import { StudioPage } from '../e2e/support/studio-page.ts';

/** What pages find beside the DOM. */
export interface BridgePage {
  readonly studio: Bridge;
}

export interface LaunchedStudio extends AsyncDisposable {
  readonly app: LaunchedApp;
  readonly studio: StudioPage;
}

/** Starts the app with a new user data folder; disposing ends it and removes the folder. */
export async function launchStudio(): Promise<LaunchedStudio> {
  const app = await launchApp({ args: ['--host-api=Virtual'] });
  const studio = new StudioPage(app, app.window);
  try {
    await studio.page.setViewportSize({ width: 1280, height: 800 });
    await untilUsable(app);
  } catch (error) {
    await app.kill();
    throw error;
  }
  return { app, studio, [Symbol.asyncDispose]: () => app.close() };
}

/** Waits until the transport can be used and the engine shows the rate of an open device. Looks
 * once a frame of the screen, from within the page. */
export async function untilUsable(app: LaunchedApp): Promise<void> {
  await app.window.waitForFunction(
    () => {
      const engine = document.querySelector('[role="group"][aria-label="Engine"]');
      const play = document.querySelector('[role="toolbar"] button[aria-label="Play"]');
      const isOpen = /\d{2}\s?\d{3}/u.test(engine?.textContent ?? '');
      return isOpen && play instanceof HTMLButtonElement && !play.disabled;
    },
    undefined,
    { polling: 'raf', timeout: 15_000 },
  );
}

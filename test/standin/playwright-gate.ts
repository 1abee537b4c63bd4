import { setTimeout as delay } from 'node:timers/promises';
import { runningApp } from './running-app.ts';

/** How long an app started like this waits for somebody who may not be Playwright. */
const patienceMs = 10_000;

const { switches } = runningApp.commandLine;
const startedByPlaywright =
  switches.get('inspect') === '0' &&
  switches.get('remote-debugging-port') === '0' &&
  process.env.RTMIXER_STANDIN_RELAUNCHED !== '1';

/**
 * Settles when Playwright has attached to the page Chromium opened with; at once without it. An
 * app that opens its window earlier sends that page to another process while Playwright is still
 * getting to know it, and now and then Playwright then waits for an answer for ever.
 */
export const playwrightAttached: Promise<void> = startedByPlaywright
  ? Promise.race([calledByPlaywright(), delay(patienceMs, undefined, { ref: false })])
  : Promise.resolve();

/** Playwright calls this global once it is attached; its own script for Electron does the same. */
function calledByPlaywright(): Promise<void> {
  return new Promise((resolve) => {
    Object.defineProperty(globalThis, '__playwright_run', { value: resolve, configurable: true });
  });
}

import { setTimeout as delay } from 'node:timers/promises';
import { runningApp } from './running-app.ts';

/** How long an app started like this waits for somebody who may not be Playwright, from when there is something
 * to attach to. Playwright on a machine with much else to do takes many seconds. */
const patienceMs = 60_000;

const { switches } = runningApp.commandLine;
const startedByPlaywright =
  switches.get('inspect') === '0' &&
  switches.get('remote-debugging-port') === '0' &&
  process.env.RTMIXER_STANDIN_RELAUNCHED !== '1';

/** Before Chromium has said where it listens, so that the call cannot be missed. */
const called = startedByPlaywright ? calledByPlaywright() : Promise.resolve();

/**
 * Settles when Playwright has attached to the page Chromium opened with; at once without it. An
 * app that opens its window earlier sends that page to another process while Playwright is still
 * getting to know it, and now and then Playwright then waits for an answer for ever.
 */
export async function playwrightAttached(): Promise<void> {
  await Promise.race([called, delay(patienceMs, undefined, { ref: false })]);
}

/** Playwright calls this global once it is attached; its own script for Electron does the same. */
function calledByPlaywright(): Promise<void> {
  return new Promise((resolve) => {
    Object.defineProperty(globalThis, '__playwright_run', { value: resolve, configurable: true });
  });
}

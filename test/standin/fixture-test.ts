import path from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { electronHost } from '../e2e/support/electron-host.ts';
import { type LaunchedApp, launchApp } from '../e2e/support/launch-app.ts';

/** The folder of the small app that the specs of this folder drive. */
export const fixtureFolder = path.join(import.meta.dirname, 'fixture-app');

/** What the fixture app's page can call. */
export interface FixtureApi {
  echo(value: unknown): Promise<unknown>;
  describe(value: unknown): Promise<unknown>;
  fail(): Promise<unknown>;
  unhandled(): Promise<unknown>;
  mainArguments(): Promise<readonly string[]>;
  sender(): Promise<unknown>;
  open(): Promise<unknown>;
  say(value: unknown): void;
  onPush(listener: (value: unknown) => void): () => void;
  pathOf(file: unknown): string;
  sync(value: unknown): unknown;
  throws(): void;
  callBack(listener: (value: { inner(): unknown }) => unknown): unknown;
  readonly nested: { readonly list: readonly unknown[] };
  readonly argv: readonly string[];
}

declare global {
  interface Window {
    fixture: FixtureApi;
    received: unknown[];
    stopListening(): void;
  }
}

/** What the fixture app's main process has seen. */
export interface SeenByMain {
  readonly said: unknown[];
  readonly events: string[];
  readonly visits: { readonly file: string; readonly data: unknown }[];
}

/** Reads what the fixture app's main process has seen so far. */
export function seenByMain({ electronApp }: LaunchedApp): Promise<SeenByMain> {
  return electronApp.evaluate(() => (globalThis as unknown as { fixture: SeenByMain }).fixture);
}

/** Waits until the page has run its script. */
export async function pageReady(page: Page): Promise<Page> {
  await page.getByTestId('log').getByText('ready').waitFor();
  return page;
}

/** A test with the fixture app running in it and its page ready. */
export const test = base.extend<{ app: LaunchedApp; page: Page }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures off it.
  app: async ({}, use) => {
    const app = await launchApp({ appFolder: fixtureFolder });
    await use(app);
    await app.close();
  },
  page: async ({ app }, use) => {
    await use(await pageReady(app.window));
  },
});

/**
 * A test with an app that all such tests of a worker share, for what leaves main, its windows and its menu as
 * they were: before each, the page is loaded again and what main has seen is forgotten. A test that fails gets
 * a new worker, and so a new app.
 */
export const sharedAppTest = base.extend<{ page: Page }, { app: LaunchedApp }>({
  app: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures off it.
    async ({}, use) => {
      const app = await launchApp({ appFolder: fixtureFolder });
      await pageReady(app.window);
      await use(app);
      await app.close();
    },
    { scope: 'worker' },
  ],
  page: async ({ app }, use) => {
    await app.window.reload();
    await app.electronApp.evaluate(() => {
      const seen = (globalThis as unknown as { fixture: SeenByMain }).fixture;
      for (const list of [seen.said, seen.events, seen.visits]) list.length = 0;
    });
    await use(await pageReady(app.window));
  },
});

/** The same two for what only says something about the stand-in; not there on Electron itself. */
export const standInTest = onStandIn(test);
export const sharedStandInTest = onStandIn(sharedAppTest);

function onStandIn<Test>(given: Test): Test {
  return electronHost().isElectron ? ((() => {}) as Test) : given;
}

export { expect } from '@playwright/test';

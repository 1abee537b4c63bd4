import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test as base, expect } from '@playwright/test';
import { runsThatDoNotAddUp } from '../../support/runs-add-up.ts';
import { type JackServer, skipWithoutJack, startJackServer } from './jack-server.ts';
import { type LaunchedApp, type LaunchOptions, launchApp } from './launch-app.ts';
import { StudioPage } from './studio-page.ts';

/** A device whose input is its own output, and by how many frames later. */
export interface LoopbackDevice {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly delayFrames: number;
  readonly stop: () => Promise<void>;
}

export const VIRTUAL_DELAY_FRAMES = 256;

export async function virtualLoopback(): Promise<LoopbackDevice> {
  return {
    name: 'Virtual loopback',
    args: ['--host-api=Virtual', `--virtual-delay-frames=${VIRTUAL_DELAY_FRAMES}`],
    env: {},
    delayFrames: VIRTUAL_DELAY_FRAMES,
    stop: async () => {},
  };
}

/** Real PortAudio: JACK's dummy driver and its loopback, which delays by one period. */
export async function jackLoopback(): Promise<LoopbackDevice> {
  skipWithoutJack();
  const server: JackServer = await startJackServer();
  return {
    name: 'JACK loopback',
    args: ['--host-api=JACK Audio Connection Kit', '--device=loopback'],
    env: server.env,
    delayFrames: server.periodFrames,
    stop: () => server.stop(),
  };
}

export type Launch = (options?: LaunchOptions) => Promise<{ app: LaunchedApp; studio: StudioPage }>;

interface Fixtures {
  /** A folder of this test alone, removed afterwards; what was played in it has to add up. */
  readonly folder: string;
  /** Starts the app (on the virtual loopback unless told otherwise); ended with the test. */
  readonly launch: Launch;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from it.
  folder: async ({}, use) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rtmixer-spec-'));
    await use(folder);
    const wrong = await runsThatDoNotAddUp(folder);
    fs.rmSync(folder, { recursive: true, force: true });
    expect(wrong).toEqual([]);
  },
  launch: async ({ folder }, use, testInfo) => {
    const running: LaunchedApp[] = [];
    await use(async (options = {}) => {
      const app = await launchApp({
        userDataDir: path.join(folder, 'user-data'),
        args: ['--host-api=Virtual', `--virtual-delay-frames=${VIRTUAL_DELAY_FRAMES}`],
        ...options,
      });
      running.push(app);
      const studio = new StudioPage(app, app.window);
      await studio.page.setViewportSize({ width: 1440, height: 900 }).catch(() => {});
      await studio.ready();
      return { app, studio };
    });
    for (const app of running) {
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach('what main printed', { body: app.output() });
      }
      await app.close();
    }
  },
});

export { expect } from '@playwright/test';

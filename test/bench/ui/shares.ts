/** How much of a core the window takes while it plays and records, and while nobody sees it. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { type LaunchedApp, launchApp } from '../../e2e/support/launch-app.ts';
import { type Figure, figure } from '../figure.ts';
import { untilUsable } from '../launched-studio.ts';
import { processTimes } from '../process-times.ts';
import { type SessionSize, soundSeconds, writeSession } from './sized-session.ts';

const slices = 4;
const sliceSeconds = 2;
const settleSeconds = 2;

/** Each clip sounds for almost the whole minute. */
const sounding = { periodSeconds: 0.01, clipSeconds: soundSeconds - 2 };
const fewClips: SessionSize = { name: '64', trackCount: 64, clipsOnTrack: 1, ...sounding };
const manyClips: SessionSize = { name: '2,000', trackCount: 1_000, clipsOnTrack: 2, ...sounding };

export async function measureShares(): Promise<readonly Figure[]> {
  const playing = async (app: LaunchedApp) => {
    await app.window.keyboard.press('Space');
    await app.window.getByRole('button', { name: 'Stop' }).waitFor();
  };
  return [
    ...(await sharesOf('playing 64 clips', fewClips, { atMost: 8, before: 22 }, playing)),
    ...(await sharesOf('playing 2,000 clips', manyClips, { atMost: 12, before: 44 }, playing)),
    ...(await sharesOf('recording', fewClips, { atMost: 12, before: 48 }, record)),
    ...(await sharesOf(
      'nobody sees it, 64 clips',
      fewClips,
      { atMost: 2, before: 40 },
      async (app) => {
        await playing(app);
        await minimise(app.window);
      },
    )),
  ];
}

async function record(app: LaunchedApp): Promise<void> {
  await app.window.keyboard.press('r');
  await app.window.getByRole('button', { name: 'Stop' }).waitFor();
}

/** The page of the stand-in cannot be minimised: its browser has no window. What a page is told then is
 * told to it here, and it makes no pictures any more. */
async function minimise(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true });
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    globalThis.requestAnimationFrame = () => 0;
    document.dispatchEvent(new Event('visibilitychange'));
    for (const animation of document.getAnimations()) animation.cancel();
  });
}

async function sharesOf(
  what: string,
  size: SessionSize,
  { atMost, before }: { readonly atMost: number; readonly before: number },
  begin: (app: LaunchedApp) => Promise<void>,
): Promise<readonly Figure[]> {
  const userDataDir = mkdtempSync(`${os.tmpdir()}/rtmixer-bench-`);
  writeSession(userDataDir, size);
  const app = await launchApp({ userDataDir, args: ['--host-api=Virtual'] });
  try {
    await app.window.setViewportSize({ width: 1280, height: 800 });
    await app.window.waitForSelector('[role="option"]');
    await untilUsable(app);
    await begin(app);
    await pause(settleSeconds * 1_000);
    const pid = app.electronApp.process().pid ?? 0;
    const percents: number[] = [];
    for (let slice = 0; slice < slices; slice++) {
      const start = performance.now();
      const used = processTimes(pid).get('renderer') ?? 0;
      await pause(sliceSeconds * 1_000);
      const more = (processTimes(pid).get('renderer') ?? 0) - used;
      percents.push((more * 1e5) / (performance.now() - start));
    }
    const goal = { bound: 'at most', value: atMost } as const;
    return [figure(`${what}: window`, percents, '% of a core', { goal, before })];
  } finally {
    await app.kill();
    rmSync(userDataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

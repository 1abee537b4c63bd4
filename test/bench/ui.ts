/** What the window costs, at four sizes of the session. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { electronHost } from '../e2e/support/electron-host.ts';
import { type LaunchedApp, launchApp } from '../e2e/support/launch-app.ts';
import { type Bench, type Figure, figure, type Goal } from './figure.ts';
import { untilUsable } from './launched-studio.ts';
import { type PageInput, timePictures } from './ui/page-pictures.ts';
import { type SessionSize, sessionSizes, writeSession } from './ui/sized-session.ts';
import { pageThreadClock, type ThreadClock } from './ui/thread-time.ts';

const rounds = 3;
const pictures = 40;
const settleMilliseconds = 400;
const area = '.track-area';

const scrollTime: PageInput = { kind: 'wheel', selector: area, deltaX: 40 };
const scrollTracks: PageInput = { kind: 'wheel', selector: area, deltaY: 30 };
const zoom: PageInput = { kind: 'wheel', selector: area, deltaY: 20, ctrlKey: true };

export const ui: Bench = {
  name: 'ui',
  how: `On the ${electronHost().name}, window 1280x800, no GPU: processor time of the window's main thread per
picture (from /proc), one input and one animation frame each, ${pictures} pictures, half of them there and half of them
back; ${rounds} rounds. Sizes are tracks/clips; every clip is a part of one minute of sound.`,
  limitSeconds: 900,
  async measure() {
    if (process.platform !== 'linux') throw new Error('Thread times are read on Linux only.');
    const figures: Figure[] = [];
    for (const size of sessionSizes.filter(({ name }) =>
      name.includes(process.env.FLAT_SIZE ?? ''),
    ))
      figures.push(...(await measureSize(size)));
    return figures;
  },
};

async function measureSize(size: SessionSize): Promise<readonly Figure[]> {
  const userDataDir = mkdtempSync(path.join(os.tmpdir(), 'rtmixer-bench-'));
  writeSession(userDataDir, size);
  const start = performance.now();
  const appFolder = process.env.FLAT_APP;
  const app = await launchApp({
    userDataDir,
    args: ['--host-api=Virtual'],
    ...(appFolder ? { appFolder } : {}),
  });
  try {
    const { window: page } = app;
    await page.waitForSelector('[role="option"]');
    await untilUsable(app);
    const usable = performance.now() - start;
    await page.setViewportSize({ width: 1280, height: 800 });
    const clock = await pageThreadClock(page, mainPid(app));
    await pause(2_000);
    const goal = (value: number): { goal: Goal } => ({ goal: { bound: 'at most', value } });
    const take = async (what: string, limit: number, once: () => Promise<number>) => {
      const values: number[] = [];
      for (let round = 0; round < rounds; round++) {
        values.push(await once());
        await pause(settleMilliseconds);
      }
      return figure(`${size.name}: ${what}`, values, 'ms', goal(limit));
    };
    const shown = (input: PageInput) => () => timePictures(page, clock, input, pictures);
    const figures = [
      figure(`${size.name}: start to usable`, [usable], 'ms'),
      await take('scroll', 4, shown(scrollTime)),
      await take('scroll tracks', 4, shown(scrollTracks)),
      await take('zoom', 8, shown(zoom)),
      await take('drag, per move', 4, () => drag(app, clock)),
      await take('nudge', 8, () => nudge(app, clock)),
    ];
    await page.keyboard.press('Shift+Z');
    await pause(1_000);
    figures.push(
      await take('whole session: scroll', 8, shown(scrollTime)),
      await take('whole session: scroll tracks', 8, shown(scrollTracks)),
      await take('whole session: zoom', 8, shown(zoom)),
    );
    return figures;
  } finally {
    await app.kill();
    rmSync(userDataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

function mainPid({ electronApp }: LaunchedApp): number {
  const { pid } = electronApp.process();
  if (pid === undefined) throw new Error('The application has ended.');
  return pid;
}

/** A clip is held and moved along its track, then let go where it was. */
async function drag({ window: page }: LaunchedApp, clock: ThreadClock): Promise<number> {
  const box = await page.locator(area).boundingBox();
  if (box === null) throw new Error('The track area is not on the screen.');
  const x = box.x + 60;
  const y = box.y + 37;
  await page.mouse.move(x, y);
  await page.mouse.down();
  const input = { kind: 'pointer-move', selector: area, x, y, pixels: 4 } as const;
  const taken = await timePictures(page, clock, input, pictures);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  return taken;
}

/** The selected clip goes one step right and back, each step awaited until main has confirmed it. */
async function nudge({ window: page }: LaunchedApp, clock: ThreadClock): Promise<number> {
  const before = clock();
  const count = 10;
  await page.evaluate(async (steps) => {
    for (let step = 0; step < steps; step++) {
      const key = step % 2 === 0 ? 'ArrowRight' : 'ArrowLeft';
      const target = document.activeElement ?? document.body;
      target.dispatchEvent(new KeyboardEvent('keydown', { key, code: key, bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }, count);
  return (clock() - before) / count;
}

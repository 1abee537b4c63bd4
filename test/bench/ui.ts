/** What the window costs, at four sizes of the session. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { electronHost } from '../e2e/support/electron-host.ts';
import { type LaunchedApp, launchApp } from '../e2e/support/launch-app.ts';
import { type Bench, type Figure, figure, type Goal, median } from './figure.ts';
import { type BridgePage, untilUsable } from './launched-studio.ts';
import { type PageInput, timePictures } from './ui/page-pictures.ts';
import { type SessionSize, sessionSizes, writeSession } from './ui/sized-session.ts';
import { pageThreadClock, type ThreadClock } from './ui/thread-time.ts';

const rounds = 3;
const pictures = 40;
const nudges = 6;
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
    const take = async (what: string, limit: number, once: () => Promise<number>) => {
      const values: number[] = [];
      for (let round = 0; round < rounds; round++) {
        values.push(await once());
        await pause(settleMilliseconds);
      }
      return figure(`${size.name}: ${what}`, values, 'ms', atMost(limit));
    };
    const shown = (input: PageInput) => () => timePictures(page, clock, input, pictures);
    const figures = [
      figure(`${size.name}: start to usable`, [usable], 'ms'),
      await take('scroll', 4, shown(scrollTime)),
      await take('scroll tracks', 4, shown(scrollTracks)),
      await take('zoom', 8, shown(zoom)),
      await take('drag, per move', 4, () => drag(app, clock)),
      ...(await nudgeFigures(app, clock, size)),
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

function atMost(value: number): { readonly goal: Goal } {
  return { goal: { bound: 'at most', value } };
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

async function nudgeFigures(
  app: LaunchedApp,
  clock: ThreadClock,
  size: SessionSize,
): Promise<readonly Figure[]> {
  const taken: Nudge[] = [];
  for (let round = 0; round < rounds; round++) taken.push(await nudge(app, clock));
  const painted = taken.map((each) => each.painted);
  const confirmed = taken.map((each) => each.confirmed);
  return [
    figure(`${size.name}: nudge, painted`, painted, 'ms', atMost(8)),
    figure(`${size.name}: nudge, confirmed (wall time)`, confirmed, 'ms', atMost(30)),
  ];
}

interface Nudge {
  /** Processor time of the window's main thread until the picture shows it. */
  readonly painted: number;
  /** Wall time until main's confirmation is in the window. */
  readonly confirmed: number;
}

/** The selected clip goes one step to the right and back, each step when the last one is confirmed. */
async function nudge({ window: page }: LaunchedApp, clock: ThreadClock): Promise<Nudge> {
  const painted: number[] = [];
  const confirmed: number[] = [];
  for (let step = 0; step < nudges; step++) {
    await pause(settleMilliseconds / 2);
    const before = clock();
    await page.evaluate(pressArrow, step % 2 === 0 ? 'ArrowRight' : 'ArrowLeft');
    painted.push(clock() - before);
    confirmed.push(await page.evaluate(() => (globalThis as unknown as NudgedPage).confirmed));
  }
  return { painted: median(painted), confirmed: median(confirmed) };
}

interface NudgedPage extends BridgePage {
  /** Milliseconds from the key. */
  confirmed: Promise<number>;
}

/** Resolves when the picture after the key is made. */
async function pressArrow(key: string): Promise<void> {
  const page = globalThis as unknown as NudgedPage;
  const start = performance.now();
  page.confirmed = new Promise((resolve) => {
    const end = page.studio.onUpdate(({ edits }) => {
      if (edits === undefined) return;
      end();
      resolve(performance.now() - start);
    });
  });
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent('keydown', { key, code: key, bubbles: true }));
  await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => setTimeout(resolve));
}

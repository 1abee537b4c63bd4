/** What the window costs, at four sizes of the session, beside other timelines of the web. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { electronHost } from '../e2e/support/electron-host.ts';
import { type LaunchedApp, launchApp } from '../e2e/support/launch-app.ts';
import { type Bench, type Figure, type Findings, figure, median } from './figure.ts';
import { type BridgePage, untilUsable } from './launched-studio.ts';
import { MissingPeer } from './peers/participant.ts';
import { type PageInput, timePictures } from './ui/page-pictures.ts';
import { measurePeers, peerVersions } from './ui/peer-pages.ts';
import { measureShares } from './ui/shares.ts';
import { type SessionSize, sessionSizes, writeSession } from './ui/sized-session.ts';
import { pageThreadClock, type ThreadClock } from './ui/thread-time.ts';

const rounds = 3;
const pictures = 40;
const nudges = 6;
const settleMilliseconds = 400;
const peerTracks = [50, 200];
const area = '.track-area';

const scrollTime: PageInput = { kind: 'wheel', selector: area, deltaX: 40 };
const scrollTracks: PageInput = { kind: 'wheel', selector: area, deltaY: 30 };
const zoom: PageInput = { kind: 'wheel', selector: area, deltaY: 20, ctrlKey: true };

/** The goal, and what the largest session took before its clips had an index. */
interface GoalAndBefore {
  readonly atMost: number;
  readonly before: number;
}

export const ui: Bench = {
  name: 'ui',
  how: `On the ${electronHost().name}, window 1280x800, no GPU: processor time of the window's main thread per
picture (from /proc), one input and one animation frame each, ${pictures} pictures, half of them there and half of them
back; ${rounds} rounds. Sizes are tracks/clips; every clip is a part of one minute of sound. Shares: user and system
time of the window's process, all threads, in percent of a core. Peers show the same sound on every track, in the
same browser. "before": the largest session, when every clip had an element and each picture walked all clips.`,
  limitSeconds: 900,
  async measure() {
    if (process.platform !== 'linux') throw new Error('Thread times are read on Linux only.');
    const figures: Figure[] = [];
    for (const size of sessionSizes) figures.push(...(await measureSize(size)));
    figures.push(...(await measureShares()));
    const peers = await peerFindings();
    return { figures: [...figures, ...peers.figures], remarks: peers.remarks };
  },
};

async function peerFindings(): Promise<Findings> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rtmixer-bench-'));
  try {
    const found = await measurePeers(folder, peerTracks, rounds);
    const figures = found.flatMap(({ name, trackCount, scroll, zoom: zoomed }) => [
      figure(`${name}, ${trackCount} tracks: scroll`, scroll, 'ms'),
      figure(`${name}, ${trackCount} tracks: zoom`, zoomed, 'ms'),
    ]);
    return { figures, remarks: [`Peers: ${peerVersions(folder)}.`] };
  } catch (error) {
    if (!(error instanceof MissingPeer)) throw error;
    return { figures: [], remarks: [`SKIPPED, without peers: ${error.message}.`] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureSize(size: SessionSize): Promise<readonly Figure[]> {
  const userDataDir = mkdtempSync(path.join(os.tmpdir(), 'rtmixer-bench-'));
  writeSession(userDataDir, size);
  const start = performance.now();
  const app = await launchApp({ userDataDir, args: ['--host-api=Virtual'] });
  try {
    const { window: page } = app;
    await page.waitForSelector('[role="option"]');
    await untilUsable(app);
    const usable = performance.now() - start;
    await page.setViewportSize({ width: 1280, height: 800 });
    const clock = await pageThreadClock(page, mainPid(app));
    await pause(2_000);
    const named = (what: string) => `${size.name}: ${what}`;
    const started = figure(named('start to usable (wall time)'), [usable], 'ms');
    const near = await gestureFigures(app, clock, named);
    await page.keyboard.press('Shift+Z');
    await pause(1_000);
    return [started, ...near, ...(await wholeFigures(page, clock, named))];
  } finally {
    await app.kill();
    rmSync(userDataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

type FigureName = (what: string) => string;

async function gestureFigures(
  app: LaunchedApp,
  clock: ThreadClock,
  named: FigureName,
): Promise<readonly Figure[]> {
  const shown = (input: PageInput) => () => timePictures(app.window, clock, input, pictures);
  const steps: Nudge[] = [];
  const figures = [
    await take(named('scroll'), { atMost: 4, before: 30 }, shown(scrollTime)),
    await take(named('scroll tracks'), { atMost: 4, before: 30 }, shown(scrollTracks)),
    await take(named('zoom'), { atMost: 8, before: 80 }, shown(zoom)),
    await take(named('drag, per move'), { atMost: 4, before: 21 }, () => drag(app, clock)),
  ];
  for (let round = 0; round < rounds; round++) steps.push(await nudge(app, clock));
  const painted = steps.map((step) => step.painted);
  const confirmed = steps.map((step) => step.confirmed);
  return [
    ...figures,
    judged(named('nudge, painted'), painted, { atMost: 8, before: 41 }),
    judged(named('nudge, confirmed (wall time)'), confirmed, { atMost: 30, before: 260 }),
  ];
}

async function wholeFigures(
  page: Page,
  clock: ThreadClock,
  named: FigureName,
): Promise<readonly Figure[]> {
  const shown = (input: PageInput) => () => timePictures(page, clock, input, pictures);
  return [
    await take(named('whole session: scroll'), { atMost: 8, before: 480 }, shown(scrollTime)),
    await take(named('whole session: tracks'), { atMost: 8, before: 480 }, shown(scrollTracks)),
    await take(named('whole session: zoom'), { atMost: 8, before: 80 }, shown(zoom)),
  ];
}

async function take(name: string, of: GoalAndBefore, once: () => Promise<number>): Promise<Figure> {
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) {
    values.push(await once());
    await pause(settleMilliseconds);
  }
  return judged(name, values, of);
}

function judged(
  name: string,
  values: readonly number[],
  { atMost, before }: GoalAndBefore,
): Figure {
  return figure(name, values, 'ms', { goal: { bound: 'at most', value: atMost }, before });
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
  const y = box.y + 30;
  await page.mouse.move(x, y);
  await page.mouse.down();
  const input = { kind: 'pointer-move', selector: area, x, y, pixels: 4 } as const;
  const taken = await timePictures(page, clock, input, pictures);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  return taken;
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

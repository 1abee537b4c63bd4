/** What accounts cost the window, and how soon a dropout is on the screen. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { ActionRow } from '../../preload/actions.ts';
import { type LaunchedApp, launchApp } from '../e2e/support/launch-app.ts';
import { StudioPage } from '../e2e/support/studio-page.ts';
import { putRun, runHeader } from '../support/written-run.ts';
import { type Figure, figure } from './figure.ts';
import { type BridgePage, untilUsable } from './launched-studio.ts';
import { timePictures } from './ui/page-pictures.ts';
import { type SessionSize, writeSession } from './ui/sized-session.ts';
import { pageThreadClock } from './ui/thread-time.ts';

const rounds = 3;
const pictures = 40;
const pages = 20;
const sampleRate = 48_000;
/** Dropouts that are waited for, one a second. */
const dropouts = 8;
const readMilliseconds = 120_000;
/** Sounds as long as it is looked. */
const ONE_CLIP: SessionSize = {
  name: '1/1',
  trackCount: 1,
  clipsOnTrack: 1,
  periodSeconds: 50,
  clipSeconds: 40,
};

async function withApp<Value>(
  args: readonly string[],
  prepare: (userDataDir: string) => void,
  work: (app: LaunchedApp) => Promise<Value>,
): Promise<Value> {
  const userDataDir = mkdtempSync(path.join(os.tmpdir(), 'rtmixer-bench-'));
  prepare(userDataDir);
  const app = await launchApp({ userDataDir, args: ['--host-api=Virtual', ...args] });
  try {
    await app.window.setViewportSize({ width: 1440, height: 900 });
    await untilUsable(app);
    return await work(app);
  } finally {
    await app.kill();
    rmSync(userDataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** The Actions table over the rows of a run that is kept. */
export function measureTable(rows: readonly ActionRow[]): Promise<readonly Figure[]> {
  const prepare = (userDataDir: string) =>
    void putRun(path.join(userDataDir, 'session', 'runs'), runHeader(1), rows);
  return withApp([], prepare, async (app) => {
    const { window: page } = app;
    const studio = new StudioPage(app, page);
    await studio.openTab('Actions');
    await page.getByRole('button', { name: 'Timeline', exact: true }).click();
    const rowCount = `[aria-label="Actions"][aria-rowcount="${rows.length + 1}"]`;
    await page.waitForSelector(rowCount, { timeout: readMilliseconds });
    const { pid = 0 } = app.electronApp.process();
    const clock = await pageThreadClock(page, pid);
    const input = { kind: 'scroll-down', selector: '.table-scroller', pixels: 120 } as const;
    const scroll: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      scroll.push(await timePictures(page, clock, input, pictures));
    }
    const answers = await page.evaluate(askPages, { count: pages, rows: rows.length });
    const shown: number[] = [];
    for (const share of [0.9, 0.3, 0.6, 0.1, 0.8]) {
      shown.push(await page.evaluate(jumpTo, { selector: '.table-scroller', share }));
    }
    const named = (what: string) => `${rows.length} rows: ${what}`;
    return [
      figure(named('scroll, per picture'), scroll, 'ms', {
        goal: { bound: 'at most', value: 16 },
      }),
      figure(named('a page of main, sorted (wall time)'), answers, 'ms'),
      figure(named('jump anywhere until all rows are there (wall time)'), shown, 'ms'),
    ];
  });
}

/** Milliseconds of each answer, at places all over the table. */
async function askPages({
  count,
  rows,
}: {
  readonly count: number;
  readonly rows: number;
}): Promise<readonly number[]> {
  const { studio } = globalThis as unknown as BridgePage;
  const taken: number[] = [];
  for (let page = 0; page < count; page += 1) {
    const start = performance.now();
    await studio.runRows({
      runId: null,
      sort: 'timeline',
      isDescending: false,
      filter: 'all',
      clipIds: null,
      openFolds: [],
      places: [],
      from: Math.floor(((page * 7_919) % count) * (rows / count)),
      count: 60,
    });
    taken.push(performance.now() - start);
  }
  return taken;
}

/** Milliseconds until no row in view is a blank one. */
async function jumpTo({
  selector,
  share,
}: {
  readonly selector: string;
  readonly share: number;
}): Promise<number> {
  const element = document.querySelector(selector);
  if (element === null) throw new Error(`Nothing matches ${selector}.`);
  const start = performance.now();
  element.scrollTop = element.scrollHeight * share;
  await new Promise((resolve) => requestAnimationFrame(resolve));
  const isBlank = () => element.querySelector('.blank-line') !== null;
  while (isBlank()) await new Promise((resolve) => requestAnimationFrame(resolve));
  return performance.now() - start;
}

/** From the frame of a dropout until it is shown, in frames of the stream. */
export function measureShownDropouts(): Promise<readonly Figure[]> {
  // Nothing is lost, so that the stream's frames and the time run alike.
  const faults = [{ kind: 'output-underflow', frame: sampleRate, everyFrames: sampleRate }];
  const args = [`--virtual-faults=${JSON.stringify(faults)}`];
  return withApp(
    args,
    (userDataDir) => writeSession(userDataDir, ONE_CLIP),
    async (app) => {
      const studio = new StudioPage(app, app.window);
      const { page } = studio;
      await studio
        .clip(/starts at/)
        .first()
        .waitFor();
      await studio.openTab('Dropouts');
      await page.keyboard.press('Shift+Z');
      await studio.play();
      const seen = await watched(page);
      const places = Object.entries(seen).filter(([, values]) => values.length > 0);
      return places.map(([name, frames]) =>
        figure(
          `a dropout is shown in the ${name} after`,
          frames.map((count) => (count / sampleRate) * 1_000),
          'ms',
          { goal: { bound: 'at most', value: 250 } },
        ),
      );
    },
  );
}

type ShownPlaces = Readonly<Record<'strip' | 'ruler' | 'clip' | 'tab', readonly number[]>>;

/** Frames from each dropout until each place shows one more than before. */
async function watched(page: Page): Promise<ShownPlaces> {
  return page.evaluate(watchPlaces, { most: dropouts, longest: (dropouts + 4) * 1_000 });
}

async function watchPlaces({
  most,
  longest,
}: {
  readonly most: number;
  readonly longest: number;
}): Promise<ShownPlaces> {
  const { studio } = globalThis as unknown as BridgePage;
  const numberIn = (text: string | null | undefined) =>
    Number(/\d+/.exec((text ?? '').replace(/^\D*/, ''))?.[0] ?? 0);
  const ticks = () =>
    [...document.querySelectorAll('.dropout-tick')].reduce(
      (sum, { ariaLabel }) => sum + Number(/^(\d+) dropouts/.exec(ariaLabel ?? '')?.[1] ?? 1),
      0,
    );
  const counts = {
    strip: () => numberIn(document.querySelector('.cell-dropouts .cell-value')?.textContent),
    ruler: ticks,
    clip: () =>
      numberIn(
        /\d+ dropout/.exec(
          document.querySelector('.clip-box')?.getAttribute('aria-description') ?? '',
        )?.[0],
      ),
    tab: () => document.querySelectorAll('.dropout-table tbody tr[data-row-key]').length,
  };
  const last = { strip: counts.strip(), ruler: ticks(), clip: counts.clip(), tab: counts.tab() };
  const grown: { readonly place: keyof typeof counts; readonly count: number; at: number }[] = [];
  const end = performance.now() + longest;
  while (performance.now() < end && last.clip < most) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const at = performance.now();
    for (const place of Object.keys(counts) as (keyof typeof counts)[]) {
      const count = counts[place]();
      if (count > last[place]) grown.push({ place, count, at });
      last[place] = count;
    }
  }
  // Once, at the end: the window misses what a snapshot tells another one.
  const asked = performance.now();
  const now = await studio.snapshot(null);
  if (!now.ok) throw new Error(now.message);
  const { counters, dropouts, stream } = now.value;
  // What came before Play belongs to no run, and is not counted in any place.
  const ofRun = dropouts.filter(({ runNumber }) => runNumber === dropouts.at(-1)?.runNumber);
  const perMillisecond = stream.sampleRate / 1_000;
  const seen: Record<keyof typeof counts, number[]> = { strip: [], ruler: [], clip: [], tab: [] };
  for (const { place, count, at } of grown) {
    const dropout = ofRun[count - 1];
    if (dropout === undefined) continue;
    const frame = counters.frame - (asked - at) * perMillisecond;
    seen[place].push(frame - dropout.streamFrame);
  }
  return seen;
}

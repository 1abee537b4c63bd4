/** How long an hour of sound takes from the drop to its track, and to being heard. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { electronHost } from '../e2e/support/electron-host.ts';
import { type Bench, type Figure, figure } from './figure.ts';
import { type BridgePage, type LaunchedStudio, launchStudio } from './launched-studio.ts';
import { writeLongSound } from './long-sound.ts';

const rounds = 5;
const seconds = 3_600;
const soundName = 'an hour';

export const longDrop: Bench = {
  name: 'long-drop',
  how: `On the ${electronHost().name}: a stereo WAV of 60 minutes, 16 bit, is dropped from the system on
the empty timeline; a new session in each of ${rounds} rounds, the file in the system's cache. Seen from
within the page: from its drop event to the frame of the screen on which the clip is there; to the
update whose output meter is above zero, Space being pressed once the clip is there (the time that
the test driver needs for the key included). Silence: frames of the clip's first second that
came too late. The session runs at 48 kHz, so that the file of 44.1 kHz is resampled. Wall time.`,
  limitSeconds: 130,
  async measure() {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'rtmixer-bench-'));
    try {
      return [...(await dropped(folder, 48_000)), ...(await dropped(folder, 44_100))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** What the page writes down; milliseconds since the drop event, null = not yet. */
interface DropTimes {
  drop: number | null;
  clip: number | null;
  sound: number | null;
  /** Of the newest row. */
  starvedFrames: number;
  doneFrames: number;
}

async function dropped(folder: string, sampleRate: number): Promise<Figure[]> {
  const file = path.join(folder, `${soundName}.wav`);
  writeLongSound(file, sampleRate, seconds);
  const taken: DropTimes[] = [];
  for (let round = 0; round < rounds; round++) {
    await using launched = await launchStudio();
    taken.push(await dropOnce(launched, file));
  }
  rmSync(file);
  const what = `60 minutes at ${sampleRate / 1_000} kHz`;
  const clip = taken.map((times) => times.clip ?? Number.NaN);
  const sound = taken.map((times) => times.sound ?? Number.NaN);
  const starved = taken.map(({ starvedFrames }) => starvedFrames);
  return [
    figure(`${what}: drop to the clip on its track`, clip, 'ms', { aim: '300 ms' }),
    figure(`${what}: drop to sound`, sound, 'ms', { aim: '1,000 ms' }),
    figure(`${what}: silence in its first second`, starved, 'frames', { aim: '0' }),
  ];
}

async function dropOnce({ studio }: LaunchedStudio, file: string): Promise<DropTimes> {
  const { page } = studio;
  await watchDrop(page);
  await studio.dropOnTrack([file], 0, 0);
  await reached(page, 'clip');
  await page.keyboard.press('Space');
  await reached(page, 'sound');
  await page.waitForFunction(
    () => (globalThis as unknown as Watched).dropTimes.doneFrames > 48_000,
    undefined,
    { polling: 50, timeout: 10_000 },
  );
  return page.evaluate(() => (globalThis as unknown as Watched).dropTimes);
}

interface Watched extends BridgePage {
  dropTimes: DropTimes;
}

async function reached(page: Page, what: 'clip' | 'sound'): Promise<void> {
  await page.waitForFunction(
    (name) => (globalThis as unknown as Watched).dropTimes[name] !== null,
    what,
    { polling: 'raf', timeout: 20_000 },
  );
}

async function watchDrop(page: Page): Promise<void> {
  await page.evaluate(() => {
    const page = globalThis as unknown as Watched;
    const times: DropTimes = {
      drop: null,
      clip: null,
      sound: null,
      starvedFrames: 0,
      doneFrames: 0,
    };
    page.dropTimes = times;
    const sinceDrop = () => performance.now() - (times.drop ?? Number.NaN);
    document.addEventListener(
      'drop',
      () => {
        times.drop = performance.now();
      },
      { capture: true, once: true },
    );
    const lookForClip = () => {
      if (document.querySelector('[role="option"][aria-label*="starts at"]')) {
        times.clip = sinceDrop();
      } else {
        requestAnimationFrame(lookForClip);
      }
    };
    requestAnimationFrame(lookForClip);
    let player = 0;
    page.studio.onUpdate(({ meters, changedActions = [], actionProgress = [] }) => {
      const isHeard = meters?.output.some((peak) => peak > 0) ?? false;
      if (isHeard) times.sound ??= sinceDrop();
      const row = changedActions.find(({ type }) => type.startsWith('play'));
      if (row !== undefined) {
        player = row.requestNumber;
        times.doneFrames = row.doneFrames;
        times.starvedFrames = row.starvedFrames;
      }
      const [requestNumber, doneFrames = 0] = actionProgress;
      if (requestNumber === player) times.doneFrames = doneFrames;
    });
  });
}

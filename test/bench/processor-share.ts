/** How much of a core the application takes: idle, and while 64 clips play. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { electronHost } from '../e2e/support/electron-host.ts';
import { type Bench, type Figure, figure } from './figure.ts';
import { type BridgePage, type LaunchedStudio, launchStudio } from './launched-studio.ts';
import { writeLongSound } from './long-sound.ts';
import { fillTimeline } from './many-clips.ts';
import { processTimes } from './process-times.ts';

const clipCount = 64;
const slices = 5;
const sliceSeconds = 3;
const settleSeconds = 3;
const sampleRate = 48_000;
const soundSeconds = 60;

export const processorShare: Bench = {
  name: 'processor-share',
  how: `On the ${electronHost().name}, window 1280x800 open, virtual device at 48 kHz: user and system time
of each process from /proc over ${slices} slices of ${sliceSeconds} s after ${settleSeconds} s of rest, as percents of one
core. Idle: an empty session, stopped. Playing: ${clipCount} tracks, each with a stereo clip of one resident
minute. "main" contains its threads, which are listed, too, where they take 0.1 % or more; on the
stand-in it also does what Electron does in C++ (every message is a DevTools command), and the window
is drawn by a browser without a GPU.`,
  limitSeconds: 90,
  async measure() {
    if (process.platform !== 'linux') throw new Error('Processor shares are read on Linux only.');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'rtmixer-bench-'));
    try {
      const file = path.join(folder, 'minute.wav');
      writeLongSound(file, sampleRate, soundSeconds);
      await using launched = await launchStudio();
      const idle = await shares(launched, 'idle');
      await fillTimeline(launched, file, clipCount);
      await launched.studio.play();
      const playing = await shares(launched, `${clipCount} clips`);
      await stillPlaying(launched);
      return [...idle, ...playing];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function shares({ app }: LaunchedStudio, state: string): Promise<Figure[]> {
  const mainPid = app.electronApp.process().pid;
  if (mainPid === undefined) throw new Error('The application has ended.');
  await pause(settleSeconds * 1_000);
  const percents = new Map<string, number[]>();
  let before = processTimes(mainPid);
  let beforeTime = performance.now();
  for (let slice = 0; slice < slices; slice++) {
    await pause(sliceSeconds * 1_000);
    const after = processTimes(mainPid);
    const afterTime = performance.now();
    const sliceMs = afterTime - beforeTime;
    for (const [what, used] of after) {
      const percent = ((used - (before.get(what) ?? 0)) * 1e5) / sliceMs;
      percents.set(what, [...(percents.get(what) ?? []), percent]);
    }
    before = after;
    beforeTime = afterTime;
  }
  return figuresOf(state, percents);
}

function figuresOf(state: string, percents: ReadonlyMap<string, number[]>): Figure[] {
  const aim = state === 'idle' ? 'near zero' : 'a few percent';
  const figures = [...percents].map(([what, values]) => {
    const hasAim = what === 'main' || what === 'renderer';
    return figure(`${state}: ${what}`, values, '% of a core', hasAim ? { aim } : {});
  });
  return figures.filter(({ aim: own, value }) => own !== undefined || value >= 0.1);
}

async function stillPlaying({ studio }: LaunchedStudio): Promise<void> {
  const active = await studio.page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const end = (globalThis as unknown as BridgePage).studio.onUpdate(({ actionProgress }) => {
          if (actionProgress === undefined) return;
          end();
          resolve(actionProgress.length / 3);
        });
      }),
  );
  if (active !== clipCount) throw new Error(`${active} instead of ${clipCount} clips played.`);
}

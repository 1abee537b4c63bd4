/** How long it takes from the start to a window that can be used. */
import { electronHost } from '../e2e/support/electron-host.ts';
import { type LaunchedApp, launchApp } from '../e2e/support/launch-app.ts';
import { fixtureFolder } from '../standin/fixture-test.ts';
import { type Bench, figure } from './figure.ts';
import { untilUsable } from './launched-studio.ts';

const rounds = 5;

export const launch: Bench = {
  name: 'launch',
  how: `On the ${electronHost().name}, under Playwright: from starting the process with a new user data
folder to the window on the virtual device, its Play button enabled and the engine's rate shown. In
turns with the host's own test app (one small page, one IPC message), until its window exists. ${rounds}
starts each after one that does not count; wall time.`,
  limitSeconds: 70,
  async measure() {
    const usable: number[] = [];
    const window: number[] = [];
    const smallApp: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const ours = await timedLaunch({ args: ['--host-api=Virtual'] }, untilUsable);
      const small = await timedLaunch({ appFolder: fixtureFolder });
      if (round >= 0) {
        usable.push(ours.usable);
        window.push(ours.window);
        smallApp.push(small.window);
      }
    }
    const ratios = usable.map((ms, round) => ms / (smallApp[round] ?? Number.NaN));
    return [
      figure('launch to a usable window', usable, 'ms', {
        goal: { bound: 'at most', value: 1500 },
      }),
      figure('launch to a window', window, 'ms'),
      figure("the host's small test app to a window", smallApp, 'ms'),
      figure('usable / small test app', ratios, 'times'),
    ];
  },
};

/** Milliseconds from the start to the window and to its use. */
async function timedLaunch(
  options: Parameters<typeof launchApp>[0],
  use?: (app: LaunchedApp) => Promise<void>,
): Promise<{ window: number; usable: number }> {
  const start = performance.now();
  const app = await launchApp(options);
  try {
    const window = performance.now() - start;
    await use?.(app);
    return { window, usable: performance.now() - start };
  } finally {
    await app.close();
  }
}

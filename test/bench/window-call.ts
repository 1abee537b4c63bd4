/** What a schedule request costs from the window: through preload, IPC and main to the mixer. */
import { electronHost } from '../e2e/support/electron-host.ts';
import { demoSound } from '../e2e/support/recordings.ts';
import { type Bench, figure, median } from './figure.ts';
import { importSound } from './imported-sound.ts';
import { type BridgePage, type LaunchedStudio, launchStudio } from './launched-studio.ts';

const rounds = 7;
const calls = 50;
const batchSize = 1_000;

export const windowCall: Bench = {
  name: 'window-call',
  how: `In the running application on the ${electronHost().name}: window.studio.schedule() of silent
playBuffer requests of 10 ms, awaited, ${calls} calls one after the other; the round trip of each, the
window and its updates going on meanwhile. Beside it the smallest request (one finished action's row),
which is what IPC itself costs here. Batch: one call with ${batchSize} requests. ${rounds} rounds after one
that does not count, wall time.`,
  limitSeconds: 60,
  async measure() {
    await using launched = await launchStudio();
    const { sourceId } = await importSound(launched, demoSound('tone 441'));
    const taken: RoundTrips[] = [];
    for (let round = -1; round < rounds; round++) {
      const trips = await roundTrips(launched, sourceId);
      if (round >= 0) taken.push(trips);
    }
    const single = taken.map(({ schedule }) => schedule);
    const small = taken.map(({ smallest }) => smallest);
    const ratios = single.map((ms, round) => ms / (small[round] ?? Number.NaN));
    const batch = taken.map((trips) => (trips.batch / batchSize) * 1_000);
    return [
      figure('schedule() of one action, round trip', single, 'ms'),
      figure('smallest request, round trip', small, 'ms'),
      figure('schedule() / smallest request', ratios, 'times'),
      figure(`schedule() of ${batchSize} actions`, batch, 'µs per action'),
    ];
  },
};

/** Milliseconds: the medians of single calls, and one batch. */
interface RoundTrips {
  readonly schedule: number;
  readonly smallest: number;
  readonly batch: number;
}

async function roundTrips({ studio }: LaunchedStudio, sourceId: string): Promise<RoundTrips> {
  const trips = await studio.page.evaluate(
    async ({ sourceId, calls, batchSize }) => {
      const bridge = (globalThis as unknown as BridgePage).studio;
      const request = {
        type: 'playBuffer' as const,
        sourceId,
        offsetFrames: 0,
        lengthFrames: 480,
        startFrame: null,
        gain: 0,
        channels: [1, 2],
        belated: 'start' as const,
      };
      async function timed(call: () => Promise<{ ok: boolean; message?: string }>) {
        const begin = performance.now();
        const answer = await call();
        if (!answer.ok) throw new Error(answer.message);
        return performance.now() - begin;
      }
      const schedule: number[] = [];
      const smallest: number[] = [];
      for (let call = 0; call < calls; call++) {
        schedule.push(await timed(() => bridge.schedule({ requests: [request] })));
        smallest.push(await timed(() => bridge.appearance(null)));
      }
      const many = Array.from({ length: batchSize }, () => request);
      return { schedule, smallest, batch: await timed(() => bridge.schedule({ requests: many })) };
    },
    { sourceId, calls, batchSize },
  );
  await studio.page.waitForTimeout(300);
  return { ...trips, schedule: median(trips.schedule), smallest: median(trips.smallest) };
}

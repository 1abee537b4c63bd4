/** Main with a real stream on a JACK server's loopback, and how far its timeline is from a monotonic clock. */
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { loadNativeMixer } from '../../main/engine/native-library.ts';
import { openStudio, type Studio } from '../../main/studio.ts';
import { temporaryFolder } from './fake-studio.ts';
import {
  type JackServer,
  jackMissing,
  jackSampleRate,
  periodFrames,
  startJackServer,
} from './jack-server.ts';
import { writeWav } from './wav-file.ts';

/** The tone of a clip is so long, and in each tenth of a second one begins. */
export const TICK_FRAMES = 2_400;
export const TICK_EVERY = 4_800;
export const TICK_LEVEL = 0.1;

export async function untilSo(
  what: string,
  isSo: () => boolean,
  meanwhile: () => void = () => {},
): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!isSo() && performance.now() < deadline) {
    meanwhile();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(isSo(), what).toBe(true);
}

const TICKS = 100;

export interface StudioOnJack {
  readonly server: JackServer;
  readonly studio: Studio;
}

/** Both end with the test. */
export async function studioOnJack(
  skip: (why: string) => never,
  period = periodFrames,
): Promise<StudioOnJack> {
  const missing = jackMissing();
  if (missing !== null) return skip(`JACK is not tested: ${missing}`);
  const server = await startJackServer(period);
  onTestFinished(() => server.stop());
  return { server, studio: await openStudioOn(server) };
}

async function openStudioOn(server: JackServer): Promise<Studio> {
  Object.assign(process.env, server.env);
  const folder = temporaryFolder();
  const addon = new URL('../../native/build/Release/rtmixer.node', import.meta.url).pathname;
  const studio = await openStudio({
    userDataFolder: folder,
    native: loadNativeMixer(addon),
    arguments: { hostApi: 'JACK Audio Connection Kit', device: 'loopback', virtual: {} },
    send: () => true,
    enumerateInSubprocess: null,
    mayUseInput: async () => true,
  });
  onTestFinished(() => studio.close());
  const file = path.join(folder, 'tick.wav');
  const samples = new Float32Array(TICK_FRAMES).fill(TICK_LEVEL);
  writeWav(file, samples, { channels: 1, sampleRate: jackSampleRate });
  await studio.begin();
  // After about ten dead servers a process cannot load another PortAudio: each file of tests has its own.
  expect(studio.engine.status).toMatchObject({ state: 'active', outputDevice: 'loopback' });
  const placement = { trackId: null, startFrame: 0, rule: 'stack' as const };
  expect(await studio.imports.importFiles([file], placement)).toMatchObject({ ok: true });
  const [first] = studio.project.project.clips;
  if (first === undefined) throw new Error('Nothing was imported.');
  const clips = Array.from({ length: TICKS - 1 }, (_, index) => ({
    ...first,
    id: `clip ${index + 1}`,
    startFrame: (index + 1) * TICK_EVERY,
  }));
  studio.project.applyOwn({ kind: 'insertClips', clips });
  return studio;
}

/** Frames that the timeline is ahead of a monotonic clock that began with the process. A stream counts whole
 * blocks, so that the greatest of many is the one to compare. */
function aheadOfClock(studio: Studio): number {
  const { positionFrame } = studio.transport.status;
  return positionFrame - (performance.now() / 1_000) * jackSampleRate;
}

/** A server that is dead is started again: playback goes on by itself, within one block of the clock by which the
 * timeline ran on. */
export async function expectRejoined({ studio, server }: StudioOnJack): Promise<void> {
  const { transport, dropouts } = studio;
  // Where Play waits for its first frame the position does, too.
  const runsOn = () => transport.isRunningOn && transport.status.positionFrame > 0;
  await untilSo('the timeline runs on', runsOn);
  const ranOn = aheadOfClock(studio);
  await server.restart();
  await untilSo('playback goes on', () => !transport.isRunningOn);
  const from = transport.status.positionFrame;
  let played = Number.NEGATIVE_INFINITY;
  const measure = () => {
    played = Math.max(played, aheadOfClock(studio));
  };
  const end = from + 0.7 * jackSampleRate;
  await untilSo('clips sound', () => transport.status.positionFrame > end, measure);
  const error = played - ranOn;
  const lost = dropouts.log.totals.all;
  console.log(`${error.toFixed(0)} frames off at ${server.periodFrames}, ${lost} dropouts`);
  expect(Math.abs(error)).toBeLessThanOrEqual(server.periodFrames);
}

/** A JACK server that dies, stands still and comes back, while the app goes on. */
import { channelOf, firstDifference, readWav } from '../support/wav-file.ts';
import { expect, type Launch, test } from './support/app-test.ts';
import { type JackServer, skipWithoutJack, startJackServer } from './support/jack-server.ts';
import { demoSound } from './support/recordings.ts';
import type { StudioPage } from './support/studio-page.ts';

let server: JackServer;

test.beforeEach(async () => {
  skipWithoutJack();
  server = await startJackServer();
});
test.afterEach(async () => await server?.stop());

test('a JACK server is killed and started again: Play is heard again', async ({ launch }) => {
  const studio = await playsOnJack(launch);
  await server.kill();
  await expect(studio.notices).toContainText('stopped answering');
  await studio.button('Play').click();
  await expect(studio.notices).toContainText('is not there');
  await expect(studio.notices).not.toContainText('memory');
  await server.restart();
  await recordsWhatPlays(studio);
});

test('a JACK server stands still for three seconds: Play is heard again', async ({ launch }) => {
  const studio = await playsOnJack(launch);
  await standsStill(studio, 3);
});

async function standsStill(studio: StudioPage, seconds: number): Promise<void> {
  server.pause(true);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  server.pause(false);
  await expect(studio.notices).toContainText('stopped answering');
  await recordsWhatPlays(studio);
}

async function playsOnJack(launch: Launch): Promise<StudioPage> {
  const { studio } = await launch({
    args: ['--host-api=JACK Audio Connection Kit', '--device=loopback'],
    env: server.env,
  });
  await studio.dropOnLibrary([demoSound('tone 441')]);
  await studio.dragToTrack('tone 441.wav', 0, 0.5);
  await expect(studio.clip(/starts at/)).toHaveCount(1);
  await studio.play();
  await expect(studio.row('Active actions', 'tone 441')).toHaveCount(1);
  return studio;
}

/** Records from the start, as often as a person would try, and finds the clip in the take. */
async function recordsWhatPlays(studio: StudioPage): Promise<void> {
  await expect(async () => {
    await studio.button('Go to start').click();
    await studio.button('Record').click();
    await expect(studio.button('Stop')).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: 60_000 });
  await expect(studio.row('Active actions', 'tone 441')).toHaveCount(1);
  await studio.page.waitForTimeout(1500);
  await studio.stop();
  const { project } = await studio.sessionWhere(({ project }) => project.takes.length === 1);
  const take = project.takes.at(-1);
  if (take === undefined) throw new Error('There is no take.');
  const recorded = channelOf(studio.readTake(take.file), 1);
  const expected = channelOf(readWav(demoSound('tone 441')), 1).subarray(0, 24_000);
  const sounding = (sample: number) => Math.abs(sample) > 1e-4;
  const offset = recorded.findIndex(sounding) - expected.findIndex(sounding);
  expect(firstDifference(recorded, expected, offset, 1e-6)).toBeNull();
}

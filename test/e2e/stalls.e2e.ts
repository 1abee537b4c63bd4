/** A blocked main process and a stalled disk reach neither the output nor the take. */
import fs from 'node:fs';
import path from 'node:path';
import { channelOf, readWav } from '../support/wav-file.ts';
import { expect, test, VIRTUAL_DELAY_FRAMES } from './support/app-test.ts';
import { firstFrameNotHeard, recordedTake } from './support/recorded-take.ts';
import { demoSound } from './support/recordings.ts';
import { makeSlowDisk } from './support/slow-disk.ts';
import { figureOf, type StudioPage } from './support/studio-page.ts';

test('with main blocked for 5 seconds and the disk for 3, no frame of output or take is missing', async ({
  launch,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'the stalling disk is preloaded on Linux only');
  const disk = makeSlowDisk(folder, '/takes/');
  const { app, studio } = await launch({
    args: ['--host-api=Virtual', `--virtual-delay-frames=${VIRTUAL_DELAY_FRAMES}`],
    env: disk.env,
  });
  await studio.dropOnLibrary([demoSound('metronome 90')]);
  await studio.dragToTrack('metronome 90.wav', 0, 1);
  await expect(studio.clip(/^metronome 90/)).toBeVisible();
  await studio.button('Record').click();
  await expect(studio.row('live', 'metronome 90')).toHaveCount(1);

  disk.stall();
  const blocked = app.electronApp.evaluate(() => {
    const end = Date.now() + 5_000;
    while (Date.now() < end);
  });
  await pause(500);
  const stalledBytes = takeBytes(studio);
  await pause(2_500);
  expect(takeBytes(studio), 'the disk has not stalled').toBe(stalledBytes);
  disk.release();
  await expect.poll(() => takeBytes(studio)).toBeGreaterThan(stalledBytes);
  await blocked;

  const cells = await studio.finished('metronome 90');
  expect(cells.outcome).toContain('completed');
  expect(figureOf(cells.error)).toBe(0);
  await studio.stop();
  const take = await recordedTake(studio);
  expect(studio.session().project.takes[0]?.account?.outcome).not.toBe('overflowed');
  const played = channelOf(readWav(demoSound('metronome 90')), 1);
  expect(firstFrameNotHeard(take, cells, VIRTUAL_DELAY_FRAMES, played)).toBeNull();
});

/** Size of all takes' files. */
function takeBytes(studio: StudioPage): number {
  const folder = path.join(studio.sessionFolder(), 'takes');
  const sizes = fs.readdirSync(folder).map((file) => fs.statSync(path.join(folder, file)).size);
  return sizes.reduce((sum, size) => sum + size, 0);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * The main job through the window, the same on the virtual device and on real PortAudio (JACK):
 * drop, drag to a known second, play, record what was played, and compare it sample by sample.
 */
import { channelOf, firstDifference, readWav } from '../support/wav-file.ts';
import {
  expect,
  jackLoopback,
  type LoopbackDevice,
  test,
  virtualLoopback,
} from './support/app-test.ts';
import { demoSound, skipWithoutRecordings, spokenRecording } from './support/recordings.ts';
import { takeScreenshot } from './support/screenshot.ts';
import { figureOf, type StudioPage } from './support/studio-page.ts';

const devices: readonly { name: string; open: () => Promise<LoopbackDevice> }[] = [
  { name: 'the virtual device', open: virtualLoopback },
  { name: 'JACK', open: jackLoopback },
];

for (const { name, open } of devices) {
  test.describe(`on ${name}`, () => {
    let device: LoopbackDevice;
    test.beforeEach(async () => {
      skipWithoutRecordings();
      device = await open();
    });

    test('a dropped recording is dragged to a second, played, recorded and found to the sample', async ({
      launch,
    }) => {
      const { app, studio } = await launch(device);
      await studio.dropOnLibrary([spokenRecording('Front_Center'), spokenRecording('Rear_Right')]);
      await studio.dragToTrack('Front_Center.wav', 0, 1);
      await studio.dragToTrack('Rear_Right.wav', 0, 3);
      await expect(studio.clip(/^Front_Center.*starts at 1\.000 s$/)).toBeVisible();
      await expect(studio.clip(/^Rear_Right.*starts at 3\.000 s$/)).toBeVisible();

      await studio.button('Record').click();
      await expect(studio.button('Stop')).toBeVisible();
      await framesGrow(studio, 'Front_Center');
      await takeScreenshot(studio.page, `story-recording-${device.name.replaceAll(' ', '-')}`);
      await finishesOnTime(studio, 'Front_Center', spokenRecording('Front_Center'));
      await finishesOnTime(studio, 'Rear_Right', spokenRecording('Rear_Right'));
      await studio.stop();
      await theTakeHoldsWhatWasPlayed(studio, device);
      await takeScreenshot(studio.page, `story-take-${device.name.replaceAll(' ', '-')}`);
      await app.close();
      await device.stop();
    });

    test('cancelling in the middle stops that action alone', async ({ launch }) => {
      const { app, studio } = await launch(device);
      await twoLongClips(studio);
      await studio.play();
      const row = studio.row('live', 'tone 441');
      await expect(row).toHaveCount(1);
      await framesGrow(studio, 'tone 441');
      await row.getByRole('button', { name: /^Cancel/ }).click();
      const cancelled = await studio.finished('tone 441');
      expect(cancelled.outcome).toContain('cancelled');
      const [done, total] = (cancelled['done/total frames'] ?? '').split('/').map(figureOf);
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThan(total ?? 0);
      await expect(studio.row('live', 'rain')).toHaveCount(1);
      const rain = await studio.finished('rain');
      expect(rain.outcome).toContain('completed');
      await theInspectorFollowsTheSelection(studio);
      await app.close();
      await device.stop();
    });
  });
}

/** The result is that of the clip that is selected, also while nothing changes by itself. */
async function theInspectorFollowsTheSelection(studio: StudioPage): Promise<void> {
  await studio.button('Go to start').click();
  for (const [row, outcome] of [
    [0, 'cancelled'],
    [1, 'completed'],
    [0, 'cancelled'],
  ] as const) {
    const { x, y } = await studio.placeOnTrack(row, 1);
    await studio.page.mouse.click(x, y);
    await expect(studio.inspector).toContainText(new RegExp(`Outcome\\s*${outcome}`));
  }
}

/** The frames of a clip's row grow while it is active; a short clip may have ended before it is read. */
async function framesGrow(studio: StudioPage, name: string): Promise<void> {
  const read = async () => {
    const hasEnded = (await studio.row('ended', name).count()) > 0;
    const cells = await studio.cells(studio.row(hasEnded ? 'ended' : 'live', name));
    return { hasEnded, done: figureOf(cells['done/total frames']) };
  };
  await expect.poll(async () => (await read()).done).toBeGreaterThan(0);
  const before = await read();
  await expect
    .poll(async () => {
      const { hasEnded, done } = await read();
      return hasEnded || done > before.done;
    })
    .toBe(true);
}

/** The clip ended completed, whole, on the very frame that was asked for. */
async function finishesOnTime(studio: StudioPage, name: string, path: string): Promise<void> {
  const cells = await studio.finished(name);
  const { frames } = readWav(path);
  expect(cells).toMatchObject({ outcome: expect.stringContaining('completed') });
  expect(figureOf(cells.error)).toBe(0);
  expect(cells.requested).toBe(cells.started);
  expect(cells['done/total frames']?.split('/').map(figureOf)).toEqual([frames, frames]);
}

async function theTakeHoldsWhatWasPlayed(
  studio: StudioPage,
  device: LoopbackDevice,
): Promise<void> {
  const { project } = await studio.sessionWhere(({ project: { takes, clips } }) => {
    return takes.length === 1 && clips.length === 3;
  });
  const take = project.takes[0];
  if (take?.account == null) throw new Error('The take has no account.');
  const recorded = channelOf(studio.readTake(take.file), 1);
  expect(recorded.length).toBe(take.frames);
  for (const name of ['Front_Center', 'Rear_Right'] as const) {
    const cells = await studio.finished(name);
    const expected = channelOf(readWav(spokenRecording(name)), 1);
    const offset =
      figureOf(cells['started stream frame']) + device.delayFrames - take.account.startStreamFrame;
    expect(firstDifference(recorded, expected, offset, 1e-6)).toBeNull();
  }
  const takeClip = project.clips.find(({ sourceId }) => sourceId === take.id);
  expect(takeClip?.startFrame).toBe(
    Math.max(
      0,
      take.account.startStreamFrame - take.account.originFrame - take.account.latencyFrames,
    ),
  );
}

async function twoLongClips(studio: StudioPage): Promise<void> {
  await studio.dropOnLibrary([demoSound('tone 441'), demoSound('rain')]);
  await studio.dragToTrack('tone 441.wav', 0, 0.5);
  await studio.dragToTrack('rain.wav', 1, 0.5);
  await expect(studio.clip(/starts at/)).toHaveCount(2);
}

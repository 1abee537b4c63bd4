/** What survives the death of the window, a quit and a power cut. */
import { channelOf, readWav } from '../support/wav-file.ts';
import { expect, test, VIRTUAL_DELAY_FRAMES } from './support/app-test.ts';
import { firstFrameNotHeard, recordedTake } from './support/recorded-take.ts';
import { demoSound } from './support/recordings.ts';
import { figureOf, StudioPage } from './support/studio-page.ts';

test('a killed window interrupts neither the sound nor the take and finds everything again', async ({
  launch,
}) => {
  const { app, studio } = await launch();
  await studio.dropOnLibrary([demoSound('metronome 90')]);
  await studio.dragToTrack('metronome 90.wav', 0, 1);
  await studio.button('Record').click();
  await expect(studio.row('live', 'metronome 90')).toHaveCount(1);

  await app.killRenderer();
  let again = studio;
  await expect(async () => {
    again = new StudioPage(app, await app.freshWindow());
    await again.ready();
  }).toPass();
  await expect(again.button('Stop')).toBeVisible();
  await expect(again.clip(/^metronome 90.*starts at 1\.000 s$/)).toBeVisible();
  const cells = await again.finished('metronome 90');
  expect(cells.outcome).toContain('completed');
  expect(figureOf(cells.error)).toBe(0);
  await again.stop();

  const take = await recordedTake(again);
  const played = channelOf(readWav(demoSound('metronome 90')), 1);
  expect(firstFrameNotHeard(take, cells, VIRTUAL_DELAY_FRAMES, played)).toBeNull();
});

test('what was edited is there at the next start, and can still be taken back and redone before', async ({
  launch,
}) => {
  const first = await launch();
  await first.studio.dropOnTrack([demoSound('tone 441')], 0, 2);
  await expect(first.studio.clip(/^tone 441.*starts at 2\.000 s$/)).toBeVisible();
  await first.studio.page.keyboard.press('Control+z');
  await expect(first.studio.clip(/^tone 441/)).toHaveCount(0);
  await first.studio.page.keyboard.press('Control+Shift+z');
  await expect(first.studio.clip(/^tone 441.*starts at 2\.000 s$/)).toBeVisible();
  await first.app.close();

  const second = await launch();
  await expect(second.studio.clip(/^tone 441.*starts at 2\.000 s$/)).toBeVisible();
  await second.studio.play();
  const cells = await second.studio.finished('tone 441');
  expect(cells.outcome).toContain('completed');
});

test('after everything was killed the next start offers the take with at most a second missing', async ({
  launch,
}) => {
  const first = await launch();
  await first.studio.dropOnTrack([demoSound('metronome 90')], 0, 0);
  await first.studio.button('Record').click();
  const recording = first.studio.row('live', 'Take');
  const done = async () => figureOf((await first.studio.cells(recording))['done/total frames']);
  await expect.poll(done, { timeout: 30_000 }).toBeGreaterThan(3 * 48_000);
  const doneFrames = await done();
  await first.app.kill();

  const second = await launch();
  await second.studio.openTab('Takes');
  await expect(second.studio.library.getByRole('listitem')).toHaveCount(1);
  const { project } = await second.studio.sessionWhere(({ project: { takes } }) => {
    return takes.length === 1;
  });
  const take = project.takes[0];
  expect(take?.frames).toBeGreaterThan(doneFrames - 48_000);
  expect(project.clips.some(({ sourceId }) => sourceId === take?.id)).toBe(true);
  expect(second.studio.readTake(take?.file ?? '').frames).toBe(take?.frames);
});

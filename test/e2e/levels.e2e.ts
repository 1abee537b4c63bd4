/** Mute, solo, gain and audition level while playing: heard in the same actions, which go on. */
import { gainFromDecibels } from '../../preload/units.ts';
import { channelOf, firstDifference, readWav } from '../support/wav-file.ts';
import { expect, test, VIRTUAL_DELAY_FRAMES } from './support/app-test.ts';
import { heardFrame, recordedTake } from './support/recorded-take.ts';
import { demoSound } from './support/recordings.ts';
import { takeScreenshot } from './support/screenshot.ts';
import { figureOf, type StudioPage } from './support/studio-page.ts';

const SECOND = 48_000;

for (const { what, button } of [
  { what: 'a mute', button: 'Mute tone 441' },
  { what: "another track's solo", button: 'Solo Track 2' },
]) {
  test(`${what} silences what plays and what comes`, async ({ launch }) => {
    const { studio } = await launch();
    const heard = await heardAfter(studio, () => studio.button(button).click());
    expect(loudest(heard.firstFrames)).toBeGreaterThan(0.4);
    expect(loudest(heard.lastSecond)).toBe(0);
  });
}

test("a track's gain is heard to the sample", async ({ launch }) => {
  const { studio } = await launch();
  const heard = await heardAfter(studio, async () => {
    await studio.page.getByRole('slider', { name: 'Gain of tone 441' }).focus();
    for (let step = 0; step < 3; step += 1) await studio.page.keyboard.press('ArrowLeft');
  });
  const { project } = await studio.sessionWhere(({ project: { tracks } }) => {
    return (tracks[0]?.gainDb ?? 0) < 0;
  });
  const gain = gainFromDecibels(project.tracks[0]?.gainDb ?? 0);
  const tone = channelOf(readWav(demoSound('tone 441')), 1).subarray(SECOND);
  const expected = tone.map((sample) => sample * gain);
  expect(firstDifference(heard.lastSecond, expected, 0, 1e-6)).toBeNull();
});

test('the audition level is heard at once, and is kept over a reload', async ({ launch }) => {
  const { studio } = await launch();
  const { page, library } = studio;
  const level = page.getByRole('textbox', { name: 'Audition level' });
  await studio.dropOnLibrary([demoSound('tone 441')]);
  await level.fill('-6');
  await level.press('Enter');
  await expect(level).toHaveValue('−6.0 dB');

  await studio.button('Record').click();
  await expect(studio.row('live', 'Take 1')).toContainText('recording');
  await library.getByRole('button', { name: 'Audition tone 441.wav' }).click();
  const row = studio.row('live', 'tone 441');
  await expect(row).toContainText('playing');
  await expect
    .poll(async () => figureOf((await studio.cells(row))['done/total frames']))
    .toBeGreaterThan(SECOND / 10);
  // At once: the tone lasts no longer than two seconds.
  await level.fill('-20');
  await level.press('Enter');
  await expect(level).toHaveValue('−20.0 dB');
  const cells = await studio.finished('tone 441');
  expect(cells.outcome).toContain('completed');
  await studio.stop();

  const take = await recordedTake(studio);
  const tone = channelOf(readWav(demoSound('tone 441')), 1);
  const first = heardFrame(take, cells, VIRTUAL_DELAY_FRAMES);
  for (const { decibels, from } of [
    { decibels: -6, from: 0 },
    { decibels: -20, from: tone.length - 1_000 },
  ]) {
    const heard = take.samples.subarray(first + from, first + from + 1_000);
    const expected = tone
      .subarray(from, from + 1_000)
      .map((sample) => sample * gainFromDecibels(decibels));
    expect(firstDifference(heard, expected, 0, 1e-6), `at ${decibels} dB`).toBeNull();
  }
  await page.waitForFunction(() => localStorage.getItem('rtmixer.view')?.includes('-20'));
  await page.reload();
  await studio.ready();
  await expect(level).toHaveValue('−20.0 dB');
  await level.press('ArrowUp');
  await expect(level).toHaveValue('−19.0 dB');
  await level.press('ArrowDown');
  await expect(level).toHaveValue('−20.0 dB');
  await takeScreenshot(page, 'audition-level-1280x800');
  await level.fill('loud');
  await level.press('Enter');
  await expect(level).toHaveAttribute('aria-invalid', 'true');
});

/**
 * Records three tones in a row of two seconds each on track 1, with an empty track 2; while the first
 * one plays, `act` happens. Gives what the take holds of the beginning and of the last second.
 */
async function heardAfter(studio: StudioPage, act: () => Promise<void>) {
  await studio.dropOnTrack([demoSound('tone 441')], 0, 0);
  await expect(studio.clip(/^tone/)).toBeVisible();
  for (let copy = 1; copy < 3; copy += 1) await studio.page.keyboard.press('Control+d');
  await expect(studio.clip(/starts at/)).toHaveCount(3);
  await studio.button('Add a track').click();
  await expect(studio.button('Solo Track 2')).toBeVisible();

  await studio.button('Record').click();
  await expect(studio.row('live', 'tone 441').first()).toContainText('playing');
  const before = await ids(studio);
  await act();
  const finished = studio.row('ended', 'tone 441');
  await expect.poll(() => finished.count(), { timeout: 30_000 }).toBe(3);
  await studio.stop();
  const rows = await Promise.all((await finished.all()).map((row) => studio.cells(row)));
  expect(rows.every(({ outcome }) => outcome?.includes('completed'))).toBe(true);
  expect(before.every((id) => rows.some((row) => row.id === id))).toBe(true);

  const take = await recordedTake(studio);
  const [last, , first] = rows;
  if (first === undefined || last === undefined) throw new Error('Not all tones have an account.');
  const firstFrame = heardFrame(take, first, VIRTUAL_DELAY_FRAMES);
  const lastFrame = heardFrame(take, last, VIRTUAL_DELAY_FRAMES);
  return {
    firstFrames: take.samples.subarray(firstFrame, firstFrame + 1_000),
    lastSecond: take.samples.subarray(lastFrame + SECOND, lastFrame + 2 * SECOND),
  };
}

/** Ids of the tones that play or wait for their turn. */
async function ids(studio: StudioPage): Promise<readonly string[]> {
  const rows = await studio.row('live', 'tone 441').all();
  return (await Promise.all(rows.map((row) => studio.cells(row)))).map(({ id }) => id ?? '');
}

function loudest(samples: Float32Array): number {
  return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
}

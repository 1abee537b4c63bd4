/** An hour of sound is on its track at once, plays at once, and is right near its end. */
import path from 'node:path';
import { writeLongSound } from '../bench/long-sound.ts';
import { expect, test, VIRTUAL_DELAY_FRAMES } from './support/app-test.ts';
import { firstFrameNotHeard, recordedTake } from './support/recorded-take.ts';
import { figureOf } from './support/studio-page.ts';

const SECOND = 48_000;
const HOUR = 3_600;

test('an hour of sound plays from its start and, after a seek, its last seconds to the sample', async ({
  launch,
  folder,
}) => {
  const file = path.join(folder, 'an hour.wav');
  writeLongSound(file, SECOND, HOUR);
  const { studio } = await launch();
  const { page } = studio;
  await studio.dropOnTrack([file], 0, 0);
  await expect(studio.clip(/^an hour.*starts at 0\.000 s$/)).toBeVisible();
  await page.keyboard.press('Space');
  await expect(studio.row('live', 'an hour')).toContainText('playing');
  const active = async () => {
    const cells = await studio.cells(studio.row('live', 'an hour'));
    return figureOf(cells['done/total frames']);
  };
  await expect.poll(active).toBeGreaterThan(SECOND / 2);
  await page.keyboard.press('Space');
  await studio.stopped();
  expect((await studio.finished('an hour')).outcome).toContain('cancelled');

  await page.keyboard.press('g');
  await page.getByRole('textbox', { name: 'Go to a time' }).fill('59:50');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('timer', { name: 'Position' })).toContainText(/0:59:\d\d/);
  await studio.button('Record').click();
  await expect
    .poll(async () => (await studio.finished('an hour')).outcome, { timeout: 60_000 })
    .toContain('completed');
  await studio.stop();

  const cells = await studio.finished('an hour');
  expect(figureOf(cells.error)).toBe(0);
  const [done, total] = (cells['done/total frames'] ?? '').split('/').map(figureOf);
  expect(done).toBe(total);
  const take = await recordedTake(studio);
  const expected = leftOfLongSound(HOUR * SECOND - (total ?? 0), total ?? 0);
  expect(firstFrameNotHeard(take, cells, VIRTUAL_DELAY_FRAMES, expected)).toBeNull();
});

/** The left channel of what writeLongSound writes, from a frame on. */
function leftOfLongSound(startFrame: number, frames: number): Float32Array {
  const period = new Int16Array(10 * SECOND);
  for (let frame = 0; frame < period.length; frame += 1) {
    const time = frame / SECOND;
    period[frame] = 12_000 * Math.exp(-6 * (time % 0.5)) * Math.sin(2 * Math.PI * 220 * time);
  }
  return Float32Array.from(
    { length: frames },
    (_, index) => (period[(startFrame + index) % period.length] ?? 0) / 32_768,
  );
}

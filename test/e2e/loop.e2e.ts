/** The loop repeats its range to the frame. */
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';
import { type ActionCells, figureOf } from './support/studio-page.ts';

const SECOND = 48_000;

test('a looped range begins again exactly one loop length later, every time', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page } = studio;
  await studio.dropOnTrack([demoSound('knock')], 0, 0.5);
  await expect(studio.clip(/^knock.*starts at 0\.500 s$/)).toBeVisible();
  const from = await studio.placeOnRuler(0);
  const to = await studio.placeOnRuler(1.2);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  await expect(studio.button('Loop')).toHaveAttribute('aria-pressed', 'true');

  await studio.play();
  await studio.openPasses('knock');
  const rows = studio.row('ended', 'knock');
  await expect.poll(() => rows.count(), { timeout: 30_000 }).toBeGreaterThanOrEqual(4);
  // First stopped, so that no new row moves the others while they are read.
  await studio.stop();
  // The loop passes that were scheduled ahead lie above; the first ones are at the table's end.
  const scroller = page.getByRole('region', { name: 'Actions, rows' });
  const completed = rows.filter({ hasText: 'completed' });
  // Read at one moment: rows that are mounted meanwhile move the places of the others.
  let passes: readonly ActionCells[] = [];
  const steps = async () => {
    await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    passes = (await studio.cellsOfAll(completed)).toReversed().slice(0, 4);
    const onsets = passes.map((pass) => figureOf(pass['started stream frame']));
    return onsets.slice(1).map((onset, index) => onset - (onsets[index] ?? 0));
  };
  await expect.poll(steps).toEqual([1.2 * SECOND, 1.2 * SECOND, 1.2 * SECOND]);
  for (const pass of passes) {
    expect(pass.outcome).toContain('completed');
    expect(figureOf(pass.error)).toBe(0);
    expect(pass['done/total frames']?.split('/').map(figureOf)).toEqual([24_000, 24_000]);
  }
});

test('switching the loop off while it runs plays on after its end', async ({ launch }) => {
  const { studio } = await launch();
  await studio.dropOnTrack([demoSound('tone 441')], 0, 1.5);
  await studio.dropOnTrack([demoSound('knock')], 0, 0);
  await expect(studio.clip(/^knock.*starts at 0\.000 s$/)).toBeVisible();
  // The selected clip is the range.
  await studio.page.keyboard.press('l');
  await expect(studio.button('Loop')).toHaveAttribute('aria-pressed', 'true');
  await studio.play();
  await studio.openPasses('knock');
  const knocks = studio.row('ended', 'knock');
  await expect.poll(() => knocks.count(), { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
  await expect(studio.row('live', 'tone 441')).toHaveCount(0);
  await studio.page.keyboard.press('l');
  await expect(studio.button('Loop')).toHaveAttribute('aria-pressed', 'false');

  const tone = await studio.finished('tone 441');
  expect(tone.outcome).toContain('completed');
  expect(figureOf(tone.error)).toBe(0);
  await studio.stopped();
});

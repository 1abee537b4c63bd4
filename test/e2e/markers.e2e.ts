/** Markers on the ruler: made by key, renamed, removed, kept. */
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';

test('a marker is put at the playhead, renamed, removed and brought back', async ({ launch }) => {
  const { studio } = await launch();
  const { page, timeline } = studio;
  await studio.dropOnTrack([demoSound('knock')], 0, 0.5);
  const { x, y } = await studio.placeOnRuler(2);
  await page.mouse.click(x, y);
  await page.keyboard.press('Control+m');
  const flag = timeline.getByRole('button', { name: /at \d+:\d\d\.\d+$/ });
  await expect(flag).toHaveAccessibleName(/^Marker 1, at 0:02\.0\d\d$/);

  await flag.dblclick();
  await page.keyboard.type('Answer');
  await page.keyboard.press('Enter');
  await expect(flag).toHaveAccessibleName(/^Answer, at 0:02\.0/);
  await studio.sessionWhere(({ project }) => project.markers[0]?.name === 'Answer');

  await flag.focus();
  await page.keyboard.press('Delete');
  await expect(flag).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(flag).toHaveCount(1);
});

test('a marker is put while a take is being recorded, without disturbing it', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page, timeline } = studio;
  await studio.button('Record').click();
  await expect(studio.row('live', 'Take 1')).toBeVisible();
  await page.keyboard.press('Control+m');
  const flag = timeline.getByRole('button', { name: /^Marker 1, at/ });
  await expect(flag).toBeVisible();
  await flag.click();
  await expect(studio.notices.locator('.notice-error')).toHaveCount(0);
  await studio.stop();
  await expect(studio.clip(/^Take 1, /)).toBeVisible();
  await expect(flag).toBeVisible();
});

/** The tool row, the heights of tracks and the overview, by the pointer and by keys alone. */
import type { Locator } from '@playwright/test';
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('It is not on the screen.');
  return box;
}

test('tools, heights of tracks and the overview by the pointer and by keys', async ({ launch }) => {
  const { studio } = await launch();
  const { page, timeline } = studio;
  await studio.dropOnTrack([demoSound('knock')], 0, 1);
  await studio.dropOnTrack([demoSound('rain')], 1, 2);
  await expect(studio.clip(/starts at/)).toHaveCount(2);
  const tools = timeline.getByRole('toolbar', { name: 'Tools' });
  const head = (name: string) => timeline.getByRole('group', { name, exact: true });
  const heightOf = async (name: string) => (await boxOf(head(name))).height;
  const clipHeight = async (name: RegExp) => (await boxOf(studio.clip(name))).height;

  await test.step('arrows walk the tools, Enter and keys press them', async () => {
    const snap = tools.getByRole('button', { name: 'Snap', exact: true });
    await tools.getByRole('button', { name: 'Add a track' }).focus();
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowRight');
    await expect(snap).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(snap).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('q');
    await expect(snap).toHaveAttribute('aria-pressed', 'true');
    await tools.getByRole('button', { name: /^Snap to/ }).click();
    await page.getByRole('menuitemradio', { name: '0:00.100' }).click();
    await expect(tools.getByRole('button', { name: 'Snap to: 0:00.100' })).toBeVisible();
    const follow = tools.getByRole('button', { name: 'Follow the playhead' });
    await follow.click();
    await expect(follow).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('f');
    await expect(follow).toHaveAttribute('aria-pressed', 'true');
    const before = await studio.zoom.textContent();
    await tools.getByRole('button', { name: 'Zoom in' }).click();
    await expect(studio.zoom).not.toHaveText(before ?? '');
    await tools.getByRole('button', { name: 'Zoom out' }).click();
    await expect(studio.zoom).toHaveText(before ?? '');
  });

  await test.step('heights for all, for one by its menu and by its edge', async () => {
    await expect.poll(() => heightOf('knock')).toBe(60);
    await tools.getByRole('button', { name: 'All tracks: S' }).click();
    await expect.poll(() => heightOf('knock')).toBe(32);
    await expect.poll(() => clipHeight(/^knock/)).toBe(25);
    await expect(head('knock').getByRole('slider')).toHaveCount(0);
    await timeline.getByRole('button', { name: 'rain', exact: true }).focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Height of the track: L' }).press('Enter');
    await expect.poll(() => heightOf('rain')).toBe(104);
    await expect.poll(() => clipHeight(/^rain/)).toBe(97);
    await expect(head('rain').getByRole('button', { name: /^Output of/ })).toBeVisible();
    const { x, y, width, height } = await boxOf(head('knock'));
    await page.mouse.move(x + width / 2, y + height - 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + 55, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => heightOf('knock')).toBe(60);
    const [first, second] = [await boxOf(head('knock')), await boxOf(head('rain'))];
    expect(second.y).toBe(first.y + 60);
    await page.reload();
    await studio.ready();
    await expect.poll(() => heightOf('rain')).toBe(104);
    await tools.getByRole('button', { name: 'All tracks: M' }).click();
    await expect.poll(() => heightOf('rain')).toBe(60);
  });

  await test.step('an end of the loop snaps to a clip while it is dragged', async () => {
    await studio.clip(/^knock/).click();
    await page.keyboard.press('Control+l');
    const loopEnd = timeline.getByRole('slider', { name: 'End of the loop' });
    await expect(loopEnd).toHaveAttribute('aria-valuetext', /^0:01\.[4-6]/);
    const { x, y, width, height } = await boxOf(loopEnd);
    const rain = await boxOf(studio.clip(/^rain/));
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(rain.x - 4, y + height / 2, { steps: 4 });
    await expect(timeline.locator('.snap-line')).toBeVisible();
    await page.mouse.up();
    await expect(loopEnd).toHaveAttribute('aria-valuetext', '0:02.000');
    await expect(timeline.locator('.snap-line')).toHaveCount(0);
  });

  await test.step('the overview', async () => {
    for (let press = 0; press < 6; press += 1) await page.keyboard.press('=');
    const overview = timeline.getByRole('scrollbar', { name: 'Overview' });
    const frame = overview.locator('.overview-view');
    const text = () => overview.getAttribute('aria-valuetext');
    await expect.poll(text).toMatch(/^0:00\.000 to 0:00\.\d{3} of 0:\d\d\.\d{3}$/);
    await overview.focus();
    await page.keyboard.press('PageDown');
    await expect.poll(text).not.toMatch(/^0:00\.000 to/);
    await page.keyboard.press('End');
    await expect.poll(text).toMatch(/to (0:\d\d\.\d{3}) of \1$/);
    await page.keyboard.press('Home');
    await expect.poll(text).toMatch(/^0:00\.000 to/);
    const { x, y, width, height } = await boxOf(overview);
    await page.mouse.click(x + width / 2, y + height / 2);
    const middle = async () => {
      const box = await boxOf(frame);
      return Math.abs(box.x + box.width / 2 - x - width / 2);
    };
    await expect.poll(middle).toBeLessThan(3);
    const scale = await studio.zoom.textContent();
    const box = await boxOf(frame);
    await page.mouse.move(box.x + box.width / 2, y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 - 60, y + 20, { steps: 3 });
    await page.mouse.up();
    await expect.poll(async () => Math.abs((await boxOf(frame)).x - box.x + 60)).toBeLessThan(3);
    await expect(studio.zoom).toHaveText(scale ?? '');
    const { x: left, width: wide } = await boxOf(frame);
    await page.mouse.move(left + wide - 2, y + 20);
    await page.mouse.down();
    await page.mouse.move(left + wide + 118, y + 20, { steps: 3 });
    await page.mouse.up();
    await expect
      .poll(async () => Math.abs((await boxOf(frame)).width - wide - 120))
      .toBeLessThan(4);
    await expect(studio.zoom).not.toHaveText(scale ?? '');
  });
});

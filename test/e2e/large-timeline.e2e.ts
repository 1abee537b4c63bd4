/** A timeline with more clips than can be elements, and a clip far longer than the view. */
import path from 'node:path';
import {
  sessionSizes,
  sizedProject,
  writeProject,
  writeSession,
} from '../bench/ui/sized-session.ts';
import { expect, test } from './support/app-test.ts';

const HOUR = 3_600 * 48_000;

test('two thousand clips are walked by their names and places, however few of them are elements', async ({
  launch,
  folder,
}) => {
  const size = sessionSizes.find(({ name }) => name === '100/2,000');
  if (size === undefined) throw new Error('There is no such size.');
  writeSession(path.join(folder, 'user-data'), size);
  const { studio } = await launch();
  const { page } = studio;
  await expect(studio.clip(/^minute 1\.1, /)).toBeVisible();
  const options = studio.timeline.getByRole('option');
  expect(await options.count()).toBeLessThanOrEqual(240);
  const { x, y } = await studio.placeOnTrack(0, 1);
  await page.mouse.click(x, y);
  const focused = page.locator('[role="option"]:focus');
  await expect(focused).toHaveAttribute('aria-label', /^minute 1\.1, .*starts at 0\.000 s$/);
  await expect(focused).toHaveAttribute('aria-setsize', '2000');
  const first = Number(await focused.getAttribute('aria-posinset'));
  for (let step = 1; step <= 20; step += 1) {
    await page.keyboard.press('Tab');
    await expect(focused).toHaveAttribute('aria-posinset', `${first + step}`);
  }
  // The clips that start together lie on every seventh track.
  await expect(focused).toHaveAttribute('aria-label', /starts at 0\.050 s$/);
  await expect(focused).toBeInViewport();
  expect(await options.count()).toBeLessThanOrEqual(240);
});

test('near the end of a clip of an hour it is named, selected and trimmed where the pointer is', async ({
  launch,
  folder,
}) => {
  const size = { name: '1/1', trackCount: 1, clipsOnTrack: 1, periodSeconds: 1, clipSeconds: 1 };
  const project = sizedProject(size, path.join(folder, 'hour.wav'));
  writeProject(path.join(folder, 'user-data'), {
    ...project,
    buffers: project.buffers.map((sound) => ({ ...sound, frames: HOUR })),
    clips: project.clips.map((clip) => ({ ...clip, lengthFrames: HOUR })),
  });
  const { studio } = await launch();
  const { page } = studio;
  const clip = studio.clip(/^minute 1\.1, /);
  await expect(clip).toBeVisible();
  const kept = JSON.stringify({ framesPerPixel: 4, scrollFrame: HOUR - 1_600, isSnapping: false });
  await page.addInitScript((view) => localStorage.setItem('rtmixer.view', view), kept);
  await page.reload();
  await expect(studio.zoom).toContainText(/1 : 4$/);
  await expect(clip.locator('.clip-name')).toBeInViewport();
  const area = await page.locator('.track-area').boundingBox();
  if (area === null) throw new Error('The track area is not on the screen.');
  const y = area.y + 30;
  await page.mouse.click(area.x + 200, y);
  await expect(clip).toHaveAttribute('aria-selected', 'true');
  await page.mouse.move(area.x + 397, y);
  await page.mouse.down();
  await page.mouse.move(area.x + 297, y, { steps: 4 });
  await page.mouse.up();
  await studio.sessionWhere(({ project: { clips } }) => clips[0]?.lengthFrames === HOUR - 400);
});

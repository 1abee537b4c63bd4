/** The main job in short, in a window on a display. */
import { expect, test, VIRTUAL_DELAY_FRAMES } from './support/app-test.ts';
import { skipWithoutXvfb, startDisplay } from './support/display.ts';
import { demoSound } from './support/recordings.ts';
import { takeScreenshot } from './support/screenshot.ts';
import { figureOf } from './support/studio-page.ts';

test('in a window on a display a dropped sound is dragged to a track and plays on time', async ({
  launch,
}) => {
  skipWithoutXvfb();
  const display = await startDisplay();
  try {
    const { app, studio } = await launch({
      headed: true,
      env: display.env,
      args: ['--host-api=Virtual', `--virtual-delay-frames=${VIRTUAL_DELAY_FRAMES}`],
    });
    await studio.dropOnLibrary([demoSound('tone 441')]);
    await studio.dragToTrack('tone 441.wav', 0, 1);
    await expect(studio.clip(/^tone 441.*starts at 1\.000 s$/)).toBeVisible();
    await studio.button('Play').click();
    const cells = await studio.finished('tone 441');
    expect(cells.outcome).toContain('completed');
    expect(figureOf(cells.error)).toBe(0);
    await takeScreenshot(studio.page, 'headed');
    await app.close();
  } finally {
    await display.stop();
  }
});

/** Counters on the screen: in the table, on the clip and in the Engine strip. */
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';
import { takeScreenshot } from './support/screenshot.ts';

const SECOND = 48_000;

// One of each in every half second, so that they fall into the clip whenever it is played.
const FAULTS = [
  { kind: 'output-underflow', frame: SECOND / 2, everyFrames: SECOND / 2 },
  { kind: 'input-overflow', frame: SECOND / 4, everyFrames: SECOND / 2 },
];
const FAULTY_DEVICE = ['--host-api=Virtual', `--virtual-faults=${JSON.stringify(FAULTS)}`];

test('what came too late shows by how many frames beside its dropouts', async ({ launch }) => {
  const { studio, app } = await launch({ args: FAULTY_DEVICE });
  await studio.dropOnTrack([demoSound('metronome 90')], 0, 1);
  await studio.dropOnTrack([demoSound('rain')], 1, 0);
  await studio.button('Arm metronome 90').click();
  await expect(studio.engine).toContainText(/Latency, claimed\d/);
  // Selected before: the move has to come while the clip sounds.
  await studio.clip(/^metronome 90/).click();
  await studio.play();
  await expect(studio.row('live', 'rain')).toHaveCount(1);
  // Moved while it plays: its start has passed, so it begins late and skips what it missed.
  await expect(studio.row('live', 'metronome 90').first()).toContainText('playing');
  await studio.clip(/^metronome 90/).press('ArrowLeft');
  const cells = await studio.finished('metronome 90');
  expect(cells.outcome).toBeTruthy();
  const late = studio.actions.getByRole('row').filter({ hasText: /\+\d/ });
  await expect(late.first()).toBeVisible();
  await expect(studio.clip(/^metronome 90/)).toContainText(/skipped [\d.]+ ms/);
  await expect(studio.clip(/^metronome 90/)).toHaveAttribute(
    'aria-description',
    /skipped .* dropout/,
  );
  await expect(studio.engine).toContainText(/Dropouts\s*[1-9].*Late · dropped\s*[1-9]/);
  await takeScreenshot(studio.page, 'belated-1280x800');

  await test.step('and in words below the timeline, where that is folded', async () => {
    await studio.page.keyboard.press('Control+j');
    const trouble = studio.page.getByRole('button', { name: /^metronome 90.*skipped [\d.]+ ms/ });
    await expect(trouble.first()).toBeInViewport();
    await takeScreenshot(studio.page, 'newest-trouble');
    await trouble.first().click();
    await expect(studio.page.locator('tr:focus')).toContainText('skipped');
  });
  await app.close();
});

/** The whole timeline by roles and names alone, as a screen reader tells it. */
import type { Locator } from '@playwright/test';
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';

/** Name and description of each. */
async function told(found: Locator): Promise<readonly string[]> {
  const texts = await found.evaluateAll((elements) =>
    elements.map((element) => {
      const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
      const description = element.getAttribute('aria-description');
      return description === null ? name : `${name}: ${description}`;
    }),
  );
  return texts.sort();
}

test('tracks, clips, takes, verdicts, markers, loop and view are read by their roles and names', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page, timeline } = studio;
  await studio.dropOnTrack([demoSound('knock')], 0, 0.5);
  await studio.dropOnTrack([demoSound('tone 441')], 1, 0);
  await expect(studio.clip(/starts at/)).toHaveCount(2);
  await studio.clip(/^knock/).click();
  await page.keyboard.press('Control+l');
  await page.keyboard.press('l');
  await page.keyboard.press('Control+m');
  await studio.button('Mute tone 441').click();
  await studio.button('Arm knock').click();
  await studio.button('Record').click();
  await studio.finished('knock');
  await studio.stop();

  const heads = timeline.getByRole('group', { name: 'Track heads' });
  await test.step('tracks with their state and level', async () => {
    await expect(heads.getByRole('group', { name: /^(knock|tone 441)$/ })).toHaveCount(2);
    const pressed = (name: string) => heads.getByRole('button', { name, pressed: true });
    await expect(pressed('Arm knock')).toBeVisible();
    await expect(pressed('Mute tone 441')).toBeVisible();
    await expect(pressed('Solo knock')).toHaveCount(0);
    await expect(heads.getByRole('slider', { name: 'Gain of knock' })).toHaveAttribute(
      'aria-valuetext',
      '0.0 dB',
    );
    await expect(heads.getByRole('meter', { name: 'Level of tone 441' })).toBeVisible();
    const master = timeline.getByRole('group', { name: 'Master' });
    await expect(master.getByRole('meter', { name: 'Level of the master' })).toBeVisible();
  });

  await test.step('clips and the take with their verdicts', async () => {
    const clips = timeline.getByRole('listbox', { name: 'Clips' }).getByRole('option');
    await expect
      .poll(() => told(clips))
      .toEqual([
        expect.stringMatching(/^Take 1.*, knock, starts at \d+\.\d+ s/),
        'knock.wav, knock, starts at 0.500 s: on time',
        'tone 441.wav, tone 441, starts at 0.000 s: muted',
      ]);
    await studio.openTab('Takes');
    await expect(studio.library.getByRole('button', { name: /^Take 1/ }).first()).toBeVisible();
  });

  await test.step('marker, loop, and where the view and the playhead are', async () => {
    const markers = timeline.getByRole('button', { name: /^Marker / });
    expect(await told(markers)).toEqual(['Marker 1, at 0:00.000']);
    const loop = timeline.getByRole('group', { name: /^Loop off, 0:00\.500 to 0:01\.\d{3}$/ });
    const start = loop.getByRole('slider', { name: 'Start of the loop' });
    await expect(start).toHaveAttribute('aria-valuetext', '0:00.500');
    await start.focus();
    await page.keyboard.press('Shift+ArrowRight');
    await expect(start).toHaveAttribute('aria-valuetext', '0:00.500');
    await expect(start).toHaveAttribute('aria-valuenow', /^0\.50002/);
    await expect(timeline.getByRole('scrollbar', { name: 'Overview' })).toHaveAttribute(
      'aria-valuetext',
      /^0:00\.000 to 0:\d\d\.\d{3} of 0:\d\d\.\d{3}$/,
    );
    await expect(page.getByRole('timer', { name: 'Position' })).toBeVisible();
  });
});

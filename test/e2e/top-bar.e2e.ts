/** The top of the window: nothing is cut or moved, whatever its width and whatever the numbers say. */
import { WIDTH_STEPS } from '../../renderer/store/size-steps.ts';
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';

const WIDTHS = [640, ...WIDTH_STEPS.flatMap((step) => [step, step - 1]), 1_440];

test('the top bar fits at every width down to 640, and its numbers move nothing', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page, engine } = studio;
  await studio.dropOnTrack([demoSound('tone 441')], 0, 0.5);
  const places = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.top > *, .cell')]
        .map((part) => part.getBoundingClientRect())
        .map(({ left, right }) => `${Math.round(left)} to ${Math.round(right)}`),
    );
  const before = await places();
  await studio.play();
  await expect(page.getByRole('meter', { name: 'Master', exact: true })).toHaveAttribute(
    'aria-valuetext',
    /dB/,
  );
  expect(await places()).toEqual(before);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 700 });
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(width);
    const beyond = await page.evaluate(() => {
      const top = document.querySelector('.top') as HTMLElement;
      return top.scrollWidth - top.clientWidth;
    });
    expect(beyond, `at ${width}`).toBe(0);
    await expect(engine.getByRole('button', { name: /^Dropouts/ })).toBeInViewport({ ratio: 0.98 });
    await expect(engine.getByRole('button', { name: /^Late/ })).toBeInViewport({ ratio: 0.98 });
    await expect(studio.button('Loop')).toBeInViewport({ ratio: 0.98 });
  }
  await engine.getByRole('button', { name: /^Late/ }).click();
  await expect(page.getByRole('tab', { name: /^Actions/ })).toHaveAttribute(
    'aria-selected',
    'true',
  );
});

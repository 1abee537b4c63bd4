/** Dropouts through the window: list, ruler, strip, accounts, and the ways between them. */
import type { Locator } from '@playwright/test';
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';
import { takeScreenshot } from './support/screenshot.ts';
import { figureOf } from './support/studio-page.ts';

const SECOND = 48_000;
// In every half second, so that they fall into the clip whenever it is played.
const FAULTS = [
  { kind: 'output-underflow', frame: SECOND / 2, everyFrames: SECOND / 2 },
  { kind: 'input-overflow', frame: SECOND / 4, everyFrames: SECOND / 2 },
];
const FAULTY_DEVICE = ['--host-api=Virtual', `--virtual-faults=${JSON.stringify(FAULTS)}`];

/** How many dropouts the ticks of the ruler stand for. */
async function marked(ticks: Locator): Promise<number> {
  const names = await ticks.evaluateAll((all) => all.map((tick) => tick.ariaLabel ?? ''));
  return names.reduce((sum, name) => sum + Number(/^(\d+) dropouts/.exec(name)?.[1] ?? 1), 0);
}

test('dropouts of a run are the same number everywhere, each with its place and what it touched', async ({
  launch,
}) => {
  const { studio } = await launch({ args: FAULTY_DEVICE });
  const { page } = studio;
  await studio.dropOnTrack([demoSound('tone 441')], 0, 0.5);
  // An armed track opens the input, too: without one there is nothing that could overflow.
  await studio.button(/^Arm/).click();
  await expect(studio.engine).toContainText(/Latency, claimed\d/);
  await studio.play();
  const account = await studio.finished('tone 441');
  await studio.stopped();
  expect(account.outcome).toContain('completed');
  expect(figureOf(account['output underflows'])).toBeGreaterThanOrEqual(3);
  expect(figureOf(account['input overflows'])).toBeGreaterThanOrEqual(3);
  expect(figureOf(account['output overflows'])).toBe(0);

  const cell = studio.engine.getByRole('button', { name: /^Dropouts/ });
  await cell.click();
  const table = page.getByRole('table', { name: 'Dropouts' });
  const rows = table.locator('tbody tr[data-row-key]');
  const chip = (name: string) => page.getByRole('radio', { name, exact: true });
  const counted = async (name: string) =>
    figureOf((await chip(name).getAttribute('aria-description')) ?? '');
  // What is told up to 0.15 s after its place has come: while nothing plays others are counted.
  await expect(chip('While stopped')).toBeVisible();
  const count = await counted('All');
  expect(count).toBeGreaterThanOrEqual(6);
  expect((await counted('Output')) + (await counted('Input'))).toBe(count);
  await expect(table).toHaveAttribute('aria-rowcount', `${count + 1}`);
  await expect(cell).toContainText(new RegExp(`Dropouts\\s*${count}\\b`));
  const ticks = studio.timeline.getByRole('group', { name: 'Dropouts' }).getByRole('button');
  await expect(ticks.first()).toHaveAccessibleName(
    /^(Dropout|\d+ dropouts from) 0:\d\d\.\d{3}, (in|out)put.*, reported by Virtual$/,
  );
  await page.keyboard.press('Shift+Z');
  const beforeStart = await rows.filter({ hasText: '−0:' }).count();
  await expect.poll(() => marked(ticks)).toBe(count - beforeStart);
  await takeScreenshot(page, 'dropouts-1280x800');

  await test.step('the account of the clip has those of the output that lay within it', async () => {
    const chips = page.locator('.touched-cell', { hasText: 'tone 441' });
    const touching = rows.filter({ has: chips });
    const touched = await touching.count();
    await expect(touching.first()).toContainText('output');
    expect(touched).toBeGreaterThanOrEqual(3);
    expect(touched).toBeLessThan(count);
    await expect(studio.clip(/^tone 441/)).toContainText(`${touched} dropouts`);
    await studio.openTab('Actions');
    const cells = await studio.finished('tone 441');
    expect(figureOf(cells.dropouts)).toBe(touched);
  });

  await test.step('Enter on a tick opens the list at it, Down goes on, Enter jumps there', async () => {
    await ticks.first().press('Enter');
    const focused = page.locator('tr:focus');
    await expect(focused).toHaveAttribute('aria-current', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(focused).toHaveAttribute('aria-current', 'true');
    const place = (await focused.locator('td').first().innerText()).trim();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('timer', { name: 'Position' })).toContainText(place.slice(2));
    await expect(page.getByRole('region', { name: 'Dropout', exact: true })).toContainText(place);
    await expect(
      page.getByText(/No further dropout was reported by Virtual\. That is not proof/),
    ).toBeVisible();
  });
});

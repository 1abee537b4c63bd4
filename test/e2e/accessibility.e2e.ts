/** What axe says of the main screens, and how large their targets are. Every state in every look is in
 * `screens.long.e2e.ts`. */
import path from 'node:path';
import { expect, test } from './support/app-test.ts';
import { look, wear } from './support/looks.ts';
import { writePilotSession } from './support/pilot-folder.ts';
import { FAULTY_DEVICE } from './support/scenes.ts';
import { smallTargets } from './support/targets.ts';
import { violations } from './support/violations.ts';

test('axe finds nothing on the main screens, dark and light, and no target is too small', async ({
  launch,
  folder,
}) => {
  writePilotSession(path.join(folder, 'user-data'));
  const { studio } = await launch({ args: FAULTY_DEVICE });
  const { page } = studio;
  await wear(page, look('dark', [1440, 900]));
  await studio
    .clip(/^tone 441/)
    .first()
    .click();
  await studio.play();
  await expect(studio.clip(/^door knock/).first()).toHaveAttribute('aria-description', /on time/);
  await test.step('while playing, dark', async () => {
    expect(await violations(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
  });
  await studio.stop();
  await wear(page, look('light', [1440, 900]));
  await test.step('with verdicts and an account, light', async () => {
    await expect(studio.inspector).toContainText(/Verdict/);
    expect(await violations(page)).toEqual([]);
  });
  await test.step('the devices, light', async () => {
    await studio.openTab('Devices');
    expect(await violations(page)).toEqual([]);
  });
  await test.step('the keys, dark', async () => {
    await wear(page, look('dark', [1440, 900]));
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    expect(await smallTargets(page, '[role="dialog"]')).toEqual([]);
  });
});

/** Every state in every size and theme: as a picture in `out/screens`, with nothing that axe or a small
 * target finds. */
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/app-test.ts';
import { ALL_LOOKS, type Look, wear } from './support/looks.ts';
import { writePilotSession } from './support/pilot-folder.ts';
import { EMPTY_SCENE, FAULTY_DEVICE, PILOT_SCENES, type Scene } from './support/scenes.ts';
import { takeScreenshot } from './support/screenshot.ts';
import type { StudioPage } from './support/studio-page.ts';
import { smallTargets } from './support/targets.ts';
import { violations } from './support/violations.ts';

/** The look in which states are entered. */
const USUAL: Look = ALL_LOOKS.find(({ name }) => name === '1440x900 dark') as Look;

async function findings(page: Page, scene: Scene, look: Look): Promise<readonly string[]> {
  await wear(page, look);
  await takeScreenshot(page, `screens/${look.name}/${scene.name}`.replaceAll(' ', '-'));
  // A menu goes with its button, which has no room in every size.
  if (scene.only !== undefined && (await page.locator(scene.only).count()) === 0) {
    test.info().annotations.push({ type: 'not there', description: `${scene.name}, ${look.name}` });
    return [];
  }
  const small = scene.covers === true ? [] : await smallTargets(page, scene.only);
  const found = [...(await violations(page, scene.only)), ...small];
  return found.map((finding) => `${scene.name}, ${look.name}: ${finding}`);
}

async function inAllLooks(studio: StudioPage, scenes: readonly Scene[]): Promise<void> {
  for (const scene of scenes) {
    await test.step(scene.name, async () => {
      await wear(studio.page, USUAL);
      await scene.enter(studio);
      const found: string[] = [];
      for (const look of ALL_LOOKS) found.push(...(await findings(studio.page, scene, look)));
      await wear(studio.page, USUAL);
      await scene.leave?.(studio);
      expect.soft(found).toEqual([]);
    });
  }
}

test('a first start looks right in every size and theme', async ({ launch }) => {
  const { studio } = await launch();
  await inAllLooks(studio, [EMPTY_SCENE]);
});

test('every state of a session looks right in every size and theme', async ({ launch, folder }) => {
  test.setTimeout(3_600_000);
  writePilotSession(path.join(folder, 'user-data'));
  const { studio } = await launch({ args: FAULTY_DEVICE });
  await inAllLooks(studio, PILOT_SCENES);
});

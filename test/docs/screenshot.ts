/**
 * Makes the picture of the README, `assets/screenshot.png`: a session that plays through the virtual device,
 * which loses a block. Build first: `npm run build`.
 *
 * Usage: node test/docs/screenshot.ts
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import { launchApp } from '../e2e/support/launch-app.ts';
import { writePilotSession } from '../e2e/support/pilot-folder.ts';
import { StudioPage } from '../e2e/support/studio-page.ts';

const FAULTS = [{ kind: 'lost-blocks', frame: 230_000, everyFrames: 290_000, count: 1 }];
const picture = path.resolve(import.meta.dirname, '..', '..', 'assets', 'screenshot.png');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rtmixer-picture-'));
writePilotSession(folder);
const app = await launchApp({
  userDataDir: folder,
  args: ['--host-api=Virtual', `--virtual-faults=${JSON.stringify(FAULTS)}`],
});
try {
  const { window } = app;
  await window.emulateMedia({ colorScheme: 'dark' });
  await window.setViewportSize({ width: 1440, height: 900 });
  await window.getByRole('toolbar', { name: 'Transport' }).waitFor({ timeout: 60_000 });
  const studio = new StudioPage(app, window);
  await studio.ready();
  // The session loops.
  await studio.button('Loop').click();
  const master = window.getByRole('slider', { name: 'Gain of the master' });
  for (let step = 0; step < 6; step += 1) await master.press('ArrowLeft');
  await studio.clip(/^voice right/).click();
  await studio.button('Play').click();
  await expect(window.getByLabel('Position')).toContainText('0:00:06', { timeout: 60_000 });
  await window.screenshot({ path: picture });
  await studio.stop();
} finally {
  await app.close();
  fs.rmSync(folder, { recursive: true, force: true });
}

/**
 * `npm run demo`: the main job, unattended. Puts real sounds on the timeline, plays them, records a
 * take of them from the device's input, and leaves in `out/` the screenshots, the take and the account
 * of every action. Exits with 1 if anything was late, lost or silent.
 *
 * Runs on the virtual loopback, whose input is its own output; other devices: `npm run demo --
 * --host-api=NAME --device=NAME` (then with a cable from output to input).
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { answerSaveDialog } from '../e2e/support/dialogs.ts';
import { type LaunchedApp, launchApp } from '../e2e/support/launch-app.ts';
import { demoSound } from '../e2e/support/recordings.ts';
import { StudioPage } from '../e2e/support/studio-page.ts';
import { channelOf, readWav, type WavFile } from '../support/wav-file.ts';
import { parseActions, warningsAbout } from './account.ts';

const root = path.resolve(import.meta.dirname, '../..');
const out = path.join(root, 'out');
const spoken = '/usr/share/sounds/alsa/Front_Center.wav';

/** Sounds, their tracks (from 0) and when they are to be heard, in seconds. */
const placements: readonly { file: string; track: number; seconds: number }[] = [
  { file: demoSound('metronome 90'), track: 0, seconds: 0 },
  { file: demoSound('tone 441'), track: 1, seconds: 1 },
  { file: demoSound('glass'), track: 2, seconds: 0.5 },
  { file: demoSound('knock'), track: 3, seconds: 2 },
  ...(fs.existsSync(spoken) ? [{ file: spoken, track: 4, seconds: 3.5 }] : []),
];

function say(sentence: string): void {
  console.log(sentence);
}

async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(out, `${name}.png`) });
  say(`  out/${name}.png`);
}

async function placeSounds(studio: StudioPage): Promise<void> {
  for (const { file, track, seconds } of placements) {
    await studio.dropOnTrack([file], track, seconds);
    const name = path.basename(file, '.wav');
    const clip = studio.clip(new RegExp(`^${name}.*starts at ${seconds.toFixed(3)} s$`));
    await expect(clip).toBeVisible();
    say(`  ${name} at ${seconds} s on track ${track + 1}`);
  }
}

/** Records while everything plays, until the last clip has ended. */
async function playAndRecord(studio: StudioPage): Promise<void> {
  await studio.button('Record').click();
  await expect(studio.row('live', 'metronome 90')).toHaveCount(1);
  await studio.page.waitForTimeout(2_500);
  await screenshot(studio.page, 'demo-recording');
  const finished = studio.actions.getByRole('row').filter({ hasText: 'completed' });
  await expect.poll(() => finished.count(), { timeout: 60_000 }).toBe(placements.length);
  await studio.stop();
}

/** The take's samples, copied to `out/`. */
async function keepTake(studio: StudioPage): Promise<WavFile> {
  const { project } = await studio.sessionWhere(({ project: { takes } }) => takes.length === 1);
  const file = project.takes[0]?.file ?? '';
  fs.copyFileSync(path.join(studio.sessionFolder(), 'takes', file), path.join(out, 'take.wav'));
  say('  out/take.wav');
  return readWav(path.join(out, 'take.wav'));
}

async function keepAccount(app: LaunchedApp, studio: StudioPage): Promise<string> {
  const file = path.join(out, 'actions.csv');
  await answerSaveDialog(app.electronApp, file);
  await studio.openTab('Actions');
  await studio.exportReport('CSV');
  await expect.poll(() => fs.existsSync(file)).toBe(true);
  say('  out/actions.csv');
  return fs.readFileSync(file, 'utf8');
}

function loudest(take: WavFile): number {
  return channelOf(take, 1).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
}

async function demo(args: readonly string[]): Promise<readonly string[]> {
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  const userDataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'rtmixer-demo-'));
  const device = args.length > 0 ? args : ['--host-api=Virtual'];
  const app = await launchApp({ userDataDir, args: device });
  try {
    const studio = new StudioPage(app, app.window);
    await studio.page.setViewportSize({ width: 1440, height: 900 });
    await studio.ready();
    say(`RtMixer runs on ${app.host}: ${await studio.engine.innerText()}`.replace(/\s+/g, ' '));
    say('Dropping sounds on the timeline');
    await placeSounds(studio);
    say('Playing and recording a take');
    await playAndRecord(studio);
    const take = await keepTake(studio);
    await studio.clip(/^tone 441/).click();
    await screenshot(studio.page, 'demo-finished');
    const actions = parseActions(await keepAccount(app, studio));
    say(`${actions.length} actions have an account; the take has ${take.frames} frames`);
    const warnings = [...warningsAbout(actions, placements.length)];
    if (loudest(take) < 0.1) warnings.push('The take is silent: nothing came back from the input.');
    return warnings;
  } finally {
    await app.close();
    fs.rmSync(userDataDir, { recursive: true, force: true });
  }
}

try {
  const warnings = await demo(process.argv.slice(2));
  for (const warning of warnings) console.error(warning);
  say(warnings.length === 0 ? 'Nothing was late, lost or silent.' : 'The demo did not go well.');
  process.exitCode = warnings.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

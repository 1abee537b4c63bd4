/** Odd and broken files: each plays, or one sentence says why not; nothing else is lost. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import type { ImportReport } from '../../preload/contract.ts';
import type { Outcome } from '../../preload/outcome.ts';
import { expect, test } from './support/app-test.ts';
import { answerOpenDialog } from './support/dialogs.ts';
import {
  sine,
  writeBeginning,
  writeBrokenWav,
  writeBytes,
  writeSound,
} from './support/odd-sounds.ts';
import { convertedRecording, demoSound } from './support/recordings.ts';
import { figureOf, type StudioPage } from './support/studio-page.ts';

/** Drops a file on the Library; gives the one notice about it. */
async function saidAbout(studio: StudioPage, file: string): Promise<string> {
  await studio.dropOnLibrary([file]);
  return onlyNotice(studio);
}

async function onlyNotice({ notices }: StudioPage): Promise<string> {
  const dismiss = notices.getByRole('button', { name: 'Dismiss' });
  await expect(dismiss).toHaveCount(1);
  const text = (await notices.locator('.notice-text').innerText()).trim();
  await dismiss.click();
  await expect(dismiss).toHaveCount(0);
  return text;
}

/** Imports paths that cannot be dropped, as if the file dialog gave them. */
async function imported(
  { page }: StudioPage,
  electronApp: ElectronApplication,
  paths: readonly string[],
): Promise<Outcome<ImportReport>> {
  await answerOpenDialog(electronApp, paths);
  return page.evaluate(() => {
    const { studio: bridge } = window as unknown as {
      studio: { chooseFiles: (payload: unknown) => Promise<Outcome<ImportReport>> };
    };
    return bridge.chooseFiles({ placement: null });
  });
}

test('files that cannot be played are told in one sentence each, and what was there stays', async ({
  launch,
  folder,
}) => {
  const { studio, app } = await launch();
  await studio.dropOnTrack([demoSound('knock')], 0, 1);
  await expect(studio.clip(/^knock.*starts at 1\.000 s$/)).toBeVisible();
  fs.mkdirSync(path.join(folder, 'empty folder'));
  const hopeless = [
    writeBrokenWav(folder, 'broken.wav'),
    writeBytes(folder, 'empty.wav', ''),
    writeBytes(folder, 'a letter.wav', 'Dear friend, this is no sound at all.\n'.repeat(50)),
    writeBeginning(folder, 'header only.flac', demoSound('knock'), 20),
    writeBytes(folder, 'picture.png', Buffer.from('89504e470d0a1a0a0000000d', 'hex')),
    path.join(folder, 'empty folder'),
  ];
  for (const file of hopeless) {
    const said = await saidAbout(studio, file);
    expect(said).toContain(path.basename(file));
    expect(said).toMatch(/^\S.{15,300}\.$/s);
  }
  await expect(studio.library.getByRole('listitem')).toHaveCount(1);

  const loop = path.join(folder, 'loop.wav');
  fs.symlinkSync(loop, loop);
  const pipe = path.join(folder, 'pipe.wav');
  execFileSync('mkfifo', [pipe]);
  const unreachable = [path.join(folder, 'vanished.wav'), loop, pipe, '/dev/zero', 'no\0name.wav'];
  const report = await imported(studio, app.electronApp, unreachable);
  if (!report.ok) throw new Error(report.message);
  expect(report.value.sourceIds).toEqual([]);
  expect(report.value.refusals).toHaveLength(unreachable.length);
  for (const { code, message } of report.value.refusals) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(message).toMatch(/^\S.{15,300}\.$/s);
  }

  await expect(studio.clip(/^knock.*starts at 1\.000 s$/)).toBeVisible();
  await studio.button('Play').click();
  const cells = await studio.finished('knock');
  expect(cells.outcome).toContain('completed');
  expect(figureOf(cells.error)).toBe(0);
});

test('odd rates, odd numbers, odd names and cut files play on time, or say why they do not', async ({
  launch,
  folder,
}) => {
  const { studio } = await launch();
  const odd = sine(48_000, 24_000);
  odd.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN], 1_000);
  const whole = convertedRecording(demoSound('knock'), folder, 'flac');
  const inside = path.join(folder, 'a folder');
  fs.mkdirSync(inside);
  writeSound(inside, 'inside.wav', sine(48_000, 12_000));
  writeBytes(inside, 'notes.txt', 'not a sound');
  const playable: readonly (readonly [file: string, name: string])[] = [
    [writeSound(folder, '8 kHz.wav', sine(8_000, 4_000), { sampleRate: 8_000 }), '8 kHz'],
    [writeSound(folder, '384 kHz.wav', sine(384_000, 96_000), { sampleRate: 384_000 }), '384 kHz'],
    [writeSound(folder, 'not numbers.wav', odd), 'not numbers'],
    [writeBytes(folder, 'a flac.wav', fs.readFileSync(whole)), 'a flac'],
    [writeBeginning(folder, 'cut.wav', demoSound('metronome 90'), 100_044), 'cut'],
    [writeSound(folder, `"it's" <b>bold 🥁.wav`, sine(48_000, 9_600)), '🥁'],
    [writeSound(folder, 'two\nlines.wav', sine(48_000, 9_600)), 'two lines'],
    [inside, 'inside'],
  ];
  await studio.page.keyboard.press('-');
  for (const [index, [file, name]] of playable.entries()) {
    await studio.dropOnTrack([file], 0, 0.5 + index);
    await expect(studio.clip(new RegExp(`${name}.*starts at`, 'u'))).toBeVisible();
  }
  await expect(studio.clip(/starts at/)).toHaveCount(playable.length);
  await studio.button('Play').click();
  for (const [, name] of playable) {
    const cells = await studio.finished(name);
    const [done, total] = (cells['done/total frames'] ?? '').split('/').map(figureOf);
    expect(cells.outcome, name).toContain('completed');
    expect(figureOf(cells.error), name).toBe(0);
    expect(done, name).toBe(total);
  }
  await studio.library.getByRole('button', { name: 'not numbers.wav', exact: true }).click();
  await expect(studio.inspector).toContainText(/Not numbers\s*4 made silent/);
});

test('no length, and more channels than a track has, are told without touching the timeline', async ({
  launch,
  folder,
}) => {
  const { studio } = await launch();
  await studio.dropOnTrack([demoSound('knock')], 0, 1);
  await expect(studio.clip(/starts at/)).toHaveCount(1);

  const wide = writeSound(folder, 'wide.wav', sine(48_000, 480, 64), { channels: 64 });
  await studio.dropOnTrack([wide], 0, 3);
  expect(await onlyNotice(studio)).toMatch(/“wide\.wav” has 64 channels, knock plays on 2\..+\./);
  await expect(studio.clip(/starts at/)).toHaveCount(1);

  const nothing = writeSound(folder, 'nothing.wav', new Float32Array());
  await studio.dropOnTrack([nothing], 0, 3);
  expect(await onlyNotice(studio)).toMatch(/nothing\.wav.*\.$/);
  await expect(studio.clip(/starts at/)).toHaveCount(1);

  await studio.button('Play').click();
  expect((await studio.finished('knock')).outcome).toContain('completed');
});

test('a damaged session is kept aside and said, and the program starts', async ({
  launch,
  folder,
}) => {
  const first = await launch();
  await first.studio.dropOnTrack([demoSound('knock')], 0, 1);
  await first.studio.sessionWhere(({ project }) => project.clips.length === 1);
  await first.app.close();
  const sessionFolder = path.join(folder, 'user-data', 'session');
  const file = path.join(sessionFolder, 'session.rtmixer');
  const damaged = fs.readFileSync(file, 'utf8').slice(0, 200);
  fs.writeFileSync(file, damaged);
  const second = await launch();
  await expect(second.studio.notices).toContainText(
    /session file was damaged.*kept as \S+\.rtmixer/i,
  );
  const aside = fs.readdirSync(sessionFolder).filter((name) => name.startsWith('session.damaged'));
  expect(aside).toHaveLength(1);
  expect(fs.readFileSync(path.join(sessionFolder, aside[0] ?? ''), 'utf8')).toBe(damaged);
  await second.studio.dropOnTrack([demoSound('knock')], 0, 1);
  await second.studio.button('Play').click();
  expect((await second.studio.finished('knock')).outcome).toContain('completed');
});

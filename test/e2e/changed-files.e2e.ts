/** Files that are not what they were when they were imported: told, shown, and the person chooses. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from './support/app-test.ts';
import { answerOpenDialog } from './support/dialogs.ts';
import { sine, writeSound } from './support/odd-sounds.ts';
import { figureOf } from './support/studio-page.ts';

test('files replaced between two starts are told on clip, Library and Inspector, and adapted to', async ({
  launch,
  folder,
}) => {
  const voice = writeSound(folder, 'voice.wav', sine(48_000, 24_000));
  const tone = writeSound(folder, 'tone.wav', sine(48_000, 96_000));
  const other = writeSound(folder, 'other.wav', sine(48_000, 24_000));
  const first = await launch();
  await first.studio.dropOnTrack([voice], 0, 0.5);
  await first.studio.dropOnTrack([tone], 0, 1.5);
  await first.studio.dropOnTrack([other], 0, 4);
  await first.studio.sessionWhere(
    ({ project }) =>
      project.clips.length === 3 && project.buffers.every(({ content }) => content !== null),
  );
  await first.app.close();

  writeSound(folder, 'voice.wav', sine(48_000, 24_000, 2), { channels: 2 });
  writeSound(folder, 'tone.wav', sine(48_000, 24_000));
  const { studio, app } = await launch();
  await expect(studio.notices).toContainText(/“voice\.wav” is not what it was: 2 instead of 1/);
  await expect(studio.notices).toContainText(/“tone\.wav” is not what it was: its file is shorter/);
  const voiceClip = studio.clip(/^voice/);
  const toneClip = studio.clip(/^tone/);
  await expect(voiceClip).toHaveAccessibleDescription(/2 instead of 1 channel/);
  await expect(toneClip).toHaveAccessibleDescription(/72\s000 frames at its end are silent/u);
  const rowOf = (name: string) => studio.library.getByRole('listitem').filter({ hasText: name });
  await expect(rowOf('voice.wav')).toContainText('other channels');
  await expect(rowOf('tone.wav')).toContainText('file shorter');

  // The rest plays; what cannot is told by clip and file.
  await studio.play();
  await studio.stopped();
  expect((await studio.finished('other.wav')).outcome).toContain('completed');
  await expect(studio.notices).toContainText(/“voice\.wav” on voice cannot play/);

  // By keyboard: the row's choice leads to the Inspector.
  await rowOf('tone.wav')
    .getByRole('button', { name: /^Choose/ })
    .focus();
  await studio.page.keyboard.press('Enter');
  await expect(studio.inspector).toContainText(/Its file is shorter: 24\s000 instead of 96\s000/u);
  await studio.inspector.getByRole('button', { name: /^Adapt, keep clips/ }).press('Enter');
  await expect(rowOf('tone.wav')).not.toContainText('file shorter');
  await expect(toneClip).toHaveAccessibleDescription(/72\s000 frames at its end are silent/u);

  await voiceClip.click();
  await studio.inspector.getByRole('button', { name: /^Adapt/ }).click();
  await expect(rowOf('voice.wav')).toContainText('2 ch');
  await studio.button('Go to start').click();
  await studio.play();
  await studio.stopped();
  const voiceCells = await studio.finished('voice.wav');
  expect(figureOf(voiceCells.error)).toBe(0);

  // Undo takes the adapting back, one by one: nothing was lost.
  await studio.page.keyboard.press('Control+z');
  await studio.page.keyboard.press('Control+z');
  await expect(rowOf('tone.wav')).toContainText('file shorter');
  const { project } = await studio.sessionWhere(({ project: { buffers } }) =>
    buffers.some(({ name, frames }) => name === 'tone.wav' && frames === 96_000),
  );
  expect(project.clips.map(({ lengthFrames }) => lengthFrames)).toEqual([24_000, 96_000, 24_000]);

  // Relinking to the right file again ends it.
  const right = writeSound(folder, 'right.wav', sine(48_000, 96_000));
  await answerOpenDialog(app.electronApp, [right]);
  await rowOf('tone.wav')
    .getByRole('button', { name: /^Choose/ })
    .click();
  await studio.inspector.getByRole('button', { name: /^Find another file/ }).click();
  await expect(rowOf('tone.wav')).not.toContainText('file shorter');
  await expect(studio.clip(/starts at/)).toHaveCount(3);

  // What cannot be read is opened again where it can.
  fs.writeFileSync(right, 'no sound at all');
  await studio.button('Go to start').click();
  await studio.play();
  await studio.stopped();
  await expect(rowOf('tone.wav')).toContainText('is a text file');
  writeSound(folder, 'right.wav', sine(48_000, 96_000));
  await rowOf('tone.wav').getByRole('button', { name: 'Open tone.wav again' }).press('Enter');
  await expect(rowOf('tone.wav')).toContainText('1 ch');
});

test('a take whose file was cut is told, and what is left plays', async ({ launch, folder }) => {
  const first = await launch();
  await first.studio.button('Record').click();
  await expect(first.studio.button('Stop')).toBeVisible();
  await first.studio.page.waitForTimeout(1_000);
  await first.studio.stop();
  const { project } = await first.studio.sessionWhere(({ project: { takes } }) =>
    takes.some(({ content }) => content !== null),
  );
  await first.app.close();
  const file = project.takes[0]?.file ?? '';
  const whole = path.join(folder, 'user-data', 'session', 'takes', file);
  fs.truncateSync(whole, Math.floor(fs.statSync(whole).size / 3));
  const { studio } = await launch();
  await studio.openTab('Takes');
  await expect(studio.notices).toContainText(/“Take 1” is not what it was: its file is shorter/);
  await expect(studio.clip(/^Take 1/)).toHaveAccessibleDescription(/at its end are silent/);
  await expect(studio.library.getByRole('listitem')).toContainText('file shorter');
});

/** Arranging by mouse and by keyboard in the window: snap and grid, markers, the loop, ranges of time, drops
 * and the history. One start of the program. */

import { readWav } from '../support/wav-file.ts';
import { expect, test } from './support/app-test.ts';
import { answerSaveDialog } from './support/dialogs.ts';
import { dropFiles } from './support/drop-files.ts';
import { demoSound } from './support/recordings.ts';
import type { StudioPage } from './support/studio-page.ts';

/** `name: start, length` of every clip, in seconds, in time. */
function layout(studio: StudioPage): readonly string[] {
  const { clips } = studio.sessionSoFar()?.project ?? { clips: [] };
  const seconds = (frames: number) => Number((frames / 48_000).toFixed(3));
  const lines = clips.map(
    ({ name, startFrame, lengthFrames }) =>
      `${name.replace('.wav', '')}: ${seconds(startFrame)}, ${seconds(lengthFrames)}`,
  );
  return lines.sort();
}

test('a timeline is arranged by mouse and by keyboard', async ({ launch }, testInfo) => {
  const { studio, app } = await launch();
  const file = testInfo.outputPath('part.wav');
  const { page, timeline } = studio;
  const { mouse, keyboard } = page;
  const becomes = (...wanted: readonly string[]) =>
    expect.poll(() => layout(studio)).toEqual([...wanted].sort());
  const undo = () => keyboard.press('Control+z');
  const dragOnRuler = async (from: number, to: number, row: number) => {
    const start = await studio.placeOnRuler(from);
    const end = await studio.placeOnRuler(to);
    await mouse.move(start.x, start.y + row);
    await mouse.down();
    await mouse.move(end.x, end.y + row, { steps: 4 });
    return () => mouse.up();
  };
  const timeRange = timeline.getByRole('img', { name: /^Time range/ });
  const flag = timeline.getByRole('button', { name: /^Marker 1, at/ });
  const tools = timeline.getByRole('toolbar', { name: 'Tools' });

  await test.step('several files fall on a track each, named after them', async () => {
    const sounds = [demoSound('knock'), demoSound('glass')];
    await dropFiles(page, sounds, await studio.placeOnTrack(0, 1));
    await expect(timeline.getByRole('button', { name: 'knock', exact: true })).toBeVisible();
    await expect(timeline.getByRole('button', { name: 'glass', exact: true })).toBeVisible();
    await becomes('knock: 1, 0.5', 'glass: 1, 1.12');
  });

  await test.step('the grid is typed, counts bars, and is chosen again from its menu', async () => {
    const grid = tools.getByRole('textbox', { name: 'Grid' });
    await grid.fill('soon');
    await grid.press('Enter');
    await expect(tools.getByRole('alert')).toContainText('Not a grid.');
    await grid.fill('1/8');
    await grid.press('Enter');
    await expect(grid).toHaveValue('1/8');
    const tempo = tools.getByRole('textbox', { name: 'Tempo and signature' });
    await tempo.fill('90 3/4');
    await tempo.press('Enter');
    await expect(tempo).toHaveValue('90 3/4');
    await expect(timeline.locator('.timeline-corner')).toContainText('Bars');
    await tools.getByRole('button', { name: 'Snap to: 1/8' }).click();
    await page.getByRole('menuitemradio', { name: '0:00.100' }).click();
    await expect(grid).toHaveValue('0:00.100');
    await expect(tempo).toHaveCount(0);
  });

  await test.step('a marker is dragged, moved by arrows, named and removed in the list', async () => {
    const { x, y } = await studio.placeOnRuler(4);
    await mouse.click(x, y);
    await keyboard.press('Control+m');
    await expect(flag).toHaveAccessibleName('Marker 1, at 0:04.000');
    const release = await dragOnRuler(4.02, 5.02, -12);
    await expect(timeline.locator('.drag-time')).toContainText('0:05.000');
    await release();
    await expect(flag).toHaveAccessibleName('Marker 1, at 0:05.000');
    await flag.focus();
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await expect(flag).toHaveAccessibleName('Marker 1, at 0:05.200');
    await undo();
    await expect(flag).toHaveAccessibleName('Marker 1, at 0:05.000');
    await keyboard.press('Control+Shift+m');
    const list = page.getByRole('dialog', { name: 'Markers' });
    await list.getByRole('textbox', { name: 'Name of Marker 1, 0:05.000' }).fill('Answer');
    await keyboard.press('Enter');
    await expect(list.getByRole('button', { name: 'Go to Answer, 0:05.000' })).toBeVisible();
    await list.getByRole('button', { name: 'Remove Answer, 0:05.000' }).click();
    await expect(list).toContainText('There is no marker yet.');
    await keyboard.press('Escape');
    await expect(list).toHaveCount(0);
    await undo();
    await undo();
    await expect(flag).toHaveCount(1);
  });

  await test.step('the loop is dragged as a whole', async () => {
    await (await dragOnRuler(6, 7, 14))();
    const loop = (name: string) => timeline.getByRole('group', { name });
    await expect(loop('Loop on, 0:06.000 to 0:07.000')).toHaveCount(1);
    await (await dragOnRuler(6.5, 7.5, 0))();
    await expect(loop('Loop on, 0:07.000 to 0:08.000')).toHaveCount(1);
    await timeline.getByRole('slider', { name: 'Start of the loop' }).focus();
    await keyboard.press('Control+ArrowLeft');
    await expect(loop('Loop on, 0:06.900 to 0:07.900')).toHaveCount(1);
  });

  await test.step('time is selected on the ruler, cleared, removed and made room for', async () => {
    await keyboard.down('Shift');
    const release = await dragOnRuler(1.2, 1.4, 14);
    await release();
    await keyboard.up('Shift');
    await expect(timeRange).toHaveAccessibleName('Time range 0:01.200 to 0:01.400, all tracks');
    await answerSaveDialog(app.electronApp, file);
    await keyboard.press('Control+Shift+e');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await expect(dialog).toContainText('0:01.200 to 0:01.400');
    await expect(dialog).toContainText('2 tracks, as heard');
    await keyboard.press('Tab');
    await dialog.getByRole('button', { name: 'Export…' }).press('Enter');
    await expect(dialog).toBeHidden();
    const notices = page.getByRole('region', { name: 'Notices' });
    await expect(notices.getByText(`Exported to ${file}`)).toBeVisible();
    expect(readWav(file)).toMatchObject({ channels: 2, sampleRate: 48_000, frames: 9_600 });
    await keyboard.press('Delete');
    await becomes('knock: 1, 0.2', 'knock: 1.4, 0.1', 'glass: 1, 0.2', 'glass: 1.4, 0.72');
    await undo();
    await becomes('knock: 1, 0.5', 'glass: 1, 1.12');
    await keyboard.press('Control+Shift+Backspace');
    await becomes('knock: 1, 0.2', 'knock: 1.2, 0.1', 'glass: 1, 0.2', 'glass: 1.2, 0.72');
    await expect(flag).toHaveAccessibleName('Marker 1, at 0:04.800');
    await undo();
    await becomes('knock: 1, 0.5', 'glass: 1, 1.12');
  });

  await test.step('time is selected on one track, and by keys', async () => {
    const from = await studio.placeOnTrack(0, 0.5);
    const to = await studio.placeOnTrack(0, 2);
    await keyboard.down('Control');
    await keyboard.down('Shift');
    await mouse.move(to.x, to.y);
    await mouse.down();
    await mouse.move(from.x, from.y, { steps: 4 });
    await mouse.up();
    await keyboard.up('Shift');
    await keyboard.up('Control');
    await expect(timeRange).toHaveAccessibleName('Time range 0:00.500 to 0:02.000, 1 track');
    await keyboard.press('Control+Alt+i');
    await becomes('knock: 2.5, 0.5', 'glass: 1, 1.12');
    await undo();
    await becomes('knock: 1, 0.5', 'glass: 1, 1.12');
    // The menu of a clip is about the clip: no time is selected any more, which Delete would clear.
    const inClip = await studio.placeOnTrack(0, 1.2);
    await mouse.click(inClip.x, inClip.y, { button: 'right' });
    const entry = page.getByRole('menuitem', { name: 'Colour of the clip…' });
    await expect(entry).toBeVisible();
    await expect(timeRange).toHaveCount(0);
    await keyboard.press('Escape');
    await expect(entry).toHaveCount(0);
    const { x, y } = await studio.placeOnRuler(3);
    await mouse.click(x, y + 14);
    await keyboard.press('Shift+>');
    await keyboard.press('Shift+>');
    await expect(timeRange).toHaveAccessibleName('Time range 0:03.000 to 0:03.200, all tracks');
    await keyboard.press('Escape');
  });

  await test.step('a clip snaps to an edge, and the history goes back and forth', async () => {
    await becomes('knock: 1, 0.5', 'glass: 1, 1.12');
    const start = await studio.placeOnTrack(0, 1.25);
    const end = await studio.placeOnTrack(0, 2.38);
    await mouse.move(start.x, start.y);
    await mouse.down();
    await mouse.move(end.x, end.y, { steps: 4 });
    await expect(timeline.locator('.snap-line')).toBeVisible();
    await mouse.up();
    await becomes('knock: 2.12, 0.5', 'glass: 1, 1.12');
    // A click on the ruler goes there, and the clip keeps the focus.
    const place = await studio.placeOnRuler(3);
    await mouse.click(place.x, place.y + 14);
    await expect(page.getByRole('timer', { name: 'Position' })).toContainText('0:00:03.000');
    await expect(studio.clip(/^knock/)).toBeFocused();
    await keyboard.press('Control+Alt+z');
    const menu = page.getByRole('menu', { name: 'Undo history' });
    await expect(
      menu.getByRole('menuitemradio', { name: 'Move clip', checked: true }),
    ).toBeVisible();
    await menu.getByRole('menuitemradio', { name: 'Before the first edit' }).click();
    await becomes();
    await page.getByRole('button', { name: 'Undo history…' }).click();
    await menu.getByRole('menuitemradio', { name: 'Move clip' }).click();
    await becomes('knock: 2.12, 0.5', 'glass: 1, 1.12');
  });

  await test.step('the way the view follows is chosen in the menu of its button', async () => {
    const follow = tools.getByRole('button', { name: 'Follow the playhead' });
    await follow.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Follow: keep the playhead in the middle' }).click();
    await follow.click({ button: 'right' });
    const chosen = page.getByRole('menuitem', { name: /^on Follow: keep/ });
    await expect(chosen).toBeVisible();
    await keyboard.press('Escape');
  });
});

/** What shapes a clip, by mouse and by keys; each step is taken back and redone as one. */
import type { Clip } from '../../preload/project.ts';
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';
import type { StudioPage } from './support/studio-page.ts';

const RATE = 48_000;
/** Of a clip on a track of medium height, from the top of its row. */
const FADE_Y = 27;
const LINE_Y = 25;
const BODY_Y = 45;

function clipOf(studio: StudioPage, name: string): Clip | undefined {
  return studio.sessionSoFar()?.project.clips.find((clip) => clip.name.startsWith(name));
}

type Expected = Readonly<Record<string, unknown>>;

/** The clip on disk comes to have these values. */
async function becomes(studio: StudioPage, name: string, values: Expected): Promise<void> {
  await expect.poll(() => clipOf(studio, name)).toMatchObject(values);
}

/** Does something that gives a clip these values; Undo takes all of it back and Redo brings it again. The window,
 * too, has each before the next is done. @param label of the step of Undo */
async function step(
  studio: StudioPage,
  name: string,
  label: string,
  act: () => Promise<void>,
  values: Expected,
): Promise<void> {
  const foot = (word: string) => studio.page.getByRole('button', { name: `${word} ${label}` });
  const before = clipOf(studio, name);
  if (before === undefined) throw new Error(`There is no ${name}.`);
  const old = Object.fromEntries(
    (Object.keys(values) as (keyof Clip)[]).map((key) => [key, before[key]]),
  );
  await act();
  await becomes(studio, name, values);
  await expect(foot('Undo')).toBeVisible();
  await studio.page.keyboard.press('Control+z');
  await becomes(studio, name, old);
  await expect(foot('Redo')).toBeVisible();
  await studio.page.keyboard.press('Control+Shift+z');
  await becomes(studio, name, values);
  await expect(foot('Undo')).toBeVisible();
}

/** A place on the first track. */
async function at(studio: StudioPage, seconds: number, y: number) {
  const place = await studio.placeOnTrack(0, seconds);
  return { x: place.x, y: place.y - 30 + y };
}

type PagePoint = Awaited<ReturnType<typeof at>>;

async function drag(studio: StudioPage, from: PagePoint, to: PagePoint): Promise<void> {
  const { mouse } = studio.page;
  await mouse.move(from.x, from.y);
  await mouse.down();
  await mouse.move(to.x, to.y, { steps: 4 });
  await mouse.up();
}

test('clips are faded, turned down, looped, crossed, locked and split by mouse', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page } = studio;
  await studio.dropOnTrack([demoSound('tone 441')], 0, 1);
  const tone = studio.clip(/^tone 441/).first();
  await becomes(studio, 'tone', { startFrame: RATE, lengthFrames: 2 * RATE });
  const point = (seconds: number, y: number) => at(studio, seconds, y);

  await test.step('a corner fades, its time is told, a double click chooses the curve', async () => {
    const corner = await point(1, FADE_Y);
    const end = await point(1.5, FADE_Y);
    const fade = async () => {
      await page.mouse.move(corner.x + 12, corner.y);
      await page.mouse.down();
      await page.mouse.move(end.x + 12, end.y, { steps: 4 });
      await expect(page.getByText('Fade in 0:00.500')).toBeVisible();
      await page.mouse.up();
    };
    const frames = RATE / 2;
    await step(studio, 'tone', 'Fade in', fade, { fadeIn: { frames, curve: 'linear' } });
    const next = () => page.mouse.dblclick(end.x, end.y);
    await step(studio, 'tone', 'Fade curve', next, { fadeIn: { frames, curve: 'equal-power' } });
    await expect(tone).toHaveAccessibleDescription(/fade in 0:00\.500/);
  });

  await test.step('a click on the gain line adds a point, a drag moves it, a double click removes it', async () => {
    const line = await point(2.2, LINE_Y);
    const add = () => page.mouse.click(line.x, line.y);
    const frame = Math.round(1.2 * RATE);
    await step(studio, 'tone', 'Add gain point', add, {
      gainLine: [expect.objectContaining({ gainDb: 0 })],
    });
    expect(clipOf(studio, 'tone')?.gainLine[0]?.frame).toBeCloseTo(frame, -3);
    await drag(studio, line, { x: line.x, y: line.y + 10 });
    await expect.poll(() => clipOf(studio, 'tone')?.gainLine[0]?.gainDb).toBeLessThan(-10);
    await page.mouse.dblclick(line.x, line.y + 10);
    await becomes(studio, 'tone', { gainLine: [] });
  });

  await test.step('a drag of the gain line is the gain of the clip', async () => {
    const line = await point(2.2, LINE_Y);
    await drag(studio, line, { x: line.x, y: line.y + 6 });
    await expect.poll(() => clipOf(studio, 'tone')?.gainDb).toBeLessThan(-5);
    await page.keyboard.press('Control+z');
    await becomes(studio, 'tone', { gainDb: 0 });
    await expect(page.getByRole('button', { name: 'Redo Clip gain' })).toBeVisible();
  });

  await test.step('the end, pulled beyond the sound, repeats it', async () => {
    const from = await point(3, BODY_Y);
    const pull = async () =>
      drag(studio, { ...from, x: from.x - 3 }, { ...(await point(6, BODY_Y)), y: from.y });
    const loop = { startFrame: 0, lengthFrames: 2 * RATE };
    await step(studio, 'tone', 'Trim clip', pull, { lengthFrames: 5 * RATE, loop });
    await expect(tone.getByText('tone 441.wav × 2.5')).toBeVisible();
  });

  await test.step('a double click where clips overlap lets them go into one another', async () => {
    await studio.dropOnTrack([demoSound('knock')], 0, 5.8);
    await becomes(studio, 'knock', { startFrame: Math.round(5.8 * RATE) });
    const overlap = await point(5.9, BODY_Y);
    const fade = { frames: RATE / 5, curve: 'equal-power' } as const;
    const cross = () => page.mouse.dblclick(overlap.x, overlap.y);
    await step(studio, 'knock', 'Crossfade', cross, { fadeIn: fade });
    await becomes(studio, 'tone', { fadeOut: fade });
  });

  await test.step('the menu lists all clips at the place, the covered one too', async () => {
    const overlap = await point(5.9, BODY_Y);
    await page.mouse.click(overlap.x, overlap.y, { button: 'right' });
    const here = page.getByRole('group', { name: 'Clips here' });
    await expect(here.getByRole('menuitemradio')).toHaveCount(2);
    await here.getByRole('menuitemradio', { name: /^tone 441/ }).click();
    await expect(tone).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('a locked clip stays, and says why', async () => {
    await page.keyboard.press('Shift+K');
    await becomes(studio, 'tone', { locked: true });
    await drag(studio, await point(2, BODY_Y), await point(4, BODY_Y));
    await expect(studio.notices).toContainText('tone 441.wav is locked');
    await becomes(studio, 'tone', { startFrame: RATE });
    await page.keyboard.press('Shift+K');
    await becomes(studio, 'tone', { locked: false });
  });

  await test.step('C and a click split where the pointer is', async () => {
    const cut = await point(2, BODY_Y);
    await page.mouse.move(cut.x, cut.y);
    await page.keyboard.down('c');
    await page.mouse.click(cut.x, cut.y);
    await page.keyboard.up('c');
    await becomes(studio, 'tone', { lengthFrames: RATE });
    await expect(studio.clip(/^tone 441/)).toHaveCount(2);
  });
});

test('clips are named, muted, looped, grouped, faded, joined and shaped by keys alone', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page } = studio;
  const { keyboard } = page;
  await studio.dropOnTrack([demoSound('tone 441')], 0, 1);
  const tone = studio.clip(/^tone 441/).first();
  await becomes(studio, 'tone', { lengthFrames: 2 * RATE });
  await tone.focus();
  await keyboard.press('Control+a');
  const press = (keys: string) => () => keyboard.press(keys);
  const goTo = async (time: string) => {
    await keyboard.press('g');
    await keyboard.insertText(time);
    await keyboard.press('Enter');
    await expect(page.getByRole('timer', { name: 'Position' })).toContainText(time);
    await tone.focus();
  };

  await test.step('mute, and a fade up to the playhead', async () => {
    await step(studio, 'tone', 'Mute clip', press('Shift+M'), { muted: true });
    await expect(tone).toHaveAccessibleDescription(/muted/);
    await keyboard.press('Shift+M');
    await becomes(studio, 'tone', { muted: false });
    await goTo('0:01.500');
    await step(studio, 'tone', 'Fade in', press('Shift+I'), {
      fadeIn: { frames: RATE / 2, curve: 'linear' },
    });
    await step(studio, 'tone', 'Remove fades', press('Shift+X'), {
      fadeIn: { frames: 0, curve: 'linear' },
    });
  });

  await test.step('handles: a run of arrows is one step, Insert adds a point, Escape leaves', async () => {
    const handle = (name: string) =>
      page.getByRole('group', { name: /^Handles of tone 441/ }).getByRole('slider', { name });
    await keyboard.press('h');
    await expect(handle('Fade in')).toBeFocused();
    const fadeOn = async () => {
      for (let presses = 0; presses < 3; presses += 1) await keyboard.press('ArrowRight');
    };
    await step(studio, 'tone', 'Fade in', fadeOn, {
      fadeIn: { frames: Math.round(0.3 * RATE), curve: 'linear' },
    });
    await expect(handle('Fade in')).toHaveAttribute('aria-valuetext', '0:00.300, linear');
    await keyboard.press('Enter');
    await becomes(studio, 'tone', { fadeIn: { curve: 'equal-power' } });
    await keyboard.press('Tab');
    await expect(handle('Gain')).toBeFocused();
    await keyboard.press('ArrowDown');
    await becomes(studio, 'tone', { gainDb: -0.5 });
    await keyboard.press('Insert');
    await becomes(studio, 'tone', { gainLine: [{ frame: RATE / 2, gainDb: 0 }] });
    await keyboard.press('Tab');
    await expect(handle('Gain point 1')).toBeFocused();
    await keyboard.press('Delete');
    await becomes(studio, 'tone', { gainLine: [] });
    await keyboard.press('Escape');
    await expect(tone).toBeFocused();
  });

  await test.step('a loop by its count, and off again', async () => {
    await keyboard.press('Shift+L');
    const dialog = page.getByRole('dialog', { name: 'Loop' });
    await expect(dialog.getByRole('textbox', { name: 'Times' })).toBeFocused();
    await keyboard.insertText('3');
    await keyboard.press('Enter');
    await expect(dialog.getByRole('textbox', { name: /^Until/ })).toHaveValue('0:06.000');
    await dialog.getByRole('button', { name: 'Loop', exact: true }).press('Enter');
    await becomes(studio, 'tone', { lengthFrames: 6 * RATE, loop: { lengthFrames: 2 * RATE } });
    await keyboard.press('Control+z');
    await becomes(studio, 'tone', { lengthFrames: 2 * RATE, loop: null });
    await expect(page.getByRole('button', { name: 'Redo Loop clip' })).toBeVisible();
  });

  await test.step('split, group, ungroup and join', async () => {
    await tone.focus();
    await goTo('0:02.000');
    await keyboard.press('s');
    const clips = studio.clip(/^tone 441/);
    await expect(clips).toHaveCount(2);
    await keyboard.press('Control+a');
    await keyboard.press('Control+g');
    await expect.poll(() => clipOf(studio, 'tone')?.groupId).not.toBeNull();
    await keyboard.press('Control+Shift+G');
    await becomes(studio, 'tone', { groupId: null });
    await keyboard.press('j');
    await expect(clips).toHaveCount(1);
    await becomes(studio, 'tone', { lengthFrames: 2 * RATE });
  });

  await test.step('the name, on the timeline', async () => {
    await keyboard.press('F2');
    await expect(page.getByRole('textbox', { name: /^Name of tone 441/ })).toBeFocused();
    await keyboard.insertText('tone, first');
    await keyboard.press('Enter');
    await becomes(studio, 'tone', { name: 'tone, first' });
    await expect(studio.clip(/^tone, first/)).toBeFocused();
  });

  await test.step('in the Inspector: fades and loop', async () => {
    const { inspector } = studio;
    await inspector.getByRole('textbox', { name: 'Fade out', exact: true }).fill('0:00.250');
    await keyboard.press('Enter');
    await becomes(studio, 'tone', { fadeOut: { frames: RATE / 4, curve: 'linear' } });
    await inspector.getByRole('textbox', { name: 'Loop', exact: true }).fill('2');
    await keyboard.press('Enter');
    await becomes(studio, 'tone', { lengthFrames: 4 * RATE });
  });
});

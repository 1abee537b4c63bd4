/** Every edit by mouse and keyboard, each taken back and redone; and edits under a playing clip. */
import { channelOf, readWav } from '../support/wav-file.ts';
import { expect, test, VIRTUAL_DELAY_FRAMES } from './support/app-test.ts';
import { firstFrameNotHeard, recordedTake } from './support/recorded-take.ts';
import { demoSound } from './support/recordings.ts';
import type { StudioPage } from './support/studio-page.ts';

/** `name on track: start, offset, length` of every clip, in seconds; sorted. */
function layout(studio: StudioPage): readonly string[] {
  const { clips, tracks } = studio.sessionSoFar()?.project ?? { clips: [], tracks: [] };
  const seconds = (frames: number) => Number((frames / 48_000).toFixed(3));
  const lines = clips.map((clip) => {
    const track = tracks.findIndex(({ id }) => id === clip.trackId) + 1;
    const figures = [clip.startFrame, clip.offsetFrames, clip.lengthFrames].map(seconds);
    return `${clip.name.replace('.wav', '')} on ${track}: ${figures.join(', ')}`;
  });
  return lines.sort();
}

/** The journal on disk comes to hold exactly these clips. */
async function becomes(studio: StudioPage, wanted: readonly string[]): Promise<void> {
  await expect.poll(() => layout(studio)).toEqual([...wanted].sort());
}

/** Drags from one place of a track to another, in seconds of the timeline. */
async function drag(
  studio: StudioPage,
  from: { track: number; seconds: number; pixels?: number },
  to: { track: number; seconds: number },
): Promise<void> {
  const { mouse } = studio.page;
  const start = await studio.placeOnTrack(from.track, from.seconds);
  const end = await studio.placeOnTrack(to.track, to.seconds);
  await mouse.move(start.x + (from.pixels ?? 0), start.y);
  await mouse.down();
  await mouse.move(end.x + (from.pixels ?? 0), end.y, { steps: 5 });
  await mouse.up();
}

async function clickRuler(studio: StudioPage, seconds: number): Promise<void> {
  const { x, y } = await studio.placeOnRuler(seconds);
  await studio.page.mouse.click(x, y);
  const timer = studio.page.getByRole('timer', { name: 'Position' });
  await expect(timer).toContainText(`0:00:0${seconds.toFixed(1)}00`);
}

test('drag, trim, split, delete, duplicate, copy, paste, nudge and move to a track: each is taken back and redone', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page } = studio;
  const knock = 'knock on 2: 1, 0, 0.5';
  const tone = 'tone 441 on 1: 1, 0, 2';
  await studio.dropOnTrack([demoSound('tone 441')], 0, 1);
  await studio.dropOnTrack([demoSound('knock')], 1, 1);
  await becomes(studio, [tone, knock]);
  const select = async () => {
    const { x, y } = await studio.placeOnTrack(0, 1.6);
    await page.mouse.click(x, y);
    await expect(studio.clip(/^tone 441/).first()).toHaveAttribute('aria-selected', 'true');
  };
  const press = (keys: string) => async () => {
    await select();
    await page.keyboard.press(keys);
  };
  const edits: readonly [what: string, act: () => Promise<void>, after: readonly string[]][] = [
    [
      'drag within the track',
      () => drag(studio, { track: 0, seconds: 2 }, { track: 0, seconds: 3 }),
      ['tone 441 on 1: 2, 0, 2', knock],
    ],
    [
      'drag across tracks',
      () => drag(studio, { track: 0, seconds: 2 }, { track: 1, seconds: 3 }),
      [knock, 'tone 441 on 2: 2, 0, 2'],
    ],
    [
      'trim the start',
      () => drag(studio, { track: 0, seconds: 1, pixels: 2 }, { track: 0, seconds: 1.5 }),
      ['tone 441 on 1: 1.5, 0.5, 1.5', knock],
    ],
    [
      'trim the end',
      () => drag(studio, { track: 0, seconds: 3, pixels: -2 }, { track: 0, seconds: 2 }),
      ['tone 441 on 1: 1, 0, 1', knock],
    ],
    [
      'split',
      async () => {
        await clickRuler(studio, 1.5);
        await press('s')();
      },
      ['tone 441 on 1: 1, 0, 0.5', 'tone 441 on 1: 1.5, 0.5, 1.5', knock],
    ],
    ['delete', press('Delete'), [knock]],
    ['duplicate', press('Control+d'), [tone, 'tone 441 on 1: 3, 0, 2', knock]],
    [
      'copy and paste',
      async () => {
        await press('Control+c')();
        await clickRuler(studio, 4);
        await page.keyboard.press('Control+v');
      },
      [tone, 'tone 441 on 1: 4, 0, 2', knock],
    ],
    ['nudge', press('ArrowRight'), ['tone 441 on 1: 1.1, 0, 2', knock]],
    ['to the track below', press('Alt+ArrowDown'), ['tone 441 on 2: 1, 0, 2', knock]],
  ];
  for (const [what, act, after] of edits) {
    await test.step(what, async () => {
      await act();
      await becomes(studio, after);
      await page.keyboard.press('Control+z');
      await becomes(studio, [tone, knock]);
      await page.keyboard.press('Control+Shift+z');
      await becomes(studio, after);
      await page.keyboard.press('Control+z');
      await becomes(studio, [tone, knock]);
    });
  }
});

/** Ids of active and pending actions by what they play, all read at one moment. */
async function idsByName(studio: StudioPage): Promise<Readonly<Record<string, string>>> {
  const rows = studio.row('live', '.wav');
  const pairs = await rows.evaluateAll((elements) =>
    elements.map((row) => [
      row.querySelectorAll('td')[3]?.textContent?.trim() ?? '',
      row.getAttribute('data-action-id') ?? '',
    ]),
  );
  return Object.fromEntries(pairs);
}

test('edits while playing touch the edited clip alone: other ids stay, other samples too', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page } = studio;
  // Far ahead, so that there is time to edit what has not begun.
  for (let press = 0; press < 2; press += 1) await page.keyboard.press('-');
  await studio.dropOnTrack([demoSound('metronome 90')], 0, 0.5);
  await studio.dropOnTrack([demoSound('knock')], 1, 9);
  await studio.dropOnTrack([demoSound('glass')], 2, 10);
  await expect(studio.clip(/starts at/)).toHaveCount(3);
  // Input 1 hears the first track alone. The outputs are in the heads of large tracks.
  await studio.button('All tracks: L').click();
  for (const track of ['knock', 'glass']) {
    await studio.button(new RegExp(`^Output of ${track}`)).click();
    await page.getByRole('menuitemcheckbox', { name: 'Output 1', exact: true }).click();
    await page.keyboard.press('Escape');
    await expect(studio.button(`Output of ${track}: out 2`)).toBeVisible();
  }
  await studio.button('All tracks: M').click();
  await studio.clip(/^knock/).click();
  await page.keyboard.press('r');
  await expect(studio.row('live', 'metronome 90')).toContainText('playing');
  const before = await idsByName(studio);
  expect(Object.keys(before)).toEqual(
    expect.arrayContaining(['metronome 90.wav', 'knock.wav', 'glass.wav']),
  );

  await page.keyboard.press('ArrowRight');
  await expect(studio.clip(/^knock.*starts at 9\.[1-9]00 s$/)).toBeVisible();
  await expect
    .poll(async () => (await idsByName(studio))['knock.wav'])
    .not.toBe(before['knock.wav']);
  await studio.button('Mute glass').click();
  await page.keyboard.press('Delete');
  await expect(studio.clip(/^knock/)).toHaveCount(0);
  await expect.poll(async () => (await idsByName(studio))['knock.wav']).toBeUndefined();
  await studio.button('Solo metronome 90').click();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await idsByName(studio))['glass.wav']).toBe(before['glass.wav']);

  const cells = await studio.finished('metronome 90');
  expect(cells).toMatchObject({ id: before['metronome 90.wav'], requested: cells.started });
  expect(cells.outcome).toContain('completed');
  expect((await studio.finished('glass')).id).toBe(before['glass.wav']);
  await studio.stop();
  const take = await recordedTake(studio);
  const expected = channelOf(readWav(demoSound('metronome 90')), 1);
  expect(firstFrameNotHeard(take, cells, VIRTUAL_DELAY_FRAMES, expected)).toBeNull();
});

test('a clip whose start is scrolled out of view follows the pointer by as much as that moves', async ({
  launch,
}) => {
  const { studio } = await launch();
  const { page } = studio;
  await studio.dropOnTrack([demoSound('tone 441')], 0, 1);
  await becomes(studio, ['tone 441 on 1: 1, 0, 2']);
  await page.getByRole('button', { name: 'Go to start' }).focus();
  const { x, y } = await studio.placeOnTrack(0, 2);
  const before = await studio.placeOnTrack(0, 1);
  await page.mouse.move(x, y);
  // The clip's start goes out of view by half a second.
  await page.mouse.wheel(before.x - (await studio.placeOnTrack(0, 0)).x + (x - before.x) / 2, 0);
  const perSecond = x - before.x;
  await page.mouse.move(before.x, y);
  await page.mouse.down();
  await page.mouse.move(before.x + perSecond, y, { steps: 5 });
  await page.mouse.up();
  await becomes(studio, ['tone 441 on 1: 2, 0, 2']);
});

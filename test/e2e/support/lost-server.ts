import { channelOf, readWav } from '../../support/wav-file.ts';
import { expect, type Launch } from './app-test.ts';
import type { JackServer } from './jack-server.ts';
import { firstFrameNotHeard, heardFrame, recordedTake } from './recorded-take.ts';
import { demoSound } from './recordings.ts';
import type { StudioPage } from './studio-page.ts';

export const JACK_LOOPBACK = ['--host-api=JACK Audio Connection Kit', '--device=loopback'] as const;

/** The app, and its window. */
type Launched = Awaited<ReturnType<Launch>>;

/** Starts the app on a JACK server's loopback, with a tone that plays. */
export async function playsOnJack(launch: Launch, server: JackServer): Promise<Launched> {
  const launched = await launch({ args: JACK_LOOPBACK, env: server.env });
  const { studio } = launched;
  await studio.dropOnLibrary([demoSound('tone 441')]);
  await studio.dragToTrack('tone 441.wav', 0, 0.5);
  await expect(studio.clip(/starts at/)).toHaveCount(1);
  await studio.play();
  await expect(studio.row('live', 'tone 441')).toHaveCount(1);
  return launched;
}

/** The same, in a loop. */
export async function loopsOnJack(launch: Launch, server: JackServer): Promise<Launched> {
  const launched = await playsOnJack(launch, server);
  const { studio } = launched;
  await studio.clip(/starts at/).click();
  await studio.page.keyboard.press('l');
  await expect(studio.button('Loop')).toHaveAttribute('aria-pressed', 'true');
  return launched;
}

/** Waits until the tone sounds again without anybody's doing, and nothing is told any more. */
export async function goesOnByItself(studio: StudioPage): Promise<void> {
  await expect(studio.engine).not.toContainText('(lost)');
  await expect(studio.row('live', 'tone 441').filter({ hasText: 'playing' })).toHaveCount(1);
  await expect(studio.button('Stop')).toBeVisible();
  const outage = /stopped answering|cannot be opened|waits for/;
  await expect(studio.notices).not.toContainText(outage);
}

/**
 * Records from the start, as often as a person would try, and finds the tone in the take at the frame
 * where the timeline has it, every sample of its first half second. Once in a session: its take plays.
 */
export async function recordsWhatPlays(
  studio: StudioPage,
  { periodFrames }: JackServer,
): Promise<void> {
  // The timeline may run on, or have gone on by itself: a recorder would join it somewhere.
  if (await studio.button('Stop').isVisible()) await studio.stop();
  await expect(async () => {
    await studio.button('Go to start').click();
    await studio.button('Record').click();
    await expect(studio.button('Stop')).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: 60_000 });
  const playing = studio.row('live', 'tone 441').filter({ hasText: 'playing' });
  await expect(playing).toHaveCount(1);
  const heardSeconds = async () => {
    const position = await studio.page.getByLabel('Position').innerText();
    return Number(/:(\d+\.\d+)/.exec(position)?.[1]);
  };
  await expect.poll(heardSeconds).toBeGreaterThan(1.3);
  await studio.stop();
  const recorded = await recordedTake(studio);
  const { project } = studio.session();
  const [clip] = project.clips;
  const { account } = project.takes.at(-1) ?? {};
  // The account of the lost one is there, too: until its own is, that would be read.
  await expect(studio.row('live', 'tone 441')).toHaveCount(0);
  const cells = await studio.finished('tone 441');
  const expected = channelOf(readWav(demoSound('tone 441')), 1).subarray(0, 24_000);
  expect(firstFrameNotHeard(recorded, cells, periodFrames, expected)).toBeNull();
  // The take begins at the timeline's frame 0, later by the round trip that the driver claims.
  expect(heardFrame(recorded, cells, periodFrames)).toBe(
    (clip?.startFrame ?? 0) + periodFrames - (account?.latencyFrames ?? 0),
  );
}

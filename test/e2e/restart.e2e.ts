/** A restart of the program from within, and where it goes on. */
import { spawnSync } from 'node:child_process';
import { expect, test } from './support/app-test.ts';
import { type JackServer, skipWithoutJack, startJackServer } from './support/jack-server.ts';
import { demoSound } from './support/recordings.ts';
import { StudioPage } from './support/studio-page.ts';

/** Where ALSA loads its plug-in of PulseAudio, PortAudio cannot be loaded a second time. */
const PULSEAUDIO = 'libpulse.so.0';

function skipWithoutPulseAudio(): void {
  const { stdout } = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
  test.skip(!stdout?.includes(PULSEAUDIO), `${PULSEAUDIO} is not installed (Debian: libpulse0)`);
}

let server: JackServer;

test.afterEach(async () => await server?.stop());

test('a lost JACK server that only a restart reaches: a button of the notice restarts, and goes on at the same place', async ({
  launch,
}) => {
  skipWithoutJack();
  skipWithoutPulseAudio();
  server = await startJackServer();
  const { app, studio } = await launch({
    args: ['--host-api=JACK Audio Connection Kit', '--device=loopback', demoSound('metronome 90')],
    env: { ...server.env, LD_PRELOAD: PULSEAUDIO },
  });
  const { page } = studio;
  const clip = /^metronome 90/;
  await expect(studio.clip(clip)).toHaveCount(1);
  await page.keyboard.press('-');
  await page.keyboard.press('Space');
  await expect(studio.row('live', 'metronome 90')).toContainText('playing');
  await server.kill();
  await expect(studio.notices).toContainText('stopped answering');
  await server.restart();
  await page.keyboard.press('Space');
  const restart = studio.button('Restart RtMixer');
  await expect(restart).toHaveAccessibleDescription(/comes back to this session and place\.$/);
  await studio.clip(clip).click();
  await expect(studio.clip(clip)).toHaveAttribute('aria-selected', 'true');
  const before = await placeOf(studio);
  expect(before.position).toMatch(/[1-9]/);

  await test.step('the focus goes from a notice that is dismissed to the next one', async () => {
    await studio.dropOnLibrary([import.meta.filename]);
    await expect(studio.notices).toContainText('restart.e2e.ts');
    await studio.notices.getByRole('button', { name: 'Dismiss' }).last().focus();
    await page.keyboard.press('Enter');
    await expect(restart).toBeFocused();
  });
  await page.keyboard.press('Enter');

  const again = new StudioPage(app, await app.relaunched());
  await again.ready();
  await expect(again.engine).toContainText('loopback');
  await expect.poll(() => placeOf(again)).toEqual(before);
  // The file on the command line was not opened a second time.
  await expect(again.clip(clip)).toHaveCount(1);
  await expect(again.clip(clip)).toHaveAttribute('aria-selected', 'true');
  await again.page.keyboard.press('Space');
  await expect(again.row('live', 'metronome 90')).toContainText('playing');
});

async function placeOf({
  page,
  zoom,
}: StudioPage): Promise<{ position: string; zoom: string | null }> {
  const position = await page.getByLabel('Position').innerText();
  return { position, zoom: await zoom.textContent() };
}

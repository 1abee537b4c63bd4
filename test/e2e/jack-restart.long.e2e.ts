/** JACK servers that stand still for long, and that are killed again and again. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from './support/app-test.ts';
import { type JackServer, skipWithoutJack, startJackServer } from './support/jack-server.ts';
import { playsOnJack, recordsWhatPlays } from './support/lost-server.ts';
import type { StudioPage } from './support/studio-page.ts';

/** glibc has room for about ten copies of PortAudio. */
const KILLS = 6;

let server: JackServer;

test.beforeEach(async () => {
  skipWithoutJack();
  server = await startJackServer();
});
test.afterEach(async () => await server?.stop());

for (const seconds of [3, 12]) {
  test(`a JACK server stands still for ${seconds} seconds: Play is heard again`, async ({
    launch,
  }) => {
    const studio = await playsOnJack(launch, server);
    server.pause(true);
    await delay(seconds * 1000);
    server.pause(false);
    await expect(studio.notices).toContainText('stopped answering');
    await recordsWhatPlays(studio, server);
  });
}

test('a JACK server is killed and started again and again: each time Play is heard again', async ({
  launch,
}) => {
  const studio = await playsOnJack(launch, server);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await server.kill();
    await expect(studio.engine).toContainText('(lost)');
    await server.restart();
    if (kill < KILLS) await playsAgain(studio);
  }
  await recordsWhatPlays(studio, server);
});

/** As often as a person would press Play. */
async function playsAgain(studio: StudioPage): Promise<void> {
  await expect(async () => {
    await studio.button('Play').click();
    await expect(studio.row('live', 'tone 441')).toContainText('playing', {
      timeout: 3000,
    });
  }).toPass({ timeout: 60_000 });
}

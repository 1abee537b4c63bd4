/** JACK servers that stand still for long, and that are killed again and again: playback goes on by itself. */
import { expect, test } from './support/app-test.ts';
import { type JackServer, skipWithoutJack, startJackServer } from './support/jack-server.ts';
import { goesOnByItself, loopsOnJack, recordsWhatPlays } from './support/lost-server.ts';

/** glibc has room for about ten copies of PortAudio. */
const KILLS = 6;

let server: JackServer;

test.beforeEach(async () => {
  skipWithoutJack();
  server = await startJackServer();
});
test.afterEach(async () => await server?.stop());

for (const seconds of [3, 12]) {
  test(`a JACK server stands still for ${seconds} seconds: the loop goes on by itself, and can be recorded`, async ({
    launch,
  }) => {
    const { studio } = await loopsOnJack(launch, server);
    server.pause(true);
    await expect(studio.notices).toContainText('stopped answering');
    await studio.page.waitForTimeout(seconds * 1000);
    server.pause(false);
    await goesOnByItself(studio);
    await recordsWhatPlays(studio, server);
  });
}

test('a JACK server is killed and started again and again: each time the loop goes on by itself', async ({
  launch,
}) => {
  const { studio } = await loopsOnJack(launch, server);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await server.kill();
    await expect(studio.engine).toContainText('(lost)');
    await server.restart();
    await goesOnByItself(studio);
  }
  await recordsWhatPlays(studio, server);
});

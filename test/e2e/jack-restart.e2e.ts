/** A JACK server that dies and comes back, while the app goes on. */
import { expect, test } from './support/app-test.ts';
import { type JackServer, skipWithoutJack, startJackServer } from './support/jack-server.ts';
import { playsOnJack, recordsWhatPlays } from './support/lost-server.ts';

let server: JackServer;

test.beforeEach(async () => {
  skipWithoutJack();
  server = await startJackServer();
});
test.afterEach(async () => await server?.stop());

test('a JACK server is killed and started again: Play is heard again, frame by frame', async ({
  launch,
}) => {
  const { studio } = await playsOnJack(launch, server);
  await server.kill();
  await expect(studio.notices).toContainText('stopped answering');
  await studio.button('Play').click();
  await expect(studio.notices).toContainText('is not there');
  await expect(studio.notices).not.toContainText('memory');
  await server.restart();
  await recordsWhatPlays(studio, server);
});

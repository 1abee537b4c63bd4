/** Outages of a JACK server while nobody can look: the window is dead, or the power was cut. */
import { expect, test } from './support/app-test.ts';
import { type JackServer, skipWithoutJack, startJackServer } from './support/jack-server.ts';
import { goesOnByItself, JACK_LOOPBACK, loopsOnJack, playsOnJack } from './support/lost-server.ts';
import { StudioPage } from './support/studio-page.ts';

let server: JackServer;

test.beforeEach(async () => {
  skipWithoutJack();
  server = await startJackServer();
});
test.afterEach(async () => await server?.stop());

test('the window dies in an outage: playback goes on by itself, and the next window shows it', async ({
  launch,
}) => {
  const { app, studio } = await loopsOnJack(launch, server);
  await server.kill();
  await expect(studio.engine).toContainText('(lost)');
  await app.killRenderer();
  await server.restart();
  let again = studio;
  await expect(async () => {
    again = new StudioPage(app, await app.freshWindow());
    await again.ready();
  }).toPass();
  await goesOnByItself(again);
});

test('the power is cut while nobody is there: the same session plays again, once its device is there', async ({
  launch,
}) => {
  const first = await playsOnJack(launch, server);
  await first.app.kill();
  await server.kill();
  const unattended = { args: [...JACK_LOOPBACK, '--play', '--loop'], env: server.env };
  const second = await launch(unattended);
  await expect(second.studio.clip(/^tone 441/)).toHaveCount(1);
  await expect(second.studio.notices).toContainText('waits for “loopback”');
  await server.restart();
  await goesOnByItself(second.studio);
  await second.app.kill();
  const third = await launch(unattended);
  await expect(third.studio.clip(/^tone 441/)).toHaveCount(1);
  await goesOnByItself(third.studio);
});

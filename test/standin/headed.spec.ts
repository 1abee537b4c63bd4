import { skipWithoutXvfb, startDisplay } from '../e2e/support/display.ts';
import { launchApp } from '../e2e/support/launch-app.ts';
import { expect, fixtureFolder, pageReady, test } from './fixture-test.ts';

test('a window opens on a display', async () => {
  skipWithoutXvfb();
  const display = await startDisplay();
  const app = await launchApp({ appFolder: fixtureFolder, headed: true, env: display.env });
  try {
    const page = await pageReady(app.window);
    expect(await page.evaluate(() => window.fixture.echo('seen'))).toBe('seen');
    expect(await page.evaluate(() => window.outerWidth)).toBe(900);
  } finally {
    await app.close();
    await display.stop();
  }
});

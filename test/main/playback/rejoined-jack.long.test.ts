/** JACK's server is killed at several periods: playback goes on by itself. */
import { expect, test } from 'vitest';
import { expectRejoined, studioOnJack, TICK_EVERY, untilSo } from '../../support/jack-studio.ts';

test.for([64, 256, 1024])(
  'periods of %d frames: within one of the clock',
  async (period, { skip }) => {
    const jack = await studioOnJack(skip, period);
    const { transport } = jack.studio;
    for (let kill = 0; kill < 2; kill += 1) {
      expect(await transport.play(0)).toMatchObject({ ok: true });
      await untilSo('it plays', () => transport.status.positionFrame > 3 * TICK_EVERY);
      await jack.server.kill();
      await expectRejoined(jack);
      transport.stop();
    }
  },
);

/** JACK's server stands still for 0.3, 0.6 and 0.9 s, at several periods. */
import { expect, test } from 'vitest';
import { MixerAndRecorder, refreshDevices } from '../../../../native/index.ts';
import { jackMissing, startJackServer } from '../../../support/jack-server.ts';
import { type Stall, stall } from '../../support/jack-stall.ts';

test.each([256, 512, 1024])(
  'what a server with periods of %d frames loses is told within one',
  async (period) => {
    const missing = jackMissing();
    if (missing !== null) return console.log(`JACK is not tested: ${missing}`);
    const server = await startJackServer(period);
    try {
      Object.assign(process.env, server.env);
      refreshDevices();
      const stalls: Stall[] = [];
      {
        const channels: [number, number] = [2, 2];
        await using mixer = await MixerAndRecorder.open({
          hostApi: 'JACK',
          device: 'loopback',
          channels,
        });
        await mixer.startAsync();
        for (const seconds of [0.3, 0.6, 0.9, 0.3, 0.9]) {
          stalls.push(await stall(mixer, server, seconds));
        }
      }
      console.log(stalls.map(({ lost, told }) => `${told} of ${Math.round(lost)}`).join(', '));
      for (const { lost, told, isEstimate } of stalls) {
        const isTold = told !== null && Math.abs(told - lost) <= period;
        expect(isTold || isEstimate || told === null, `${told} of ${lost}`).toBe(true);
      }
      const exact = stalls.filter(({ lost, told }) => Math.abs((told ?? 0) - lost) <= period);
      expect(exact.length).toBeGreaterThanOrEqual(3);
    } finally {
      await server.stop();
    }
  },
);

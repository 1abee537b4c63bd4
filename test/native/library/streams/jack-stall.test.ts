/** What is lost while JACK's server stands still. The long form has all lengths and several periods. */
import { expect, test } from 'vitest';
import { MixerAndRecorder } from '../../../../native/index.ts';
import { jackMissing, startJackServer } from '../../../support/jack-server.ts';
import { stall } from '../../support/jack-stall.ts';

test("what JACK's server loses by standing still is told within one period, or said to be an estimate", async ({
  skip,
}) => {
  const missing = jackMissing();
  if (missing !== null) return skip(`JACK is not tested: ${missing}`);
  const server = await startJackServer();
  try {
    Object.assign(process.env, server.env);
    const options = { hostApi: 'JACK', device: 'loopback', channels: [2, 2] as [number, number] };
    await using mixer = await MixerAndRecorder.open(options);
    await mixer.startAsync();
    const { lost, told, isEstimate } = await stall(mixer, server, 0.3);
    expect(lost).toBeGreaterThan(0.1 * mixer.sampleRate);
    // A machine that has much else to do may lose more meanwhile, of unknown size.
    const isTold = told !== null && Math.abs(told - lost) <= server.periodFrames;
    expect(isTold || isEstimate || told === null, `${told} of ${lost}`).toBe(true);
  } finally {
    await server.stop();
  }
});

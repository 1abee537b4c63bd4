import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { devices, MixerAndRecorder } from '../../../../native/index.ts';
import { jackMissing, jackSampleRate, periodFrames, startJack } from '../../support/own-jack.ts';
import { channelOf, differentFrames, soundingFrames } from '../../support/signals.ts';

const missing = jackMissing();
let stopJack: (() => Promise<void>) | undefined;

beforeAll(async () => {
  if (missing === null) {
    stopJack = (await startJack()).stop;
  }
});
afterAll(async () => await stopJack?.());

describe("PortAudio on JACK's loopback", () => {
  test('gives back a thousand impulses, each one period after its frame', async (context) => {
    if (missing !== null) {
      context.skip(`JACK is not tested: ${missing}`);
      return;
    }
    const length = 3 * jackSampleRate;
    const frames = differentFrames(1000, length, 11);
    const target = new Float32Array(2 * (length + 2 * periodFrames));
    expect(devices().map((device) => device.name)).toContain('loopback');
    const mixer = await MixerAndRecorder.open({
      hostApi: 'JACK',
      device: 'loopback',
      sampleRate: jackSampleRate,
      channels: [2, 2],
    });
    try {
      const take = mixer.recordBuffer(target, { start: { frame: 0 } });
      const hits = mixer.schedule(
        frames.map((frame, i) => ({
          type: 'playBuffer',
          samples: Float32Array.of((i + 1) / 1024),
          channels: [(i % 2) + 1],
          start: { frame },
          allowBelated: false,
        })),
      );
      await mixer.startAsync();
      await mixer.wait(take);
      expect(new Set(hits.map((hit) => hit.outcome))).toEqual(new Set(['completed']));
      for (const channel of [1, 2]) {
        const recorded = channelOf(target, channel, 2);
        const expected = frames.filter((_, i) => (i % 2) + 1 === channel);
        expect(soundingFrames(recorded)).toEqual(expected.map((frame) => frame + periodFrames));
        const levels = frames.map((_, i) => (i + 1) / 1024);
        expect(expected.map((frame) => recorded[frame + periodFrames])).toEqual(
          levels.filter((_, i) => (i % 2) + 1 === channel),
        );
      }
    } finally {
      await mixer.close();
    }
  });
});

test('the time just after the start is device time', async (context) => {
  if (missing !== null) {
    context.skip(`JACK is not tested: ${missing}`);
    return;
  }
  const mixer = await MixerAndRecorder.open({ hostApi: 'JACK', device: 'loopback' });
  mixer.start();
  const start = mixer.time + 0.5;
  const hit = mixer.playBuffer(new Float32Array(2), { start });
  await mixer.wait(hit);
  expect(hit.actualFrame).toBeGreaterThan(0.4 * mixer.sampleRate);
  expect(hit.actualFrame).toBeLessThan(5 * mixer.sampleRate);
  await mixer.close();
});

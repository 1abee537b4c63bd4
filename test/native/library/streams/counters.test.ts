import { describe, expect, test } from 'vitest';
import { OfflineMixer } from '../../../../native/index.ts';

const ones = (count: number) => new Float32Array(count).fill(1);

function mono(blockSize = 64): OfflineMixer {
  return new OfflineMixer({ sampleRate: 48_000, channels: [1, 1], blockSize });
}

describe('counters and meters', () => {
  test('fetchAndResetStats gives the counters of the stream and sets them to zero', () => {
    const mixer = mono(32);
    mixer.render(64);
    const fetched = mixer.fetchAndResetStats();
    mixer.render(32);
    expect(fetched.outcome).toBe('completed');
    expect(fetched.stats).toMatchObject({ blocks: 3, minBlockSize: 32, maxBlockSize: 32 });
    expect(mixer.liveStats().blocks).toBe(0);
  });

  test('peaks are the loudest sample since the last call, of channels and of measured actions', () => {
    const mixer = mono();
    const hit = mixer.playBuffer(Float32Array.of(0.25, -0.5, ...ones(100).map(() => 0.125)));
    expect(hit.takePeak()).toBe(0);
    mixer.render(
      64,
      ones(64).map(() => 0.75),
    );
    const { input, output } = mixer.takeLevels();
    expect([input.peak[0], output.peak[0]]).toEqual([0.75, 0.5]);
    expect(hit.takePeak()).toBe(0.5);
    expect(hit.takePeak()).toBe(0);
    mixer.render(32);
    expect(mixer.takeLevels().output.peak[0]).toBe(0.125);
  });

  test('RMS is of all frames since the last call, the same ones as the peak', () => {
    const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [1, 2] });
    const sine = Float32Array.from({ length: 480 }, (_, n) => Math.sin((2 * Math.PI * n) / 48));
    mixer.playBuffer(sine, { channels: [2] });
    mixer.render(480, sine);
    const { input, output } = mixer.takeLevels();
    expect(input.rms[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect([...output.peak]).toEqual([0, 1]);
    expect(output.rms[0]).toBe(0);
    expect(output.rms[1]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(mixer.takeLevels().output).toEqual({
      peak: new Float32Array(2),
      rms: new Float32Array(2),
    });
  });

  test('clipped samples are counted for each output channel and fetched with the counters', () => {
    const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 3] });
    mixer.playBuffer(Float32Array.of(1.5, -1.5, 1), { channels: [2] });
    mixer.playBuffer(Float32Array.of(2), { channels: [3], start: { frame: 9 } });
    mixer.render(64);
    expect(mixer.liveStats()).toMatchObject({
      clippedSamples: 3,
      clippedSamplesByChannel: [0, 2, 1],
    });
    const fetch = mixer.fetchAndResetStats();
    expect(fetch.clippedSamplesByChannel).toEqual([]);
    mixer.render(64);
    expect([fetch.clippedSamples, fetch.clippedSamplesByChannel]).toEqual([3, [0, 2, 1]]);
    expect(mixer.liveStats()).toMatchObject({
      clippedSamples: 0,
      clippedSamplesByChannel: [0, 0, 0],
    });
  });
});

import { describe, expect, test } from 'vitest';
import { OfflineMixer, SampleBuffer } from '../../../../native/index.ts';
import { ramp } from '../../support/signals.ts';

const sampleRate = 48_000;
const ones = (count: number) => new Float32Array(count).fill(1);

function mono(): OfflineMixer {
  return new OfflineMixer({ sampleRate, channels: [0, 1], blockSize: 16 });
}

describe('fades', () => {
  test('go linearly from silence and back, in seconds', () => {
    const mixer = mono();
    mixer.playBuffer(ones(96), { fadeIn: 48 / sampleRate, fadeOut: { seconds: 24 / sampleRate } });
    const heard = mixer.render(100);
    const expected = ones(96).map((_, k) => (k < 48 ? k / 48 : k > 72 ? (96 - k) / 24 : 1));
    expect(heard.subarray(0, 96)).toEqual(Float32Array.from(expected));
    expect(heard.subarray(96)).toEqual(new Float32Array(4));
  });

  test('of equal power keep the power where two sounds cross over', () => {
    const mixer = new OfflineMixer({ sampleRate, channels: [0, 2], blockSize: 16 });
    const fade = { frames: 60, curve: 'equal-power' } as const;
    mixer.playBuffer(ones(100), { channels: [1], fadeOut: fade });
    mixer.playBuffer(ones(100), { channels: [2], fadeIn: fade, start: { frame: 40 } });
    const heard = mixer.render(140);
    for (let frame = 0; frame < 140; frame++) {
      const [left = 0, right = 0] = heard.subarray(2 * frame);
      expect(left * left + right * right).toBeCloseTo(1, 6);
    }
    expect(heard[2 * 70]).toBeCloseTo(Math.SQRT1_2, 6);
  });

  test('of a raised cosine begin and end level, and add up to 1 where two sounds cross over', () => {
    const mixer = new OfflineMixer({ sampleRate, channels: [0, 2], blockSize: 16 });
    const fade = { frames: 60, curve: 'raised-cosine' } as const;
    mixer.playBuffer(ones(100), { channels: [1], fadeOut: fade });
    mixer.playBuffer(ones(100), { channels: [2], fadeIn: fade, start: { frame: 40 } });
    const heard = mixer.render(140);
    for (let frame = 0; frame < 140; frame++) {
      const [left = 0, right = 0] = heard.subarray(2 * frame);
      expect(left + right).toBeCloseTo(1, 6);
    }
    const level = (k: number) => heard[2 * (40 + k) + 1] as number;
    expect(level(15)).toBeCloseTo(0.5 - 0.5 * Math.cos(Math.PI / 4), 6);
    expect(level(1)).toBeLessThan(0.001);
    expect(level(59)).toBeGreaterThan(0.999);
  });

  test('of a cancel have a curve, too', () => {
    const mixer = mono();
    const sound = mixer.playBuffer(ones(500));
    mixer.cancel(sound, { time: { frame: 100 }, fade: { frames: 90, curve: 'equal-power' } });
    const heard = mixer.render(500);
    expect(heard[99]).toBe(1);
    expect(heard[130]).toBeCloseTo(Math.cos(Math.PI / 6), 6);
    expect(sound.doneFrames).toBe(190);
    expect(sound.outcome).toBe('cancelled');
  });
});

describe('a loop', () => {
  test('plays its range as often as requested and goes on', () => {
    const mixer = mono();
    const sound = mixer.playBuffer(ramp(10), { loop: { startFrame: 2, endFrame: 5, times: 3 } });
    const order = [0, 1, 2, 3, 4, 2, 3, 4, 2, 3, 4, 5, 6, 7, 8, 9];
    const samples = ramp(10);
    expect([...mixer.render(20)]).toEqual([...order.map((k) => samples[k]), 0, 0, 0, 0]);
    expect([sound.totalFrames, sound.doneFrames, sound.outcome]).toEqual([16, 16, 'completed']);
  });

  test('without a range is the whole sound, and endless has no length', () => {
    const mixer = mono();
    const samples = SampleBuffer.from(ramp(10), { channels: 1, sampleRate });
    const sound = mixer.playBuffer(samples, { offset: 4, length: 3, loop: { times: 'endless' } });
    expect(sound.totalFrames).toBe(null);
    const heard = mixer.render(100);
    expect([...heard].every((sample, k) => sample === ramp(10)[4 + (k % 3)])).toBe(true);
    expect([sound.state, sound.doneFrames]).toEqual(['active', 100]);
    mixer.cancel(sound);
    mixer.render(1);
    expect([sound.outcome, sound.doneFrames]).toEqual(['cancelled', 100]);
  });
});

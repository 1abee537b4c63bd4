import { describe, expect, onTestFinished, test } from 'vitest';
import type { Action, MixerRequest } from '../../../../native/index.ts';
import { Mixer, MixerAndRecorder, OfflineMixer, Recorder } from '../../../../native/index.ts';
import {
  channelOf,
  differentFrames,
  ramp,
  randomNumbers,
  soundingFrames,
} from '../../support/signals.ts';
import { codeThrownBy, delayFrames, loopback } from '../../support/streams.ts';

describe('on the virtual loopback', () => {
  test("rtmixer's first program plays and records as documented", async () => {
    const samples = ramp(4800, 2);
    const target = new Float32Array(2 * (4800 + delayFrames));
    const mixer = loopback({ virtual: { speed: 1 } });
    mixer.start();
    const start = mixer.time + 1;
    const hit = mixer.playBuffer(samples, { channels: [1, 2], start, allowBelated: false });
    const take = mixer.recordBuffer(target, { channels: 2, start });
    expect(await mixer.wait(hit)).toBe(hit);
    await mixer.wait();
    expect(hit.outcome).toBe('completed');
    expect(Math.abs((hit.actualTime ?? 0) - hit.requestedTime)).toBeLessThan(0.5 / 48_000 + 1e-6);
    expect(hit.stats.outputUnderflows).toBe(0);
    expect(take.actualFrame).toBe((hit.actualFrame ?? 0) + delayFrames);
    expect(target.subarray(0, samples.length)).toEqual(samples);
    await mixer.close();
  });

  test('a thousand impulses at random frames all arrive at exactly their frame', async () => {
    const length = 400_000;
    const frames = differentFrames(1000, length, 7);
    const target = new Float32Array(2 * (length + delayFrames));
    await using mixer = loopback();
    const take = mixer.recordBuffer(target, { start: { frame: 0 } });
    mixer.schedule(
      frames.map((frame, i) => ({
        type: 'playBuffer',
        samples: Float32Array.of((i + 1) / 1024),
        channels: [(i % 2) + 1],
        start: { frame },
        allowBelated: false,
      })),
    );
    mixer.start();
    await mixer.wait(take);
    for (const channel of [1, 2]) {
      const recorded = channelOf(target, channel, 2);
      const expected = frames.filter((_, i) => (i % 2) + 1 === channel);
      expect(soundingFrames(recorded)).toEqual(expected.map((frame) => frame + delayFrames));
      const levels = frames.map((_, i) => (i + 1) / 1024).filter((_, i) => (i % 2) + 1 === channel);
      expect(expected.map((frame) => recorded[frame + delayFrames])).toEqual(levels);
    }
  });

  test('not a frame is missing while JavaScript is blocked for two seconds', async () => {
    const samples = ramp(3 * 48_000);
    const target = new Float32Array(samples.length + delayFrames);
    await using mixer = loopback({ channels: [1, 1], virtual: { speed: 1 } });
    const [clip, take] = mixer.schedule(
      [
        { type: 'playBuffer', samples },
        { type: 'recordBuffer', target },
      ],
      { origin: { frame: 480 } },
    ) as [Action, Action];
    mixer.start();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
    await mixer.wait();
    expect([clip.outcome, take.outcome]).toEqual(['completed', 'completed']);
    expect(target.subarray(delayFrames)).toEqual(samples);
    expect(clip.stats).toMatchObject({ outputUnderflows: 0, inputOverflows: 0 });
  });

  test('what is recorded entered when it left, whatever the delay of the device', async () => {
    const delay = 60 * 48_000;
    await using mixer = loopback({ channels: [1, 1], virtual: { delayFrames: delay } });
    const clip = mixer.playBuffer(Float32Array.of(1), { start: { frame: 480 } });
    const target = new Float32Array(480 + delay + 1);
    const take = mixer.recordBuffer(target, { start: { frame: 0 } });
    mixer.start();
    await mixer.wait(take);
    expect(target.indexOf(1)).toBe(480 + delay);
    expect((take.actualTime ?? 0) + target.indexOf(1) / 48_000).toBeCloseTo(
      clip.actualTime ?? 0,
      4,
    );
    const longer = { hostApi: 'Virtual', sampleRate: 8000, virtual: { delayFrames: 250 * 8000 } };
    expect(codeThrownBy(() => new MixerAndRecorder(longer))).toBe('invalid-argument');
  });

  test('the same schedule gives the same bits as offline', async () => {
    const length = 20_000;
    const random = randomNumbers(3);
    const requests: MixerRequest[] = Array.from({ length: 200 }, () => ({
      type: 'playBuffer',
      samples: ramp(500, 2),
      start: { frame: Math.floor(random() * (length - 500)) },
      gain: random(),
    }));
    const offline = new OfflineMixer({ sampleRate: 48_000, channels: [0, 2], blockSize: 64 });
    offline.schedule(requests);
    const target = new Float32Array(2 * length);
    await using mixer = loopback();
    const take = mixer.recordBuffer(target, { start: { frame: delayFrames } });
    mixer.schedule(requests);
    mixer.start();
    await mixer.wait(take);
    expect(target).toEqual(offline.render(length));
  });

  test('requests in seconds of one turn keep their distances to the frame', async () => {
    await using mixer = loopback({ virtual: { speed: 1, jitterSeconds: 0.0005, seed: 3 } });
    mixer.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const start = mixer.time + 0.5;
    const hits: Action[] = [];
    for (let i = 0; i < 50; i++) {
      hits.push(mixer.playBuffer(new Float32Array(2), { start: start + i * 0.002 }));
    }
    await mixer.wait();
    const first = hits[0]!.actualFrame ?? 0;
    hits.forEach((hit, i) => {
      expect(Math.abs((hit.actualFrame ?? 0) - first - i * 96)).toBeLessThanOrEqual(1);
    });
  });

  test('a stream can play only, record only, or both, and has its properties', async () => {
    const options = { hostApi: 'Virtual', sampleRate: 44_100, blockSize: 32, channels: 2 };
    using mixer = new Mixer(options);
    using recorder = await Recorder.open(options);
    using both = await MixerAndRecorder.open({ ...options, channels: [1, 3] });
    expect([mixer.channels, recorder.channels, both.channels]).toEqual([2, 2, [1, 3]]);
    expect([mixer.sampleRate, mixer.blockSize, mixer.state]).toEqual([44_100, 32, 'stopped']);
    expect(mixer.device.name).toBe('Virtual loopback');
    expect(both.device[0].hostApi).toBe('Virtual');
    expect(both.latency).toHaveLength(2);
    expect(mixer.reports.outputUnderflow).toBe(true);
  });
});

describe('a hundred thousand actions in one call', () => {
  test('all end with an account, at their frames', async () => {
    const count = 100_000;
    await using mixer = loopback({ channels: [1, 1] });
    const samples = Float32Array.of(1);
    const requests: MixerRequest[] = Array.from({ length: count }, (_, i) => ({
      type: 'playBuffer',
      samples,
      start: { frame: 64 + ((i * 7919) % count) * 3 },
      allowBelated: false,
    }));
    const target = new Float32Array(64 + 3 * count + 64 + delayFrames);
    const take = mixer.recordBuffer(target, { start: { frame: 0 } });
    const actions = mixer.schedule(requests);
    mixer.start();
    await mixer.wait();
    expect(new Set(actions.map((action) => action.outcome))).toEqual(new Set(['completed']));
    expect(actions.every((action, i) => action.actualFrame === 64 + ((i * 7919) % count) * 3)).toBe(
      true,
    );
    expect(take.outcome).toBe('completed');
    expect(soundingFrames(target)).toHaveLength(count);
    expect(mixer.actions.size).toBe(0);
  });
});

describe('a group scheduled while the stream runs', () => {
  test('is placed as a whole, relative to its origin', async () => {
    const mixer = loopback({ virtual: { speed: 1 } });
    onTestFinished(() => mixer.close());
    mixer.start();
    const one = { type: 'playBuffer', samples: new Float32Array(2) } as const;
    const origins = [() => 0, () => mixer.time + 1, () => ({ frame: mixer.frame + 48_000 })];
    for (const origin of origins) {
      const [a, b, c] = mixer.schedule(
        [one, { ...one, start: { frame: 1000 } }, { ...one, start: 0.05 }],
        { origin: origin() },
      ) as [Action, Action, Action];
      await mixer.wait(c);
      expect((b.actualFrame ?? 0) - (a.actualFrame ?? 0)).toBe(1000);
      expect((c.actualFrame ?? 0) - (a.actualFrame ?? 0)).toBe(2400);
    }
  });
});

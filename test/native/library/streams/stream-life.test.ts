import { describe, expect, test, vi } from 'vitest';
import { type Action, Mixer, MixerAndRecorder } from '../../../../native/index.ts';
import { codeRejectedBy, codeThrownBy, loopback } from '../../support/streams.ts';

const virtual = { hostApi: 'Virtual', channels: 2, blockSize: 64, sampleRate: 48_000 };
const quiet = (frames: number) => new Float32Array(2 * frames);

describe('stopping', () => {
  test('ends what is pending and what is active as stream-stopped', async () => {
    await using mixer = new Mixer(virtual);
    const active = mixer.playBuffer(quiet(48_000 * 60), { start: { frame: 0 } });
    const pending = mixer.playBuffer(quiet(10), { start: { frame: 48_000 * 60 } });
    mixer.start();
    expect([mixer.state, mixer.active, mixer.streamNumber]).toEqual(['active', true, 1]);
    await mixer.stop();
    expect([mixer.state, mixer.stopped]).toEqual(['stopped', true]);
    expect([active.outcome, active.actualFrame, active.streamNumber]).toEqual([
      'stream-stopped',
      0,
      1,
    ]);
    expect(active.doneFrames).toBeGreaterThan(0);
    expect([pending.outcome, pending.actualFrame]).toEqual(['stream-stopped', null]);
    expect(mixer.actions.size).toBe(0);
  });

  test('by abort ends them too, and the next start counts from 0', async () => {
    await using mixer = new Mixer(virtual);
    const long = mixer.playBuffer(quiet(48_000 * 60));
    await mixer.startAsync();
    await mixer.abort();
    expect(await long.finished).toBe(long);
    expect(long.outcome).toBe('stream-stopped');
    mixer.start();
    expect(mixer.streamNumber).toBe(2);
    const again = mixer.playBuffer(quiet(10), { start: { frame: 4800 } });
    await mixer.wait(again);
    expect([again.outcome, again.actualFrame, again.streamNumber]).toEqual(['completed', 4800, 2]);
  });

  test('and starting may be called in any order; each call settles', async () => {
    await using mixer = new Mixer(virtual);
    await Promise.all([mixer.startAsync(), mixer.stop(), mixer.startAsync(), mixer.abort()]);
    expect(mixer.state).toBe('stopped');
    await mixer.stop();
    await Promise.all([mixer.startAsync(), mixer.close(), mixer.close()]);
    expect([mixer.state, mixer.closed]).toEqual(['closed', true]);
    await mixer.stop();
  });

  test('calls onFinished once for each start', async () => {
    const onFinished = vi.fn();
    const mixer = new Mixer({ ...virtual, onFinished });
    mixer.start();
    await mixer.stop();
    await Promise.resolve();
    expect(onFinished).toHaveBeenCalledTimes(1);
    mixer.start();
    mixer[Symbol.dispose]();
    await Promise.resolve();
    expect([onFinished.mock.calls.length, mixer.state]).toEqual([2, 'closed']);
  });
});

describe('a closed stream', () => {
  test('keeps its accounts and refuses everything else', async () => {
    const mixer = new Mixer(virtual);
    mixer.start();
    const hit = mixer.playBuffer(quiet(64));
    await mixer.wait(hit);
    await mixer.close();
    expect([hit.outcome, hit.doneFrames]).toEqual(['completed', 64]);
    expect(mixer.stats.blocks).toBeGreaterThan(0);
    expect(codeThrownBy(() => mixer.playBuffer(quiet(1)))).toBe('stream-closed');
    expect(codeThrownBy(() => mixer.cancel(hit))).toBe('stream-closed');
    expect(codeThrownBy(() => mixer.start())).toBe('stream-closed');
    expect(await codeRejectedBy(mixer.startAsync())).toBe('stream-closed');
    expect(await mixer.wait(hit)).toBe(hit);
  });

  test('refuses commands as soon as its actions have ended', async () => {
    const mixer = new Mixer(virtual);
    mixer.start();
    const long = mixer.playBuffer(quiet(48_000 * 60));
    const refused = long.finished.then(() => codeThrownBy(() => mixer.playBuffer(quiet(1))));
    await mixer.close();
    expect(await refused).toBe('stream-closed');
    expect(mixer.actions.size).toBe(0);
  });
});

describe('starting', () => {
  test('twice is refused', async () => {
    await using mixer = new Mixer(virtual);
    mixer.start();
    expect(codeThrownBy(() => mixer.start())).toBe('stream-active');
    expect(await codeRejectedBy(mixer.startAsync())).toBe('stream-active');
    expect(mixer.state).toBe('active');
  });

  test('on a worker thread refuses commands meanwhile, with a reason', async () => {
    await using mixer = new Mixer(virtual);
    const started = mixer.startAsync();
    expect(codeThrownBy(() => mixer.playBuffer(quiet(1)))).toBe('stream-not-active');
    expect(codeThrownBy(() => mixer.start())).toBe('stream-not-active');
    expect(mixer.takeLevels().output.rms).toHaveLength(2);
    await started;
    expect((await mixer.wait(mixer.playBuffer(quiet(1)))).outcome).toBe('completed');
  });
});

describe('wait()', () => {
  test('resolves when everything is finished', async () => {
    await using mixer = loopback();
    const hits = [100, 5000, 300].map((frame) => mixer.playBuffer(quiet(10), { start: { frame } }));
    mixer.start();
    expect(await mixer.wait()).toBe(null);
    expect(hits.map((hit) => hit.outcome)).toEqual(['completed', 'completed', 'completed']);
    expect(await mixer.wait()).toBe(null);
  });

  test('rejects at once on a stream that is not running', async () => {
    await using mixer = new Mixer(virtual);
    const hit = mixer.playBuffer(quiet(1));
    expect(await codeRejectedBy(mixer.wait(hit))).toBe('stream-not-active');
    expect(await codeRejectedBy(mixer.wait())).toBe('stream-not-active');
  });

  test('resolves for an action that a stop ended', async () => {
    await using mixer = new Mixer(virtual);
    mixer.start();
    const hit = mixer.playBuffer(quiet(48_000 * 60));
    const waiting = mixer.wait(hit);
    await mixer.stop();
    expect((await waiting).outcome).toBe('stream-stopped');
  });

  test("refuses another stream's action", async () => {
    await using one = new Mixer(virtual);
    await using other = new Mixer(virtual);
    const hit = one.playBuffer(quiet(1));
    expect(await codeRejectedBy(other.wait(hit))).toBe('foreign-action');
    expect(codeThrownBy(() => other.cancel(hit))).toBe('foreign-action');
    expect(codeThrownBy(() => other.setGain(hit, 1))).toBe('foreign-action');
  });
});

describe('a device that disappears', () => {
  test('ends what was scheduled as device-lost, calls listeners and rejects waits', async () => {
    const faults = [{ kind: 'disappear', frame: 9600 }] as const;
    const onFinished = vi.fn();
    await using mixer = loopback({ onFinished, virtual: { speed: 1, faults } });
    const onDead = vi.fn();
    mixer.onDead(onDead);
    const early = mixer.playBuffer(quiet(100), { start: { frame: 0 } });
    const long = mixer.playBuffer(quiet(48_000 * 60), { start: { frame: 100 } });
    mixer.start();
    expect((await mixer.wait(early)).outcome).toBe('completed');
    const waits = [mixer.wait(long), mixer.wait()];
    for (const wait of waits) {
      expect(await codeRejectedBy(wait)).toBe('device-lost');
    }
    expect([long.outcome, mixer.state]).toEqual(['device-lost', 'dead']);
    const later = mixer.wait(mixer.playBuffer(new Float32Array(2)));
    await expect(later).rejects.toThrow(/The device was lost/);
    // It plays from frame 100 to the last block before the fault.
    expect([9500 - 64, 9500]).toContain(long.doneFrames);
    await Promise.resolve();
    expect([onDead.mock.calls.length, onFinished.mock.calls.length]).toEqual([1, 1]);
  });
});

describe('counters', () => {
  test('count injected faults, of the stream and of the actions they hit', async () => {
    const faults = [
      { kind: 'outputUnderflow', frame: 1000 },
      { kind: 'inputOverflow', frame: 2000 },
      { kind: 'inputOverflow', frame: 3000 },
    ] as const;
    await using mixer = loopback({ virtual: { faults } });
    const [early, late, take] = mixer.schedule([
      { type: 'playBuffer', samples: quiet(1500), start: { frame: 0 } },
      { type: 'playBuffer', samples: quiet(100), start: { frame: 4000 } },
      { type: 'recordBuffer', target: quiet(5000), start: { frame: 0 } },
    ]) as [Action, Action, Action];
    mixer.start();
    await mixer.wait();
    expect(early.stats).toMatchObject({ outputUnderflows: 1, inputOverflows: 0 });
    expect(late.stats).toMatchObject({ outputUnderflows: 0, inputOverflows: 0 });
    expect(take.stats).toMatchObject({ outputUnderflows: 1, inputOverflows: 2 });
    expect(codeThrownBy(() => mixer.stats)).toBe('stream-active');
    expect(mixer.liveStats()).toMatchObject({ outputUnderflows: 1, inputOverflows: 2 });
    const fetched = await mixer.wait(mixer.fetchAndResetStats());
    expect(fetched.stats).toMatchObject({ outputUnderflows: 1, inputOverflows: 2 });
    await mixer.stop();
    expect(mixer.stats).toMatchObject({ outputUnderflows: 0, inputOverflows: 0 });
  });
});

describe('opening', () => {
  test('without blocking gives the same stream', async () => {
    await using mixer = await MixerAndRecorder.open({ ...virtual, channels: [2, 2] });
    mixer.start();
    expect((await mixer.wait(mixer.playBuffer(quiet(10)))).outcome).toBe('completed');
  });
});

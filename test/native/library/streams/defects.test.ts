/** What python-rtmixer got wrong, numbered as in native/COMING-FROM-PYTHON-RTMIXER.md. Those that
 * only invented blocks can show are in defects_test.c (D2, D4 to D8, D17) and schedule_test.c (D9). */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { Action } from '../../../../native/index.ts';
import { Mixer, OfflineMixer, RingBuffer } from '../../../../native/index.ts';
import { soundingFrames } from '../../support/signals.ts';
import { codeRejectedBy, codeThrownBy, loopback } from '../../support/streams.ts';

const ones = (count: number) => new Float32Array(count).fill(1);

function mono(): OfflineMixer {
  return new OfflineMixer({ sampleRate: 48_000, channels: [1, 1], blockSize: 64 });
}

function sleepWithoutPolling(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

test('D1: results that are not polled for are not lost, and wait() does not hang', async () => {
  await using mixer = loopback();
  mixer.start();
  const hits: Action[] = [];
  for (let round = 0; round < 8; round++) {
    for (let i = 0; i < 500; i++) {
      hits.push(mixer.playBuffer(new Float32Array(2)));
    }
    sleepWithoutPolling(50);
  }
  await mixer.wait();
  expect(new Set(hits.map((hit) => hit.outcome))).toEqual(new Set(['completed']));
  expect(mixer.actions.size).toBe(0);
});

test('D3: a late cancel never hits a new action in the place of its finished target', () => {
  const mixer = mono();
  for (let round = 0; round < 200; round++) {
    const begin = mixer.frame;
    const cancel = mixer.cancel(mixer.playBuffer(ones(10)), { time: { frame: begin + 100 } });
    mixer.render(64);
    const next = Array.from({ length: 4 }, () => mixer.playBuffer(ones(100)));
    mixer.render(192);
    expect(cancel.outcome).toBe('completed');
    expect(next.map((hit) => hit.doneFrames)).toEqual([100, 100, 100, 100]);
  }
});

test('D10: no number of commands is too many at once', () => {
  const mixer = mono();
  const hits = Array.from({ length: 20_000 }, (_, i) =>
    mixer.playBuffer(ones(1), { start: { frame: i } }),
  );
  expect(soundingFrames(mixer.render(20_000))).toHaveLength(20_000);
  expect(hits.every((hit) => hit.outcome === 'completed')).toBe(true);
});

test('D11: a stream that stops ends waits and actions; nothing stale plays later', async () => {
  await using mixer = loopback({ channels: [1, 1], virtual: { speed: 1 } });
  const stale = mixer.playBuffer(ones(100), { start: { frame: 48_000 * 60 } });
  mixer.start();
  const waiting = mixer.wait(stale);
  await mixer.abort();
  expect((await waiting).outcome).toBe('stream-stopped');
  expect(await codeRejectedBy(mixer.wait(mixer.playBuffer(ones(1))))).toBe('stream-not-active');
  await using lost = loopback({ virtual: { faults: [{ kind: 'disappear', frame: 640 }] } });
  const never = lost.playBuffer(new Float32Array(2 * 48_000));
  lost.start();
  expect(await codeRejectedBy(lost.wait(never))).toBe('device-lost');
  const heard = new Float32Array(4800);
  const take = mixer.recordBuffer(heard, { start: { frame: 128 } });
  mixer.start();
  await mixer.wait(take);
  expect(soundingFrames(heard)).toEqual([]);
});

test('D12: actions that finish while others are scheduled are all reported, each once', async () => {
  await using mixer = loopback();
  mixer.start();
  const hits: Action[] = [];
  let reported = 0;
  mixer.onActionsFinished((actions) => {
    reported += actions.length;
  });
  for (let i = 0; i < 20_000; i++) {
    hits.push(mixer.playBuffer(new Float32Array(2)));
    if (i % 2000 === 0) {
      await pause(1);
    }
  }
  await mixer.wait();
  await pause(1);
  expect([reported, mixer.actions.size]).toEqual([20_000, 0]);
  expect(hits.every((hit) => hit.outcome === 'completed')).toBe(true);
});

test('D13: samples of another type or of half a frame are refused', () => {
  const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [2, 2] });
  const anything = (value: unknown) => value as Float32Array;
  for (const wrong of [new Float64Array(4), Buffer.alloc(16), [0, 0], new Float32Array(7)]) {
    expect(codeThrownBy(() => mixer.playBuffer(anything(wrong)))).toBe('invalid-argument');
    expect(codeThrownBy(() => mixer.recordBuffer(anything(wrong)))).toBe('invalid-argument');
  }
  expect(codeThrownBy(() => mixer.playRingBuffer(new RingBuffer(6, 8)))).toBe('invalid-argument');
});

test('D14: a start days ahead does not wrap to now', () => {
  const mixer = mono();
  mixer.render(64);
  const days = mixer.playBuffer(ones(10), { start: 89_478.5 });
  const beyond = mixer.playBuffer(ones(10), { start: { frame: 2 ** 32 + 10 } });
  expect(soundingFrames(mixer.render(4800))).toEqual([]);
  expect([days.state, days.requestedFrame]).toEqual(['pending', 89_478.5 * 48_000]);
  expect([beyond.state, beyond.requestedFrame]).toEqual(['pending', 2 ** 32 + 10]);
});

test('D15: NaN and infinite starts are refused', () => {
  const mixer = mono();
  for (const start of [Number.NaN, Infinity, -Infinity]) {
    expect(codeThrownBy(() => mixer.playBuffer(ones(1), { start }))).toBe('invalid-time');
  }
  expect(mixer.actions.size).toBe(0);
});

test('D16: whatever its type, a pending action can be cancelled and the mixer goes on', () => {
  const mixer = mono();
  const long = mixer.playBuffer(ones(256));
  const ring = new RingBuffer(4, 64);
  const later = { frame: 200 };
  const targets = mixer.schedule([
    { type: 'playBuffer', samples: ones(9), start: later },
    { type: 'playRingBuffer', ring, start: later },
    { type: 'recordBuffer', target: ones(9), start: later },
    { type: 'recordRingBuffer', ring: new RingBuffer(4, 64), start: later },
    { type: 'cancel', action: long, time: later },
    { type: 'setGain', action: long, gain: 0.5, time: later },
    { type: 'fetchAndResetStats', time: later },
  ]);
  for (const target of targets) {
    mixer.cancel(target, { time: { frame: 100 } });
  }
  expect(mixer.render(512, new Float32Array(512)).subarray(0, 256)).toEqual(ones(256));
  expect(targets.map((target) => target.outcome)).toEqual(
    targets.map(() => 'cancelled-before-start'),
  );
  expect(long.outcome).toBe('completed');
});

test('D17: the addon exports no C function of its own', (context) => {
  const addon = resolve('native/build/Release/rtmixer.node');
  const { status, stdout } = spawnSync('nm', ['-D', '--defined-only', addon], { encoding: 'utf8' });
  if (status !== 0) {
    context.skip('nm cannot list the symbols of the addon here');
    return;
  }
  const names = stdout.split('\n').map((line) => line.split(' ').at(-1) ?? '');
  const own = names.filter((name) =>
    /^(mixer|action|ring|stream|pass|get|play|record)_/.test(name),
  );
  expect(names.some((name) => name.startsWith('napi_register_module'))).toBe(true);
  expect(own).toEqual([]);
});

test('D18: what is scheduled together starts in the same frame of a running stream', async () => {
  await using mixer = loopback();
  mixer.start();
  const one = { type: 'playBuffer', samples: new Float32Array(2) } as const;
  for (let round = 0; round < 300; round++) {
    const [first, second] = mixer.schedule([one, one]) as [Action, Action];
    await Promise.all([first.finished, second.finished]);
    expect(second.actualFrame).toBe(first.actualFrame);
  }
});

test('D19: a cancel with a fade does not click', () => {
  const mixer = mono();
  const hit = mixer.playBuffer(ones(48_000));
  mixer.cancel(hit, { time: { frame: 1000 }, fade: 0.01 });
  const output = mixer.render(2000);
  const steps = output.subarray(1).map((sample, i) => Math.abs(sample - (output[i] ?? 0)));
  expect(Math.max(...steps)).toBeCloseTo(1 / 480, 6);
  expect([hit.outcome, output.at(-1)]).toEqual(['cancelled', 0]);
});

test('D20: a stream that is dropped while it runs closes itself', () => {
  const library = pathToFileURL(resolve('native/index.ts')).href;
  const script = `import { Mixer } from '${library}';
    let mixer = new Mixer({ hostApi: 'Virtual', channels: 1 });
    mixer.start();
    const hit = mixer.playBuffer(new Float32Array(48000 * 60));
    mixer = null;
    for (let i = 0; i < 500 && hit.outcome === null; i++) {
      await new Promise((done) => setTimeout(done, 10));
      gc();
    }
    console.log(hit.outcome);`;
  const args = ['--expose-gc', '--input-type=module', '-e', script];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 200_000 });
  expect([run.status, run.signal, run.stdout.trim()]).toEqual([0, null, 'stream-stopped']);
});

test('D21: progress can be read while an action is active', async () => {
  await using mixer = new Mixer({ hostApi: 'Virtual', channels: 1, sampleRate: 48_000 });
  mixer.start();
  const hit = mixer.playBuffer(new Float32Array(48_000 * 60));
  const seen: number[] = [];
  while (seen.length < 3) {
    const { doneFrames } = hit;
    if (doneFrames > (seen.at(-1) ?? 0)) {
      seen.push(doneFrames);
    }
    await pause(5);
  }
  expect([hit.state, hit.outcome]).toEqual(['active', null]);
  expect(hit.actualFrame).not.toBe(null);
});

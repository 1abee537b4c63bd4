/** A clip sounds while JavaScript collects garbage by force and sends 100,000 commands at once: what
 * was recorded is the clip. On JACK the addon runs under the guard of test/native/guard, which
 * reports whatever allocates, locks or calls the system in PortAudio's callback. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, type TestContext, test } from 'vitest';
import { type JackServer, periodsWithoutClient } from '../../../support/jack-server.ts';
import { jackMissing, periodFrames, startJack } from '../../support/own-jack.ts';
import { delayFrames } from '../../support/streams.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtmixer-busy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const commands = 100_000;
const MOST_TRIES = 4;

/** Plays and records channel 1 for two seconds, keeps JavaScript busy meanwhile with channel 2. */
const script = (device: object, delay: number) => `
import { MixerAndRecorder } from '${pathToFileURL(resolve('native/index.ts')).href}';
import { ramp } from '${pathToFileURL(resolve('test/native/support/signals.ts')).href}';

const samples = ramp(2 * 48000);
const target = new Float32Array(samples.length + ${delay});
const mixer = await MixerAndRecorder.open({ sampleRate: 48000, channels: [2, 2],
  ...${JSON.stringify(device)} });
const [clip, take] = mixer.schedule([
  { type: 'playBuffer', samples, channels: [1] },
  { type: 'recordBuffer', target, channels: [1] },
], { origin: { frame: 480 } });
await mixer.startAsync();

const click = Float32Array.of(0.5, 0.5, 0.5);
const victim = mixer.playBuffer(new Float32Array(48000 * 60), { channels: [2] });
const accepted = mixer.schedule(Array.from({ length: ${commands} }, (_, i) => i % 4 === 3
  ? { type: 'setGain', action: victim, gain: i / ${commands}, ramp: 0.01, time: { frame: 480 + i } }
  : { type: 'playBuffer', samples: click, channels: [2], start: { frame: 480 + i } }));
mixer.cancel(victim, { fade: 0.01 });

let collections = 0;
let garbage = [];
do {
  garbage = Array.from({ length: 20000 }, (_, i) => ({ text: 'garbage ' + i, numbers: [i, i] }));
  gc();
  collections++;
  await new Promise((done) => setTimeout(done, 1));
} while (take.outcome === null);
await mixer.wait();
const recorded = target.subarray(${delay});
let different = target.subarray(0, ${delay}).findIndex((sample) => sample !== 0) + 1;
samples.forEach((sample, frame) => { different += recorded[frame] === sample ? 0 : 1; });
const outcomes = accepted.reduce((counts, { outcome }) => {
  counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}, {});
const dropouts = mixer.takeDropouts().length;
const result = { different, dropouts, clip: clip.outcome, take: take.outcome, victim: victim.outcome,
  outcomes, collected: collections > 0 && garbage.length > 0 };
await mixer.close();
console.log(JSON.stringify(result));
`;

const expected = {
  different: 0,
  dropouts: 0,
  clip: 'completed',
  take: 'completed',
  victim: expect.stringMatching(/^cancelled/),
  outcomes: { completed: commands },
  collected: true,
};

interface BusyResult {
  readonly different: number;
  readonly dropouts: number;
}

/** The result of the script in a Node process of its own. */
function busy(device: object, delay: number, environment: NodeJS.ProcessEnv = {}): BusyResult {
  const path = join(folder, 'busy.ts');
  writeFileSync(path, script(device, delay));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', path], {
    encoding: 'utf8',
    timeout: 200_000,
    cwd: resolve('.'),
    env: { ...process.env, ...environment },
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** Whether the machine spoilt a result, by the stream's word or by the server's since the result before. */
function heldUpBy(jack: JackServer): (result: BusyResult) => Promise<boolean> {
  let before = periodsWithoutClient(jack);
  return async ({ different, dropouts }) => {
    // What the server has printed is read in a later turn.
    const deadline = performance.now() + 2_000;
    const isSpoilt = different > 0 || dropouts > 0;
    while (isSpoilt && periodsWithoutClient(jack) === before && performance.now() < deadline) {
      await new Promise((done) => setTimeout(done, 10));
    }
    const without = periodsWithoutClient(jack) - before;
    before += without;
    if (isSpoilt) {
      console.log(
        `JACK ran ${without} periods without a client: ${dropouts} dropouts told, ${different} frames differ`,
      );
    }
    return isSpoilt && (dropouts > 0 || without > 0);
  };
}

/** The guard's library, compiled here. */
function guardLibrary(): string {
  const library = join(folder, 'librtguard.so');
  const parts = ['', '_allocation', '_locks', '_portaudio', '_symbols', '_system_calls'];
  const options = ['-std=c11', '-D_GNU_SOURCE', '-O2', '-fPIC', '-shared', '-fvisibility=hidden'];
  const compiled = spawnSync(
    'cc',
    [
      ...[...options, '-fno-builtin', '-ftls-model=initial-exec', '-o', library],
      ...parts.map((part) => resolve('test', 'native', 'guard', `rtguard${part}.c`)),
    ],
    { encoding: 'utf8' },
  );
  expect(compiled.stderr).toBe('');
  return library;
}

function skipWithoutGuardOrJack(context: TestContext): void {
  const isTrapped = process.platform === 'linux' && process.arch === 'x64';
  context.skip(!isTrapped, 'system calls are trapped on Linux on x86-64 only');
  const missing = jackMissing();
  context.skip(missing !== null, `JACK is not tested: ${missing}`);
}

describe('while JavaScript collects garbage and sends 100,000 commands at once', () => {
  test('the virtual device plays and records every frame', () => {
    const device = { hostApi: 'Virtual', blockSize: 64, virtual: { delayFrames } };
    expect(busy(device, delayFrames)).toEqual(expected);
  });

  test('JACK does too, and nothing in the callback calls the system', async (context) => {
    skipWithoutGuardOrJack(context);
    const report = join(folder, 'report.txt');
    const library = guardLibrary();
    const jack = await startJack();
    try {
      const environment = { LD_PRELOAD: library, RTGUARD_REPORT: report };
      const device = { hostApi: 'JACK', device: 'loopback' };
      let result = busy(device, periodFrames, environment);
      // A machine that holds up the server or its loopback: the one or the other says so, and what differs is that.
      const wasHeldUp = heldUpBy(jack);
      for (let tries = 1; (await wasHeldUp(result)) && tries < MOST_TRIES; tries += 1) {
        result = busy(device, periodFrames, environment);
      }
      expect(result).toEqual(expected);
    } finally {
      await jack.stop();
    }
    const [counts = '{}', ...violations] = readFileSync(report, 'utf8').trim().split('\n');
    expect(violations).toEqual([]);
    const { callbacks, ...rest } = JSON.parse(counts);
    expect(rest).toMatchObject({ violations: 0, trapsSystemCalls: true });
    expect(callbacks).toBeGreaterThan((2 * 48_000) / periodFrames);
  });
});

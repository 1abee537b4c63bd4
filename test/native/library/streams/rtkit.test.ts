/** What is asked of rtkit where the system forbids real-time priority, and what a stream tells of the
 * answer. rtkit itself, which asks polkit who the user is, does not run here: a fake is in its place. */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { busMissing, FakeRtkit, type RtkitBehaviour, startBus } from '../../support/fake-rtkit.ts';
import type { PriorityHistory } from './rtkit/stream-program.ts';

const program = path.join(import.meta.dirname, 'rtkit', 'stream-program.ts');
const withoutRights = ['--bounding-set', '-sys_nice', '--inh-caps', '-sys_nice'];

const usual: RtkitBehaviour = {
  answer: 'grants',
  maxRealtimePriority: 20,
  rtTimeMicroseconds: 400_000,
};
const asked = { policy: 'normal', reason: 'rtkit-asked' };

function missing(): string | null {
  if (spawnSync('setpriv', [...withoutRights, 'true']).status !== 0) {
    return 'this user may not give up rights';
  }
  return busMissing();
}
const reason = missing();
const mayGrant = reason === null && spawnSync('chrt', ['--rr', '1', 'true']).status === 0;

/** A process without the right to real-time priority. */
function startProgram(environment: Record<string, string> = {}) {
  const child = spawn('setpriv', [...withoutRights, process.execPath, program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    history: async (address: string): Promise<PriorityHistory> => {
      child.stdin.write(`${address}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error('The program ended without an answer.');
      return JSON.parse(value);
    },
    end: async () => {
      const exit = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
      child.stdin.end();
      expect(await exit).toBe(0);
    },
  };
}

describe.runIf(process.platform === 'linux')('rtkit', () => {
  let bus: Awaited<ReturnType<typeof startBus>>;
  let fake: FakeRtkit;
  let child: ReturnType<typeof startProgram>;

  beforeAll(async () => {
    if (reason !== null) return;
    bus = await startBus();
    fake = await FakeRtkit.on(bus.socket, usual);
    child = startProgram();
  });
  afterAll(async () => {
    if (reason !== null) return;
    await child.end();
    fake.close();
    await bus.stop();
  });
  beforeEach(({ skip }) => {
    skip(reason !== null, `rtkit is not tested: ${reason}`);
    fake.behaviour = usual;
    fake.asked.length = 0;
  });

  test('is asked for the callback thread after the start, which does not wait for it', async () => {
    const { seen, newThreads, rtTimeLimits } = await child.history(bus.address);
    expect(seen[0]).toEqual(asked);
    expect(fake.asked).toHaveLength(1);
    expect(fake.asked[0]?.level).toBe(5);
    expect(newThreads).toContain(fake.asked[0]?.thread);
    // rtkit refuses a process whose hard limit is higher than its own.
    expect(rtTimeLimits).toEqual(['300000', '400000']);
    if (mayGrant) expect(seen[1]).toEqual({ policy: 'realtime', level: 5, grantedBy: 'rtkit' });
  });

  test('gives what is lost again by a callback that never pauses, and the process lives', async ({
    skip,
  }) => {
    skip(!mayGrant, 'The loss of real-time priority is not tested: this user may not give it');
    const { seen } = await child.history(bus.address);
    // ALSA's null device takes all that it is given at once.
    expect(seen.at(-1)).toEqual({ policy: 'normal', reason: 'taken-away' });
  });

  test('is asked for no more than it gives', async () => {
    fake.behaviour = { ...usual, maxRealtimePriority: 3 };
    await child.history(bus.address);
    expect(fake.asked[0]?.level).toBe(3);
  });

  const refusals: [string, Partial<RtkitBehaviour>][] = [
    ['that says no', { answer: 'refuses' }],
    ['that gives no real-time priority', { maxRealtimePriority: 0 }],
    ['that gives no time', { rtTimeMicroseconds: 0 }],
    ['that talks nonsense', { answer: 'talks nonsense' }],
  ];
  test.each(refusals)('%s leaves the priority normal and is told', async (_, behaviour) => {
    fake.behaviour = { ...usual, ...behaviour };
    const { seen } = await child.history(bus.address);
    expect(seen.at(-1)).toEqual({ policy: 'normal', reason: 'rtkit-refused' });
  });

  test('that does not answer is not waited for longer than about a second', async () => {
    fake.behaviour = { ...usual, answer: 'silent' };
    const { seen } = await child.history(bus.address);
    expect(seen[0]).toEqual(asked);
    expect(seen.at(-1)).toEqual({ policy: 'normal', reason: 'rtkit-silent' });
  });

  test('that is not installed, or without a system bus, is told as missing', async () => {
    const none = { policy: 'normal', reason: 'no-rtkit' };
    fake.close();
    expect((await child.history(bus.address)).seen.at(-1)).toEqual(none);
    expect((await child.history('unix:path=/nowhere/bus')).seen.at(-1)).toEqual(none);
    expect((await child.history('nonsense')).seen.at(-1)).toEqual(none);
    fake = await FakeRtkit.on(bus.socket, usual);
  });

  test('cannot be asked without libdbus, which is told', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rtmixer-no-dbus-'));
    fs.writeFileSync(path.join(folder, 'libdbus-1.so.3'), '');
    const without = startProgram({ LD_LIBRARY_PATH: folder });
    const { seen } = await without.history(bus.address);
    await without.end();
    fs.rmSync(folder, { recursive: true });
    expect(seen.at(-1)).toEqual({ policy: 'normal', reason: 'no-libdbus' });
    expect(fake.asked).toEqual([]);
  });
});

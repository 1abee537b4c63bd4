/** The priority that the system gave the callback thread, as the stream tells it and as the system has
 * it. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Mixer, type StreamOptions } from '../../../../native/index.ts';
import { jackMissing, jackSampleRate, startJack } from '../../support/own-jack.ts';

const library = new URL('../../../../native/index.ts', import.meta.url).href;
const SCHED_FIFO = 1;
const isLinux = process.platform === 'linux';
const isAllowed = isLinux && spawnSync('chrt', ['-f', '1', 'true']).status === 0;

const missing = jackMissing();
let stopJack: (() => Promise<void>) | undefined;

beforeAll(async () => {
  if (missing === null) stopJack = (await startJack()).stop;
});
afterAll(async () => await stopJack?.());

/** Levels of this process's real-time threads (fields 40 and 41 of proc_pid_stat). */
function realTimeLevels(): number[] {
  return readdirSync('/proc/self/task').flatMap((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
    return Number(fields[38]) === SCHED_FIFO ? [Number(fields[37])] : [];
  });
}

/** The priority of a stream that runs, the levels of the real-time threads meanwhile, and of those that
 * came with it. JACK's thread exists before. */
async function startedWith(options: StreamOptions) {
  const before = realTimeLevels();
  const mixer = await Mixer.open({ sampleRate: 48_000, channels: 2, ...options });
  try {
    expect(mixer.priority).toEqual({ policy: 'unknown' });
    await mixer.startAsync();
    const levels = realTimeLevels();
    const added = [...levels];
    for (const level of before) added.splice(added.indexOf(level), 1);
    return { priority: mixer.priority, levels, added };
  } finally {
    await mixer.close();
  }
}

/** What is told agrees with the threads of the process. */
function expectTold(
  { priority, levels, added }: Awaited<ReturnType<typeof startedWith>>,
  reason: string,
) {
  const level = priority.policy === 'realtime' ? priority.level : 0;
  if (level > 0) {
    expect(levels).toContain(level);
  } else {
    expect(priority).toEqual({ policy: 'normal', reason });
    expect(added).toEqual([]);
  }
}

describe.runIf(isLinux)('the priority of the callback thread', () => {
  test('is real-time on ALSA where the system allows it', async () => {
    const started = await startedWith({ hostApiOptions: { type: 'alsa', device: 'null' } });
    if (isAllowed) {
      expect(started.priority).toMatchObject({ policy: 'realtime', grantedBy: 'system' });
    }
    // Elsewhere rtkit is asked, and may have answered (rtkit.test.ts).
    const { priority } = started;
    expectTold(started, priority.policy === 'normal' ? priority.reason : 'none');
  });

  test('is real-time on the virtual device where the system allows it', async () => {
    const started = await startedWith({ hostApi: 'Virtual' });
    expect(started.priority.policy).toBe(isAllowed ? 'realtime' : 'normal');
    expectTold(started, 'not-allowed');
  });

  test('is normal on a virtual device that is faster than real time, which does not ask', async () => {
    const { priority, added } = await startedWith({ hostApi: 'Virtual', virtual: { speed: 0 } });
    expect(priority).toEqual({ policy: 'normal', reason: 'not-asked' });
    expect(added).toEqual([]);
  });

  test('is normal and not allowed where the system refuses it to the virtual device', ({
    skip,
  }) => {
    const refusing = ['--bounding-set', '-sys_nice', '--inh-caps', '-sys_nice'];
    skip(
      spawnSync('setpriv', [...refusing, 'true']).status !== 0,
      'The refusal of real-time priority is not tested: this user may not give up rights',
    );
    const script = `
      import { Mixer } from ${JSON.stringify(library)};
      const mixer = await Mixer.open({ hostApi: 'Virtual', sampleRate: 48_000, channels: 2 });
      await mixer.startAsync();
      console.log(JSON.stringify(mixer.priority));
      await mixer.close();`;
    const child = spawnSync(
      'setpriv',
      [...refusing, process.execPath, '--input-type=module', '--eval', script],
      { encoding: 'utf8' },
    );
    expect(JSON.parse(child.stdout)).toEqual({ policy: 'normal', reason: 'not-allowed' });
  });

  test('is read again at each start', async () => {
    const mixer = await Mixer.open({ hostApi: 'Virtual', sampleRate: 48_000, channels: 2 });
    await mixer.startAsync();
    const first = mixer.priority;
    expect(first).not.toEqual({ policy: 'unknown' });
    await mixer.stop();
    await mixer.startAsync();
    expect(mixer.priority).toEqual(first);
    await mixer.close();
  });
});

describe("the priority of JACK's callback thread", () => {
  test('is what the server gave it', async ({ skip }) => {
    skip(missing !== null, `JACK is not tested: ${missing}`);
    expectTold(
      await startedWith({ hostApi: 'JACK', device: 'loopback', sampleRate: jackSampleRate }),
      'not-given',
    );
  });
});

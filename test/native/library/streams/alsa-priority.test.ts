import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Mixer } from '../../../../native/index.ts';

const SCHED_FIFO = 1;

/** Scheduling policies of this process's threads (field 41 of proc_pid_stat). */
function policies(): number[] {
  return readdirSync('/proc/self/task').map((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[38]);
  });
}

test("ALSA's callback has real-time priority where the system allows it", async ({ skip }) => {
  skip(process.platform !== 'linux', 'ALSA is on Linux only');
  const isAllowed = spawnSync('chrt', ['-f', '1', 'true']).status === 0;
  expect(policies()).not.toContain(SCHED_FIFO);
  const mixer = await Mixer.open({
    hostApiOptions: { type: 'alsa', device: 'null' },
    sampleRate: 48_000,
    channels: 2,
  });
  try {
    await mixer.startAsync();
    expect(policies().includes(SCHED_FIFO)).toBe(isAllowed);
  } finally {
    await mixer.close();
  }
});
